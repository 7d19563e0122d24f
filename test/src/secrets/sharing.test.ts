// Group keys dealt and restored: every k open, every k − 1 fail by name, and every misuse of the library is an error of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import secrets from 'secrets.js-grempe';
import { isSatisfied, shareCommitment, type ReleaseTree } from '@carnet/domain';
import { checkShare, combineShares, restoreKey, splitKey, type HolderShare } from '@carnet/client/dist/secrets/index.js';
import { dealt, refusal, subsetsOf } from './dealt.js';

test('every k of the holders open, in any order, and every k − 1 fail by name', () => {
    for (const [k, n] of [[2, 2], [2, 3], [3, 5], [4, 7], [6, 6]] as const) {
        const { key, group, shares } = dealt({ k, n });
        for (const together of subsetsOf(shares, k)) assert.deepEqual(combineShares(together.toReversed(), group), key);
        for (const together of subsetsOf(shares, k - 1)) {
            assert.deepEqual(refusal(() => combineShares(together, group)), { code: 'NOT_ENOUGH_SHARES', details: { have: k - 1, need: k } });
        }
        assert.deepEqual(combineShares(shares, group), key);
    }
});

test('100 of 255 holders open', () => {
    const { key, group, shares } = dealt({ k: 100, n: 255 });
    assert.deepEqual(combineShares(shares.slice(155), group), key);
    assert.deepEqual(combineShares(shares.filter(({ index }) => index % 2 === 0), group), key);
    assert.equal(refusal(() => combineShares(shares.slice(0, 99), group)).code, 'NOT_ENOUGH_SHARES');
});

test('no other thresholds are dealt', () => {
    for (const [k, n] of [[1, 3], [0, 2], [4, 3], [2, 256], [2.5, 4], [2, 1], [NaN, 3], [-2, 3]] as const) {
        assert.equal(refusal(() => splitKey(Buffer.alloc(32, 7), { k, n })).code, 'THRESHOLD_INVALID');
    }
    assert.equal(refusal(() => splitKey(Buffer.alloc(32, 7), { k: 1, of: [{ holder: 1 }, { holder: 2 }] })).code, 'RELEASE_BY_ONE');
    assert.throws(() => splitKey(Buffer.alloc(31), { k: 2, n: 3 }), RangeError);
});

test('keys that begin or end with zeros come back whole', () => {
    for (const key of ['00'.repeat(32), 'ff'.repeat(32), `${'00'.repeat(31)}01`, `0001${'00'.repeat(30)}`]) {
        const split = [...splitKey(Buffer.from(key, 'hex'), { k: 2, n: 3 })];
        assert.deepEqual(split.map(([holder]) => holder), [1, 2, 3]);
        for (const [holder, share] of split) assert.match(share, new RegExp(`^80${holder}[0-9a-f]{96}$`));
        assert.equal(secrets.combine(split.slice(1).map(([, share]) => share)), key);
    }
});

const { key, group, shares } = dealt({ k: 3, n: 5 });
const [first, second, third, fourth] = shares as [HolderShare, HolderShare, HolderShare, HolderShare, HolderShare];
const shareTexts = shares.map(({ share }) => share);
const foreign = dealt({ k: 3, n: 5 }, { docId: 'contract-17', group: 'price', epoch: 1 }).shares;

