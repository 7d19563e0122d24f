// The folder of a network: what network.json remembers, and where everything else in it lies.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ORG_NAMES, type NetworkFolder, type NetworkSettings, type OrgName } from './engine.js';
import { NetworkError } from './network-error.js';
import { orUnusable } from './folder-access.js';
import { portsOf } from './ports.js';

/** A chaincode that was deployed here: what is needed to start its processes again and to see whether a new request changes anything. */
export interface ChaincodeRecord {
    readonly name: string;
    readonly version: string;
    readonly label: string;
    readonly sequence: number;
    /** Decides the ports of its processes; see ports.ts. */
    readonly index: number;
    readonly chaincodeDir: string;
    readonly env: Readonly<Record<string, string>>;
    readonly packageIds: Readonly<Record<OrgName, string>>;
    /** Of the code, when it was deployed; see chaincode/source.ts. */
    readonly digest: string;
}

/** The content of network.json. */
export interface NetworkState {
    readonly format: 1;
    readonly settings: NetworkSettings;
    readonly chaincodes: readonly ChaincodeRecord[];
}

/** All that `up` and the rest make in the folder; `down` removes these and nothing else. */
const OWN_ENTRIES = [
    'organizations', 'organizations.unfinished', 'embedded', 'fabric', 'packages', 'peercfg', 'logs', 'run', 'wallet', 'network.json', 'network.json.new',
];

function stateFile(dir: string): string {
    return join(dir, 'network.json');
}

/** @throws NetworkError FOLDER_DAMAGED, FOLDER_UNUSABLE */
export function readState(dir: string): NetworkState | undefined {
    const file = stateFile(dir);
    if (!existsSync(file)) return undefined;
    const content = orUnusable(dir, () => readFileSync(file, 'utf8'));
    try {
        const state = JSON.parse(content) as Partial<NetworkState>;
        if (state.format === 1 && state.settings !== undefined && Array.isArray(state.chaincodes)) return state as NetworkState;
    } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
    }
    throw new NetworkError('FOLDER_DAMAGED', `${file} is not one that this version of carnet-network wrote: run \`carnet-network down\` and start anew`, { dir });
}

/** @throws NetworkError NO_NETWORK, FOLDER_DAMAGED, FOLDER_UNUSABLE */
export function requireState(dir: string): NetworkState {
    const state = readState(dir);
    if (state === undefined) throw new NetworkError('NO_NETWORK', `there is no network in ${dir}: run \`carnet-network up\` first`, { dir });
    return state;
}

export function writeState(dir: string, state: NetworkState): void {
    mkdirSync(dir, { recursive: true });
    const file = stateFile(dir);
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...state, ports: portsOf(state.settings.portOffset, state.settings.orderers) }, null, 2)}\n`);
    renameSync(`${file}.new`, file);
}

/** Refuses to make a network among somebody's files. @throws NetworkError FOLDER_NOT_EMPTY */
export function requireUsable(dir: string): void {
    if (!existsSync(dir)) return;
    const foreign = readdirSync(dir).filter(entry => entry !== 'lock' && !entry.startsWith('lock.'));
    if (foreign.length > 0) {
        throw new NetworkError('FOLDER_NOT_EMPTY', `${dir} holds ${foreign.slice(0, 3).join(', ')} but no network.json, so it is not a network's folder: ` +
            'give another --dir, or empty it', { dir, entries: foreign });
    }
}

export function networkFolder(dir: string, settings: NetworkSettings, progress: (line: string) => void, signal: AbortSignal): NetworkFolder {
    const root = resolve(dir);
    return {
        dir: root,
        organizations: join(root, 'organizations'),
        data: join(root, settings.engine),
        logs: join(root, 'logs'),
        run: join(root, 'run'),
        settings,
        ports: portsOf(settings.portOffset, settings.orderers),
        progress, signal,
    };
}

export function walletDir(dir: string): string {
    return join(dir, 'wallet');
}

export function removeOwnEntries(dir: string): void {
    // A command that was killed while it took the lock leaves its half of it.
    const locks = readdirSync(dir).filter(entry => entry.startsWith('lock.'));
    for (const entry of [...OWN_ENTRIES, ...locks]) rmSync(join(dir, entry), { recursive: true, force: true });
}

/** Removes the folder if nothing is left in it. */
export function removeIfEmpty(dir: string): void {
    if (existsSync(dir) && readdirSync(dir).length === 0) rmdirSync(dir);
}

/** @throws NetworkError ORG_UNKNOWN */
export function requireOrg(org: string): OrgName {
    if ((ORG_NAMES as readonly string[]).includes(org)) return org as OrgName;
    throw new NetworkError('ORG_UNKNOWN', `there is no organisation '${org}': take ${ORG_NAMES.join(' or ')}`, { org });
}
