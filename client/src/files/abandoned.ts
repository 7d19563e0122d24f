// Files and folders in the making that a process left behind which ended before it had finished them: they may be secrets, or large.
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds after which nobody is at work any more: writing touches a file all the time, and no folder takes so long to fill. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1_000;

/** @param isInTheMaking by the name in the folder: these alone go, be they folders with all that is in them */
export async function removeAbandoned(folder: string, isInTheMaking: (name: string) => boolean): Promise<void> {
    for (const name of (await readdir(folder)).filter(isInTheMaking)) {
        const path = join(folder, name);
        const found = await lstat(path).catch((error: unknown) => {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // Finished by its own process meanwhile.
            throw error;
        });
        const goes = found?.isFile() === true || found?.isDirectory() === true;
        if (goes && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(path, { recursive: true, force: true });
    }
}
