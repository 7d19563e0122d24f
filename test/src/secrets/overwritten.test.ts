// Keys that the client makes or derives are overwritten after use, also where the work fails or is given up.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, mock, test } from 'node:test';
import { CarnetError, LedgerStore, openDocument, sealDocument, type SectionSource } from '@carnet/client';
import { readKeyFile, writeKeyFile } from '@carnet/client/dist/secrets/key-file.js';
import { dealGroup, newEncryptionKey, openWith, sealTo } from '@carnet/client/dist/secrets/index.js';
import { decryptSection, encryptSection } from '@carnet/client/dist/secrets/section-encryption.js';
import { holders } from '../documents/people.js';
import { contractDraft } from '../documents/sealed.js';

const KEY_BYTES = 32;
const BINDING = { docId: 'd', group: 'g', keyEpoch: 1, policyHash: '0'.repeat(64), path: '/price', mediaType: 'application/json' };
const { randomBytes, hkdfSync } = crypto;

afterEach(() => {
    mock.restoreAll();
    syncBuiltinESMExports();
});

/** All 32 bytes that are drawn or derived from now on. @param but those that are no secrets, as salts are not */
function keysFromNow(): { readonly overwritten: (but?: number) => void } {
    const keys: Uint8Array[] = [];
    mock.method(crypto, 'randomBytes', (length: number) => {
        const bytes = randomBytes(length);
        if (length === KEY_BYTES) keys.push(bytes);
        return bytes;
    });
    mock.method(crypto, 'hkdfSync', (...given: Parameters<typeof hkdfSync>) => {
        const bytes = hkdfSync(...given);
        keys.push(new Uint8Array(bytes));
        return bytes;
    });
    syncBuiltinESMExports();
    return {
        overwritten: (but = 0) => {
            assert.ok(keys.length > but, 'no key was seen');
            assert.equal(keys.filter(key => key.some(byte => byte !== 0)).length, but);
        },
    };
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const read: Uint8Array[] = [];
    for await (const piece of pieces) read.push(piece);
    return Buffer.concat(read);
}

async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
    yield await Promise.resolve(Buffer.alloc(2_000_000));
    throw new Error('the disk');
}

const refused = (code: string) => (error: unknown): boolean => error instanceof CarnetError && error.code === code;

test('the key of a section: after all was read, after a part, and where the content or the ciphertext fails', async () => {
    const groupKey = randomBytes(KEY_BYTES);
    const keys = keysFromNow();
    const { wrappedKey, ciphertext } = encryptSection(groupKey, BINDING, [Buffer.from('8000')]);
    const sealed = await whole(ciphertext);
    for await (const piece of encryptSection(groupKey, BINDING, [Buffer.alloc(2_000_000)]).ciphertext) if (piece.length > 0) break;
    await assert.rejects(whole(encryptSection(groupKey, BINDING, failing()).ciphertext), /the disk/);
    assert.equal((await whole(decryptSection(groupKey, BINDING, wrappedKey, [sealed]))).toString(), '8000');
    await assert.rejects(whole(decryptSection(groupKey, BINDING, wrappedKey, [sealed.subarray(0, -1)])), refused('CIPHERTEXT_CORRUPT'));
    await assert.rejects(whole(decryptSection(groupKey, { ...BINDING, group: 'h' }, wrappedKey, [sealed])), refused('CIPHERTEXT_CORRUPT'));
    keys.overwritten();
});

test('the keys of a document: sealed, opened, refused, or with a content that fails', async () => {
    const groups = { g: { k: 2, holders: holders(3) } };
    const sections = (content: SectionSource['content']): readonly SectionSource[] => [{ path: '/a', mediaType: 'text/plain', group: 'g', content }];
    const keys = keysFromNow();
    const store = new LedgerStore();
    const { manifest, shares } = await sealDocument(contractDraft({ sections: sections(Buffer.from('8000')), groups }), { ledger: store });
    await assert.rejects(sealDocument(contractDraft({ sections: sections(failing()), groups }), { ledger: new LedgerStore() }), refused('STORE_NEEDED'));
    const given = [...shares.values()].slice(0, 2).map(({ share }) => share);
    for await (const { bytes } of openDocument(manifest, given, { stores: [store] })) assert.equal((await bytes()).toString(), '8000');
    for await (const { path } of openDocument(manifest, given, { stores: [store] })) if (path === '/a') break;
    // Two salts of sections, which the leaves cover.
    keys.overwritten(2);
    assert.throws(() => dealGroup({ docId: 'd', group: 'g', epoch: 1 }, { k: 1, n: 3 }), refused('THRESHOLD_INVALID'));
    keys.overwritten(2);
});

