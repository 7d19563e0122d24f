// Beside the stock library: what each deals the other opens, nothing done to the stock one reaches ours, and ours deals uniformly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyCommitment, shareCommitment } from '@carnet/domain';
import { combineShares, splitKey, type HolderShare, type SharedGroup } from '@carnet/client/dist/secrets/index.js';
import secrets from 'secrets.js-grempe';
import { refusal, subsetsOf } from './dealt.js';

const BINDING = { docId: 'd', group: 'g', epoch: 1 };

function groupOf(key: string, texts: readonly string[], k: number): { group: SharedGroup; shares: HolderShare[] } {
    const shares = texts.map((share, place) => ({ ...BINDING, index: place + 1, share }));
    return {
        shares,
        group: {
            ...BINDING, keyEpoch: 1, k, keyCommitment: keyCommitment(Buffer.from(key, 'hex'), BINDING),
            holders: shares.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share.toLowerCase()) })),
        },
    };
}

/** Dealt once by secrets.js-grempe 2.0.0 with its own generator: 3 of 5. */
const DEALT_KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const DEALT_SHARES = [
    '801bc9ffce8779b8190fcea08f33c367e6c2933e5bc245448365d468846701f54b9f62ad8885c10731b8f445b61c12a5c4c',
    '802ede4570a76c2390d99f10deaa1863f55ab810464683cbb0d5683552a87bb504f94f0f90c87be2411ae761175931bfc84',
    '803517babe20159b89d651b05199db0413882b3e3db486df53c03ccd767fba90af972cb3397cfbb411d392b500f4e2cbed7',
    '804ddee5c2fb61aeadac21f6e8d1c9e55ab88ab7ddd6c21e5ae4350b19fd60e3d4b4ca84cfd23e0b56347b41295bfac42c0',
    '8056171a0c7c1816b4a3ef5667e20a82bc6a1999a624c70ab9f161f33d2aa1c67fdaa9386666be5d06fd0e953ef629b0093',
];

test('shares that the stock library dealt open, by every 3 of 5', () => {
    const { group, shares } = groupOf(DEALT_KEY, DEALT_SHARES, 3);
    for (const together of subsetsOf(shares, 3)) assert.equal(combineShares(together, group).toString('hex'), DEALT_KEY);
});

test('what we deal the stock library combines, and what it deals we do', () => {
    secrets.init(8, 'nodeCryptoRandomBytes');
    for (let round = 0; round < 20; round++) {
        const key = secrets.random(256);
        const ours = [...splitKey(Buffer.from(key, 'hex'), { k: 3, n: 5 }).values()];
        assert.equal(secrets.combine(ours.slice(2)), key);
        const { group, shares } = groupOf(key, secrets.share(key, 5, 3), 3);
        assert.equal(combineShares(shares.slice(1, 4), group).toString('hex'), key);
    }
});

test('the example of the stock library: 512 bits in 10 shares of which 5 are needed are no key of ours', () => {
    const key = secrets.random(512);
    const shares = secrets.share(key, 10, 5);
    assert.equal(secrets.combine(shares.slice(4, 9)), key);
    const { group, shares: given } = groupOf(key.slice(0, 64), shares, 5);
    assert.deepEqual(refusal(() => combineShares(given.slice(4, 9), group)), { code: 'MALFORMED_SHARE', details: { index: 5 } });
});

test('the stock library gives wrong keys without a word where we name the fault', () => {
    secrets.init(8, 'nodeCryptoRandomBytes');
    const key = secrets.random(256);
    const [one, two, three] = secrets.share(key, 5, 3) as [string, string, string, string, string];
    const [, , foreign] = secrets.share(secrets.random(256), 5, 3) as [string, string, string];
    const wrong = [[], [one, two], [one, two, two], [one, two, foreign], [one, two, three.slice(0, -2)]];
    for (const given of wrong) assert.notEqual(secrets.combine(given), key);
});

test('the stock library in another field, or with its test generator, changes nothing of ours', () => {
    const key = Buffer.from(DEALT_KEY, 'hex');
    secrets.init(10, 'testRandom');
    try {
        secrets.combine(secrets.share(DEALT_KEY, 5, 3));
        const dealings = [splitKey(key, { k: 2, n: 3 }), splitKey(key, { k: 2, n: 3 })];
        for (const shares of dealings) for (const share of shares.values()) assert.match(share, /^8[0-9a-f]{98}$/);
        assert.notDeepEqual(dealings[0], dealings[1]);
        const { group, shares } = groupOf(DEALT_KEY, DEALT_SHARES, 3);
        assert.deepEqual(combineShares(shares.slice(0, 3), group), key);
    } finally {
        secrets.init(8, 'nodeCryptoRandomBytes');
    }
});

test('shares of 10 and 20 bits are refused by their field', () => {
    for (const bits of [10, 20]) {
        secrets.init(bits, 'nodeCryptoRandomBytes');
        const { group, shares } = groupOf(DEALT_KEY, secrets.share(DEALT_KEY, 3, 2), 2);
        assert.deepEqual(refusal(() => combineShares(shares, group)), { code: 'UNSUPPORTED_FIELD', details: { index: 1, bits } });
    }
    secrets.init(8, 'nodeCryptoRandomBytes');
});

test('a byte of a share equals the byte of the secret one time in 256, as it should; of the stock library never', () => {
    const key = Buffer.from(DEALT_KEY, 'hex');
    const rounds = 2000;
    // One share of a dealing: where the coefficient is zero, all of them equal the secret.
    const equal = (deal: () => string): number => {
        let count = 0;
        for (let round = 0; round < rounds; round++) {
            Buffer.from(deal().slice(-64), 'hex').forEach((point, place) => { if (point === key[place]) count += 1; });
        }
        return count;
    };
    const trials = rounds * 32;
    const [mean, deviation] = [trials / 256, Math.sqrt(trials / 256 * 255 / 256)];
    const ours = equal(() => splitKey(key, { k: 2, n: 3 }).get(2) ?? '');
    assert.ok(Math.abs(ours - mean) <= 5 * deviation, `${ours} of ${trials}, expected ${mean} ± ${5 * deviation}`);
    assert.equal(equal(() => secrets.share(DEALT_KEY, 3, 2)[1] ?? ''), 0);
});

test('every value of a byte of a share is as likely as every other', () => {
    const key = Buffer.alloc(32, 0x5a);
    const counts = new Array<number>(256).fill(0);
    const rounds = 2000;
    for (let round = 0; round < rounds; round++) {
        for (const point of Buffer.from((splitKey(key, { k: 3, n: 5 }).get(4) ?? '').slice(-64), 'hex')) counts[point] = (counts[point] ?? 0) + 1;
    }
    const mean = rounds * 32 / 256;
    // 255 degrees of freedom: mean 255, deviation √510.
    const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    assert.ok(Math.abs(chiSquare - 255) <= 5 * Math.sqrt(510), String(chiSquare));
});
