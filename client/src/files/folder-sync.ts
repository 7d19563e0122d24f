// Forces the entries of a folder to disk: without it a file or folder that is there may be gone after a loss of power.
import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { present } from '@carnet/domain';

/** What systems answer that force no folders to disk: some network folders, and Windows, where entries are on disk with the file. */
const WITHOUT_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', ...process.platform === 'win32' ? ['EPERM'] : []]);

export async function syncFolder(folder: string): Promise<void> {
    try {
        const handle = await open(folder, 'r');
        try {
            await handle.sync();
        } finally {
            await handle.close();
        }
    } catch (error) {
        if (!WITHOUT_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
}

/** Makes a folder, and those above it that are missing, and forces them to disk. @param mode of those that are made */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
    const path = resolve(folder);
    const first = await mkdir(path, { recursive: true, ...present({ mode }) });
    if (first === undefined) return;
    for (let above = dirname(path); ; above = dirname(above)) {
        await syncFolder(above);
        if (above === dirname(resolve(first))) return;
    }
}
