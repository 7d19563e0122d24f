// Computing on shares: sharing anew, refresh and repair give what they should, to nobody more, and blame who can be blamed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { shareCommitment } from '@carnet/domain';
import { added, lagrangeFactor, powerOf, scaled } from '@carnet/client/dist/secrets/gf256.js';
import {
    checkSharing, combineShares, contributeToRepair, dealAnew, joinSharing, repairedShare, sumForRepair,
    type DealtAnew, type HolderShare, type NewSharing, type SharePart, type SharingOutcome,
} from '@carnet/client/dist/secrets/index.js';
import { dealt, refusal, subsetsOf, type Dealt } from './dealt.js';

const shareAt = (shares: readonly HolderShare[], index: number): HolderShare => shares[index - 1] ?? assert.fail();

const SHARING = { epoch: 2, k: 3, n: 5 };

function redealt({ group, shares }: Dealt, dealers: readonly number[], to: NewSharing): readonly DealtAnew[] {
    return dealers.map(index => dealAnew(shareAt(shares, index), group, to));
}

function received(redealings: readonly DealtAnew[], index: number): { redealing: DealtAnew['redealing']; part: SharePart }[] {
    return redealings.map(({ redealing, parts }) => ({ redealing, part: parts[index - 1] ?? assert.fail() }));
}

interface Joined extends Pick<Dealt, 'group' | 'shares'> { readonly outcome: SharingOutcome }

/** What the new manifest says: the same key, new holders. @param sums what the new holders show, where it is not what they have */
function joined(before: Dealt, redealings: readonly DealtAnew[], { epoch, k, n }: NewSharing, sums = (all: string[][]): string[][] => all): Joined {
    const need = before.group.k;
    const all = Array.from({ length: n }, (_, place) => joinSharing(received(redealings, place + 1), place + 1, need));
    const shares = all.map(({ share }) => share);
    const holders = shares.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) }));
    const outcome = checkSharing(redealings.map(({ redealing }) => redealing.from), need, k, sums(all.map(({ checks }) => [...checks])));
    return { shares, group: { ...before.group, epoch, k, holders }, outcome };
}

/** A dealing of another value than his share, of the right degree and honestly committed to: what no commitment shows. */
function dealtWrongly(before: Dealt, index: number, to: NewSharing): DealtAnew {
    const wrong = `8${index.toString(16).padStart(2, '0')}${randomBytes(48).toString('hex')}`;
    const commitment = shareCommitment({ ...before.group, index }, wrong);
    const holders = before.group.holders.map(holder => holder.index === index ? { ...holder, shareCommitment: commitment } : holder);
    return dealAnew({ ...shareAt(before.shares, index), share: wrong }, { ...before.group, holders }, to);
}

/** His parts for some are of a second dealing of his: no polynomial of the right degree. */
function dealtTwoWays(before: Dealt, index: number, to: NewSharing, misled: readonly number[]): DealtAnew {
    const [one, two] = [0, 1].map(() => dealAnew(shareAt(before.shares, index), before.group, to)) as [DealtAnew, DealtAnew];
    const mixed = <T>(a: readonly T[], b: readonly T[]): T[] =>
        a.map((value, place) => misled.includes(place + 1) ? b[place] ?? assert.fail() : value);
    const commitments = mixed(one.redealing.commitments, two.redealing.commitments);
    return { parts: mixed(one.parts, two.parts), redealing: { ...one.redealing, commitments } };
}

test('a key is shared anew among others, by k or more of the old holders, and opens with any new k', () => {
    const before = dealt({ k: 3, n: 5 });
    const to = { epoch: 2, k: 4, n: 7 };
    for (const dealers of [3, 4, 5].flatMap(size => subsetsOf([1, 2, 3, 4, 5], size))) {
        const { group, shares, outcome } = joined(before, redealt(before, dealers, to), to);
        assert.deepEqual(outcome, { finds: dealers.length - 3, sound: true });
        for (const together of subsetsOf(shares, 4)) assert.deepEqual(combineShares(together, group), before.key);
        for (const few of subsetsOf(shares, 3)) assert.equal(refusal(() => combineShares(few, group)).code, 'NOT_ENOUGH_SHARES');
    }
});

