// AES-256-GCM over runs of chunks: each by itself, under its own nonce.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CarnetError } from '../errors/carnet-error.js';
import { CHUNK_BYTES, chunkNonce, SEALED_CHUNK_BYTES, TAG_BYTES, truncated, type ChunkKeys } from './chunked-format.js';

const ALGORITHM = 'aes-256-gcm';
/** Without it shorter tags would be accepted, of which one in four thousand million can be guessed. */
const OPTIONS = { authTagLength: TAG_BYTES };

/**
 * The ciphertext of chunks that follow each other. @param last then the run ends with the message: with a short chunk, or an empty one
 * @param first number of the first chunk; @param plaintext whole chunks, but for the last of a message
 */
export function sealRun({ key, baseNonce }: ChunkKeys, first: number, plaintext: Uint8Array, last: boolean): Buffer {
    const chunks = Math.floor(plaintext.length / CHUNK_BYTES) + (last ? 1 : 0);
    const sealed = Buffer.allocUnsafeSlow(plaintext.length + chunks * TAG_BYTES);
    for (let chunk = 0; chunk < chunks; chunk++) {
        const cipher = createCipheriv(ALGORITHM, key, chunkNonce(baseNonce, first + chunk), OPTIONS);
        const bytes = cipher.update(plaintext.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES));
        cipher.final();
        sealed.set(bytes, chunk * SEALED_CHUNK_BYTES);
        sealed.set(cipher.getAuthTag(), chunk * SEALED_CHUNK_BYTES + bytes.length);
    }
    return sealed;
}

function openChunk({ key, baseNonce }: ChunkKeys, chunk: number, sealed: Uint8Array): Buffer {
    const decipher = createDecipheriv(ALGORITHM, key, chunkNonce(baseNonce, chunk), OPTIONS);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const bytes = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    try {
        decipher.final();
        return bytes;
    } catch (cause) {
        bytes.fill(0);
        throw new CarnetError('CIPHERTEXT_CORRUPT', `Chunk ${chunk} of the ciphertext is not the one that was sealed at its place.`, { details: { chunk }, cause });
    }
}

/**
 * The plaintext of chunks that follow each other, after all of them were found authentic.
 * @throws CarnetError CIPHERTEXT_CORRUPT naming the chunk; CIPHERTEXT_TRUNCATED where a message does not end with a short chunk
 */
export function openRun(keys: ChunkKeys, first: number, sealed: Uint8Array, last: boolean): Buffer {
    const whole = Math.floor(sealed.length / SEALED_CHUNK_BYTES);
    const rest = sealed.length - whole * SEALED_CHUNK_BYTES;
    if (last ? rest < TAG_BYTES : rest !== 0) throw truncated();
    const opened = Buffer.allocUnsafeSlow(whole * CHUNK_BYTES + (last ? rest - TAG_BYTES : 0));
    try {
        for (let chunk = 0; chunk * SEALED_CHUNK_BYTES < sealed.length; chunk++) {
            const bytes = openChunk(keys, first + chunk, sealed.subarray(chunk * SEALED_CHUNK_BYTES, (chunk + 1) * SEALED_CHUNK_BYTES));
            opened.set(bytes, chunk * CHUNK_BYTES);
        }
        return opened;
    } catch (error) {
        opened.fill(0);
        throw error;
    }
}
