// Key files: the right passphrase opens, everything else is refused before or after the work that makes guessing dear.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { newEncryptionKey, readKeyFile, writeKeyFile } from '@carnet/client/dist/secrets/index.js';

interface File { v: number; type: string; publicKey: string; kdf: Record<string, unknown>; privateKey: string }

const key = newEncryptionKey();
let text: string;
let file: File;
before(async () => {
    text = await writeKeyFile(key, 'correct horse battery staple');
    file = JSON.parse(text) as File;
});

const refused = (code: string) => (error: unknown): boolean => {
    assert.ok(error instanceof CarnetError, String(error));
    assert.ok(!`${error.message}${JSON.stringify(error.details)}`.includes(Buffer.from(key.privateKey).toString('hex')));
    return error.code === code;
};

test('a key file opens with its passphrase, and holds the private key nowhere in the clear', async () => {
    assert.deepEqual(await readKeyFile(text, 'correct horse battery staple'), key);
    for (const form of ['hex', 'base64', 'base64url'] as const) assert.ok(!text.includes(Buffer.from(key.privateKey).toString(form)));
    assert.deepEqual([file.kdf['name'], file.kdf['logN'], file.kdf['r'], file.kdf['p']], ['scrypt', 17, 8, 1]);
});

test('the same passphrase in another Unicode form opens', async () => {
    const composed = await writeKeyFile(key, 'caf\u00e9 au lait');
    assert.deepEqual(await readKeyFile(composed, 'cafe\u0301 au lait'), key);
});

test('another passphrase, and a file in which a value was changed, are refused alike', async () => {
    await assert.rejects(readKeyFile(text, 'correct horse battery stable'), refused('PASSPHRASE_WRONG'));
    const swapped = JSON.stringify({ ...file, publicKey: Buffer.from(newEncryptionKey().publicKey).toString('base64') });
    await assert.rejects(readKeyFile(swapped, 'correct horse battery staple'), refused('PASSPHRASE_WRONG'));
    const sealed = Buffer.from(file.privateKey, 'base64');
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    await assert.rejects(readKeyFile(JSON.stringify({ ...file, privateKey: sealed.toString('base64') }), 'correct horse battery staple'), refused('PASSPHRASE_WRONG'));
});

test('what is no key file is refused before any work, also a cost that is no protection, or that would stop the computer', async () => {
    const kdf = (change: object): string => JSON.stringify({ ...file, kdf: { ...file.kdf, ...change } });
    const others = [
        '', 'null', '{}', text.slice(0, -10), JSON.stringify({ ...file, v: 2 }), JSON.stringify({ ...file, type: 'other' }), JSON.stringify({ ...file, more: 1 }),
        kdf({ logN: 16 }), kdf({ logN: 21 }), kdf({ r: 1 }), kdf({ r: 1024 }), kdf({ p: 0 }), kdf({ p: 1000 }), kdf({ salt: '' }), kdf({ name: 'pbkdf2' }),
        JSON.stringify({ ...file, privateKey: file.privateKey.slice(4) }), text.replace('"v": 1', '"v": 1, "v": 1'), ' '.repeat(5000),
    ];
    for (const other of others) await assert.rejects(readKeyFile(other, 'correct horse battery staple'), refused('KEY_FILE_INVALID'), other);
});
