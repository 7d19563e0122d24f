// Opens a file that somebody else may have put there: a pipe or a device under its name is neither waited for nor read without end.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Without waiting for whoever writes to a pipe. Windows has no pipes among its files. */
const TO_READ = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/** @returns undefined where a folder, pipe or device stands under the name. @throws as `open` of node:fs */
export async function openRegularFile(path: string): Promise<FileHandle | undefined> {
    const handle = await open(path, TO_READ);
    let isFile = false;
    try {
        isFile = (await handle.stat()).isFile();
    } finally {
        if (!isFile) await handle.close();
    }
    return isFile ? handle : undefined;
}
