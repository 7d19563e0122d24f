// core.yaml and orderer.yaml of each node: the installed sample with what this network needs changed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { NetworkFolder, OrgName } from '../engine.js';
import { mspPaths, ordererDir, peerDir, serverTlsPaths } from '../identities/layout.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS, peerHost } from '../identities/organisations.js';
import type { OrdererPorts } from '../ports.js';
import { HOST } from './genesis.js';
import type { FabricPrograms } from './programs.js';

type Settings = readonly (readonly [path: string, value: unknown])[];

/** Messages in flight that a peer takes: the sample's 500 makes 64 busy clients fail with RESOURCE_EXHAUSTED. */
const CONCURRENT_CALLS = 20_000;

/** Folder of one node: configuration and data. */
export function nodeDir(folder: NetworkFolder, host: string): string {
    return join(folder.data, host);
}

function writeConfig(sample: string, file: string, settings: Settings): void {
    const document = parseDocument(readFileSync(sample, 'utf8'));
    for (const [path, value] of settings) document.setIn(path.split('.'), value);
    writeFileSync(file, document.toString({ lineWidth: 0 }));
}

function peerSettings(folder: NetworkFolder, programs: FabricPrograms, org: OrgName): Settings {
    const host = peerHost(org);
    const identity = peerDir(folder.organizations, org);
    const tls = serverTlsPaths(identity);
    const { listen, operations } = folder.ports[org];
    const address = `${HOST}:${listen}`;
    const data = join(nodeDir(folder, host), 'data');
    return [
        ['peer.id', host],
        ['peer.networkId', 'carnet'],
        ['peer.listenAddress', address],
        ['peer.address', address],
        // Chaincode is a service here, so nothing connects to this listener; any free port will do.
        ['peer.chaincodeListenAddress', `${HOST}:0`],
        ['peer.localMspId', PEER_ORGANISATIONS[org].mspId],
        ['peer.mspConfigPath', mspPaths(identity, host).msp],
        ['peer.fileSystemPath', data],
        ['peer.tls.enabled', true],
        ['peer.tls.cert.file', tls.certificate],
        ['peer.tls.key.file', tls.key],
        ['peer.tls.rootcert.file', tls.ca],
        ['peer.tls.clientRootCAs.files', [tls.ca]],
        // One peer in the organisation: it leads, and asks nobody of its own organisation for blocks.
        ['peer.gossip.bootstrap', address],
        ['peer.gossip.externalEndpoint', address],
        ['peer.gossip.useLeaderElection', false],
        ['peer.gossip.orgLeader', true],
        ['peer.gossip.state.enabled', false],
        // The other organisation learns from these that a chaincode was committed here; the sample's 4 s is for large networks.
        ['peer.gossip.publishStateInfoInterval', '500ms'],
        ['peer.gossip.requestStateInfoInterval', '500ms'],
        ['peer.gossip.aliveTimeInterval', '1s'],
        ['peer.gossip.reconnectInterval', '2s'],
        // The longest pause between two attempts to reach an orderer that was away; the sample's is an hour.
        ['peer.deliveryclient.reConnectBackoffThreshold', '1s'],
        // The sample's peer looks up to 60 s for private data of transactions that it found invalid, and commits nothing meanwhile: any member
        // could hold up another organisation's peer by writing into its collection without its endorsement.
        ['peer.gossip.pvtData.skipPullingInvalidTransactionsDuringCommit', true],
        ['peer.limits.concurrency.endorserService', CONCURRENT_CALLS],
        ['peer.limits.concurrency.gatewayService', CONCURRENT_CALLS],
        // No Docker: chaincode is reached through the external builder only.
        ['vm.endpoint', ''],
        ['chaincode.externalBuilders', [
            { name: 'ccaas_builder', path: programs.builder, propagateEnvironment: ['CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG'] },
        ]],
        ['chaincode.executetimeout', '3s'],
        // fabric-shim 2.5.8 exits on the first keepalive.
        ['chaincode.keepalive', 0],
        ['ledger.state.stateDatabase', 'goleveldb'],
        ['ledger.snapshots.rootDir', join(data, 'snapshots')],
        ['operations.listenAddress', `${HOST}:${operations}`],
        ['metrics.provider', 'disabled'],
    ];
}

function ordererSettings(folder: NetworkFolder, { name, listen, admin, operations }: OrdererPorts): Settings {
    const host = ordererHost(name);
    const identity = ordererDir(folder.organizations, name);
    const tls = serverTlsPaths(identity);
    const data = join(nodeDir(folder, host), 'data');
    const tlsSettings = (path: string): Settings => [
        [`${path}.Enabled`, true], [`${path}.Certificate`, tls.certificate], [`${path}.PrivateKey`, tls.key],
    ];
    return [
        ['General.ListenAddress', HOST],
        ['General.ListenPort', listen],
        ...tlsSettings('General.TLS'),
        ['General.TLS.RootCAs', [tls.ca]],
        ['General.Cluster.ClientCertificate', tls.certificate],
        ['General.Cluster.ClientPrivateKey', tls.key],
        ['General.Cluster.RootCAs', [tls.ca]],
        ['General.LocalMSPDir', mspPaths(identity, host).msp],
        ['General.LocalMSPID', ORDERER_ORGANISATION.mspId],
        ['FileLedger.Location', join(data, 'ledger')],
        ['Consensus.WALDir', join(data, 'etcdraft', 'wal')],
        ['Consensus.SnapDir', join(data, 'etcdraft', 'snapshot')],
        // Fabric 2.5's sample reads a genesis block of its own; from 3.0 on there is no other way than to join.
        ['General.BootstrapMethod', 'none'],
        ['ChannelParticipation.Enabled', true],
        ['Admin.ListenAddress', `${HOST}:${admin}`],
        ...tlsSettings('Admin.TLS'),
        ['Admin.TLS.ClientAuthRequired', true],
        ['Admin.TLS.RootCAs', [tls.ca]],
        ['Admin.TLS.ClientRootCAs', [tls.ca]],
        ['Operations.ListenAddress', `${HOST}:${operations}`],
        // Read to see that a leader is elected.
        ['Metrics.Provider', 'prometheus'],
    ];
}

/** Writes a peer's core.yaml and answers with its folder, the FABRIC_CFG_PATH of the process. */
export function writePeerConfig(folder: NetworkFolder, programs: FabricPrograms, org: OrgName): string {
    const dir = nodeDir(folder, peerHost(org));
    mkdirSync(dir, { recursive: true });
    writeConfig(programs.coreYaml, join(dir, 'core.yaml'), peerSettings(folder, programs, org));
    return dir;
}

export function writeOrdererConfig(folder: NetworkFolder, programs: FabricPrograms, orderer: OrdererPorts): string {
    const dir = nodeDir(folder, ordererHost(orderer.name));
    mkdirSync(dir, { recursive: true });
    writeConfig(programs.ordererYaml, join(dir, 'orderer.yaml'), ordererSettings(folder, orderer));
    return dir;
}
