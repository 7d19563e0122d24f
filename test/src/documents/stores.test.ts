// Ciphertext stores: folder, ledger, and any S3-compatible server; and a store that truncates, exchanges or rolls back what it holds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CarnetError, type CiphertextStore } from '@carnet/client';
import { INLINE_MAX_BYTES } from '@carnet/domain';
import { FilesystemStore } from '@carnet/client/dist/documents/stores/filesystem-store.js';
import { LedgerStore } from '@carnet/client/dist/documents/stores/ledger-store.js';
import { readCiphertext, readFromStores } from '@carnet/client/dist/documents/stores/read-ciphertext.js';
import { s3Settings } from '@carnet/client/dist/documents/stores/s3-options.js';
import { S3Store } from '@carnet/client/dist/documents/stores/s3-store.js';
import { bytesOf, collected, inPieces, refused, storeCases } from './store-cases.js';
import { startS3, S3_CREDENTIALS } from './s3-server.js';

let dir: string;
let folders = 0;
let s3: Awaited<ReturnType<typeof startS3>>;
const folder = (): string => join(dir, String(folders++));

before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-stores-'));
    s3 = await startS3(join(dir, 's3'));
});
after(async () => {
    await s3.close();
    rmSync(dir, { recursive: true });
});

storeCases('a folder', () => new FilesystemStore(folder()));
storeCases('the ledger', () => new LedgerStore());
storeCases('an S3 server', () => new S3Store({ ...S3_CREDENTIALS, bucket: 'ciphertexts', endpoint: s3.endpoint, prefix: `t${folders++}/` }));

test('a folder: nothing but finished files is seen, and what an ended process left is removed after a day', async () => {
    const path = folder();
    const store = new FilesystemStore(path);
    const stored = await store.put(inPieces(bytesOf(1_000)));
    assert.deepEqual(readdirSync(join(path, 'incoming')), []);
    const [left, writing, foreign] = [randomUUID(), randomUUID(), 'diary.txt'].map(name => join(path, 'incoming', name)) as [string, string, string];
    for (const file of [left, writing, foreign]) writeFileSync(file, 'half');
    for (const file of [left, foreign]) utimesSync(file, new Date(0), new Date(0));
    await store.put(inPieces(bytesOf(1_000)));
    assert.deepEqual([left, writing, foreign].map(existsSync), [false, true, true]);
    assert.ok(await store.has(stored.hash));
});

test('a folder: what was damaged is noticed by whoever reads, and mended by whoever puts it again', async () => {
    const path = folder();
    const store = new FilesystemStore(path);
    const [first, second] = [await store.put(inPieces(bytesOf(70_000, 'first'))), await store.put(inPieces(bytesOf(70_000, 'second')))];
    const file = join(path, first.hash.slice(0, 2), first.hash);
    truncateSync(file, 69_999);
    await assert.rejects(collected(readCiphertext(store, first)), refused('CIPHERTEXT_TRUNCATED'));
    writeFileSync(file, bytesOf(70_000, 'second'));
    await assert.rejects(collected(readCiphertext(store, first)), refused('CIPHERTEXT_CORRUPT'));
    writeFileSync(file, Buffer.concat([bytesOf(70_000, 'first'), Buffer.of(0)]));
    await assert.rejects(collected(readCiphertext(store, first)), refused('CIPHERTEXT_CORRUPT'));
    await store.put(inPieces(bytesOf(70_000, 'first')));
    assert.ok((await collected(readCiphertext(store, first))).equals(bytesOf(70_000, 'first')));
    assert.ok((await collected(readCiphertext(store, second))).equals(bytesOf(70_000, 'second')));
});

test('a folder: a pipe, a device or a folder in the place of a ciphertext is refused by name, and nobody waits for it', { skip: process.platform === 'win32' && 'has no pipes among its files' }, async () => {
    const instead: readonly (readonly [string, (file: string) => void])[] = [
        ['a pipe', file => { execFileSync('mkfifo', [file]); }], ['a device', file => { symlinkSync('/dev/zero', file); }], ['a folder', file => { mkdirSync(file); }],
    ];
    for (const [what, put] of instead) {
        const path = folder();
        const [store, elsewhere] = [new FilesystemStore(path), new FilesystemStore(folder())];
        const [stored] = await Promise.all([store, elsewhere].map(one => one.put(inPieces(bytesOf(70_000)))));
        assert.ok(stored);
        const file = join(path, stored.hash.slice(0, 2), stored.hash);
        rmSync(file);
        put(file);
        await assert.rejects(collected(readCiphertext(store, stored)), refused('CIPHERTEXT_CORRUPT'), what);
        await assert.rejects(collected(store.get(stored.hash, { offset: 10, length: 10 })), /no regular file/, what);
        assert.equal(await store.has(stored.hash), false, what);
        assert.ok((await collected(readFromStores({ ...stored, at: 'store' }, [store, elsewhere]))).equals(bytesOf(70_000)), what);
    }
});