test('shares of two dealings do not mix: by their number, and by the commitment where it is not said', () => {
    const before = dealt({ k: 3, n: 5 });
    const { group, shares } = joined(before, redealt(before, [1, 2, 3], SHARING), SHARING);
    assert.deepEqual(combineShares(shares.slice(2), group), before.key);
    for (const mine of before.shares) {
        const others = shares.filter(share => share.index !== mine.index).slice(0, 2);
        assert.notEqual(mine.share, shareAt(shares, mine.index).share);
        assert.equal(refusal(() => combineShares([...others, mine], group)).code, 'WRONG_EPOCH');
        assert.equal(refusal(() => combineShares([...others, { ...mine, epoch: 2 }], group)).code, 'SHARE_COMMITMENT_MISMATCH');
    }
});

test('an old holder who sends another part than he committed to is named', () => {
    const before = dealt({ k: 3, n: 5 });
    const redealings = redealt(before, [1, 3, 5], { epoch: 2, k: 2, n: 3 });
    const parts = received(redealings, 2).map(one => one.redealing.from === 3 ? { ...one, part: { ...one.part, points: '0'.repeat(96) } } : one);
    assert.deepEqual(refusal(() => joinSharing(parts, 2, 3)), { code: 'SHARE_COMMITMENT_MISMATCH', details: { index: 3, to: 2 } });
});

test('who deals another value and commits to it is seen before the first opening where one more has dealt, and named where two more have', () => {
    const before = dealt({ k: 3, n: 6 });
    for (const liar of [1, 2, 3, 4, 5, 6]) {
        const all = redealt(before, [1, 2, 3, 4, 5, 6], SHARING).map(one => one.redealing.from === liar ? dealtWrongly(before, liar, SHARING) : one);
        assert.deepEqual(joined(before, all, SHARING).outcome, { finds: 3, sound: false, dealer: liar, framedBy: 2 });
        const others = all.filter(({ redealing }) => redealing.from !== liar);
        const lie = all[liar - 1] ?? assert.fail();
        for (const helpers of subsetsOf(others, 3)) assert.deepEqual(joined(before, [...helpers, lie], SHARING).outcome, { finds: 1, sound: false });
        for (const helpers of subsetsOf(others, 4)) assert.equal(joined(before, [...helpers, lie], SHARING).outcome.dealer, liar);
        const { group, shares, outcome } = joined(before, others, SHARING);
        assert.equal(outcome.sound, true);
        assert.deepEqual(combineShares(shares.slice(0, 3), group), before.key);
    }
});

test('exactly as many dealers as are needed show nothing: then the first opening finds a wrong value, by the commitment to the key', () => {
    const before = dealt({ k: 2, n: 3 });
    const redealings = [...redealt(before, [1], SHARING), dealtWrongly(before, 2, SHARING)];
    const { group, shares, outcome } = joined(before, redealings, SHARING);
    assert.deepEqual(outcome, { finds: 0, sound: true });
    assert.equal(refusal(() => combineShares(shares.slice(0, 3), group)).code, 'KEY_COMMITMENT_MISMATCH');
});

test('several who lie together are seen as long as more have dealt beyond those who are needed', () => {
    const before = dealt({ k: 2, n: 6 });
    for (const liars of [2, 3, 4].flatMap(size => subsetsOf([1, 2, 3, 4, 5, 6], size))) {
        const all = redealt(before, [1, 2, 3, 4, 5, 6], SHARING)
            .map(one => liars.includes(one.redealing.from) ? dealtWrongly(before, one.redealing.from, SHARING) : one);
        const { sound, dealer, holder } = joined(before, all, SHARING).outcome;
        assert.deepEqual([sound, holder], [false, undefined]);
        assert.ok(dealer === undefined || liars.length === 1, `${dealer} is named, and is not the only one`);
    }
});

test('who deals no polynomial of the right degree is named, and who shows a wrong sum', () => {
    const before = dealt({ k: 3, n: 5 });
    const all = redealt(before, [1, 2, 3, 4, 5], SHARING);
    const withLie = (liar: number, misled: readonly number[]): readonly DealtAnew[] =>
        all.map(one => one.redealing.from === liar ? dealtTwoWays(before, liar, SHARING, misled) : one);
    for (const liar of [1, 2, 3, 4, 5]) {
        assert.deepEqual(joined(before, withLie(liar, [2, 5]), SHARING).outcome, { finds: 2, sound: false, dealer: liar, framedBy: 2 });
    }
    assert.deepEqual(joined(before, withLie(4, [2]), SHARING).outcome, { finds: 2, sound: false, dealer: 4, holder: 2 }, 'he sent it, or the other shows a wrong sum');
    const shows = (liar: number) => (sums: string[][]): string[][] =>
        sums.map((one, place) => place + 1 === liar ? one.map(() => randomBytes(48).toString('hex')) : one);
    for (const liar of [1, 2, 3, 4, 5]) {
        assert.deepEqual(joined(before, all, SHARING, shows(liar)).outcome, { finds: 2, sound: false, holder: liar, framedBy: 2 });
    }
});

