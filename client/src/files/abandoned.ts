// Files in the making that a process left behind which ended before it had finished them: they may be secrets, or large.
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds after which nobody is at work on a file any more: writing touches it all the time. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1_000;

/** @param isInTheMaking by the name in the folder; what is no file stays */
export async function removeAbandoned(folder: string, isInTheMaking: (name: string) => boolean = () => true): Promise<void> {
    for (const name of (await readdir(folder)).filter(isInTheMaking)) {
        const path = join(folder, name);
        const found = await lstat(path).catch((error: unknown) => {
            if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // Finished by its own process meanwhile.
            throw error;
        });
        if (found?.isFile() === true && Date.now() - found.mtimeMs > ABANDONED_AFTER) await rm(path, { force: true });
    }
}
