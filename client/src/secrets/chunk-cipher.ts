// AES-256-GCM over runs of chunks: each by itself, under its own nonce, in the place where it lies.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CarnetError } from '../errors/carnet-error.js';
import { GCM_OPTIONS, TAG_BYTES } from './aes-gcm.js';
import { CHUNK_BYTES, chunkNonce, SEALED_CHUNK_BYTES, truncated, type ChunkKeys } from './chunked-format.js';
import type { Run } from './runs.js';

const ALGORITHM = 'aes-256-gcm';

/**
 * Gives the memory of a chunk back at once, where the runtime can (Node 22): kept until the next collection, each chunk takes pages that are new to
 * the processor, for a quarter of the whole time.
 */
function release({ buffer, length }: Buffer): void {
    const memory = buffer as ArrayBuffer & { readonly transfer?: (length: number) => ArrayBuffer };
    if (length > 0 && memory.byteLength === length) memory.transfer?.(0);
}

/**
 * Encrypts whole chunks that follow each other, and at the end of a message the short or empty one, over their plaintext. Gives the ciphertext.
 * @param first number of the first chunk; @param run its buffer has room for a tag of each chunk
 */
export function sealRun({ key, baseNonce }: ChunkKeys, first: number, { buffer, length, last }: Run): Buffer {
    const chunks = Math.floor(length / CHUNK_BYTES) + (last ? 1 : 0);
    const nonce = Buffer.alloc(baseNonce.length); // A cipher copies it.
    // From the last to the first: the tags of those before it move each chunk into what follows its plaintext.
    for (let chunk = chunks - 1; chunk >= 0; chunk--) {
        const cipher = createCipheriv(ALGORITHM, key, chunkNonce(baseNonce, first + chunk, nonce), GCM_OPTIONS);
        const bytes = cipher.update(buffer.subarray(chunk * CHUNK_BYTES, Math.min(length, (chunk + 1) * CHUNK_BYTES)));
        cipher.final();
        buffer.set(bytes, chunk * SEALED_CHUNK_BYTES);
        buffer.set(cipher.getAuthTag(), chunk * SEALED_CHUNK_BYTES + bytes.length);
        release(bytes);
    }
    return buffer.subarray(0, length + chunks * TAG_BYTES);
}

function openChunk({ key, baseNonce }: ChunkKeys, chunk: number, nonce: Buffer, sealed: Uint8Array): Buffer {
    const decipher = createDecipheriv(ALGORITHM, key, chunkNonce(baseNonce, chunk, nonce), GCM_OPTIONS);
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
 * Decrypts chunks that follow each other, over their ciphertext, and gives the plaintext after all of them were found authentic.
 * @throws CarnetError CIPHERTEXT_CORRUPT naming the chunk; CIPHERTEXT_TRUNCATED where a message does not end with a short chunk
 */
export function openRun(keys: ChunkKeys, first: number, { buffer, length, last }: Run): Buffer {
    const rest = length % SEALED_CHUNK_BYTES;
    if (last ? rest < TAG_BYTES : rest !== 0) throw truncated();
    const nonce = Buffer.alloc(keys.baseNonce.length);
    let opened = 0;
    try {
        for (let chunk = 0; chunk * SEALED_CHUNK_BYTES < length; chunk++) {
            const sealed = buffer.subarray(chunk * SEALED_CHUNK_BYTES, Math.min(length, (chunk + 1) * SEALED_CHUNK_BYTES));
            const bytes = openChunk(keys, first + chunk, nonce, sealed);
            buffer.set(bytes, opened);
            bytes.fill(0);
            opened += bytes.length;
            release(bytes);
        }
        return buffer.subarray(0, opened);
    } catch (error) {
        buffer.fill(0);
        throw error;
    }
}