test('every misuse is refused by a code of its own, and no error holds a share', () => {
    const cases: readonly (readonly [readonly HolderShare[], string, object])[] = [
        [[], 'NOT_ENOUGH_SHARES', { have: 0, need: 3 }],
        [[first, second], 'NOT_ENOUGH_SHARES', { have: 2, need: 3 }],
        [[first, second, second], 'DUPLICATE_SHARE', { index: 2 }],
        [[first, second, { ...second, share: second.share.toUpperCase() }], 'DUPLICATE_SHARE', { index: 2 }],
        [[first, second, { ...second, share: third.share }], 'CONFLICTING_SHARE', { index: 2 }],
        [[first, second, { ...third, share: second.share }], 'SHARE_INDEX_MISMATCH', { index: 3, number: 2, expected: 3 }],
        [[first, second, { ...third, index: 6 }], 'SHARE_INDEX_MISMATCH', { index: 6, holders: 5 }],
        [[first, second, { ...third, share: third.share.slice(0, -2) }], 'MALFORMED_SHARE', { index: 3 }],
        [[first, second, { ...third, share: `${third.share}00` }], 'MALFORMED_SHARE', { index: 3 }],
        [[first, second, { ...third, share: ` ${third.share}` }], 'MALFORMED_SHARE', { index: 3 }],
        [[first, second, { ...third, share: `800${third.share.slice(3)}` }], 'MALFORMED_SHARE', { index: 3 }],
        [[first, second, { ...third, share: '' }], 'MALFORMED_SHARE', { index: 3 }],
        [[first, second, { ...third, share: `${third.share}.${third.share}` }], 'MALFORMED_SHARE', { index: 3, pieces: 2 }],
        [[first, second, { ...third, share: `a003${third.share.slice(3)}` }], 'UNSUPPORTED_FIELD', { index: 3, bits: 10 }],
        [[first, second, { ...third, share: `K00003${third.share.slice(3)}` }], 'UNSUPPORTED_FIELD', { index: 3, bits: 20 }],
        [[first, second, foreign[2] ?? third], 'SHARE_COMMITMENT_MISMATCH', { index: 3, holder: { mspId: 'Org1MSP', name: 'holder 3' } }],
        [[first, second, { ...third, docId: 'contract-18' }], 'WRONG_DOCUMENT', { index: 3, docId: 'contract-18', expected: 'contract-17' }],
        [[first, second, { ...third, group: 'buyer' }], 'WRONG_GROUP', { index: 3, group: 'buyer', expected: 'price' }],
        [[first, second, { ...third, epoch: 2 }], 'WRONG_EPOCH', { index: 3, epoch: 2, expected: 1 }],
    ];
    for (const [given, code, details] of cases) {
        assert.deepEqual(refusal(() => combineShares(given, group), [...shareTexts, key.toString('hex')]), { code, details });
        assert.deepEqual(combineShares([first, second, fourth], group), key, `after ${code}`);
    }
});

test('a share is checked by itself: the bad one is named and the others open', () => {
    const given = [first, { ...second, share: second.share.replace(/.$/, last => last === '0' ? '1' : '0') }, third, fourth];
    const good = given.filter(share => {
        try {
            checkShare(share, group);
            return true;
        } catch {
            return false;
        }
    });
    assert.deepEqual(good.map(({ index }) => index), [1, 3, 4]);
    assert.deepEqual(combineShares(good, group), key);
});

test('a single bit flipped in a share is refused, or changes the case of a letter and so nothing', () => {
    const text = Buffer.from(third.share, 'latin1');
    for (let bit = 0; bit < text.length * 8; bit++) {
        const flipped = Buffer.from(text);
        flipped[bit >> 3] = (text[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const share = flipped.toString('latin1');
        if (share.toLowerCase() === third.share) assert.deepEqual(combineShares([first, second, { ...third, share }], group), key);
        else assert.match(refusal(() => combineShares([first, second, { ...third, share }], group), shareTexts).code, /SHARE|FIELD/);
    }
});

test('shares dealt inconsistently are found by the commitment to the key', () => {
    // The dealer commits to a share of another polynomial: nobody can see that before the first opening.
    const other = foreign[2] ?? third;
    const committed = { index: 3, shareCommitment: shareCommitment(other, other.share) };
    const lying = { ...group, holders: group.holders.map(one => one.index === 3 ? committed : one) };
    checkShare(other, lying);
    assert.deepEqual(refusal(() => combineShares([first, second, other], lying), shareTexts),
        { code: 'KEY_COMMITMENT_MISMATCH', details: { docId: 'contract-17', group: 'price', epoch: 1, indexes: [1, 2, 3] } });
    assert.deepEqual(combineShares([first, second, fourth], lying), key);
});

test('one share that was dealt inconsistently stops nobody who has enough good ones, and is named', () => {
    for (const [k, n] of [[2, 3], [3, 5], [3, 6], [4, 7]] as const) {
        const { key: dealtKey, group: own, shares: all } = dealt({ k, n });
        const others = dealt({ k, n }).shares;
        for (let count = 1; n - count >= k; count++) {
            for (const bad of subsetsOf(own.holders.map(({ index }) => index), count)) {
                const given = all.map(share => bad.includes(share.index) ? others[share.index - 1] ?? share : share);
                const lying = { ...own, holders: given.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) })) };
                const { key: found, used, inconsistent } = restoreKey(given, lying);
                assert.deepEqual([found, used.length, inconsistent.every(index => bad.includes(index))], [dealtKey, k, true], `${k} of ${n} without ${bad.join()}`);
                assert.ok(used.every(index => !bad.includes(index)));
            }
        }
    }
});

