// Deploys a chaincode on a running network: packages, processes, definition, and the proof that it answers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectionsOf } from './chaincode/collections-file.js';
import { packageService } from './chaincode/package.js';
import { ensureService, runningService, serviceAddress, stopServices, stopStrayServices } from './chaincode/service.js';
import { readChaincodeSource, type ChaincodeSource } from './chaincode/source.js';
import { ORG_NAMES, type ChaincodePackage, type Engine, type NetworkFolder, type OrgName } from './engine.js';
import { requireState, writeState, type ChaincodeRecord } from './folder.js';
import { NetworkError } from './network-error.js';
import type { DeployOptions, Deployment } from './network.js';
import { MAX_CHAINCODES } from './ports.js';
import type { ProcessRecord } from './processes/detached.js';

// Fabric's own rules for names, versions and labels.
const NAME = /^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$/;
const VERSION = /^[A-Za-z0-9_.+-]+$/;
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/;
const MAX_LENGTH = 64;

function requireForm(what: string, value: string, form: RegExp): void {
    if (value.length <= MAX_LENGTH && form.test(value)) return;
    throw new NetworkError('CHAINCODE_NAME_INVALID', `'${value}' cannot be a chaincode's ${what}: Fabric takes letters, digits and . _ + - ` +
        `(a name: only - and _ between letters or digits), at most ${MAX_LENGTH}`, { what, value });
}

/** Loaded when something is to be asked: gRPC and Fabric's messages are most of what a command loads. */
async function waitUntilAnswering(folder: NetworkFolder, name: string, services: readonly ProcessRecord[]): Promise<void> {
    return (await import('./chaincode/answering.js')).waitUntilAnswering(folder, name, services);
}

function freeIndex(chaincodes: readonly ChaincodeRecord[]): number {
    for (let index = 0; index < MAX_CHAINCODES; index++) {
        if (!chaincodes.some(record => record.index === index)) return index;
    }
    throw new NetworkError('CHAINCODES_TOO_MANY', `a network holds at most ${MAX_CHAINCODES} chaincodes: use another network`);
}

async function makePackage(folder: NetworkFolder, source: ChaincodeSource, label: string, org: OrgName, index: number): Promise<ChaincodePackage> {
    const address = serviceAddress(folder, org, index);
    const { bytes, packageId } = await packageService(source, label, address);
    const dir = join(folder.dir, 'packages');
    mkdirSync(dir, { recursive: true });
    const file = join(dir, `${label}.${org}.tar.gz`);
    writeFileSync(file, bytes);
    return { packageId, file, address };
}

function remember(dir: string, record: ChaincodeRecord): void {
    const state = requireState(dir);
    writeState(dir, { ...state, chaincodes: [...state.chaincodes.filter(({ name }) => name !== record.name), record] });
}

/** The processes of one chaincode, one per organisation. When one fails the other has come to its end too, so that it can be stopped. */
async function ensureServices(folder: NetworkFolder, source: ChaincodeSource, record: Omit<ChaincodeRecord, 'sequence'>): Promise<ProcessRecord[]> {
    const outcomes = await Promise.allSettled(ORG_NAMES.map(org => ensureService(folder, source, {
        org, name: record.name, index: record.index, packageId: record.packageIds[org], env: record.env,
    })));
    return outcomes.map(outcome => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
    });
}

/** Deploys, or does what is missing of an earlier deployment. @throws NetworkError by the codes of chaincode/ and of the engine */
export async function deployChaincode(engine: Engine, folder: NetworkFolder, options: DeployOptions): Promise<Deployment> {
    const { name, version = '1.0', label = `${name}_${version}`, policy, env = {} } = options;
    requireForm('name', name, NAME);
    requireForm('version', version, VERSION);
    requireForm('label', label, LABEL);
    const collections = collectionsOf(options.chaincodeDir, options.collectionsFile);
    const source = readChaincodeSource(options.chaincodeDir);

    const { chaincodes } = requireState(folder.dir);
    await stopStrayServices(folder, chaincodes);
    const before = chaincodes.find(record => record.name === name);
    // Other code gets other ports: its processes start beside the old ones, which serve until the new definition is in force.
    const index = before?.digest === source.digest && before.label === label ? before.index : freeIndex(chaincodes);
    const [org1, org2] = await Promise.all([makePackage(folder, source, label, 'org1', index), makePackage(folder, source, label, 'org2', index)]);
    const packageIds = { org1: org1.packageId, org2: org2.packageId };
    const wanted = { name, version, label, index, chaincodeDir: source.dir, env, packageIds, digest: source.digest };

    folder.progress(`starting the processes of ${name}`);
    const definition = {
        name, version, label, packages: { org1, org2 },
        ...collections === undefined ? {} : { collections }, ...policy === undefined ? {} : { policy },
    };
    try {
        const services = await ensureServices(folder, source, wanted);
        const committed = await engine.deploy(folder, definition);
        await waitUntilAnswering(folder, name, services);
        remember(folder.dir, { ...wanted, sequence: committed.sequence });
        if (before !== undefined && before.index !== index) await stopServices(folder, name, before.index);
        return { name, version, packageIds, ...committed };
    } catch (error) {
        if (before?.index !== index) await stopServices(folder, name, index);
        throw error;
    }
}

/** The code as it was deployed, or why there is none to start. */
function deployedSource({ name, chaincodeDir, digest }: ChaincodeRecord): ChaincodeSource | string {
    try {
        const source = readChaincodeSource(chaincodeDir);
        return source.digest === digest ? source : `the code of ${name} has changed since it was deployed`;
    } catch (error) {
        if (error instanceof NetworkError) return error.message;
        throw error;
    }
}

/**
 * Starts the processes, killed or stopped since, of every chaincode that was deployed here. Code that changed meanwhile is not
 * started, for its package id would lie: the user is told to deploy it.
 */
export async function restartChaincodes(folder: NetworkFolder): Promise<void> {
    const { chaincodes } = requireState(folder.dir);
    await stopStrayServices(folder, chaincodes);
    await Promise.all(chaincodes.map(async record => {
        const running = ORG_NAMES.map(org => runningService(folder, record.name, org, record.index));
        if (!running.includes(undefined)) return;
        const source = deployedSource(record);
        if (typeof source === 'string') {
            folder.progress(`chaincode ${record.name} is not started: ${source}. Deploy it again.`);
            return;
        }
        folder.progress(`starting the processes of ${record.name}`);
        await waitUntilAnswering(folder, record.name, await ensureServices(folder, source, record));
    }));
}