test('what is decrypted and collected of a section is in one place: the answer', async () => {
    const store = new LedgerStore();
    const groups = { g: { k: 2, holders: holders(3) } };
    const content = Buffer.from('confidential '.repeat(2_000));
    const { manifest, shares } = await sealDocument(
        contractDraft({ sections: [{ path: '/a', mediaType: 'text/plain', group: 'g', content }], groups }), { ledger: store });
    const pieces: Buffer[] = [];
    const concat = Buffer.concat.bind(Buffer);
    mock.method(Buffer, 'concat', (list: readonly Uint8Array[], length?: number) => {
        pieces.push(...list.map(one => Buffer.from(one.buffer, one.byteOffset, one.length)));
        return concat(list, length);
    });
    for await (const { bytes } of openDocument(manifest, [...shares.values()].slice(0, 2).map(({ share }) => share), { stores: [store] })) {
        pieces.length = 0;
        assert.ok((await bytes()).equals(content));
    }
    assert.ok(pieces.some(({ length }) => length === content.length));
    for (const piece of pieces) assert.ok(!piece.includes('confidential'));
});

test('the key under a passphrase, and a message to a person', async () => {
    const pair = newEncryptionKey();
    const before = Buffer.from(pair.privateKey);
    const derived: Buffer[] = [];
    const { scrypt } = crypto;
    mock.method(crypto, 'scrypt', (secret: Buffer, salt: Buffer, length: number, options: crypto.ScryptOptions, done: (error: Error | null, key: Buffer) => void) => {
        derived.push(secret);
        scrypt(secret, salt, length, options, (error, key) => {
            derived.push(key);
            done(error, key);
        });
    });
    syncBuiltinESMExports();
    const file = await writeKeyFile(pair, 'correct horse');
    assert.deepEqual(Buffer.from((await readKeyFile(file, 'correct horse')).privateKey), before);
    await assert.rejects(readKeyFile(file, 'wrong horse'), refused('PASSPHRASE_WRONG'));
    assert.equal(derived.length, 6);
    for (const secret of derived) assert.ok(secret.every(byte => byte === 0));
    mock.restoreAll();
    syncBuiltinESMExports();

    const copies: Uint8Array[] = [];
    const secret = (copy: Uint8Array): boolean => [before, '801ab'].some(one => Buffer.from(copy.buffer, copy.byteOffset, copy.length).includes(one));
    const concat = Buffer.concat.bind(Buffer);
    const typedArrays = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
    const set = typedArrays.set; // eslint-disable-line @typescript-eslint/unbound-method -- called on what it is called on below
    mock.method(typedArrays, 'set', function seenSet(this: Uint8Array, bytes: ArrayLike<number>, offset?: number) {
        set.call(this, bytes, offset);
        if (secret(this)) copies.push(this);
    });
    mock.method(Buffer, 'concat', (list: readonly Uint8Array[], length?: number) => {
        const joined = concat(list, length);
        if (secret(joined)) copies.push(joined);
        return joined;
    });
    const context = { info: 'group', aad: 'request' };
    const message = await sealTo(pair.publicKey, Buffer.from('801ab'), context);
    const opened = await openWith(pair, message, context);
    assert.equal(Buffer.from(opened).toString(), '801ab');
    opened.fill(0); // The caller's.
    await assert.rejects(openWith(newEncryptionKey(), message, context), refused('WRONG_RECIPIENT_KEY'));
    await assert.rejects(openWith(pair, message.subarray(0, -1), context), refused('WRONG_RECIPIENT_KEY'));
    // The message to be sealed, the private key twice, and what was opened.
    assert.ok(copies.length >= 4, String(copies.length));
    assert.deepEqual(copies.filter(secret), []);
});
