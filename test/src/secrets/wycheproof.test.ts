// Project Wycheproof: all vectors of C2SP chunked encryption with AES-256-GCM, and of AES-GCM as we use it.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { CarnetError } from '@carnet/client';
import { contentLength, openContent, openRange } from '@carnet/client/dist/secrets/index.js';
import { bytes, readVectorFile, vectorsOf, withoutFile, type Vector, type VectorFile } from './wycheproof.js';

const [CHUNKED, GCM] = ['c2sp_chunked_encryption_aes_256_gcm_test.json', 'aes_gcm_test.json'];

interface ChunkedVector extends Vector {
    readonly key: string;
    readonly ctx: string;
    /** Compressed with zlib, since the longest have megabytes of zeros. */
    readonly ct: string;
    readonly msgLength?: number;
    readonly msgSha512?: string;
}

interface GcmVector extends Vector {
    readonly key: string;
    readonly iv: string;
    readonly aad: string;
    readonly msg: string;
    readonly ct: string;
    readonly tag: string;
}

const chunkedVectors = (): readonly ChunkedVector[] => vectorsOf(readVectorFile(CHUNKED) as VectorFile<ChunkedVector>);
const gcmVectors = (): readonly GcmVector[] => vectorsOf(readVectorFile(GCM) as VectorFile<GcmVector>);

/** All that is given out, and the error with which it ends. */
async function opened(pieces: Iterable<Uint8Array>, key: Buffer, context: Buffer): Promise<{ readonly message: Buffer; readonly error?: unknown }> {
    const read: Buffer[] = [];
    try {
        for await (const piece of openContent(pieces, key, context)) read.push(piece);
        return { message: Buffer.concat(read) };
    } catch (error) {
        return { message: Buffer.concat(read), error };
    }
}

function* cut(whole: Buffer, size: number): Generator<Buffer> {
    for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

test('C2SP chunked encryption: all vectors, in pieces of whatever size', { skip: withoutFile(CHUNKED) }, async () => {
    for (const { tcId, comment, key, ctx, ct, result, msgLength, msgSha512, flags } of chunkedVectors()) {
        const whole = inflateSync(bytes(ct));
        for (const size of [...whole.length < 70_000 ? [1, 57] : [], 16_401, 1 << 24]) {
            const { message, error } = await opened(cut(whole, size), bytes(key), bytes(ctx));
            const name = `${tcId} ${comment}, in pieces of ${size}`;
            if (result === 'valid') {
                assert.equal(error, undefined, name);
                assert.equal(message.length, msgLength, name);
                assert.equal(createHash('sha512').update(message).digest('hex'), msgSha512, name);
            } else if (flags.includes('InvalidKeySize')) {
                assert.ok(error instanceof RangeError, name);
            } else {
                assert.ok(error instanceof CarnetError && ['CIPHERTEXT_CORRUPT', 'CIPHERTEXT_TRUNCATED'].includes(error.code), `${name}: ${String(error)}`);
                // What was given out before is a beginning of the message at most.
                assert.ok(message.length <= (msgLength ?? 0), name);
            }
        }
    }
});

test('C2SP chunked encryption: the end of a content can be read without the rest, and a wrong end is refused', { skip: withoutFile(CHUNKED) }, async () => {
    for (const { tcId, key, ctx, ct, result, flags } of chunkedVectors()) {
        const whole = inflateSync(bytes(ct));
        const readPart = (offset: number, length: number): Promise<Buffer> => Promise.resolve(whole.subarray(offset, offset + length));
        const end = async (): Promise<Buffer> => {
            const start = contentLength(whole.length);
            return await openRange({ length: whole.length, read: readPart }, bytes(key), bytes(ctx), { start, length: 0 });
        };
        if (result === 'valid' || flags.includes('ValidFinalChunk')) assert.equal((await end()).length, 0, String(tcId));
        else await assert.rejects(end, flags.includes('InvalidKeySize') ? RangeError : CarnetError, String(tcId));
    }
});

test('AES-GCM: all vectors of 256 bits, with tags of 16 bytes and no others', { skip: withoutFile(GCM) }, () => {
    let tried = 0;
    for (const { tcId, comment, key, iv, aad, msg, ct, tag, result } of gcmVectors()) {
        if (key.length !== 64 || iv.length !== 24 || tag.length !== 32) continue;
        tried += 1;
        const cipher = createCipheriv('aes-256-gcm', bytes(key), bytes(iv), { authTagLength: 16 }).setAAD(bytes(aad));
        const sealed = Buffer.concat([cipher.update(bytes(msg)), cipher.final(), cipher.getAuthTag()]).toString('hex');
        const open = (): string => {
            const decipher = createDecipheriv('aes-256-gcm', bytes(key), bytes(iv), { authTagLength: 16 }).setAAD(bytes(aad)).setAuthTag(bytes(tag));
            return Buffer.concat([decipher.update(bytes(ct)), decipher.final()]).toString('hex');
        };
        if (result === 'valid') assert.deepEqual([sealed, open()], [ct + tag, msg], `${tcId} ${comment}`);
        else assert.throws(open, `${tcId} ${comment}`);
        for (const length of [4, 8, 12, 15]) {
            assert.throws(() => createDecipheriv('aes-256-gcm', bytes(key), bytes(iv), { authTagLength: 16 }).setAuthTag(bytes(tag).subarray(0, length)));
        }
    }
    assert.ok(tried >= 60, String(tried));
});
