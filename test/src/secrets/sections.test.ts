// Sections in chunks: what is sealed opens, whole or in part, at its place alone; truncated, spliced, reordered or flipped it is refused by name.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import {
    contentLength, decryptSection, decryptSectionRange, encryptSection, openContent, openRange, sealContent, sealedLength, type SectionBinding,
} from '@carnet/client/dist/secrets/index.js';

const CHUNK = 16 * 1024;
const HEADER = 56;
const SEALED_CHUNK = CHUNK + 16;
const KEY = createHash('sha256').update('key').digest();
const CONTEXT = Buffer.from('context');
const plain = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, place) => place * 31 + (place >> 8) & 255));

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const read: Uint8Array[] = [];
    for await (const piece of pieces) read.push(piece);
    return Buffer.concat(read);
}

const sealed = (content: Buffer): Promise<Buffer> => whole(sealContent([content], KEY, CONTEXT));
const opened = (ciphertext: Buffer): Promise<Buffer> => whole(openContent([ciphertext], KEY, CONTEXT));

const refused = (code: string, details?: object) => (error: unknown): boolean => {
    assert.ok(error instanceof CarnetError, String(error));
    assert.equal(error.code, code);
    if (details !== undefined) assert.deepEqual(error.details, details);
    return true;
};

test('contents of every length about the ends of chunks and runs come back, and are as long as was said', async () => {
    for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 32 * CHUNK - 1, 32 * CHUNK, 32 * CHUNK + 1, 64 * CHUNK]) {
        const content = plain(length);
        const ciphertext = await sealed(content);
        assert.deepEqual([ciphertext.length, contentLength(ciphertext.length)], [sealedLength(length), length]);
        assert.deepEqual(await opened(ciphertext), content);
    }
});

test('any part is read alone, from the chunks in which it lies', async () => {
    const content = plain(3 * CHUNK + 100);
    const ciphertext = await sealed(content);
    let asked = 0;
    const read = (offset: number, length: number): Promise<Buffer> => {
        asked += length;
        return Promise.resolve(ciphertext.subarray(offset, offset + length));
    };
    const end = content.length;
    for (const [start, length] of [[0, 0], [0, 1], [CHUNK - 1, 2], [CHUNK, CHUNK], [2 * CHUNK + 5, 10], [0, end], [end - 1, 1], [end, 0]] as const) {
        asked = 0;
        const part = await openRange({ length: ciphertext.length, read }, KEY, CONTEXT, { start, length });
        assert.deepEqual(part, content.subarray(start, start + length));
        assert.ok(asked <= HEADER + (Math.floor(length / CHUNK) + 2) * SEALED_CHUNK);
    }
    for (const [start, length] of [[-1, 1], [0, content.length + 1], [content.length + 1, 0], [0.5, 1], [0, NaN]] as const) {
        await assert.rejects(openRange({ length: ciphertext.length, read }, KEY, CONTEXT, { start, length }), RangeError);
    }
});

test('a store that gives less or more of a part than was asked for is refused', async () => {
    const ciphertext = await sealed(plain(4 * CHUNK));
    const range = (start: number, length: number, change: (bytes: Buffer, offset: number) => Buffer): Promise<Buffer> => openRange({
        length: ciphertext.length, read: (offset, asked) => Promise.resolve(change(ciphertext.subarray(offset, offset + asked), offset)),
    }, KEY, CONTEXT, { start, length });
    const wholeChunks = (bytes: Buffer, offset: number): Buffer => offset === 0 ? bytes : bytes.subarray(0, SEALED_CHUNK);
    await assert.rejects(range(0, 3 * CHUNK, wholeChunks), refused('CIPHERTEXT_TRUNCATED'));
    await assert.rejects(range(0, 10, bytes => bytes.subarray(1)), refused('CIPHERTEXT_TRUNCATED'));
    await assert.rejects(range(0, 10, bytes => Buffer.concat([bytes, bytes])), refused('CIPHERTEXT_CORRUPT', { offset: 0 }));
    const before = Buffer.from(ciphertext);
    await range(0, 4 * CHUNK, bytes => bytes);
    assert.deepEqual(ciphertext, before);
});

test('what a ciphertext is read from is closed, whether it is refused at its beginning, within, or not read to its end', async () => {
    const ciphertext = await sealed(plain(3 * CHUNK));
    const flipped = (at: number): Buffer => {
        const changed = Buffer.from(ciphertext);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return changed;
    };
    const cases = [
        [flipped(3), 20], [flipped(3), 1 << 20], [flipped(HEADER + 5), 1000], [ciphertext.subarray(0, 10), 3], [ciphertext, 1000],
    ] as const;
    for (const [bytes, size] of cases) {
        let closed = false;
        async function* read(): AsyncGenerator<Buffer, void, undefined> {
            try {
                for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
            } finally {
                closed = true;
            }
        }
        const pieces = openContent(read(), KEY, CONTEXT);
        await pieces.next().catch(() => undefined);
        await pieces.return();
        assert.ok(closed, `${bytes.length} bytes in pieces of ${size}`);
    }
});

