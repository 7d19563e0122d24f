// The environment variables that fabric-samples' applications and workshop use, and `carnet-network env` prints.
import { basename, join, resolve } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings as found in the environment; paths are absolute. */
export interface EnvironmentSettings {
    readonly channel?: string | undefined;
    readonly chaincode?: string | undefined;
    readonly mspId?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly hostAlias?: string | undefined;
    readonly tlsCaFile?: string | undefined;
    /** File, or folder with one certificate. */
    readonly certificate?: string | undefined;
    /** File, or folder with one key. */
    readonly privateKey?: string | undefined;
}

/**
 * Each setting and the variables for it: first the name of asset-transfer-basic's application, then that of the workshop's
 * trader application. CERT_PATH and KEY_PATH name files where the `…_DIRECTORY_PATH` name folders, and so are preferred.
 */
export const VARIABLES = {
    channel: ['CHANNEL_NAME'],
    chaincode: ['CHAINCODE_NAME'],
    mspId: ['MSP_ID'],
    endpoint: ['PEER_ENDPOINT', 'ENDPOINT'],
    hostAlias: ['PEER_HOST_ALIAS', 'HOST_ALIAS'],
    tlsCaFile: ['TLS_CERT_PATH', 'TLS_CERT'],
    certificate: ['CERT_PATH', 'CERTIFICATE'],
    certificateFolder: ['CERT_DIRECTORY_PATH'],
    privateKey: ['KEY_PATH', 'PRIVATE_KEY'],
    privateKeyFolder: ['KEY_DIRECTORY_PATH'],
    organisationFolder: ['CRYPTO_PATH'],
} as const satisfies Record<string, readonly string[]>;

/** One setting; the dialects may both name it, but must not contradict each other. An empty variable is as good as unset. */
function read(env: Environment, setting: keyof typeof VARIABLES): string | undefined {
    const found = VARIABLES[setting].flatMap(name => {
        const value = env[name]?.trim();
        return value === undefined || value === '' ? [] : [{ name, value }];
    });
    const [first, second] = found;
    if (first !== undefined && second !== undefined && first.value !== second.value) {
        throw new CarnetError('SETTING_CONFLICT', `${first.name} and ${second.name} are both set, to different values: unset one of them.`, {
            details: { variables: [first.name, second.name] },
        });
    }
    return first?.value;
}

function path(env: Environment, setting: keyof typeof VARIABLES): string | undefined {
    const value = read(env, setting);
    return value === undefined ? undefined : resolve(value);
}

/** What CRYPTO_PATH (`…/peerOrganizations/org1.example.com`) stands for: the sample's user User1 and its first peer. */
function fromOrganisationFolder(folder: string | undefined): Pick<EnvironmentSettings, 'certificate' | 'privateKey' | 'tlsCaFile'> {
    if (folder === undefined) return {};
    const domain = basename(folder);
    const msp = join(folder, 'users', `User1@${domain}`, 'msp');
    return {
        certificate: join(msp, 'signcerts'),
        privateKey: join(msp, 'keystore'),
        tlsCaFile: join(folder, 'peers', `peer0.${domain}`, 'tls', 'ca.crt'),
    };
}

/**
 * Each setting is looked up when it is asked for: variables that an option overrides may say what they like.
 * @throws CarnetError SETTING_CONFLICT, on reading a setting for which two variables differ
 */
export function readEnvironment(env: Environment): EnvironmentSettings {
    const fallback = (): ReturnType<typeof fromOrganisationFolder> => fromOrganisationFolder(path(env, 'organisationFolder'));
    return {
        get channel() { return read(env, 'channel'); },
        get chaincode() { return read(env, 'chaincode'); },
        get mspId() { return read(env, 'mspId'); },
        get endpoint() { return read(env, 'endpoint'); },
        get hostAlias() { return read(env, 'hostAlias'); },
        get tlsCaFile() { return path(env, 'tlsCaFile') ?? fallback().tlsCaFile; },
        get certificate() { return path(env, 'certificate') ?? path(env, 'certificateFolder') ?? fallback().certificate; },
        get privateKey() { return path(env, 'privateKey') ?? path(env, 'privateKeyFolder') ?? fallback().privateKey; },
    };
}
