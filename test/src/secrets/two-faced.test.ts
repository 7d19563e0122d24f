// A ciphertext with two faces: AES-GCM alone opens it with two keys to two contents; what we write and read opens it with one.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { openContent } from '@carnet/client/dist/secrets/index.js';

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

interface Keys { readonly key: Buffer; readonly nonce: Buffer }

/** One block, encrypted as AES does it. */
function encryptedBlock(key: Buffer, block: Buffer): bigint {
    return toNumber(createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block));
}

/** GHASH key, and what hides the tag. */
function parts({ key, nonce }: Keys): { readonly hashKey: bigint; readonly mask: bigint } {
    return { hashKey: encryptedBlock(key, Buffer.alloc(16)), mask: encryptedBlock(key, Buffer.concat([nonce, Buffer.of(0, 0, 0, 1)])) };
}

/** Two blocks, of which the second is chosen so that both keys give one tag: Grubbs, Lu and Ristenpart, 2017, section 3. */
function collision(one: Keys, two: Keys): Buffer {
    const first = toNumber(randomBytes(16));
    const lengths = 256n;
    const terms = [one, two].map(keys => {
        const { hashKey, mask } = parts(keys);
        const square = times(hashKey, hashKey);
        return { known: times(first, times(square, hashKey)) ^ times(lengths, hashKey) ^ mask, factor: square };
    });
    const [a, b] = terms;
    assert.ok(a !== undefined && b !== undefined);
    const second = times(a.known ^ b.known, inverse(a.factor ^ b.factor));
    return Buffer.concat([toBlock(first), toBlock(second), toBlock(a.known ^ times(second, a.factor))]);
}

/** HKDF-Expand with SHA-512 (RFC 5869, 2.3), of two blocks. */
function expanded(key: Buffer, info: Buffer): Buffer {
    const first = createHmac('sha512', key).update(info).update(Buffer.of(1)).digest();
    return Buffer.concat([first, createHmac('sha512', key).update(first).update(info).update(Buffer.of(2)).digest()]);
}

function opened({ key, nonce }: Keys, chunk: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAuthTag(chunk.subarray(-16));
    return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()]);
}

test('a two-faced ciphertext, which AES-GCM opens with both of two keys, opens with the one to which its header commits', async () => {
    const [context, salt] = [Buffer.from('context'), randomBytes(24)];
    const info = Buffer.concat([Buffer.from('c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0', 'latin1'), salt, context]);
    const faces = [randomBytes(32), randomBytes(32)].map(input => {
        const derived = expanded(input, info);
        return { input, key: derived.subarray(0, 32), nonce: derived.subarray(32, 44), commitment: derived.subarray(44, 76) };
    });
    const [one, two] = faces;
    assert.ok(one !== undefined && two !== undefined);
    const chunk = collision(one, two);
    assert.notDeepEqual(opened(one, chunk), opened(two, chunk), 'AES-GCM alone: two contents');

    const ciphertext = Buffer.concat([salt, one.commitment, chunk]);
    const read = async (input: Buffer): Promise<Buffer> => {
        const pieces: Buffer[] = [];
        for await (const piece of openContent([ciphertext], input, context)) pieces.push(piece);
        return Buffer.concat(pieces);
    };
    assert.deepEqual(await read(one.input), opened(one, chunk));
    await assert.rejects(read(two.input), (error: unknown) => {
        assert.ok(error instanceof CarnetError && error.code === 'CIPHERTEXT_CORRUPT');
        assert.deepEqual(error.details, { part: 'header' });
        return true;
    });
});
