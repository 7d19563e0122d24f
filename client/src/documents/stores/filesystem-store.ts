// Ciphertexts in a folder: one file each, named by its hash, there completely or not at all.
import { createHash, randomUUID } from 'node:crypto';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfAborted } from '../../call/abort.js';
import { removeAbandoned } from '../../files/abandoned.js';
import { makeFolder, syncFolder } from '../../files/folder-sync.js';
import { openRegularFile } from '../../files/regular-file.js';
import type { ByteRange, CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';
import { ciphertextMissing, noRegularFile, requireHash, storeFailed } from './failures.js';

/** Files in the making, beside the finished ones so that they can be renamed. */
const INCOMING = 'incoming';
/** Their names: no other file of that folder is ours to remove. */
const IN_THE_MAKING = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Bytes that are read at a time. */
const READ_SIZE = 512 * 1024;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/**
 * Each file is written under another name, forced to disk and renamed; then its folder is forced to disk. Any number of processes may
 * write at once: the same bytes come under the same name, and the last rename replaces a file by its equal (or mends a damaged one).
 */
export class FilesystemStore implements CiphertextStore {
    readonly description: string;
    readonly #folder: string;

    /** @param folder is made on the first write; it may be copied and moved as it is */
    constructor(folder: string) {
        this.#folder = resolve(folder);
        this.description = `the folder ${folder}`;
    }

    /** Two digits of the hash name a folder, so that none gets too many files. */
    #place(hash: string): { readonly folder: string; readonly file: string } {
        const folder = join(this.#folder, requireHash(hash).slice(0, 2));
        return { folder, file: join(folder, hash) };
    }

    async put(content: AsyncIterable<Uint8Array>, { signal }: StoreOptions = {}): Promise<StoredCiphertext> {
        const temporary = await this.#newFile();
        const digest = createHash('sha256');
        let length = 0;
        try {
            const handle = await open(temporary, 'wx', 0o600);
            try {
                for await (const piece of content) {
                    throwIfAborted(signal, 'rejected');
                    // While the piece is written it is hashed.
                    const writing = handle.writeFile(piece);
                    digest.update(piece);
                    await writing;
                    length += piece.length;
                }
                await handle.sync();
            } finally {
                await handle.close();
            }
            const hash = digest.digest('hex');
            const { folder, file } = this.#place(hash);
            await makeFolder(folder);
            await rename(temporary, file);
            await syncFolder(folder);
            await syncFolder(this.#folder);
            return { hash, length };
        } catch (error) {
            await rm(temporary, { force: true });
            throw this.#isOwn(error) ? storeFailed(this, 'written', error) : error;
        }
    }

    async* get(hash: string, range?: ByteRange, { signal }: StoreOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
        const part = range === undefined ? {} : { start: range.offset, end: range.offset + range.length - 1 };
        try {
            const handle = await openRegularFile(this.#place(hash).file);
            if (handle === undefined) throw noRegularFile(this, hash);
            for await (const piece of handle.createReadStream({ ...part, highWaterMark: READ_SIZE })) {
                throwIfAborted(signal, 'rejected');
                yield piece as Buffer;
            }
        } catch (error) {
            if (isMissing(error)) throw ciphertextMissing(this, hash);
            throw (error as NodeJS.ErrnoException).syscall === undefined ? error : storeFailed(this, 'read', error);
        }
    }

    async has(hash: string): Promise<boolean> {
        try {
            return (await stat(this.#place(hash).file)).isFile();
        } catch (error) {
            if (isMissing(error)) return false;
            throw storeFailed(this, 'read', error);
        }
    }

    async delete(hash: string): Promise<void> {
        const { folder, file } = this.#place(hash);
        try {
            await rm(file, { force: true });
            await syncFolder(folder);
        } catch (error) {
            if (!isMissing(error)) throw storeFailed(this, 'written', error);
        }
    }

    async #newFile(): Promise<string> {
        const incoming = join(this.#folder, INCOMING);
        try {
            await makeFolder(incoming);
            // A link would lead to a folder of somebody else: nothing is written or removed there.
            if (!(await lstat(incoming)).isDirectory()) throw new Error(`${INCOMING} in it is a link`);
            await removeAbandoned(incoming, name => IN_THE_MAKING.test(name));
        } catch (error) {
            throw storeFailed(this, 'written', error);
        }
        return join(incoming, randomUUID());
    }

    /** Not a failure of what is being read from another file while it is put. */
    #isOwn(error: unknown): boolean {
        const { syscall, path } = error as NodeJS.ErrnoException;
        return syscall !== undefined && syscall !== 'read' && (path?.startsWith(this.#folder) ?? true);
    }
}