/** New holders add to their sums what a lie of this dealer would have caused. */
function framing(dealer: number, framers: readonly number[]): (sums: string[][]) => string[][] {
    const lies = new Map(framers.map(index => [index, randomBytes(48)]));
    return sums => sums.map((one, place) => one.map((sum, check) => {
        const lie = lies.get(place + 1);
        return lie === undefined ? sum : added(Buffer.from(sum, 'hex'), scaled(lie, powerOf(dealer, check))).toString('hex');
    }));
}

test('an honest dealer whom new holders frame is not named without them', () => {
    const before = dealt({ k: 3, n: 5 });
    for (const dealer of [1, 2, 3, 4, 5]) {
        const exact = { epoch: 2, k: 3, n: 3 };
        const all = redealt(before, [1, 2, 3, 4, 5], exact);
        for (const liar of [1, 2, 3]) {
            assert.deepEqual(joined(before, all, exact, framing(dealer, [liar])).outcome, { finds: 2, sound: false, dealer, framedBy: 1 });
        }
        const more = redealt(before, [1, 2, 3, 4, 5], SHARING);
        const alone = joined(before, more, SHARING, framing(dealer, [1])).outcome;
        assert.deepEqual(alone, { finds: 2, sound: false, dealer, holder: 1 }, 'he is named as well');
        for (const liars of subsetsOf([1, 2, 3, 4, 5], 2)) {
            assert.deepEqual(joined(before, more, SHARING, framing(dealer, liars)).outcome, { finds: 2, sound: false, dealer, framedBy: 2 });
        }
    }
});

test('an honest new holder to whom old ones send wrong parts is not named without them', () => {
    const before = dealt({ k: 3, n: 5 });
    const misleading = (dealers: readonly number[], liars: readonly number[]): readonly DealtAnew[] =>
        dealers.flatMap(from => liars.includes(from) ? [dealtTwoWays(before, from, SHARING, [2])] : redealt(before, [from], SHARING));
    for (const liar of [1, 2, 3, 4]) {
        assert.deepEqual(joined(before, misleading([1, 2, 3, 4], [liar]), SHARING).outcome, { finds: 1, sound: false, holder: 2, framedBy: 1 });
    }
    for (const liars of subsetsOf([1, 2, 3, 4, 5], 2)) {
        assert.deepEqual(joined(before, misleading([1, 2, 3, 4, 5], liars), SHARING).outcome, { finds: 2, sound: false, holder: 2, framedBy: 2 });
    }
});

test('shares that their author dealt inconsistently are seen when they are dealt anew', () => {
    const first = dealt({ k: 2, n: 4 });
    const second = dealt({ k: 2, n: 4 });
    const shares = first.shares.map((share, place) => place === 3 ? shareAt(second.shares, 4) : share);
    const holders = shares.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) }));
    const before = { ...first, shares, group: { ...first.group, holders } };
    const { outcome } = joined(before, redealt(before, [1, 2, 3, 4], SHARING), SHARING);
    assert.deepEqual(outcome, { finds: 2, sound: false, dealer: 4, framedBy: 2 });
});

test('the sums are known beforehand to whoever has one part fewer than are needed: they say nothing further', () => {
    const before = dealt({ k: 3, n: 5 });
    const all = redealt(before, [1, 2, 3, 4, 5], SHARING);
    const sums = Array.from({ length: 5 }, (_, place) => joinSharing(received(all, place + 1), place + 1, 3).checks);
    // Two new holders, and zero at 0: the quadratic through them gives the sums of all others.
    const known = [2, 5];
    for (const index of [1, 3, 4]) {
        for (const check of [0, 1]) {
            const expected = known.map(one => scaled(Buffer.from(sums[one - 1]?.[check] ?? '', 'hex'), lagrangeFactor(one, [0, ...known], index)));
            assert.equal(added(expected[0] ?? Buffer.alloc(0), ...expected.slice(1)).toString('hex'), sums[index - 1]?.[check]);
        }
    }
});

