// The format of C2SP chunked encryption with AES-256 (c2sp.org/chunked-encryption@v1, HKDF-SHA-512): header, chunks, keys and nonces.
import { createSecretKey, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { expand } from '@noble/hashes/hkdf';
import { sha512 } from '@noble/hashes/sha2';
import { CarnetError } from '../errors/carnet-error.js';
import { NONCE_BYTES, TAG_BYTES } from './aes-gcm.js';

export const CONTENT_KEY_BYTES = 32;
const SALT_BYTES = 24;
const COMMITMENT_BYTES = 32;
/** Salt and commitment. */
export const HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
/** Plaintext of every chunk but the last, which is shorter and may be empty: so the end cannot be cut off unseen. */
export const CHUNK_BYTES = 16 * 1024;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** The counter of chunks has 38 bits. */
const CHUNKS_MAX = 2 ** 38;

/** What encrypts the chunks of one message. */
export interface ChunkKeys {
    readonly key: KeyObject;
    readonly baseNonce: Buffer;
}

interface Derived extends ChunkKeys {
    readonly commitment: Buffer;
}

const INFO = Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'latin1');

function derived(inputKey: Uint8Array, salt: Uint8Array, context: Uint8Array): Derived {
    if (inputKey.length !== CONTENT_KEY_BYTES) throw new RangeError(`The key of a content has ${CONTENT_KEY_BYTES} bytes.`);
    const expanded = expand(sha512, inputKey, Buffer.concat([INFO, salt, context]), CONTENT_KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES);
    const bytes = Buffer.from(expanded.buffer, expanded.byteOffset, expanded.length);
    const key = createSecretKey(bytes.subarray(0, CONTENT_KEY_BYTES));
    bytes.fill(0, 0, CONTENT_KEY_BYTES);
    const commitmentAt = CONTENT_KEY_BYTES + NONCE_BYTES;
    return { key, baseNonce: bytes.subarray(CONTENT_KEY_BYTES, commitmentAt), commitment: bytes.subarray(commitmentAt) };
}

/** Keys of a new message, under a new salt, and the header that lets them be derived again. */
export function newMessage(inputKey: Uint8Array, context: Uint8Array): { readonly keys: ChunkKeys; readonly header: Buffer } {
    const salt = randomBytes(SALT_BYTES);
    const { commitment, ...keys } = derived(inputKey, salt, context);
    return { keys, header: Buffer.concat([salt, commitment]) };
}

/** @throws CarnetError CIPHERTEXT_TRUNCATED, and CIPHERTEXT_CORRUPT where key, context and header do not belong together */
export function messageOf(header: Uint8Array, inputKey: Uint8Array, context: Uint8Array): ChunkKeys {
    if (header.length < HEADER_BYTES) throw truncated();
    const { commitment, ...keys } = derived(inputKey, header.subarray(0, SALT_BYTES), context);
    if (timingSafeEqual(header.subarray(SALT_BYTES, HEADER_BYTES), commitment)) return keys;
    throw new CarnetError('CIPHERTEXT_CORRUPT', 'The beginning of the ciphertext does not belong to this key and this place in the document.', { details: { part: 'header' } });
}

/** Base nonce XOR the number of the chunk, big-endian. @param nonce where it is written. @throws RangeError past 2^38 chunks, which are 4 PiB */
export function chunkNonce(baseNonce: Uint8Array, chunk: number, nonce: Buffer): Buffer {
    if (!(chunk < CHUNKS_MAX)) throw new RangeError('The content has more chunks than its counter.');
    nonce.set(baseNonce);
    nonce[NONCE_BYTES - 5] = (nonce[NONCE_BYTES - 5] ?? 0) ^ Math.floor(chunk / 2 ** 32);
    nonce.writeUInt32BE((nonce.readUInt32BE(NONCE_BYTES - 4) ^ chunk) >>> 0, NONCE_BYTES - 4);
    return nonce;
}

export function truncated(): CarnetError {
    return new CarnetError('CIPHERTEXT_TRUNCATED', 'The ciphertext ends before its last chunk.');
}

/** Bytes of the ciphertext of so many bytes. */
export function sealedLength(length: number): number {
    return HEADER_BYTES + length + (Math.floor(length / CHUNK_BYTES) + 1) * TAG_BYTES;
}

/** Bytes of the content of a ciphertext of so many bytes. @throws CarnetError CIPHERTEXT_TRUNCATED for lengths that no ciphertext has */
export function contentLength(ciphertextLength: number): number {
    const chunks = Math.floor((ciphertextLength - HEADER_BYTES) / SEALED_CHUNK_BYTES);
    const last = ciphertextLength - HEADER_BYTES - chunks * SEALED_CHUNK_BYTES;
    if (ciphertextLength < HEADER_BYTES || last < TAG_BYTES) throw truncated();
    return chunks * CHUNK_BYTES + last - TAG_BYTES;
}
