// The chaincode processes: one per organisation, so that each peer endorses with code of its own.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ORG_NAMES, type NetworkFolder, type NodeStatus, type OrgName } from '../engine.js';
import { PEER_ORGANISATIONS } from '../identities/organisations.js';
import { requireFreePorts, chaincodePort } from '../ports.js';
import { readRecord, readRecords, runningProcess, startDetached, stopRecorded, untilReleased, type ProcessRecord } from '../processes/detached.js';
import { isListening, waitUntil } from '../processes/readiness.js';
import type { ChaincodeSource } from './source.js';

const START_TIMEOUT_MS = 30_000;
const HOST = '127.0.0.1';

export interface ServiceOptions {
    readonly org: OrgName;
    /** Name of the chaincode. */
    readonly name: string;
    /** Decides the port; see ports.ts. */
    readonly index: number;
    readonly packageId: string;
    readonly env: Readonly<Record<string, string>>;
}

/** The name of an organisation's process of a chaincode, and of its log. */
function serviceName(name: string, org: OrgName): string {
    return `${name}.${org}`;
}

/** The name of its record: while a chaincode is upgraded the old process and the new one run beside each other. */
function recordName(name: string, org: OrgName, index: number): string {
    return `${serviceName(name, org)}.${index}`;
}

/** The process, if it runs. */
export function runningService(folder: NetworkFolder, name: string, org: OrgName, index: number): ProcessRecord | undefined {
    return runningProcess(folder.run, recordName(name, org, index));
}

/** Ends the processes of both organisations that serve on the ports of that index, if there are any. */
export async function stopServices(folder: NetworkFolder, name: string, index: number): Promise<void> {
    await Promise.all(ORG_NAMES.map(async org => {
        const record = readRecord(folder.run, recordName(name, org, index));
        if (record !== undefined) await stopRecorded(folder.run, record);
    }));
}

/** By this argument a record is known for that of a chaincode process, whatever its name. */
const ADDRESS_OPTION = '--chaincode-address';

/**
 * Ends the chaincode processes that belong to no deployment: those of one that was killed half-way, whose ports another needs now.
 * @param deployed the chaincodes that `network.json` knows.
 */
export async function stopStrayServices(
    folder: NetworkFolder, deployed: readonly { readonly name: string; readonly index: number }[],
): Promise<void> {
    const known = new Set(deployed.flatMap(({ name, index }) => ORG_NAMES.map(org => recordName(name, org, index))));
    const stray = readRecords(folder.run).filter(({ name, command }) => command.includes(ADDRESS_OPTION) && !known.has(name));
    await Promise.all(stray.map(record => stopRecorded(folder.run, record)));
}

export function serviceAddress(folder: NetworkFolder, org: OrgName, index: number): string {
    return `${HOST}:${chaincodePort(folder.settings.portOffset, org, index)}`;
}

function logFile(folder: NetworkFolder, name: string): string {
    return join(folder.logs, `${name}.log`);
}

/** What cannot change while a process runs: the folder, the package and the variables that it was started with. */
function tagOf(source: ChaincodeSource, { packageId, env }: ServiceOptions): string {
    const variables = Object.entries(env).sort(([left], [right]) => left < right ? -1 : 1);
    return createHash('sha256').update(JSON.stringify([source.dir, packageId, variables])).digest('hex');
}

/**
 * Starts the process unless it runs with this very package and environment; ends one that runs with another.
 * @throws NetworkError PORT_IN_USE, CHAINCODE_DIED with the end of its log, NOT_READY
 */
export async function ensureService(folder: NetworkFolder, source: ChaincodeSource, options: ServiceOptions): Promise<ProcessRecord> {
    const { org, index, packageId, env } = options;
    const name = serviceName(options.name, org);
    const port = chaincodePort(folder.settings.portOffset, org, index);
    const running = runningService(folder, options.name, org, index);
    const tag = tagOf(source, options);
    if (running?.tag === tag) return running;
    if (running !== undefined) await stopRecorded(folder.run, running);
    await untilReleased(folder.run, recordName(options.name, org, index));
    await requireFreePorts([{ port, owner: `chaincode ${name}` }]);
    const address = serviceAddress(folder, org, index);
    const record = await startDetached(folder.run, {
        name: recordName(options.name, org, index),
        program: process.execPath,
        args: [source.shimCli, 'server', ADDRESS_OPTION, address, '--chaincode-id', packageId],
        cwd: source.dir,
        env: {
            PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '',
            CHAINCODE_ID: packageId, CORE_CHAINCODE_ID_NAME: packageId, CHAINCODE_SERVER_ADDRESS: address,
            CORE_PEER_LOCALMSPID: PEER_ORGANISATIONS[org].mspId,
            // At info the shim writes several lines for each invocation.
            CORE_CHAINCODE_LOGGING_LEVEL: 'error', CORE_CHAINCODE_LOGGING_SHIM: 'error',
            ...env,
        },
        log: logFile(folder, name),
        tag,
    });
    await waitUntil(() => isListening(port), {
        what: `chaincode ${name} to listen on port ${port}`, timeoutMs: START_TIMEOUT_MS, processes: [record], diedCode: 'CHAINCODE_DIED',
        signal: folder.signal,
    });
    return record;
}

export function serviceStatus(folder: NetworkFolder, name: string, org: OrgName, index: number): NodeStatus {
    const service = serviceName(name, org);
    const record = runningService(folder, name, org, index);
    return {
        name: service, kind: 'chaincode', address: serviceAddress(folder, org, index), running: record !== undefined,
        ...record === undefined ? {} : { pid: record.pid }, log: logFile(folder, service),
    };
}
