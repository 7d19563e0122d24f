// Brings a network up, or attaches to one: makes what is missing and nothing else.
import { resolve } from 'node:path';
import { restartChaincodes } from './deployment.js';
import { ORG_NAMES, type NetworkFolder } from './engine.js';
import { loadEngine } from './engines.js';
import { writeCliConfig } from './environment.js';
import { networkFolder, readState, requireState, requireUsable, walletDir, writeState } from './folder.js';
import { withFolderLock } from './folder-lock.js';
import { PEER_ORGANISATIONS } from './identities/organisations.js';
import { NetworkError } from './network-error.js';
import type { Network, UpOptions } from './network.js';
import { NEVER } from './processes/interruption.js';
import { isRunning, readRecords, stopRecorded } from './processes/detached.js';
import { RunningNetwork } from './running-network.js';
import { checkSettings, newSettings, requireSame } from './settings.js';

const SILENT = (): void => undefined;

function runningPids(folder: NetworkFolder): Set<number> {
    return new Set(readRecords(folder.run).filter(isRunning).map(({ pid }) => pid));
}

/**
 * A start that fails leaves no process behind that was not there before; the logs stay. A process that has just been killed can
 * still look alive at first: when it turns out to be gone, all is tried again without it.
 */
async function orStopWhatStarted(folder: NetworkFolder, start: () => Promise<void>, before = runningPids(folder)): Promise<void> {
    try {
        await start();
    } catch (error) {
        const gone = error instanceof NetworkError && (error.code === 'NODE_DIED' || error.code === 'CHAINCODE_DIED') ? error.details['pid'] : undefined;
        if (typeof gone === 'number' && before.delete(gone)) return orStopWhatStarted(folder, start, before);
        await Promise.all(readRecords(folder.run).filter(({ pid }) => !before.has(pid)).map(record => stopRecorded(folder.run, record)));
        throw error;
    }
}

/**
 * Idempotent: on a network that runs it does nothing, on one of which something was killed it starts that again.
 * @throws NetworkError SETTINGS_DIFFER, FOLDER_NOT_EMPTY, FOLDER_DAMAGED, ORGANIZATIONS_INCOMPLETE, NETWORK_BUSY, OPTION_INVALID,
 * FOLDER_UNUSABLE, PORT_IN_USE, FABRIC_PROGRAMS_MISSING, NODE_DIED, NOT_READY, INTERRUPTED
 * @example
 * const network = await up({ dir: '.carnet', engine: 'embedded' });
 * await network.deploy({ chaincodeDir: 'chaincode', name: 'carnet' });
 */
export async function up(options: UpOptions): Promise<Network> {
    checkSettings(options);
    const dir = resolve(options.dir);
    const engine = await loadEngine(options.engine);
    engine.check?.();
    return withFolderLock(dir, 'up', async () => {
        const existing = readState(dir);
        if (existing === undefined) requireUsable(dir);
        else requireSame(dir, existing.settings, options);
        const state = existing ?? { format: 1, settings: newSettings(options), chaincodes: [] } as const;
        const folder = networkFolder(dir, state.settings, options.onProgress ?? SILENT, options.signal ?? NEVER);
        if (existing === undefined) writeState(dir, state);
        // Loaded here: the commands that make no certificates start twice as fast without the library that makes them.
        const [{ ensureOrganizations }, { issuePerson }] = await Promise.all([import('./identities/organizations-folder.js'), import('./identities/person.js')]);
        if (await ensureOrganizations(folder.organizations, folder.ports, state.settings.portOffset)) folder.progress('made the organisations\' identities');
        writeCliConfig(folder);
        for (const org of ORG_NAMES) {
            await issuePerson(folder.organizations, walletDir(dir), PEER_ORGANISATIONS[org], { name: 'Admin', admin: true });
            await issuePerson(folder.organizations, walletDir(dir), PEER_ORGANISATIONS[org], { name: 'User1' });
        }
        await orStopWhatStarted(folder, async () => {
            await engine.start(folder);
            await restartChaincodes(folder);
        });
        return new RunningNetwork(engine, folder);
    });
}

/** Attaches to the network of a folder, running or not. @throws NetworkError NO_NETWORK, FOLDER_DAMAGED, FOLDER_UNUSABLE */
export async function open(dir: string, onProgress: (line: string) => void = SILENT): Promise<Network> {
    const root = resolve(dir);
    const state = requireState(root);
    return new RunningNetwork(await loadEngine(state.settings.engine), networkFolder(root, state.settings, onProgress, NEVER));
}
