// The channel's genesis block: organisations, policies and consensus of the test-network, with anchor peers, made by configtxgen.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ORG_NAMES, type NetworkFolder, type OrgName } from '../engine.js';
import { mspPaths, ordererDir, organisationDir, serverTlsPaths } from '../identities/layout.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS } from '../identities/organisations.js';
import { runCommand } from '../processes/command.js';
import type { FabricPrograms } from './programs.js';

/** Nodes listen on the loopback interface only. */
export const HOST = '127.0.0.1';
const PROFILE = 'Carnet';

const signature = (rule: string): object => ({ Type: 'Signature', Rule: rule });
const implicit = (rule: string): object => ({ Type: 'ImplicitMeta', Rule: rule });
const CHANNEL_POLICIES = { Readers: implicit('ANY Readers'), Writers: implicit('ANY Writers'), Admins: implicit('MAJORITY Admins') };

function genesisBlock(folder: NetworkFolder): string {
    return join(folder.data, 'genesis.block');
}

function ordererOrganisation(folder: NetworkFolder): object {
    const { mspId } = ORDERER_ORGANISATION;
    return {
        Name: ORDERER_ORGANISATION.title,
        ID: mspId,
        MSPDir: join(organisationDir(folder.organizations, ORDERER_ORGANISATION), 'msp'),
        Policies: {
            Readers: signature(`OR('${mspId}.member')`), Writers: signature(`OR('${mspId}.member')`), Admins: signature(`OR('${mspId}.admin')`),
        },
        OrdererEndpoints: folder.ports.orderers.map(({ listen }) => `${HOST}:${listen}`),
    };
}

function peerOrganisation(folder: NetworkFolder, org: OrgName): object {
    const organisation = PEER_ORGANISATIONS[org];
    const { mspId } = organisation;
    return {
        Name: mspId,
        ID: mspId,
        MSPDir: join(organisationDir(folder.organizations, organisation), 'msp'),
        Policies: {
            Readers: signature(`OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`),
            Writers: signature(`OR('${mspId}.admin', '${mspId}.client')`),
            Admins: signature(`OR('${mspId}.admin')`),
            Endorsement: signature(`OR('${mspId}.peer')`),
        },
        // Without these the gateway of one organisation never learns of the other's peer and finds no combination of endorsers.
        AnchorPeers: [{ Host: HOST, Port: folder.ports[org].listen }],
    };
}

function consensus(folder: NetworkFolder): object {
    const consenters = folder.ports.orderers.map(({ name, listen }, index) => {
        const dir = ordererDir(folder.organizations, name);
        const tls = serverTlsPaths(dir).certificate;
        return {
            ID: index + 1, Host: HOST, Port: listen, MSPID: ORDERER_ORGANISATION.mspId,
            Identity: mspPaths(dir, ordererHost(name)).certificate, ClientTLSCert: tls, ServerTLSCert: tls,
        };
    });
    if (folder.settings.orderers === 4) {
        return {
            OrdererType: 'BFT',
            ConsenterMapping: consenters,
            // The test-network's, but for the batch, which is that of the other engines, and faster suspicion of a dead leader.
            SmartBFT: {
                RequestBatchMaxCount: folder.settings.batchSize, RequestBatchMaxInterval: `${folder.settings.batchTimeoutMs}ms`,
                RequestForwardTimeout: '2s', RequestComplainTimeout: '5s', RequestAutoRemoveTimeout: '3m0s', ViewChangeResendInterval: '2s',
                ViewChangeTimeout: '10s', LeaderHeartbeatTimeout: '10s', CollectTimeout: '1s', RequestBatchMaxBytes: 10_485_760,
                IncomingMessageBufferSize: 200, RequestPoolSize: 100_000, LeaderHeartbeatCount: 10,
            },
        };
    }
    return {
        OrdererType: 'etcdraft',
        EtcdRaft: {
            Consenters: consenters.map(({ Host, Port, ClientTLSCert, ServerTLSCert }) => ({ Host, Port, ClientTLSCert, ServerTLSCert })),
            // A new leader two to four seconds after the old one died, rather than five to ten.
            Options: { TickInterval: '200ms', ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: '16 MB' },
        },
    };
}

function configtx(folder: NetworkFolder): object {
    const { batchSize, batchTimeoutMs, orderers } = folder.settings;
    return {
        Profiles: {
            [PROFILE]: {
                Policies: CHANNEL_POLICIES,
                // BFT needs V3_0; the other is the test-network's.
                Capabilities: orderers === 4 ? { V3_0: true } : { V2_0: true },
                Orderer: {
                    ...consensus(folder),
                    BatchTimeout: `${batchTimeoutMs}ms`,
                    BatchSize: { MaxMessageCount: batchSize, AbsoluteMaxBytes: '10 MB', PreferredMaxBytes: '2 MB' },
                    Organizations: [ordererOrganisation(folder)],
                    Policies: { ...CHANNEL_POLICIES, BlockValidation: implicit('ANY Writers') },
                    Capabilities: { V2_0: true },
                },
                Application: {
                    Organizations: ORG_NAMES.map(org => peerOrganisation(folder, org)),
                    Policies: {
                        ...CHANNEL_POLICIES,
                        LifecycleEndorsement: implicit('MAJORITY Endorsement'), Endorsement: implicit('MAJORITY Endorsement'),
                    },
                    Capabilities: { V2_5: true },
                },
            },
        },
    };
}

/** Makes the block once: a second one would be another channel of the same name. */
export async function ensureGenesisBlock(folder: NetworkFolder, programs: FabricPrograms): Promise<string> {
    const block = genesisBlock(folder);
    if (existsSync(block)) return block;
    const dir = join(folder.data, 'configtx');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'configtx.yaml'), stringify(configtx(folder), { aliasDuplicateObjects: false }));
    await runCommand({
        program: programs.configtxgen,
        args: ['-profile', PROFILE, '-channelID', folder.settings.channel, '-outputBlock', `${block}.new`, '-configPath', dir],
        env: { FABRIC_CFG_PATH: dir, FABRIC_LOGGING_SPEC: 'warn' },
        signal: folder.signal,
    });
    renameSync(`${block}.new`, block);
    return block;
}
