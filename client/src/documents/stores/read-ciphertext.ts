// Reads a ciphertext from a store that is not trusted: every byte is counted and hashed, whatever the store is.
import { createHash } from 'node:crypto';
import { INLINE_MAX_BYTES, type StoredContent } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import type { CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';
import { LedgerStore } from './ledger-store.js';

/**
 * The whole of a ciphertext. The iteration ends without an error only if the bytes are the ones that were named: what came before is
 * provisional until then.
 * @throws CarnetError CIPHERTEXT_MISSING, CIPHERTEXT_TRUNCATED, CIPHERTEXT_CORRUPT, STORE_FAILED, ABORTED_BY_CALLER
 */
export async function* readCiphertext(
    store: CiphertextStore, { hash, length }: StoredCiphertext, options: StoreOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
    const digest = createHash('sha256');
    let read = 0;
    for await (const piece of store.get(hash, undefined, options)) {
        read += piece.length;
        if (read > length) throw new CarnetError('CIPHERTEXT_CORRUPT', `The ciphertext in ${store.description} is longer than the manifest says.`, { details: { hash, length } });
        digest.update(piece);
        yield piece;
    }
    if (read < length) {
        throw new CarnetError('CIPHERTEXT_TRUNCATED', `The ciphertext in ${store.description} ends after ${read} of ${length} bytes.`, { details: { hash, length, read } });
    }
    if (digest.digest('hex') !== hash) {
        throw new CarnetError('CIPHERTEXT_CORRUPT', `What ${store.description} keeps under the hash of the ciphertext is something else.`, { details: { hash } });
    }
}

/** Where the manifest says that it lies comes first; any other copy of the same hash is as good. */
function likeliestFirst({ at }: StoredContent, stores: readonly CiphertextStore[]): readonly CiphertextStore[] {
    const isNamed = (store: CiphertextStore): boolean => store instanceof LedgerStore === (at === 'inline');
    return [...stores.filter(isNamed), ...stores.filter(store => !isNamed(store))];
}

/**
 * The whole of a content, as `readCiphertext`, from the first store that gives any of it: one that has it not, or fails before a byte of it is handed
 * out, is passed over. What is small enough for the ledger is handed out once all of it is known to be the one that was named.
 * @throws CarnetError CIPHERTEXT_MISSING where no store has it; otherwise what the first store threw that did not say so; ABORTED_BY_CALLER
 */
export async function* readFromStores(
    content: StoredContent, stores: readonly CiphertextStore[], options: StoreOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
    const isSmall = content.length <= INLINE_MAX_BYTES;
    let failure: Error | undefined;
    for (const store of likeliestFirst(content, stores)) {
        const held: Uint8Array[] = [];
        let begun = false;
        try {
            for await (const piece of readCiphertext(store, content, options)) {
                if (isSmall) {
                    held.push(piece);
                    continue;
                }
                begun = true;
                yield piece;
            }
            begun = true;
            yield* held;
            return;
        } catch (error) {
            const { code } = error as { readonly code?: unknown };
            if (begun || code === 'ABORTED_BY_CALLER') throw error;
            if (code !== 'CIPHERTEXT_MISSING') failure ??= error as Error;
        }
    }
    const { hash } = content;
    const asked = stores.map(({ description }) => description);
    const where = asked.length === 0 ? 'No store was given' : `It is not in ${asked.join(', nor in ')}`;
    throw failure ?? new CarnetError('CIPHERTEXT_MISSING', `${where}: give the one that has the ciphertext ${hash}.`, {
        details: { hash, stores: asked },
    });
}