test('a folder in which somebody has put a link for files in the making: nothing is written or removed where it leads', async () => {
    const [path, victim] = [folder(), folder()];
    mkdirSync(path);
    mkdirSync(victim);
    const old = ['diary.txt', randomUUID()].map(name => join(victim, name));
    for (const file of old) {
        writeFileSync(file, 'of somebody else');
        utimesSync(file, new Date(0), new Date(0));
    }
    symlinkSync(victim, join(path, 'incoming'));
    await assert.rejects(new FilesystemStore(path).put(inPieces(bytesOf(1_000))), refused('STORE_FAILED'));
    assert.deepEqual(readdirSync(victim).map(name => join(victim, name)).sort(), old.sort());
});

/** A store that is asked, and answers so. */
function answering(asked: string[], name: string, get: () => AsyncIterable<Uint8Array>): CiphertextStore {
    const gone = (): Promise<never> => Promise.reject(new CarnetError('STORE_FAILED', `${name} is gone.`));
    return { description: name, put: gone, has: gone, delete: gone, get: () => { asked.push(name); return get(); } };
}

async function* failing(error: Error, first?: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    if (first !== undefined) yield await Promise.resolve(first);
    throw error;
}

test('one store that fails, lies or has nothing does not keep a content from those who have another', async () => {
    const [small, large] = [bytesOf(1_000), bytesOf(INLINE_MAX_BYTES + 1)];
    const folderOfOurs = new FilesystemStore(folder());
    const ledger = new LedgerStore();
    const gone = new CarnetError('STORE_FAILED', 'The store is gone.');
    for (const bytes of [small, large]) {
        const stored = { ...await folderOfOurs.put(inPieces(bytes)), at: 'store' } as const;
        const asked: string[] = [];
        const others = [
            ledger, answering(asked, 'gone', () => failing(gone)), answering(asked, 'plain', () => failing(new Error('broken'))), new FilesystemStore(folder()),
        ];
        assert.ok((await collected(readFromStores(stored, [...others, folderOfOurs]))).equals(bytes));
        assert.deepEqual(asked, ['gone', 'plain']);
        await assert.rejects(collected(readFromStores(stored, others)), refused('STORE_FAILED'));
        await assert.rejects(collected(readFromStores(stored, [ledger, new FilesystemStore(folder())])), refused('CIPHERTEXT_MISSING'));
        await assert.rejects(collected(readFromStores(stored, [folderOfOurs], { signal: AbortSignal.abort() })), refused('ABORTED_BY_CALLER'));
    }
    // What is small is proved before any of it is handed out; of what is large the beginning was, and cannot be taken back.
    const lying = [answering([], 'changed', () => inPieces(bytesOf(1_000, 'another'))), answering([], 'broken', () => failing(gone, small.subarray(0, 10)))];
    const kept = { ...await folderOfOurs.put(inPieces(small)), at: 'store' } as const;
    assert.ok((await collected(readFromStores(kept, [...lying, folderOfOurs]))).equals(small));
    const long = { ...await folderOfOurs.put(inPieces(large)), at: 'store' } as const;
    await assert.rejects(collected(readFromStores(long, [answering([], 'broken', () => failing(gone, large.subarray(0, 10))), folderOfOurs])), refused('STORE_FAILED'));
});

test('the ledger is asked first for what lies on it, and last for what does not', async () => {
    const bytes = bytesOf(500);
    const asked: string[] = [];
    const ledger = new LedgerStore(() => { asked.push('ledger'); return Promise.resolve(bytes); });
    const elsewhere = answering(asked, 'elsewhere', () => inPieces(bytes));
    const stored = await new LedgerStore().put(inPieces(bytes));
    await collected(readFromStores({ ...stored, at: 'inline' }, [elsewhere, ledger]));
    await collected(readFromStores({ ...stored, at: 'store' }, [ledger, elsewhere]));
    assert.deepEqual(asked, ['ledger', 'elsewhere']);
});

test('a folder that cannot be written, or is none, says so', async () => {
    const path = folder();
    writeFileSync(path, 'a file');
    const store = new FilesystemStore(path);
    await assert.rejects(store.put(inPieces(bytesOf(10))), refused('STORE_FAILED'));
    await assert.rejects(collected(store.get('0'.repeat(64))), refused('STORE_FAILED'));
});

