// Signatures: OpenSSL's own verification, the lower s, and DER that Fabric's MSP takes apart again.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { newSigner } from '@carnet/client';
import { CURVES, lowSDer, type CurveName } from '@carnet/client/dist/signing/low-s.js';
import fc from 'fast-check';
import { refusalOf } from './refusal.js';

fc.configureGlobal({ seed: 20_261 });

interface Parsed { readonly r: bigint; readonly s: bigint; readonly minimal: boolean }

/** Strict DER: one SEQUENCE of two positive INTEGERs in their shortest form, and nothing after it. */
function parseDer(der: Uint8Array): Parsed {
    const bytes = Buffer.from(der);
    assert.equal(bytes[0], 0x30);
    assert.equal(bytes[1], bytes.length - 2);
    const integer = (at: number): { value: Buffer; next: number } => {
        assert.equal(bytes[at], 0x02);
        const length = bytes[at + 1] ?? 0;
        return { value: bytes.subarray(at + 2, at + 2 + length), next: at + 2 + length };
    };
    const r = integer(2);
    const s = integer(r.next);
    assert.equal(s.next, bytes.length);
    const isMinimal = (value: Buffer): boolean => {
        const [first = 0x80, second = 0] = value;
        return first < 0x80 && (value.length === 1 || first !== 0 || second >= 0x80);
    };
    const number = (value: Buffer): bigint => BigInt(`0x${value.toString('hex')}`);
    return { r: number(r.value), s: number(s.value), minimal: isMinimal(r.value) && isMinimal(s.value) };
}

for (const [namedCurve, curve] of [['P-256', 'prime256v1'], ['P-384', 'secp384r1']] as const) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });

    test(`${namedCurve}: what is signed verifies, with the lower s`, async () => {
        const signer = newSigner(privateKey);
        await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async message => {
            const signature = await signer(message);
            const { s, minimal } = parseDer(signature);
            assert.ok(s > 0n && s <= CURVES[curve].order / 2n);
            assert.ok(minimal);
            assert.ok(verify('sha256', message, publicKey, signature));
            assert.ok(!verify('sha256', Buffer.concat([message, Buffer.of(0)]), publicKey, signature));
        }), { numRuns: 150 });
    });

    test(`${namedCurve}: a high s becomes n - s, and still verifies`, () => {
        const { order, size } = CURVES[curve];
        let turned = 0;
        for (let n = 0; n < 40; n++) {
            const message = Buffer.from(`message ${n}`);
            const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
            const s = BigInt(`0x${raw.subarray(size).toString('hex')}`);
            const expected = s > order / 2n ? order - s : s;
            if (s !== expected) turned += 1;
            const der = lowSDer(raw, curve);
            assert.equal(parseDer(der).s, expected);
            assert.ok(verify('sha256', message, publicKey, der));
        }
        assert.ok(turned > 0 && turned < 40, 'about half of the signatures are high');
    });
}

/** r and s in every length, with and without a first bit set. */
const edges: readonly (readonly [bigint, bigint])[] = [
    [1n, 1n], [0x7fn, 0x80n], [0x80n, 0xffn], [0x100n, 0x7fffn], [1n << 255n, (1n << 254n) - 1n],
];

test('numbers are written in their shortest DER form, whatever their size', () => {
    const raw = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
    for (const [r, s] of edges) {
        const parsed = parseDer(lowSDer(Buffer.concat([raw(r), raw(s)]), 'prime256v1'));
        assert.deepEqual(parsed, { r, s, minimal: true });
    }
});

test('half the order stays, and half the order plus one is turned', () => {
    const { order, size } = CURVES.prime256v1;
    const raw = (s: bigint): Buffer => Buffer.concat([Buffer.alloc(size, 1), Buffer.from(s.toString(16).padStart(size * 2, '0'), 'hex')]);
    const half = order >> 1n;
    assert.equal(parseDer(lowSDer(raw(half), 'prime256v1')).s, half);
    assert.equal(parseDer(lowSDer(raw(half + 1n), 'prime256v1')).s, order - (half + 1n));
    assert.equal(parseDer(lowSDer(raw(order - 1n), 'prime256v1')).s, 1n);
});

test('a signature of the wrong size is refused', () => {
    assert.throws(() => lowSDer(Buffer.alloc(63), 'prime256v1'), /has 64 bytes, not 63/);
});

test('keys that Fabric identities do not have are refused', async () => {
    const keys = [
        generateKeyPairSync('ed25519').privateKey,
        generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
        generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
    ];
    for (const key of keys) assert.equal((await refusalOf(() => newSigner(key))).code, 'KEY_UNSUPPORTED');
    const names: CurveName[] = ['prime256v1', 'secp384r1'];
    assert.deepEqual(Object.keys(CURVES), names);
});
