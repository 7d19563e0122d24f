// Opens a file that somebody else may have put there: a pipe or a device under its name is neither waited for nor read without end.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Flags to open a file with: without waiting for whoever writes to a pipe. Windows has no pipes among its files. */
export const WITHOUT_WAITING = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/** @returns undefined where a folder, pipe or device stands under the name. @throws as `open` of node:fs */
export async function openRegularFile(path: string): Promise<FileHandle | undefined> {
    const handle = await open(path, WITHOUT_WAITING);
    let isFile = false;
    try {
        isFile = (await handle.stat()).isFile();
    } finally {
        if (!isFile) await handle.close();
    }
    return isFile ? handle : undefined;
}