test('the ledger takes 65 KiB and no byte more, and gives what the query answers', async () => {
    const store = new LedgerStore();
    const stored = await store.put(inPieces(bytesOf(INLINE_MAX_BYTES)));
    assert.deepEqual(Object.keys(store.collected), [stored.hash]);
    await assert.rejects(store.put(inPieces(bytesOf(INLINE_MAX_BYTES + 1))), refused('STORE_TOO_LARGE'));
    const [inline] = Object.values(store.collected);
    const reader = new LedgerStore(hash => Promise.resolve(hash === stored.hash ? Buffer.from(inline ?? '', 'base64') : undefined));
    assert.ok((await collected(readCiphertext(reader, stored))).equals(bytesOf(INLINE_MAX_BYTES)));
    assert.deepEqual(reader.collected, {});
});

test('an S3 server refuses other credentials, and the refusal holds no secret', async () => {
    const secretAccessKey = 'a-secret-of-the-store-that-nobody-reads';
    const store = new S3Store({ ...S3_CREDENTIALS, secretAccessKey, bucket: 'ciphertexts', endpoint: s3.endpoint });
    await assert.rejects(store.put(inPieces(bytesOf(10))), error => {
        assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(secretAccessKey));
        return refused('STORE_FAILED')(error);
    });
    await assert.rejects(collected(new S3Store({ ...S3_CREDENTIALS, bucket: 'no-such-bucket', endpoint: s3.endpoint }).get('0'.repeat(64))), refused('CIPHERTEXT_MISSING'));
});

test('an S3 server that is busy is asked again; one that is gone is named', async () => {
    let asked = 0;
    const busy: Server = createServer((_, answer) => { answer.writeHead(asked++ < 2 ? 503 : 404).end(); });
    busy.listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const endpoint = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
    const store = new S3Store({ ...S3_CREDENTIALS, bucket: 'ciphertexts', endpoint });
    assert.equal(await store.has('0'.repeat(64)), false);
    assert.equal(asked, 3);
    busy.close();
    busy.closeAllConnections();
    await assert.rejects(store.has('0'.repeat(64)), refused('STORE_FAILED'));
});

test('the settings of an S3 store: options before the environment, no credentials of two sources, no plain http to elsewhere', () => {
    const environment = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 'env-secret', AWS_SESSION_TOKEN: 'env-token', AWS_REGION: 'eu-west-3' };
    const fromEnvironment = s3Settings({ bucket: 'contracts' }, environment);
    assert.deepEqual([fromEnvironment.base.href, fromEnvironment.accessKeyId, fromEnvironment.sessionToken], ['https://s3.eu-west-3.amazonaws.com/contracts/', 'env', 'env-token']);
    const given = s3Settings({ bucket: 'contracts', accessKeyId: 'own', secretAccessKey: 'own-secret', endpoint: 'https://minio.example.com/s3' }, environment);
    assert.deepEqual([given.base.href, given.accessKeyId, given.sessionToken], ['https://minio.example.com/s3/contracts/', 'own', undefined]);
    assert.throws(() => s3Settings({ bucket: 'contracts', accessKeyId: 'own' }, environment), refused('SETTING_MISSING'));
    assert.throws(() => s3Settings({ bucket: 'contracts' }, {}), refused('SETTING_MISSING'));
    assert.throws(() => s3Settings({ bucket: 'Contracts/..' }, environment), refused('SETTING_INVALID'));
    for (const region of ['other.example.com/', 'x@other.example.com', 'eu#', '']) {
        assert.throws(() => s3Settings({ bucket: 'contracts', region }, environment), refused('SETTING_INVALID'), region);
    }
    for (const prefix of ['', 'a', 'a/', 'a/b.c/', 'a/..b/', '.a']) assert.equal(s3Settings({ bucket: 'contracts', prefix }, environment).prefix, prefix);
    // Another server, another bucket, or a name that servers read in different ways.
    for (const prefix of ['a?b', '/', '//other.example.com/', '/other/', '../other/', 'a/../../other/', 'a/..', '.', './', 'a//', 'a/./b', 'a'.repeat(257)]) {
        assert.throws(() => s3Settings({ bucket: 'contracts', prefix }, environment), refused('SETTING_INVALID'), prefix);
    }
    assert.throws(() => s3Settings({ bucket: 'contracts', endpoint: 'https://user:secret@s3.example.com' }, environment), refused('SETTING_INVALID'));
    assert.throws(() => s3Settings({ bucket: 'contracts', endpoint: 'http://s3.example.com' }, environment), refused('PLAINTEXT_REFUSED'));
});
