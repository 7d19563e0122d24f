// Sealing to a person: HPKE against RFC 9180 by a second reading of it, and every other key, context or bit refused.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, diffieHellman } from 'node:crypto';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { encryptionKeyFromSeed, newEncryptionKey, openWith, sealTo } from '@carnet/client/dist/secrets/index.js';
import { AES_128, AES_256, hex, privateKey, publicKey, schedule } from './second-hpke.js';

/** RFC 9180, A.1.1: X25519, HKDF-SHA256, AES-128-GCM, base mode, sequence number 0. */
const RFC = {
    info: 'Ode on a Grecian Urn', aad: 'Count-0', plaintext: 'Beauty is truth, truth beauty',
    ephemeral: '52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736',
    enc: '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431',
    recipientPublic: '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
    recipientPrivate: '4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8',
    secret: 'fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc',
    key: '4531685d41d65f03dc48f6b8302c05b0', nonce: '56d890e5accaaf011cff4b7d',
    ciphertext: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
};
const CONTEXT = { info: RFC.info, aad: RFC.aad };

test('RFC 9180 A.1.1: the second reading gives its secret, key, nonce and ciphertext', () => {
    assert.deepEqual(Buffer.from(encryptionKeyFromSeed(hex(RFC.recipientPrivate)).publicKey), hex(RFC.recipientPublic));
    assert.deepEqual(Buffer.from(encryptionKeyFromSeed(hex(RFC.ephemeral)).publicKey), hex(RFC.enc));
    const dh = diffieHellman({ privateKey: privateKey(hex(RFC.recipientPrivate)), publicKey: publicKey(hex(RFC.enc)) });
    const { secret, key, nonce } = schedule(dh, hex(RFC.enc), hex(RFC.recipientPublic), RFC.info, AES_128);
    assert.deepEqual([secret, key, nonce].map(one => one.toString('hex')), [RFC.secret, RFC.key, RFC.nonce]);
    const cipher = createCipheriv(AES_128.name, key, nonce).setAAD(Buffer.from(RFC.aad));
    assert.equal(Buffer.concat([cipher.update(RFC.plaintext), cipher.final(), cipher.getAuthTag()]).toString('hex'), RFC.ciphertext);
});

test('what the second reading seals with AES-256 we open, and what we seal it opens', async () => {
    const [recipient, ephemeral] = [encryptionKeyFromSeed(hex(RFC.recipientPrivate)), encryptionKeyFromSeed(hex(RFC.ephemeral))];
    const dh = diffieHellman({ privateKey: privateKey(ephemeral.privateKey), publicKey: publicKey(recipient.publicKey) });
    const { key, nonce } = schedule(dh, ephemeral.publicKey, recipient.publicKey, RFC.info, AES_256);
    const cipher = createCipheriv(AES_256.name, key, nonce).setAAD(Buffer.from(RFC.aad));
    const message = Buffer.concat([ephemeral.publicKey, cipher.update(RFC.plaintext), cipher.final(), cipher.getAuthTag()]);
    assert.equal(Buffer.from(await openWith(recipient, message, CONTEXT)).toString(), RFC.plaintext);

    const ours = Buffer.from(await sealTo(recipient.publicKey, Buffer.from(RFC.plaintext), CONTEXT));
    const shared = diffieHellman({ privateKey: privateKey(recipient.privateKey), publicKey: publicKey(ours.subarray(0, 32)) });
    const theirs = schedule(shared, ours.subarray(0, 32), recipient.publicKey, RFC.info, AES_256);
    const decipher = createDecipheriv(AES_256.name, theirs.key, theirs.nonce, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(RFC.aad)).setAuthTag(ours.subarray(-16));
    assert.equal(Buffer.concat([decipher.update(ours.subarray(32, -16)), decipher.final()]).toString(), RFC.plaintext);
});

const refused = (code: string) => (error: unknown): boolean => error instanceof CarnetError && error.code === code;

test('another key, another context and every flipped bit are refused by name', async () => {
    const key = newEncryptionKey();
    const message = Buffer.from(await sealTo(key.publicKey, Buffer.from('801ab'), CONTEXT));
    const wrong = refused('WRONG_RECIPIENT_KEY');
    await assert.rejects(openWith(newEncryptionKey(), message, CONTEXT), wrong);
    await assert.rejects(openWith(key, message, { ...CONTEXT, info: 'another group' }), wrong);
    await assert.rejects(openWith(key, message, { ...CONTEXT, aad: 'another request' }), wrong);
    for (const length of [0, 31, 32, 47, message.length - 1]) await assert.rejects(openWith(key, message.subarray(0, length), CONTEXT), wrong);
    await assert.rejects(openWith(key, Buffer.concat([message, Buffer.of(0)]), CONTEXT), wrong);
    for (let bit = 0; bit < message.length * 8; bit++) {
        const flipped = Buffer.from(message);
        flipped[bit >> 3] = (message[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // The highest bit of an X25519 key is no part of it (RFC 7748, section 5), yet HPKE covers it.
        await assert.rejects(openWith(key, flipped, CONTEXT), wrong, String(bit));
    }
});

test('two messages to one person have nothing in common', async () => {
    const key = newEncryptionKey();
    const [one, two] = [await sealTo(key.publicKey, Buffer.from('801ab'), CONTEXT), await sealTo(key.publicKey, Buffer.from('801ab'), CONTEXT)];
    assert.notDeepEqual(one.subarray(0, 32), two.subarray(0, 32));
    assert.notDeepEqual(one.subarray(32), two.subarray(32));
});

test('nothing is sealed to what is no key, or to points that give everybody the same secret', async () => {
    const points = [Buffer.alloc(32), Buffer.concat([Buffer.of(1), Buffer.alloc(31)]), Buffer.alloc(31, 9), Buffer.alloc(33, 9), Buffer.alloc(0)];
    for (const point of points) await assert.rejects(sealTo(point, Buffer.from('801ab'), CONTEXT), refused('RECIPIENT_KEY_INVALID'));
    assert.throws(() => encryptionKeyFromSeed(Buffer.alloc(31)), RangeError);
});
