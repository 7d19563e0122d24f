// Options and environment put together: what one connection needs, complete and checked.
import { join } from 'node:path';
import type { Retry } from '../call/backoff.js';
import type { Deadlines } from '../call/deadline.js';
import { CarnetError } from '../errors/carnet-error.js';
import { readCertificateAt, readPrivateKeyAt, readTextFile, readWalletFile } from '../identity/files.js';
import { checkIdentity, type IdentityMaterial, type SigningIdentity } from '../identity/identity.js';
import { checkTlsCa, parseEndpoint, type Endpoint } from './endpoint.js';
import { readEnvironment, VARIABLES, type EnvironmentSettings } from './environment.js';
import type { ConnectOptions, IdentitySource } from './options.js';
import { readProfile, type ProfilePeer, type ProfileSettings } from './profile.js';

export interface Settings {
    readonly channel: string;
    readonly chaincode: string;
    readonly identity: SigningIdentity;
    readonly endpoint: Endpoint;
    readonly hostAlias: string | undefined;
    /** PEM; undefined: the roots that Node trusts. */
    readonly tlsCa: Buffer | undefined;
    /** File or profile, for errors. */
    readonly tlsCaOrigin: string;
    /** Where that peer cannot be reached: others of its organisation, which the profile lists. */
    readonly others: readonly PeerSettings[];
    readonly deadlines: Required<Deadlines>;
    readonly retry: Required<Retry>;
}

const DEFAULT_DEADLINES: Required<Deadlines> = {
    connect: 10_000, evaluate: 10_000, endorse: 15_000, submit: 10_000, commitStatus: 5_000, overall: 120_000,
};
const DEFAULT_RETRY: Required<Retry> = { attempts: 10, baseDelay: 50, maxDelay: 5_000 };

function missing(option: string, variables: readonly string[]): CarnetError {
    const named = variables.length === 0 ? '' : `, or set ${variables.join(' or ')} in the environment`;
    return new CarnetError('SETTING_MISSING', `Give the option ${option}${named}.`, { details: { option, variables } });
}

function numbers<T extends object>(name: string, defaults: T, given: Partial<T> | undefined, min: number, max: number): T {
    const merged: T = { ...defaults };
    for (const [key, value] of Object.entries(given ?? {})) {
        if (!Object.hasOwn(defaults, key) || typeof value !== 'number' || !(value >= min && value <= max)) {
            throw new CarnetError('SETTING_INVALID', `The option ${name}.${key} is not a number from ${min} to ${max}.`, { details: { option: `${name}.${key}` } });
        }
        Object.assign(merged, { [key]: value });
    }
    return merged;
}

function readRetry(given: Retry | undefined): Required<Retry> {
    const retry = numbers('retry', DEFAULT_RETRY, given, 0, 2 ** 31 - 1);
    if (!Number.isInteger(retry.attempts) || retry.attempts < 1 || retry.attempts > 100) {
        throw new CarnetError('SETTING_INVALID', 'The option retry.attempts is not an integer from 1 to 100.', { details: { option: 'retry.attempts' } });
    }
    return retry;
}

const IDENTITY_FORMS = ['mspFolder', 'walletFile', 'certificateFile, privateKeyFile', 'certificate, privateKey'];

type Files = Omit<IdentityMaterial, 'mspId'> & { readonly mspId?: string };

function fromPaths(certificatePath: string, privateKeyPath: string): Files {
    const certificate = readCertificateAt(certificatePath);
    const privateKey = readPrivateKeyAt(privateKeyPath, certificate.text);
    return { certificate: certificate.text, privateKey: privateKey.text, certificateOrigin: certificate.path, privateKeyOrigin: privateKey.path };
}

function fromSource(source: IdentitySource): Files {
    if ('mspFolder' in source) return fromPaths(join(source.mspFolder, 'signcerts'), join(source.mspFolder, 'keystore'));
    if ('walletFile' in source) return { ...readWalletFile(source.walletFile), certificateOrigin: source.walletFile, privateKeyOrigin: source.walletFile };
    if ('certificateFile' in source) return fromPaths(source.certificateFile, source.privateKeyFile);
    return { ...source, certificateOrigin: 'the option identity', privateKeyOrigin: 'the option identity' };
}

