// What all stores refuse in the same words.
import { CarnetError } from '../../errors/carnet-error.js';
import { systemReason } from '../../errors/system-reason.js';
import type { CiphertextStore } from './ciphertext-store.js';

type Described = Pick<CiphertextStore, 'description'>;

export function ciphertextMissing({ description }: Described, hash: string): CarnetError {
    return new CarnetError('CIPHERTEXT_MISSING', `${description} does not have the ciphertext ${hash}.`, { details: { hash } });
}

export function noRegularFile({ description }: Described, hash: string): CarnetError {
    return new CarnetError('CIPHERTEXT_CORRUPT', `What ${description} has under the hash of the ciphertext is no regular file.`, { details: { hash } });
}

export function storeFailed({ description }: Described, what: 'read' | 'written', cause: unknown): CarnetError {
    return new CarnetError('STORE_FAILED', `${description} cannot be ${what}: ${systemReason(cause)}.`, { retryable: true, cause });
}

/** Hashes become names of files and objects: nothing else may. @throws CarnetError CIPHERTEXT_MISSING */
export function requireHash(hash: string): string {
    if (/^[0-9a-f]{64}$/.test(hash)) return hash;
    throw new CarnetError('CIPHERTEXT_MISSING', 'A ciphertext is named by 64 hexadecimal digits in lower case.');
}
