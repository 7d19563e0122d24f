// Small ciphertexts on the ledger itself: collected here for the transaction that creates the version, read back by a query.
import { createHash } from 'node:crypto';
import { INLINE_MAX_BYTES, INLINE_TOTAL_MAX_BYTES } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { throwIfAborted } from '../../call/abort.js';
import type { ByteRange, CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';
import { ciphertextMissing, requireHash } from './failures.js';

/** Asks the ledger for an inline ciphertext of one document; undefined where there is none under this hash. */
export type ReadInline = (hash: string, options: StoreOptions) => Promise<Uint8Array | undefined>;

/**
 * `put` keeps the bytes until `collected` hands them to the transaction: on the ledger they are once that is committed. What was put here is
 * read from here.
 */
export class LedgerStore implements CiphertextStore {
    readonly description = 'the ledger';
    readonly #collected = new Map<string, Uint8Array>();
    readonly #read: ReadInline;

    /** @param read left out where nothing is on the ledger yet */
    constructor(read: ReadInline = () => Promise.resolve(undefined)) {
        this.#read = read;
    }

    /** What the transaction has to carry: base64 by hash. */
    get collected(): Readonly<Record<string, string>> {
        return Object.fromEntries([...this.#collected].map(([hash, bytes]) => [hash, Buffer.from(bytes).toString('base64')]));
    }

    /** Bytes that the transaction can still take. */
    get room(): number {
        return INLINE_TOTAL_MAX_BYTES - [...this.#collected.values()].reduce((sum, { length }) => sum + length, 0);
    }

    async put(content: AsyncIterable<Uint8Array>, { signal }: StoreOptions = {}): Promise<StoredCiphertext> {
        const pieces: Uint8Array[] = [];
        let length = 0;
        for await (const piece of content) {
            throwIfAborted(signal, 'rejected');
            length += piece.length;
            if (length > Math.min(INLINE_MAX_BYTES, this.room)) {
                throw new CarnetError('STORE_TOO_LARGE', `The ledger takes contents of at most ${INLINE_MAX_BYTES} bytes, and ${INLINE_TOTAL_MAX_BYTES} at a time.`, {
                    details: { limit: INLINE_MAX_BYTES, total: INLINE_TOTAL_MAX_BYTES },
                });
            }
            pieces.push(piece);
        }
        const bytes = Buffer.concat(pieces);
        const hash = createHash('sha256').update(bytes).digest('hex');
        this.#collected.set(hash, bytes);
        return { hash, length };
    }

    async* get(hash: string, range?: ByteRange, options: StoreOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
        const bytes = this.#collected.get(requireHash(hash)) ?? await this.#read(hash, options);
        if (bytes === undefined) throw ciphertextMissing(this, hash);
        yield range === undefined ? bytes : bytes.subarray(range.offset, range.offset + range.length);
    }

    async has(hash: string): Promise<boolean> {
        return this.#collected.has(requireHash(hash)) || await this.#read(hash, {}) !== undefined;
    }

    /** Takes it out of what the next transaction carries; what is on the ledger stays there, in its blocks for ever. */
    delete(hash: string): Promise<void> {
        this.#collected.delete(requireHash(hash));
        return Promise.resolve();
    }
}
