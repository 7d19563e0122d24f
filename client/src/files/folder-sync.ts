// Forces the entries of a folder to disk: without it a file that is there may be gone after a loss of power.
import { open } from 'node:fs/promises';

export async function syncFolder(folder: string): Promise<void> {
    const handle = await open(folder, 'r');
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}
