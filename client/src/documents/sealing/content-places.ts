// Where contents go: what is small onto the ledger, the rest into a store.
import { INLINE_MAX_BYTES, type StoredContent } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { piecesOf } from '../content/section-source.js';
import type { CiphertextStore, StoreOptions } from '../stores/ciphertext-store.js';
import type { LedgerStore } from '../stores/ledger-store.js';

/** One of the two at least. */
export interface ContentPlaces {
    /** Collects what the transaction carries. */
    readonly ledger?: LedgerStore;
    readonly store?: CiphertextStore;
}

/** Reads until it is known whether a content is small. */
async function beginning(pieces: AsyncIterator<Uint8Array, void>, limit: number): Promise<{ readonly read: Uint8Array[]; readonly ended: boolean }> {
    const read: Uint8Array[] = [];
    for (let length = 0; length <= limit;) {
        const next = await pieces.next();
        if (next.done === true) return { read, ended: true };
        read.push(next.value);
        length += next.value.length;
    }
    return { read, ended: false };
}

async function* followed(read: readonly Uint8Array[], pieces: AsyncIterator<Uint8Array, void>): AsyncGenerator<Uint8Array, void, undefined> {
    try {
        yield* read;
        for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
    } finally {
        await pieces.return?.();
    }
}

/**
 * @param path for the refusal
 * @throws CarnetError STORE_NEEDED where it is too large for the ledger and there is no store, STORE_FAILED, ABORTED_BY_CALLER
 */
export async function placeContent(
    path: string, content: AsyncIterable<Uint8Array>, { ledger, store }: ContentPlaces, options: StoreOptions,
): Promise<StoredContent> {
    const limit = ledger === undefined ? 0 : Math.min(INLINE_MAX_BYTES, ledger.room);
    const pieces = content[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, void>;
    try {
        const { read, ended } = await beginning(pieces, limit);
        if (ended && ledger !== undefined) return { ...await ledger.put(piecesOf(Buffer.concat(read)), options), at: 'inline' };
        if (store !== undefined) return { ...await store.put(followed(read, pieces), options), at: 'store' };
        throw new CarnetError('STORE_NEEDED', `The content${path === '' ? '' : ` of ${path}`} has more than the ${limit} bytes that the ledger still takes, and no store was given: name one (on the command line, --store).`, {
            details: { limit, path },
        });
    } finally {
        await pieces.return?.();
    }
}
