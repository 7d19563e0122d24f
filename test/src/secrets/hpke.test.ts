// Sealing to a person: HPKE against RFC 9180 by a second reading of it, and every other key, context or bit refused.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, diffieHellman, randomBytes, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { Aes128Gcm, CipherSuite } from '@hpke/core';
import { CarnetError } from '@carnet/client';
import { NodeAesGcm } from '@carnet/client/dist/secrets/hpke-aead.js';
import { NodeHkdfSha256 } from '@carnet/client/dist/secrets/hpke-hkdf.js';
import { NodeDhkemX25519 } from '@carnet/client/dist/secrets/hpke-kem.js';
import { encryptionKeyFromSeed, newEncryptionKey, openWith, sealTo } from '@carnet/client/dist/secrets/index.js';
import * as stock from '../documents/hpke-seal.js';
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

/** A.1.1.1: all encryptions of it, of the same plaintext, by sequence number; the data beside each is `Count-` and that number. */
const ENCRYPTIONS = new Map([
    [0, RFC.ciphertext],
    [1, 'af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84'],
    [2, '498dfcabd92e8acedc281e85af1cb4e3e31c7dc394a1ca20e173cb72516491588d96a19ad4a683518973dcc180'],
    [4, '583bd32bc67a5994bb8ceaca813d369bca7b2a42408cddef5e22f880b631215a09fc0012bc69fccaa251c0246d'],
    [255, '7175db9717964058640a3a11fb9007941a5d1757fda1a6935c805c21af32505bf106deefec4a49ac38d71c9e0a'],
    [256, '957f9800542b0b8891badb026d79cc54597cb2d225b54c00c5238c25d05c30e3fbeda97d2e0e1aba483a2df9f2'],
]);

/** Our parts with the AEAD of the vectors. */
class NodeAes128Gcm extends Aes128Gcm {
    override createEncryptionContext(key: ArrayBufferLike | ArrayBufferView): NodeAesGcm {
        return new NodeAesGcm(key);
    }
}

test('RFC 9180 A.1.1: our parts give all of its encryptions, and open them', async () => {
    const suite = new CipherSuite({ kem: new NodeDhkemX25519(), kdf: new NodeHkdfSha256(), aead: new NodeAes128Gcm() });
    const pair = (seed: string): { privateKey: KeyObject; publicKey: KeyObject } => {
        const raw = encryptionKeyFromSeed(hex(seed));
        return { privateKey: privateKey(raw.privateKey), publicKey: publicKey(raw.publicKey) };
    };
    const [recipientKey, ekm] = [pair(RFC.recipientPrivate), pair(RFC.ephemeral)];
    const info = Buffer.from(RFC.info);
    const sender = await suite.createSenderContext({ recipientPublicKey: recipientKey.publicKey, info, ekm });
    assert.equal(Buffer.from(sender.enc).toString('hex'), RFC.enc);
    const recipient = await suite.createRecipientContext({ recipientKey, info, enc: sender.enc });
    for (let number = 0; number <= 256; number++) {
        const aad = Buffer.from(`Count-${number}`);
        const sealed = await sender.seal(Buffer.from(RFC.plaintext), aad);
        const expected = ENCRYPTIONS.get(number);
        if (expected !== undefined) assert.equal(Buffer.from(sealed).toString('hex'), expected);
        assert.equal(Buffer.from(await recipient.open(sealed, aad)).toString(), RFC.plaintext);
    }
});

test('the library with parts of its own, on Web Cryptography, opens what we seal, and we what it seals', async () => {
    for (let round = 0; round < 20; round++) {
        const [key, plaintext] = [newEncryptionKey(), randomBytes(round)];
        const texts = Object.fromEntries(Object.entries(CONTEXT).map(([name, value]) => [name, `${value} №${round}`])) as typeof CONTEXT;
        const theirs = await stock.sealTo(Buffer.from(key.publicKey).toString('base64'), plaintext.toString('latin1'), texts);
        const opened = await openWith(key, Buffer.from(theirs, 'base64'), texts);
        assert.equal(Buffer.from(opened).toString(), plaintext.toString('latin1'));
        const ours = Buffer.from(await sealTo(key.publicKey, Buffer.from(opened), texts)).toString('base64');
        assert.equal(await stock.openWith(Buffer.from(key.privateKey).toString('base64'), ours, texts), plaintext.toString('latin1'));
    }
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

/** The points whose order divides eight, and every way to write them (cr.yp.to/ecdh.html, "How do I validate Curve25519 public keys?"). */
const SMALL_ORDER = [
    '0000000000000000000000000000000000000000000000000000000000000000', '0100000000000000000000000000000000000000000000000000000000000000',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap(point => {
    const highest = hex(point);
    highest[31] = (highest[31] ?? 0) | 0x80; // No part of the number.
    return [hex(point), highest];
});

test('nothing is sealed to points that give everybody the same secret, and nothing opens that claims to come from one', async () => {
    const key = newEncryptionKey();
    for (const point of SMALL_ORDER) {
        await assert.rejects(sealTo(point, Buffer.from('801ab'), CONTEXT), refused('RECIPIENT_KEY_INVALID'), point.toString('hex'));
        const everybodys = schedule(Buffer.alloc(32), point, key.publicKey, RFC.info, AES_256);
        const cipher = createCipheriv(AES_256.name, everybodys.key, everybodys.nonce).setAAD(Buffer.from(RFC.aad));
        const message = Buffer.concat([point, cipher.update('801ab'), cipher.final(), cipher.getAuthTag()]);
        await assert.rejects(openWith(key, message, CONTEXT), refused('WRONG_RECIPIENT_KEY'), point.toString('hex'));
    }
});

test('nothing is sealed to what is no key, or opened with it', async () => {
    for (const length of [0, 31, 33, 64]) {
        const key = Buffer.alloc(length, 9);
        await assert.rejects(sealTo(key, Buffer.from('801ab'), CONTEXT), refused('RECIPIENT_KEY_INVALID'));
        assert.throws(() => encryptionKeyFromSeed(key), RangeError);
        const { privateKey: own, publicKey: ours } = newEncryptionKey();
        const message = await sealTo(ours, Buffer.from('801ab'), CONTEXT);
        await assert.rejects(openWith({ privateKey: key, publicKey: ours }, message, CONTEXT), refused('WRONG_RECIPIENT_KEY'));
        await assert.rejects(openWith({ privateKey: own, publicKey: key }, message, CONTEXT), refused('WRONG_RECIPIENT_KEY'));
    }
});
