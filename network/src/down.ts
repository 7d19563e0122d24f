// Takes down the network of a folder, in whatever state the folder is.
import { existsSync } from 'node:fs';
import { removeIfEmpty, removeOwnEntries, readState } from './folder.js';
import { withFolderLock } from './folder-lock.js';
import { NetworkError } from './network-error.js';
import { readRecords, stopRecorded } from './processes/detached.js';
import { open } from './up.js';
import { join } from 'node:path';

/** Ends what the folder's records name, when network.json does not tell more. */
async function takeDownDamaged(dir: string, keepData: boolean): Promise<void> {
    await withFolderLock(dir, 'down', async () => {
        const run = join(dir, 'run');
        await Promise.all(readRecords(run).map(record => stopRecorded(run, record)));
        if (!keepData) removeOwnEntries(dir);
    });
    removeIfEmpty(dir);
}

/** Answers false when there was no network. @throws NetworkError NETWORK_BUSY, PROCESS_WONT_END */
export async function takeDown(dir: string, options: { readonly keepData: boolean }): Promise<boolean> {
    if (!existsSync(dir)) return false;
    try {
        if (readState(dir) === undefined) return false;
    } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        await takeDownDamaged(dir, options.keepData);
        return true;
    }
    await (await open(dir)).down(options);
    return true;
}
