// The portal's folder of shares: one encrypted file per share, made by the keeper's dealer, gone when it has expired.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, UNFINISHED_ENDING } from '@carnet/client/files';
import { EXPIRY_PREFIX_BYTES, expiryOf, fileNameOf, KEY_BYTES, keyOf, openShare, sealShare, tokenOf } from './share-file.js';

const MILLISECONDS_PER_DAY = 86_400_000;
const MAX_DAYS = 90;
/** A certificate of a full book is far smaller. */
const MAX_CONTENT_BYTES = 32 * 1024 * 1024;
const SHARE_FILE = /^[0-9a-f]{64}\.share$/;
/** A file that is not complete after so long never will be. */
const UNFINISHED_MILLISECONDS = 3_600_000;

export interface CreatedShare {
    /** `/r/<token>`: whoever has it reads the share, so it is handed over like a letter, and never logged. */
    readonly path: string;
    /** ISO 8601 UTC. */
    readonly expires: string;
}

export interface ShareOptions {
    /** 1…90, whole. */
    readonly days: number;
    /** Milliseconds since the epoch; the clock where it is not given. */
    readonly now?: number;
}

export interface OpenedShare {
    /** The bytes that were shared: a certificate file. */
    readonly content: Buffer;
    /** Milliseconds since the epoch. */
    readonly expires: number;
}

/**
 * Puts a certificate file into the portal's folder under a new random key. The key is in the returned path and nowhere else.
 *
 * ```ts
 * const { path, expires } = await createShare('/var/lib/carnet-portal', await readFile('car.carnet.json'), { days: 14 });
 * ```
 * @throws RangeError days, or a file that is larger than 32 MiB
 */
export async function createShare(folder: string, certificate: Uint8Array, { days, now = Date.now() }: ShareOptions): Promise<CreatedShare> {
    if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) throw new RangeError(`A share lasts 1 to ${MAX_DAYS} whole days.`);
    if (certificate.length > MAX_CONTENT_BYTES) throw new RangeError(`A share holds at most ${MAX_CONTENT_BYTES} bytes.`);
    const key = randomBytes(KEY_BYTES);
    const expires = now + days * MILLISECONDS_PER_DAY;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, fileNameOf(key));
    await replaceFile(path, sealShare(key, certificate, expires), 0o600);
    return { path: `/r/${tokenOf(key)}`, expires: new Date(expires).toISOString() };
}

/** Undefined where the file is not there, or not there any more: two programs may sweep one folder. */
async function ifThere<T>(read: Promise<T>): Promise<T | undefined> {
    try {
        return await read;
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
    }
}

/** @returns undefined where the token is malformed, unknown or expired, or the file was changed: a visitor is told no more than that */
export async function readShare(folder: string, token: string, now: number): Promise<OpenedShare | undefined> {
    const key = keyOf(token);
    if (key === undefined) return undefined;
    const path = join(folder, fileNameOf(key));
    const file = await ifThere(readFile(path));
    if (file === undefined) return undefined;
    const content = openShare(key, file);
    const expires = expiryOf(file);
    if (content === undefined || expires === undefined) return undefined;
    if (expires <= now) {
        await rm(path, { force: true });
        return undefined;
    }
    return { content, expires };
}

async function expiryOfFile(path: string): Promise<number | undefined> {
    const file = await open(path);
    try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(EXPIRY_PREFIX_BYTES), 0, EXPIRY_PREFIX_BYTES, 0);
        return expiryOf(buffer.subarray(0, bytesRead));
    } finally {
        await file.close();
    }
}

async function expiryOfUnfinished(path: string): Promise<number> {
    return (await stat(path)).mtimeMs + UNFINISHED_MILLISECONDS;
}

/** Removes what has expired, and what a crash left unfinished. @returns the number of files that were removed */
export async function sweepShares(folder: string, now: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(folder)) {
        const unfinished = name.endsWith(UNFINISHED_ENDING);
        if (!SHARE_FILE.test(unfinished ? name.slice(0, -UNFINISHED_ENDING.length) : name)) continue;
        const path = join(folder, name);
        const expires = await ifThere(unfinished ? expiryOfUnfinished(path) : expiryOfFile(path));
        if (expires === undefined || expires > now) continue;
        await rm(path, { force: true });
        removed += 1;
    }
    return removed;
}
