// A file in the place of another, or of none: whoever reads it finds the old content or the new, also after a loss of power.
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './folder-sync.js';

/** What ends the name of a file that is not complete; one that was left by a crash is written over by the next try. */
export const UNFINISHED_ENDING = '.tmp';

/**
 * @param mode of the file; default: as the process makes files
 * @throws what the file system says; then the old content stays, and nothing else
 */
export async function replaceFile(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
    const unfinished = `${path}${UNFINISHED_ENDING}`;
    try {
        // Never opened where it is: under a name that can be guessed somebody else may have put a link, or a file of his own.
        await rm(unfinished, { force: true });
        const handle = await open(unfinished, 'wx', mode);
        try {
            await handle.writeFile(content);
            await handle.sync();
        } finally {
            await handle.close();
        }
        await rename(unfinished, path);
    } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
    }
    await syncFolder(dirname(path));
}
