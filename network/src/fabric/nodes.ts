// The node processes of the fabric engine: what they are, starting those that do not run, seeing that they answer.
import { join } from 'node:path';
import { ORG_NAMES, type NetworkFolder, type NodeStatus, type OrgName } from '../engine.js';
import { tlsCaCertificate } from '../identities/layout.js';
import { ORDERER_ORGANISATION, ordererHost, PEER_ORGANISATIONS, peerHost } from '../identities/organisations.js';
import { requireFreePorts, type OrdererPorts } from '../ports.js';
import { runningProcess, startDetached, untilReleased, type ProcessRecord } from '../processes/detached.js';
import { answersWithTls, waitUntil } from '../processes/readiness.js';
import { HOST } from './genesis.js';
import { nodeDir, writeOrdererConfig, writePeerConfig } from './node-config.js';
import type { FabricPrograms } from './programs.js';

const START_TIMEOUT_MS = 30_000;

interface NodeProgram {
    readonly host: string;
    readonly kind: 'orderer' | 'peer';
    readonly listen: number;
    /** Authority of its TLS certificate. */
    readonly caFile: string;
    readonly ports: readonly number[];
    readonly program: string;
    readonly args: readonly string[];
    readonly writeConfig: () => string;
}

function ordererProgram(folder: NetworkFolder, programs: FabricPrograms, orderer: OrdererPorts): NodeProgram {
    return {
        host: ordererHost(orderer.name), kind: 'orderer', listen: orderer.listen, ports: [orderer.listen, orderer.admin, orderer.operations],
        caFile: tlsCaCertificate(folder.organizations, ORDERER_ORGANISATION),
        program: programs.orderer, args: [], writeConfig: () => writeOrdererConfig(folder, programs, orderer),
    };
}

function peerProgram(folder: NetworkFolder, programs: FabricPrograms, org: OrgName): NodeProgram {
    const { listen, operations } = folder.ports[org];
    return {
        host: peerHost(org), kind: 'peer', listen, ports: [listen, operations],
        caFile: tlsCaCertificate(folder.organizations, PEER_ORGANISATIONS[org]),
        program: programs.peer, args: ['node', 'start'], writeConfig: () => writePeerConfig(folder, programs, org),
    };
}

function logFile(folder: NetworkFolder, host: string): string {
    return join(folder.logs, `${host}.log`);
}

/** The processes of the whole network, every one running and listening. */
export interface RunningNodes {
    readonly orderers: readonly ProcessRecord[];
    readonly peers: Readonly<Record<OrgName, ProcessRecord>>;
}

function startNode(folder: NetworkFolder, node: NodeProgram): Promise<ProcessRecord> {
    return startDetached(folder.run, {
        name: node.host, program: node.program, args: node.args, cwd: nodeDir(folder, node.host),
        env: { PATH: process.env['PATH'] ?? '', FABRIC_CFG_PATH: node.writeConfig(), FABRIC_LOGGING_SPEC: 'warn' },
        log: logFile(folder, node.host),
    });
}

/** @throws NetworkError PORT_IN_USE, PROGRAM_NOT_STARTED, NODE_DIED, NOT_READY */
export async function ensureNodes(folder: NetworkFolder, programs: FabricPrograms): Promise<RunningNodes> {
    const nodes = [
        ...ORG_NAMES.map(org => peerProgram(folder, programs, org)),
        ...folder.ports.orderers.map(orderer => ordererProgram(folder, programs, orderer)),
    ];
    const stopped = nodes.filter(({ host }) => runningProcess(folder.run, host) === undefined);
    await Promise.all(stopped.map(({ host }) => untilReleased(folder.run, host)));
    await requireFreePorts(stopped.flatMap(({ host, ports }) => ports.map(port => ({ port, owner: host }))));
    if (stopped.length > 0) folder.progress(`starting ${stopped.map(({ host }) => host).join(', ')}`);
    const records = new Map<string, ProcessRecord>();
    for (const node of nodes) records.set(node.host, runningProcess(folder.run, node.host) ?? await startNode(folder, node));
    const recordOf = (host: string): ProcessRecord => {
        const record = records.get(host);
        if (record === undefined) throw new Error(`${host} was not started`);
        return record;
    };
    await Promise.all(nodes.map(({ host, listen, caFile }) => waitUntil(() => answersWithTls(listen, host, caFile),
        { what: `${host} to answer on port ${listen}`, timeoutMs: START_TIMEOUT_MS, processes: [recordOf(host)], signal: folder.signal })));
    return {
        orderers: folder.ports.orderers.map(({ name }) => recordOf(ordererHost(name))),
        peers: { org1: recordOf(peerHost('org1')), org2: recordOf(peerHost('org2')) },
    };
}

export function nodeStatuses(folder: NetworkFolder): NodeStatus[] {
    const nodes = [
        ...folder.ports.orderers.map(({ name, listen }) => ({ host: ordererHost(name), kind: 'orderer' as const, listen })),
        ...ORG_NAMES.map(org => ({ host: peerHost(org), kind: 'peer' as const, listen: folder.ports[org].listen })),
    ];
    return nodes.map(({ host, kind, listen }) => {
        const record = runningProcess(folder.run, host);
        return {
            name: host, kind, address: `${HOST}:${listen}`, running: record !== undefined,
            ...record === undefined ? {} : { pid: record.pid }, log: logFile(folder, host),
        };
    });
}
