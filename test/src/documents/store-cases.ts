// What every ciphertext store does, written once: put, get by hash and range, has, delete, and what a reader notices of a bad one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import type { CiphertextStore } from '@carnet/client/dist/documents/stores/ciphertext-store.js';
import { readCiphertext } from '@carnet/client/dist/documents/stores/read-ciphertext.js';

/** Bytes that look like ciphertext, the same in each run. */
export function bytesOf(length: number, seed = 'ciphertext'): Buffer {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) => createHash('sha256').update(`${seed}/${at}`).digest());
    return Buffer.concat(blocks).subarray(0, length);
}

export async function* inPieces(bytes: Uint8Array, size = 10_000): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export async function collected(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    return Buffer.concat(pieces);
}

export const refused = (code: string) => (error: unknown): boolean => {
    assert.ok(error instanceof CarnetError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
};

const UNKNOWN = 'f'.repeat(64);

/** @param open a new, empty store */
export function storeCases(name: string, open: () => CiphertextStore): void {
    test(`${name}: what was put is had, read whole and by range, and gone once it is deleted`, async () => {
        const store = open();
        const bytes = bytesOf(50_000);
        const stored = await store.put(inPieces(bytes));
        assert.deepEqual(stored, { hash: createHash('sha256').update(bytes).digest('hex'), length: 50_000 });
        assert.equal(await store.has(stored.hash), true);
        assert.ok((await collected(readCiphertext(store, stored))).equals(bytes));
        assert.ok((await collected(store.get(stored.hash, { offset: 9_999, length: 20_002 }))).equals(bytes.subarray(9_999, 30_001)));
        assert.ok((await collected(store.get(stored.hash, { offset: 49_999, length: 1 }))).equals(bytes.subarray(49_999)));
        await store.delete(stored.hash);
        assert.equal(await store.has(stored.hash), false);
        await assert.rejects(collected(readCiphertext(store, stored)), refused('CIPHERTEXT_MISSING'));
        await store.delete(stored.hash);
    });

    test(`${name}: what it does not have is named so`, async () => {
        const store = open();
        assert.equal(await store.has(UNKNOWN), false);
        await assert.rejects(collected(store.get(UNKNOWN)), refused('CIPHERTEXT_MISSING'));
        for (const hash of ['', '../../etc/passwd', UNKNOWN.toUpperCase(), `${UNKNOWN}\n`]) {
            await assert.rejects(collected(store.get(hash)), refused('CIPHERTEXT_MISSING'));
        }
    });

    test(`${name}: the same bytes from many writers at once are one object, whole`, async () => {
        const store = open();
        const bytes = bytesOf(40_000, 'many');
        const stored = await Promise.all(Array.from({ length: 8 }, (_, writer) => store.put(inPieces(bytes, 1_000 + writer))));
        assert.equal(new Set(stored.map(({ hash }) => hash)).size, 1);
        const [first] = stored;
        assert.ok(first !== undefined && (await collected(readCiphertext(store, first))).equals(bytes));
    });

    test(`${name}: a source that fails and a caller who ends the work leave nothing`, async () => {
        const store = open();
        const bytes = bytesOf(30_000, 'broken');
        const hash = createHash('sha256').update(bytes).digest('hex');
        async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
            yield* inPieces(bytes);
            throw new Error('the source broke');
        }
        await assert.rejects(store.put(broken()), /the source broke/);
        assert.equal(await store.has(hash), false);
        await assert.rejects(store.put(inPieces(bytes), { signal: AbortSignal.abort() }), refused('ABORTED_BY_CALLER'));
        assert.equal(await store.has(hash), false);
    });
}
