// The environment with which the peer CLI and client programs reach the network as one person.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NetworkFolder, OrgName } from './engine.js';
import { ordererDir, organisationDir, peerDir, serverTlsPaths, tlsCaCertificate, userLabel, userMsp } from './identities/layout.js';
import { ORDERER_ORGANISATION, PEER_ORGANISATIONS, peerHost, type Organisation } from './identities/organisations.js';
import { NetworkError } from './network-error.js';

/** Enough for the peer CLI, which takes the rest from the environment; a peer needs the whole sample file. */
const CLI_CORE_YAML = `# Configuration of the peer CLI for this network; \`carnet-network env\` prints the rest.
peer:
  client:
    connTimeout: 3s
  deliveryclient:
    connTimeout: 3s
  localMspType: bccsp
  BCCSP:
    Default: SW
    SW:
      Hash: SHA2
      Security: 256
`;

/** Without it the peer CLI of Fabric 3 writes a hundred lines about its connections; results of invoke and lifecycle are info lines. */
const CLI_LOGGING = 'chaincodeCmd,channelCmd,cli.lifecycle.chaincode=info:grpc=error:warn';

function cliConfigDir(folder: NetworkFolder): string {
    return join(folder.dir, 'peercfg');
}

/** Writes the folder that FABRIC_CFG_PATH names. */
export function writeCliConfig(folder: NetworkFolder): void {
    const dir = cliConfigDir(folder);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'core.yaml'), CLI_CORE_YAML);
}

function knownUsers(organizations: string, organisation: Organisation): string[] {
    const suffix = userLabel(organisation, '');
    const users = join(organisationDir(organizations, organisation), 'users');
    return existsSync(users) ? readdirSync(users).filter(name => name.endsWith(suffix)).map(name => name.slice(0, -suffix.length)).sort() : [];
}

/** The person's name as issued: `admin` finds `Admin`. @throws NetworkError IDENTITY_UNKNOWN */
function requireUser(folder: NetworkFolder, organisation: Organisation, user: string): string {
    const known = knownUsers(folder.organizations, organisation);
    const found = known.find(name => name === user) ?? known.find(name => name.toLowerCase() === user.toLowerCase());
    if (found !== undefined) return found;
    throw new NetworkError('IDENTITY_UNKNOWN', `${organisation.domain} has no '${user}'; it has ${known.join(', ')}. ` +
        'Issue one with `carnet-network identity`', { user, known });
}

/** @throws NetworkError IDENTITY_UNKNOWN */
export function environmentOf(folder: NetworkFolder, org: OrgName, user: string, chaincode: string): Record<string, string> {
    const organisation = PEER_ORGANISATIONS[org];
    const { organizations, ports, settings } = folder;
    const { msp, certificate, key } = userMsp(organizations, organisation, requireUser(folder, organisation, user));
    const peerTls = serverTlsPaths(peerDir(organizations, org));
    const endpoint = `localhost:${ports[org].listen}`;
    const [orderer] = ports.orderers;
    if (orderer === undefined) throw new NetworkError('FOLDER_DAMAGED', `${folder.dir} names no orderer: start anew`, { dir: folder.dir });
    const ordererTls = serverTlsPaths(ordererDir(organizations, orderer.name));
    return {
        FABRIC_CFG_PATH: cliConfigDir(folder),
        FABRIC_LOGGING_SPEC: CLI_LOGGING,
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_LOCALMSPID: organisation.mspId,
        CORE_PEER_TLS_ROOTCERT_FILE: peerTls.ca,
        CORE_PEER_MSPCONFIGPATH: msp,
        CORE_PEER_ADDRESS: endpoint,
        ORDERER_CA: tlsCaCertificate(organizations, ORDERER_ORGANISATION),
        ORDERER_ADDRESS: `localhost:${orderer.listen}`,
        ...settings.engine === 'fabric' ? {
            ORDERER_ADMIN_ADDRESS: `localhost:${orderer.admin}`,
            ORDERER_ADMIN_TLS_SIGN_CERT: ordererTls.certificate,
            ORDERER_ADMIN_TLS_PRIVATE_KEY: ordererTls.key,
        } : {},
        CHANNEL_NAME: settings.channel,
        CHAINCODE_NAME: chaincode,
        MSP_ID: organisation.mspId,
        CRYPTO_PATH: organisationDir(organizations, organisation),
        KEY_DIRECTORY_PATH: dirname(key),
        CERT_DIRECTORY_PATH: dirname(certificate),
        KEY_PATH: key,
        CERT_PATH: certificate,
        TLS_CERT_PATH: peerTls.ca,
        PEER_ENDPOINT: endpoint,
        PEER_HOST_ALIAS: peerHost(org),
    };
}
