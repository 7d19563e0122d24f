// A new folder with all that belongs into it, on disk or not there at all.
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncFolder } from './folder-sync.js';
import { placeInTheMaking, requireNew, unwritable } from './new-file.js';

/**
 * Makes a folder. Until it is filled it lies beside its place, under a random name.
 * @param fill is given the folder in the making; what it throws comes through unchanged, and then nothing stays
 * @param mode of the folder; default: its owner alone reads and writes in it
 * @throws CarnetError FILE_UNWRITABLE, also where something has the name
 */
export async function makeNewFolder<T>(path: string, fill: (folder: string) => Promise<T>, mode = 0o700): Promise<T> {
    await requireNew(path);
    const parent = dirname(resolve(path));
    const failed = (cause: unknown): never => { throw unwritable(path, cause); };
    const unfinished = await placeInTheMaking(parent).catch(failed);
    await mkdir(unfinished, { mode }).catch(failed);
    try {
        const filled = await fill(unfinished);
        await syncFolder(unfinished).catch(failed);
        await requireNew(path);
        await rename(unfinished, path).catch(failed);
        await syncFolder(parent).catch(async (cause: unknown) => {
            await rm(path, { recursive: true });
            failed(cause);
        });
        return filled;
    } finally {
        await rm(unfinished, { recursive: true, force: true });
    }
}
