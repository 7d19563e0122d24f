// Ciphertexts with two faces: AES-GCM opens them with both of two keys, to two contents (Grubbs, Lu and Ristenpart, 2017, section 3).
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Elements of GF(2^128) as GCM writes them (NIST SP 800-38D, 6.3): bit 0 is the leftmost. */
const REDUCTION = 0xe1n << 120n;
const toNumber = (block: Uint8Array): bigint => BigInt(`0x${Buffer.from(block).toString('hex')}`);
const toBlock = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(32, '0'), 'hex');

function times(a: bigint, b: bigint): bigint {
    let [product, shifted] = [0n, b];
    for (let bit = 127n; bit >= 0n; bit--) {
        if ((a >> bit & 1n) === 1n) product ^= shifted;
        shifted = (shifted & 1n) === 1n ? shifted >> 1n ^ REDUCTION : shifted >> 1n;
    }
    return product;
}

/** a^(2^128 − 2). */
function inverse(a: bigint): bigint {
    let [power, square] = [1n << 127n, a];
    for (let bit = 1; bit < 128; bit++) {
        square = times(square, square);
        power = times(power, square);
    }
    return power;
}

/** What chunked encryption derives of the key of a content. */
export interface Face { readonly key: Buffer; readonly nonce: Buffer; readonly commitment: Buffer }

/** HKDF-Expand with SHA-512 (RFC 5869, 2.3), of two blocks. */
function expanded(key: Uint8Array, info: Uint8Array): Buffer {
    const first = createHmac('sha512', key).update(info).update(Buffer.of(1)).digest();
    return Buffer.concat([first, createHmac('sha512', key).update(first).update(info).update(Buffer.of(2)).digest()]);
}

/** C2SP chunked encryption, with Cobblestone-256. */
export function faceOf(input: Uint8Array, salt: Uint8Array, context: Uint8Array): Face {
    const info = Buffer.concat([Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'latin1'), salt, context]);
    const derived = expanded(input, info);
    return { key: derived.subarray(0, 32), nonce: derived.subarray(32, 44), commitment: derived.subarray(44, 76) };
}

/** One block, encrypted as AES does it. */
function encryptedBlock(key: Buffer, block: Buffer): bigint {
    return toNumber(createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block));
}

/** GHASH of the blocks under the key of this face, and what hides the tag; the factor by which the first block goes into it. */
function tagParts({ key, nonce }: Face, blocks: readonly bigint[]): { readonly known: bigint; readonly factor: bigint } {
    const hashKey = encryptedBlock(key, Buffer.alloc(16));
    const mask = encryptedBlock(key, Buffer.concat([nonce, Buffer.of(0, 0, 0, 1)]));
    let [known, factor] = [0n, 1n << 127n];
    for (const [place, block] of blocks.entries()) {
        known = times(known ^ (place === 0 ? 0n : block), hashKey);
        factor = times(factor, hashKey);
    }
    return { known: times(known ^ BigInt(blocks.length * 128), hashKey) ^ mask, factor: times(factor, hashKey) };
}

/** The last chunk of a content that one face opens to this plaintext, but for its first 16 bytes, and the other to something else. */
export function twoFaced(one: Face, two: Face, plaintext: Uint8Array): Buffer {
    assert.equal(plaintext.length % 16, 0, 'whole blocks');
    const encrypted = createCipheriv('aes-256-gcm', one.key, one.nonce).update(plaintext);
    const blocks = Array.from({ length: plaintext.length / 16 }, (_, place) => toNumber(encrypted.subarray(place * 16, place * 16 + 16)));
    const [a, b] = [tagParts(one, blocks), tagParts(two, blocks)];
    const first = times(a.known ^ b.known, inverse(a.factor ^ b.factor));
    return Buffer.concat([toBlock(first), encrypted.subarray(16), toBlock(a.known ^ times(first, a.factor))]);
}

/** As AES-GCM alone does it. */
export function opened({ key, nonce }: Face, chunk: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAuthTag(chunk.subarray(-16));
    return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()]);
}

/** A salt for a ciphertext. */
export const newSalt = (): Buffer => randomBytes(24);
