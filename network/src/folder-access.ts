// Access to the folder of a network: what the file system refuses becomes an error that names the folder.
import { NetworkError } from './network-error.js';

/** Refusals that are about the folder rather than about us. */
const REFUSALS: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOENT', 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG']);

/** @throws NetworkError FOLDER_UNUSABLE */
export function orUnusable<T>(dir: string, access: () => T): T {
    try {
        return access();
    } catch (cause) {
        const { code, message } = cause as NodeJS.ErrnoException;
        if (code === undefined || !REFUSALS.has(code)) throw cause;
        throw new NetworkError('FOLDER_UNUSABLE', `${dir} cannot be used as a network's folder (${message}): give another --dir, or put that right`,
            { dir, reason: code }, { cause });
    }
}