test('who combines shares himself is told which one was dealt inconsistently, and opens without it', () => {
    const [one, other] = [dealt({ k: 2, n: 3 }), dealt({ k: 2, n: 3 })];
    const given = [other.shares[0] ?? first, ...one.shares.slice(1)];
    const lying = { ...one.group, holders: given.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) })) };
    const { code, details } = refusal(() => combineShares(given, lying));
    assert.deepEqual([code, details['indexes']], ['KEY_COMMITMENT_MISMATCH', [1]]);
    assert.deepEqual(combineShares(given.slice(1), lying), one.key);
});

test('where too many were dealt inconsistently nothing opens, and it ends', () => {
    const [one, other] = [dealt({ k: 20, n: 40 }), dealt({ k: 20, n: 40 })];
    const given = one.shares.map((share, place) => place % 2 === 0 ? other.shares[place] ?? share : share);
    const lying = { ...one.group, holders: given.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) })) };
    assert.equal(refusal(() => restoreKey(given, lying)).code, 'KEY_COMMITMENT_MISMATCH');
});

test('a group whose manifest lowers k does not open with fewer', () => {
    assert.equal(refusal(() => combineShares([first, second], { ...group, k: 2 })).code, 'KEY_COMMITMENT_MISMATCH');
});

const NOTARIES: ReleaseTree = { k: 1, of: [{ holder: 1 }, { holder: 2 }] };
const HEIRS: ReleaseTree = { k: 2, of: [{ holder: 3 }, { holder: 4 }, { holder: 5 }] };
const WILL: ReleaseTree = { k: 2, of: [NOTARIES, HEIRS] };
const DEEP: ReleaseTree = {
    k: 3, of: [
        { holder: 1, weight: 2 }, { holder: 2 },
        { k: 2, of: [{ holder: 2 }, { k: 1, of: [{ holder: 3 }, { k: 2, of: [{ holder: 4, weight: 2 }, { holder: 1 }, { holder: 5 }] }] }] },
    ],
};

test('a rule of release is enforced by the shares themselves: they open exactly where it is satisfied', () => {
    for (const tree of [WILL, DEEP]) {
        const nested = dealt(tree);
        for (let size = 0; size <= 5; size++) {
            for (const together of subsetsOf(nested.shares, size)) {
                const satisfied = isSatisfied(tree, new Set(together.map(({ index }) => index)));
                if (satisfied) assert.deepEqual(combineShares(together, nested.group), nested.key);
                else assert.equal(refusal(() => combineShares(together, nested.group)).code, 'NOT_ENOUGH_SHARES');
            }
        }
    }
});

test('who stands in a rule several times has one share of several pieces', () => {
    const nested = dealt(DEEP);
    const lengths = nested.shares.map(({ share }) => share.split('.').map(({ length }) => length));
    assert.deepEqual(lengths, [[99, 99, 163], [99, 131], [131], [163, 163], [163]]);
    const [one, two, three] = nested.shares as [HolderShare, HolderShare, HolderShare, HolderShare, HolderShare];
    const swapped = two.share.split('.').toReversed().join('.');
    assert.equal(refusal(() => combineShares([one, { ...two, share: swapped }, three], nested.group)).code, 'MALFORMED_SHARE');
    assert.equal(refusal(() => combineShares([one, { ...two, share: two.share.split('.')[0] ?? '' }, three], nested.group)).code, 'MALFORMED_SHARE');
});

test('an inconsistent piece within a rule of release is left out with its holder', () => {
    const [will, other] = [dealt(WILL), dealt(WILL)];
    for (const bad of [1, 3, 4]) {
        const given = will.shares.map(share => share.index === bad ? other.shares[bad - 1] ?? share : share);
        const lying = { ...will.group, holders: given.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) })) };
        const { key: found, inconsistent } = restoreKey(given, lying);
        assert.deepEqual([found, inconsistent], [will.key, [bad]]);
    }
});
