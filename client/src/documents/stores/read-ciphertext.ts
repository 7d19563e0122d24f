// Reads a ciphertext from a store that is not trusted: every byte is counted and hashed, whatever the store is.
import { createHash } from 'node:crypto';
import { CarnetError } from '../../errors/carnet-error.js';
import type { CiphertextStore, StoredCiphertext, StoreOptions } from './ciphertext-store.js';

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