test('many deal to 255, in sums that stay few', () => {
    const before = dealt({ k: 5, n: 255 });
    const to = { epoch: 2, k: 40, n: 255 };
    const all = redealt(before, Array.from({ length: 25 }, (_, place) => place * 10 + 1), to);
    const { share, checks } = joinSharing(received(all, 255), 255, 5);
    assert.deepEqual([share.index, checks.length], [255, 16]);
});

test('no other sharing or dealing is taken', () => {
    const before = dealt({ k: 3, n: 5 });
    const { group, shares } = before;
    const [one] = shares as [HolderShare];
    const to = { epoch: 2, k: 2, n: 3 };
    const code = (sharing: NewSharing): string => refusal(() => dealAnew(one, group, sharing)).code;
    assert.equal(code({ ...to, epoch: 1 }), 'WRONG_EPOCH');
    assert.equal(code({ ...to, k: 4 }), 'THRESHOLD_INVALID');
    const redealings = redealt(before, [1, 2, 3], to);
    const joining = (dealings: readonly DealtAnew[], index = 1): string => refusal(() => joinSharing(received(dealings, index), 1, 3)).code;
    assert.equal(refusal(() => joinSharing([], 1, 3)).code, 'NOT_ENOUGH_SHARES');
    assert.equal(joining(redealings.slice(1)), 'NOT_ENOUGH_SHARES');
    assert.equal(joining([...redealings.slice(1), ...redealings.slice(1, 2)]), 'DUPLICATE_SHARE');
    assert.equal(joining([...redealings.slice(1), ...redealt(before, [1], { ...to, epoch: 3 })]), 'WRONG_EPOCH');
    assert.equal(joining(redealings, 2), 'SHARE_INDEX_MISMATCH');
    const foreign = dealt({ k: 3, n: 5 });
    assert.equal(refusal(() => dealAnew(shareAt(foreign.shares, 1), group, to)).code, 'SHARE_COMMITMENT_MISMATCH');
    const nested = dealt({ k: 2, of: [{ holder: 1 }, { holder: 2 }] });
    assert.equal(refusal(() => dealAnew(shareAt(nested.shares, 1), nested.group, to)).code, 'RESHARING_UNSUPPORTED');
});

test('a lost share is repaired by any k others, and a wrong one is refused', () => {
    const { group, shares } = dealt({ k: 3, n: 5 });
    for (const lost of [1, 4]) {
        for (const quorum of subsetsOf([1, 2, 3, 4, 5].filter(index => index !== lost), 3)) {
            const contributions = quorum.map(index => contributeToRepair(shareAt(shares, index), quorum, lost, group));
            const to = (place: number): { statement: typeof contributions[number]['statement']; part: SharePart }[] =>
                contributions.map(({ statement, parts }) => ({ statement, part: parts[place] ?? assert.fail() }));
            const sums = quorum.map((index, place) => sumForRepair(to(place), index, group));
            assert.deepEqual(repairedShare(sums, lost, group), shareAt(shares, lost));
            // Nothing that is sent is a share, or is what another sends.
            const sent = [...contributions.flatMap(({ parts }) => parts), ...sums].map(({ points }) => points);
            assert.equal(new Set([...sent, ...shares.map(({ share }) => share.slice(3))]).size, sent.length + shares.length);
            const wrong = sums.map((sum, place) => place === 0 ? { ...sum, points: '0'.repeat(96) } : sum);
            assert.equal(refusal(() => repairedShare(wrong, lost, group)).code, 'SHARE_COMMITMENT_MISMATCH');
            assert.equal(refusal(() => repairedShare(sums.slice(1), lost, group)).code, 'NOT_ENOUGH_SHARES');
            const lied = to(1).map((one, place) => place === 0 ? { ...one, part: { ...one.part, points: 'f'.repeat(96) } } : one);
            assert.deepEqual(refusal(() => sumForRepair(lied, quorum[1] ?? 0, group)).details['index'], quorum[0]);
        }
    }
    assert.equal(refusal(() => contributeToRepair(shareAt(shares, 1), [1, 2, 3], 3, group)).code, 'SHARE_INDEX_MISMATCH');
});