function fromEnvironment(environment: EnvironmentSettings): Files {
    const { certificate, privateKey } = environment;
    if (certificate === undefined) throw missing('identity', [...VARIABLES.certificate, ...VARIABLES.certificateFolder]);
    if (privateKey === undefined) throw missing('identity', [...VARIABLES.privateKey, ...VARIABLES.privateKeyFolder]);
    return fromPaths(certificate, privateKey);
}

function readIdentity(options: ConnectOptions, environment: EnvironmentSettings, profile: ProfileSettings | undefined): SigningIdentity {
    const given = Object.keys(options.identity ?? {}).join(', ');
    if (options.identity !== undefined && !IDENTITY_FORMS.includes(given.split(', ').sort().join(', '))) {
        throw new CarnetError('SETTING_INVALID', `The option identity has ${given === '' ? 'no fields' : given}, and needs one of: ${IDENTITY_FORMS.join('; ')}.`, {
            details: { option: 'identity' },
        });
    }
    const files = options.identity === undefined ? fromEnvironment(environment) : fromSource(options.identity);
    if (files.mspId !== undefined && options.mspId !== undefined && files.mspId !== options.mspId) {
        throw new CarnetError('SETTING_CONFLICT', `The option mspId says ${options.mspId}, and ${files.certificateOrigin} says ${files.mspId}.`, {
            details: { mspId: options.mspId, origin: files.certificateOrigin },
        });
    }
    const mspId = options.mspId ?? files.mspId ?? profile?.mspId ?? environment.mspId;
    if (mspId === undefined) throw missing('mspId', VARIABLES.mspId);
    return checkIdentity({ ...files, mspId });
}

export type PeerSettings = Pick<Settings, 'endpoint' | 'hostAlias' | 'tlsCa' | 'tlsCaOrigin'>;

/** One source for the three things that describe a peer, so that an option never meets a host alias meant for another peer. */
function readPeers(options: ConnectOptions, environment: EnvironmentSettings, profile: ProfileSettings | undefined): Pick<Settings, 'others'> & PeerSettings {
    const ownEndpoint = options.endpoint !== undefined;
    const fromEnv = profile === undefined && !ownEndpoint;
    const caFile = options.tlsCaFile ?? (profile === undefined ? environment.tlsCaFile : undefined);
    const caOfFile = caFile === undefined ? undefined : readTextFile(caFile, 'The TLS CA file');
    const settingsOf = (peer: ProfilePeer | undefined): PeerSettings => {
        const endpoint = options.endpoint ?? peer?.endpoint ?? environment.endpoint;
        if (endpoint === undefined) throw missing('endpoint', VARIABLES.endpoint);
        const hostAlias = options.hostAlias ?? (ownEndpoint ? undefined : peer?.hostAlias) ?? (fromEnv ? environment.hostAlias : undefined);
        const ca = caOfFile ?? peer?.tlsCa;
        const tlsCaOrigin = caFile ?? (peer?.tlsCa === undefined ? 'the roots that Node trusts' : profile?.origin ?? '');
        return { endpoint: parseEndpoint(endpoint), hostAlias, tlsCa: ca === undefined ? undefined : checkTlsCa(ca, tlsCaOrigin), tlsCaOrigin };
    };
    const [first, ...others] = profile?.peers ?? [undefined];
    // An endpoint or a host alias is one peer's.
    const one = ownEndpoint || options.hostAlias !== undefined;
    return { ...settingsOf(first), others: one ? [] : others.map(settingsOf) };
}

/** @throws CarnetError with the code of whatever is missing, unreadable or does not fit together */
export function resolveSettings(options: ConnectOptions): Settings {
    const environment = readEnvironment(options.env ?? process.env);
    const profile = options.profile === undefined ? undefined : readProfile(options.profile, options.peer);
    return {
        channel: options.channel ?? environment.channel ?? 'mychannel',
        chaincode: options.chaincode ?? environment.chaincode ?? 'carnet',
        identity: readIdentity(options, environment, profile),
        ...readPeers(options, environment, profile),
        deadlines: numbers('deadlines', DEFAULT_DEADLINES, options.deadlines, 1, 2 ** 31 - 1),
        retry: readRetry(options.retry),
    };
}