test('cut off anywhere, it is refused', async () => {
    const ciphertext = await sealed(plain(2 * CHUNK));
    const lengths = [0, 10, HEADER - 1, HEADER, HEADER + 5, HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK + 15];
    for (const length of lengths) await assert.rejects(opened(ciphertext.subarray(0, length)), refused('CIPHERTEXT_TRUNCATED'), String(length));
    await assert.rejects(opened(ciphertext.subarray(0, HEADER + SEALED_CHUNK + 40)), refused('CIPHERTEXT_CORRUPT', { chunk: 1 }));
    await assert.rejects(opened(Buffer.concat([ciphertext, Buffer.of(0)])), refused('CIPHERTEXT_CORRUPT', { chunk: 2 }));
});

test('reordered, doubled, left out or taken from another ciphertext, a chunk is named', async () => {
    const [one, two] = [await sealed(plain(3 * CHUNK)), await sealed(plain(3 * CHUNK))];
    const chunk = (of: Buffer, number: number): Buffer => of.subarray(HEADER + number * SEALED_CHUNK, HEADER + (number + 1) * SEALED_CHUNK);
    const made = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([one.subarray(0, HEADER), ...chunks]);
    const cases: readonly (readonly [Buffer, number])[] = [
        [made(chunk(one, 1), chunk(one, 0), chunk(one, 2), chunk(one, 3)), 0],
        [made(chunk(one, 0), chunk(one, 0), chunk(one, 2), chunk(one, 3)), 1],
        [made(chunk(one, 0), chunk(one, 2), chunk(one, 3)), 1],
        [made(chunk(one, 0), chunk(one, 1), chunk(two, 2), chunk(one, 3)), 2],
    ];
    for (const [ciphertext, number] of cases) await assert.rejects(opened(ciphertext), refused('CIPHERTEXT_CORRUPT', { chunk: number }));
    await assert.rejects(opened(Buffer.concat([two.subarray(0, HEADER), one.subarray(HEADER)])), refused('CIPHERTEXT_CORRUPT', { chunk: 0 }));
});

test('every single bit that is flipped is refused by name', async () => {
    const ciphertext = await sealed(plain(40));
    for (let bit = 0; bit < ciphertext.length * 8; bit++) {
        const flipped = Buffer.from(ciphertext);
        flipped[bit >> 3] = (ciphertext[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await assert.rejects(opened(flipped), refused('CIPHERTEXT_CORRUPT', bit < HEADER * 8 ? { part: 'header' } : { chunk: 0 }));
    }
});

test('one ciphertext does not open with two keys: another key is refused before anything is decrypted', async () => {
    const ciphertext = await sealed(plain(40));
    const wrongHeader = refused('CIPHERTEXT_CORRUPT', { part: 'header' });
    await assert.rejects(whole(openContent([ciphertext], createHash('sha256').update('other').digest(), CONTEXT)), wrongHeader);
    await assert.rejects(whole(openContent([ciphertext], KEY, Buffer.from('other'))), wrongHeader);
});

const BINDING: SectionBinding = { docId: 'd', group: 'g', keyEpoch: 1, policyHash: 'a'.repeat(64), path: '/price', mediaType: 'application/json' };
const GROUP_KEY = createHash('sha256').update('group').digest();

test('a section opens at its place, whole and in part, after the group key was overwritten', async () => {
    const groupKey = Buffer.from(GROUP_KEY);
    const { wrappedKey, ciphertext } = encryptSection(groupKey, BINDING, [Buffer.from('8 000 €')]);
    groupKey.fill(0);
    const bytes = await whole(ciphertext);
    assert.equal((await whole(decryptSection(GROUP_KEY, BINDING, wrappedKey, [bytes]))).toString(), '8 000 €');
    const access = { length: bytes.length, read: (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length)) };
    assert.equal((await decryptSectionRange(GROUP_KEY, BINDING, wrappedKey, access, { start: 2, length: 3 })).toString(), '000');
});

test('at any other place, with any other key, and with every flipped bit of the wrapped key it is refused', async () => {
    const { wrappedKey, ciphertext } = encryptSection(GROUP_KEY, BINDING, [Buffer.from('8 000 €')]);
    const bytes = await whole(ciphertext);
    const open = (binding: SectionBinding, wrapped = wrappedKey, key = GROUP_KEY): Promise<Buffer> =>
        whole(decryptSection(key, binding, wrapped, [bytes]));
    const places = [{ docId: 'e' }, { group: 'h' }, { keyEpoch: 2 }, { policyHash: 'b'.repeat(64) }, { path: '/other' }];
    const wrongKey = refused('CIPHERTEXT_CORRUPT', { part: 'wrappedKey', path: '/price' });
    for (const place of places) await assert.rejects(open({ ...BINDING, ...place }), refused('CIPHERTEXT_CORRUPT'));
    await assert.rejects(open({ ...BINDING, mediaType: 'text/plain' }), refused('CIPHERTEXT_CORRUPT', { part: 'header' }));
    await assert.rejects(open(BINDING, wrappedKey, KEY), wrongKey);
    const wrapped = Buffer.from(wrappedKey, 'base64');
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
        const flipped = Buffer.from(wrapped);
        flipped[bit >> 3] = (wrapped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await assert.rejects(open(BINDING, flipped.toString('base64')), wrongKey);
    }
    for (const other of ['', wrappedKey.slice(4), `${wrappedKey}AAAA`, ` ${wrappedKey}`]) await assert.rejects(open(BINDING, other), wrongKey);
});
