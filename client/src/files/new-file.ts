// A new file, complete and on disk or not there at all; what exists is never overwritten.
import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import { removeAbandoned } from './abandoned.js';
import { syncFolder } from './folder-sync.js';

/** What file systems answer that have no links: FAT on a memory stick, some network folders. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** A name that nobody else gives a file or folder: those that are old were left by a process that was ended. */
const UNFINISHED = /^\.[0-9a-f]{24}\.unfinished$/;

/** Text is written in UTF-8. */
export type NewContent = string | Uint8Array | AsyncIterable<Uint8Array>;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

export function unwritable(path: string, cause: unknown): CarnetError {
    return new CarnetError('FILE_UNWRITABLE', `${path} cannot be written: ${systemReason(cause)}.`, { details: { path }, cause });
}

/** @throws CarnetError FILE_UNWRITABLE where something has this name, be it a link to nothing */
export async function requireNew(path: string): Promise<void> {
    const found = await lstat(path).catch((cause: unknown) => {
        if (codeOf(cause) === 'ENOENT') return undefined;
        throw unwritable(path, cause);
    });
    if (found !== undefined) throw new CarnetError('FILE_UNWRITABLE', `${path} is there already: nothing is overwritten.`, { details: { path } });
}

/** A link, not a renaming: it never replaces what came there meanwhile. Without links an empty file keeps the name free. */
async function giveName(unfinished: string, path: string): Promise<void> {
    try {
        await link(unfinished, path);
        await rm(unfinished);
    } catch (error) {
        if (!WITHOUT_LINKS.has(codeOf(error))) throw error;
        await (await open(path, 'wx')).close();
        await rename(unfinished, path).catch(async (cause: unknown) => {
            await rm(path);
            throw cause;
        });
    }
}

async function write(handle: FileHandle, content: NewContent, failed: (cause: unknown) => never): Promise<number> {
    if (typeof content === 'string' || content instanceof Uint8Array) {
        await handle.writeFile(content).catch(failed);
        return Buffer.byteLength(content);
    }
    let bytes = 0;
    for await (const piece of content) {
        await handle.writeFile(piece).catch(failed);
        bytes += piece.length;
    }
    return bytes;
}

/** Where something is made until it gets its name in this folder; what others have left there in this way for long goes. @throws as node:fs */
export async function placeInTheMaking(folder: string): Promise<string> {
    await removeAbandoned(folder, name => UNFINISHED.test(name));
    return join(folder, `.${randomBytes(12).toString('hex')}.unfinished`);
}

/**
 * Writes a new file. Until it is complete and on disk its bytes lie beside it, under a random name.
 * @param content of a stream, its own errors come through unchanged
 * @param mode of the file; default: its owner alone reads and writes it
 * @returns bytes
 * @throws CarnetError FILE_UNWRITABLE, also where something has the name
 */
export async function writeNewFile(path: string, content: NewContent, mode = 0o600): Promise<number> {
    await requireNew(path);
    const folder = dirname(path);
    const failed = (cause: unknown): never => { throw unwritable(path, cause); };
    const unfinished = await placeInTheMaking(folder).catch(failed);
    const handle = await open(unfinished, 'wx', mode).catch(failed);
    try {
        let bytes: number;
        try {
            bytes = await write(handle, content, failed);
            await handle.sync().catch(failed);
        } finally {
            await handle.close();
        }
        await giveName(unfinished, path).catch(failed);
        await syncFolder(folder).catch(async (cause: unknown) => {
            await rm(path, { force: true });
            failed(cause);
        });
        return bytes;
    } finally {
        await rm(unfinished, { force: true });
    }
}
