// Examples of the standards for what documents rest on: X25519 (RFC 7748), HKDF (RFC 5869), ECDSA (RFC 6979).
import assert from 'node:assert/strict';
import { createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { hkdf } from '@noble/hashes/hkdf';
import { sha256 } from '@noble/hashes/sha2';
import { CarnetError } from '@carnet/client';
import { curveOf, isSignedBy } from '@carnet/client/dist/certificate/ecdsa.js';
import { encryptionKeyFromSeed } from '@carnet/client/dist/secrets/index.js';
import { hex, privateKey, publicKey } from './second-hpke.js';

test('RFC 7748, 5.2: public keys and shared secrets of X25519', () => {
    const products = [
        ['a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4', 'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
            'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'],
        ['4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d', 'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
            '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'],
    ];
    for (const [scalar = '', point = '', product] of products) {
        assert.equal(diffieHellman({ privateKey: privateKey(hex(scalar)), publicKey: publicKey(hex(point)) }).toString('hex'), product);
    }
    const base = hex(`09${'00'.repeat(31)}`);
    const once = '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079';
    assert.equal(Buffer.from(encryptionKeyFromSeed(base).publicKey).toString('hex'), once, 'after one iteration');
});

test('RFC 5869, A.1 to A.3: HKDF with SHA-256, by both implementations that are used', () => {
    const range = (from: number, to: number): string => Buffer.from(Array.from({ length: to - from + 1 }, (_, at) => from + at)).toString('hex');
    const examples = [
        ['0b'.repeat(22), range(0, 0x0c), range(0xf0, 0xf9), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'],
        [range(0, 0x4f), range(0x60, 0xaf), range(0xb0, 0xff),
            'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87'],
        ['0b'.repeat(22), '', '', '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'],
    ];
    for (const [ikm = '', salt = '', info = '', okm = ''] of examples) {
        assert.equal(Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), okm.length / 2)).toString('hex'), okm);
        assert.equal(Buffer.from(hkdf(sha256, hex(ikm), hex(salt), hex(info), okm.length / 2)).toString('hex'), okm);
    }
});

test('RFC 6979, A.2.5: signatures of ECDSA with P-256 and SHA-256, of which one has its second number in the upper half', async () => {
    const point = '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299';
    const spki = Uint8Array.from(hex(`3059301306072a8648ce3d020106082a8648ce3d03010703420004${point}`));
    assert.equal(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).asymmetricKeyType, 'ec');
    const curve = curveOf('06082a8648ce3d030107');
    assert.ok(curve !== undefined);
    const signatures = {
        sample: '3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
        test: '3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d383670220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
    };
    for (const [text, signature] of Object.entries(signatures)) {
        const signed = { message: Uint8Array.from(Buffer.from(text)), signature: hex(signature), hash: 'SHA-256', lowS: false } as const;
        assert.equal(await isSignedBy({ curve, spki }, signed), true, text);
        assert.equal(await isSignedBy({ curve, spki }, { ...signed, message: Uint8Array.from(Buffer.from(`${text}.`)) }), false, text);
        const low = isSignedBy({ curve, spki }, { ...signed, lowS: true });
        if (text === 'test') assert.equal(await low, true);
        else await assert.rejects(low, (error: unknown) => error instanceof CarnetError && error.code === 'PROOF_SIGNATURE_MALFORMED');
    }
});
