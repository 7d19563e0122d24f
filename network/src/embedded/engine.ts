// The embedded engine: starts, asks and ends the one process that plays all nodes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ORG_NAMES, type ChaincodeDefinition, type CommittedDefinition, type Engine, type NetworkFolder, type NodeStatus } from '../engine.js';
import { ordererDir, serverTlsPaths } from '../identities/layout.js';
import { ordererHost, PEER_ORGANISATIONS, peerHost } from '../identities/organisations.js';
import { NetworkError } from '../network-error.js';
import { requireFreePorts } from '../ports.js';
import { runningProcess, startDetached, stopRecorded, untilReleased, type ProcessRecord } from '../processes/detached.js';
import { waitUntil } from '../processes/readiness.js';
import { deploy, ready, type ControlAddress } from './control/control-client.js';
import type { ServerConfig } from './server/config.js';
import type { TestSwitches } from './test-switches.js';

const PROCESS = 'embedded-network';
const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const READY_TIMEOUT_MS = 30_000;

export class EmbeddedEngine implements Engine {
    readonly name = 'embedded';
    readonly #switches: TestSwitches | undefined;

    /** @param switches faults for tests; default: those in the environment variable CARNET_EMBEDDED_SWITCHES (JSON), else none. */
    constructor(switches?: TestSwitches) {
        this.#switches = switches ?? switchesOfEnvironment();
    }

    async start(folder: NetworkFolder): Promise<void> {
        const record = runningProcess(folder.run, PROCESS) ?? await this.#launch(folder);
        const address = controlAddress(folder);
        await waitUntil(async () => await ready(address) === record.pid, {
            what: 'the embedded network to answer', timeoutMs: READY_TIMEOUT_MS, processes: [record], signal: folder.signal,
        });
    }

    async stop(folder: NetworkFolder): Promise<void> {
        const record = runningProcess(folder.run, PROCESS);
        if (record) await stopRecorded(folder.run, record);
    }

    nodes(folder: NetworkFolder): Promise<NodeStatus[]> {
        const record = runningProcess(folder.run, PROCESS);
        const node = (name: string, kind: NodeStatus['kind'], port: number): NodeStatus => ({
            name, kind, address: `localhost:${port}`, running: record !== undefined, log: logFile(folder), ...record && { pid: record.pid },
        });
        return Promise.resolve([
            node(ordererHost('orderer'), 'orderer', orderer(folder).listen),
            ...ORG_NAMES.map(org => node(peerHost(org), 'peer', folder.ports[org].listen)),
        ]);
    }

    deploy(folder: NetworkFolder, definition: ChaincodeDefinition): Promise<CommittedDefinition> {
        const { name, version, policy, collections, packages } = definition;
        return deploy(controlAddress(folder), {
            name, version, ...policy !== undefined && { policy }, ...collections && { collections },
            packages: Object.fromEntries(ORG_NAMES.map(org => {
                const { packageId, address } = packages[org];
                return [PEER_ORGANISATIONS[org].mspId, { packageId, address }];
            })),
        });
    }

    async #launch(folder: NetworkFolder): Promise<ProcessRecord> {
        const { ports, settings } = folder;
        if (settings.orderers !== 1) {
            throw new NetworkError('ORDERERS_UNSUPPORTED', 'the embedded engine has one orderer: leave --orderers out, or use --engine fabric',
                { orderers: settings.orderers });
        }
        await untilReleased(folder.run, PROCESS);
        await requireFreePorts([
            { port: orderer(folder).listen, owner: ordererHost('orderer') },
            { port: orderer(folder).admin, owner: `the administration of ${ordererHost('orderer')}` },
            ...ORG_NAMES.map(org => ({ port: ports[org].listen, owner: peerHost(org) })),
        ]);
        folder.progress('embedded network: for development, tests and demonstrations; production is a Fabric network');
        mkdirSync(folder.data, { recursive: true });
        const config: ServerConfig = {
            data: folder.data, organizations: folder.organizations, ports,
            settings: { channel: settings.channel, batchTimeoutMs: settings.batchTimeoutMs, batchSize: settings.batchSize },
            ...this.#switches && { switches: this.#switches },
        };
        const configPath = join(folder.data, 'config.json');
        writeFileSync(configPath, JSON.stringify(config, undefined, 2));
        return startDetached(folder.run, {
            name: PROCESS, program: process.execPath, args: [MAIN, configPath], cwd: folder.data, env: nodeEnvironment(), log: logFile(folder),
        });
    }
}

function orderer({ ports }: NetworkFolder) {
    const [first] = ports.orderers;
    if (!first) throw new NetworkError('ORDERERS_UNSUPPORTED', 'a network has at least one orderer');
    return first;
}

function controlAddress(folder: NetworkFolder): ControlAddress {
    return { port: orderer(folder).admin, host: ordererHost('orderer'), tls: serverTlsPaths(ordererDir(folder.organizations, 'orderer')) };
}

function logFile(folder: NetworkFolder): string {
    return join(folder.logs, `${PROCESS}.log`);
}

/** The process needs nothing of the caller's environment but what makes Node itself run. */
function nodeEnvironment(): Record<string, string> {
    return Object.fromEntries(['PATH', 'HOME', 'NODE_OPTIONS', 'TMPDIR', 'SystemRoot'].flatMap(name => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
    }));
}

function switchesOfEnvironment(): TestSwitches | undefined {
    const value = process.env['CARNET_EMBEDDED_SWITCHES'];
    return value === undefined ? undefined : JSON.parse(value) as TestSwitches;
}
