// Computing on shares: sharing anew, refresh and repair give what they should, to nobody more, and blame who can be blamed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareCommitment } from '@carnet/domain';
import {
    checkRedealing, combineShares, contributeToRepair, dealAnew, joinSharing, repairedShare, sumForRepair,
    type DealtAnew, type HolderShare, type NewSharing, type SharePart,
} from '@carnet/client/dist/secrets/index.js';
import { dealt, refusal, subsetsOf, type Dealt } from './dealt.js';

const shareAt = (shares: readonly HolderShare[], index: number): HolderShare => shares[index - 1] ?? assert.fail();

function redealt({ group, shares }: Dealt, quorum: readonly number[], to: NewSharing): readonly DealtAnew[] {
    return quorum.map(index => dealAnew(shareAt(shares, index), quorum, group, to));
}

function received(redealings: readonly DealtAnew[], index: number): { redealing: DealtAnew['redealing']; part: SharePart }[] {
    return redealings.map(({ redealing, parts }) => ({ redealing, part: parts[index - 1] ?? assert.fail() }));
}

/** What the new manifest says: the same key, new holders. */
function joined(before: Dealt, redealings: readonly DealtAnew[], { epoch, k, n }: NewSharing): Pick<Dealt, 'group' | 'shares'> {
    const shares = Array.from({ length: n }, (_, place) => joinSharing(received(redealings, place + 1), place + 1));
    const holders = shares.map(share => ({ index: share.index, shareCommitment: shareCommitment(share, share.share) }));
    return { shares, group: { ...before.group, epoch, k, holders } };
}

test('a key is shared anew among others, by any k of the old holders, and opens with any new k', () => {
    const before = dealt({ k: 3, n: 5 });
    const to = { epoch: 2, k: 4, n: 7 };
    for (const quorum of subsetsOf([1, 2, 3, 4, 5], 3)) {
        const { group, shares } = joined(before, redealt(before, quorum, to), to);
        for (const together of subsetsOf(shares, 4)) assert.deepEqual(combineShares(together, group), before.key);
        assert.equal(refusal(() => combineShares(shares.slice(0, 3), group)).code, 'NOT_ENOUGH_SHARES');
    }
});

test('shares of two dealings do not mix: by their number, and by the commitment where it is not said', () => {
    const before = dealt({ k: 3, n: 5 });
    const to = { epoch: 2, k: 3, n: 5 };
    const { group, shares } = joined(before, redealt(before, [1, 2, 3], to), to);
    assert.deepEqual(combineShares(shares.slice(2), group), before.key);
    const old = shareAt(before.shares, 3);
    assert.notEqual(old.share, shareAt(shares, 3).share);
    assert.equal(refusal(() => combineShares([...shares.slice(0, 2), old], group)).code, 'WRONG_EPOCH');
    assert.equal(refusal(() => combineShares([...shares.slice(0, 2), { ...old, epoch: 2 }], group)).code, 'SHARE_COMMITMENT_MISMATCH');
});

test('an old holder who sends another part than he committed to is named', () => {
    const before = dealt({ k: 3, n: 5 });
    const redealings = redealt(before, [1, 3, 5], { epoch: 2, k: 2, n: 3 });
    const parts = received(redealings, 2).map(one => one.redealing.from === 3 ? { ...one, part: { ...one.part, points: '0'.repeat(96) } } : one);
    assert.deepEqual(refusal(() => joinSharing(parts, 2)), { code: 'SHARE_COMMITMENT_MISMATCH', details: { index: 3, to: 2 } });
});

test('who deals and commits to something else is found by the first opening, and named by what he sent', () => {
    const before = dealt({ k: 2, n: 3 });
    const to = { epoch: 2, k: 2, n: 4 };
    const [honest, liar] = redealt(before, [1, 2], to) as [DealtAnew, DealtAnew];
    // One part from a second dealing of his: another polynomial, honestly committed to.
    const second = dealAnew(shareAt(before.shares, 2), [1, 2], before.group, to);
    const lying: DealtAnew = {
        parts: [...second.parts.slice(0, 1), ...liar.parts.slice(1)],
        redealing: { ...liar.redealing, commitments: [...second.redealing.commitments.slice(0, 1), ...liar.redealing.commitments.slice(1)] },
    };
    const { group, shares } = joined(before, [honest, lying], to);
    assert.equal(refusal(() => combineShares(shares.slice(0, 2), group)).code, 'KEY_COMMITMENT_MISMATCH');
    assert.deepEqual(combineShares(shares.slice(1, 3), group), before.key);
    checkRedealing(honest.redealing, honest.parts);
    assert.equal(refusal(() => { checkRedealing(lying.redealing, lying.parts); }).code, 'INCONSISTENT_DEALING');
    assert.deepEqual(refusal(() => { checkRedealing(lying.redealing, lying.parts); }).details['index'], 2);
    assert.equal(refusal(() => { checkRedealing(honest.redealing, honest.parts.slice(0, 2)); }).code, 'NOT_ENOUGH_SHARES');
    assert.equal(refusal(() => { checkRedealing(honest.redealing, lying.parts); }).code, 'SHARE_COMMITMENT_MISMATCH');
});

test('no other quorum, sharing or dealing is taken', () => {
    const before = dealt({ k: 3, n: 5 });
    const { group, shares } = before;
    const [one] = shares as [HolderShare];
    const to = { epoch: 2, k: 2, n: 3 };
    const codes = (quorum: readonly number[], sharing = to): string => refusal(() => dealAnew(one, quorum, group, sharing)).code;
    assert.equal(codes([1, 2]), 'NOT_ENOUGH_SHARES');
    assert.equal(codes([1, 2, 2]), 'DUPLICATE_SHARE');
    assert.equal(codes([2, 3, 4]), 'SHARE_INDEX_MISMATCH');
    assert.equal(codes([1, 2, 6]), 'SHARE_INDEX_MISMATCH');
    assert.equal(codes([1, 2, 3], { ...to, epoch: 1 }), 'WRONG_EPOCH');
    assert.equal(codes([1, 2, 3], { ...to, k: 4 }), 'THRESHOLD_INVALID');
    const redealings = redealt(before, [1, 2, 3], to);
    assert.equal(refusal(() => joinSharing([], 1)).code, 'NOT_ENOUGH_SHARES');
    assert.equal(refusal(() => joinSharing(received(redealings.slice(1), 1), 1)).code, 'NOT_ENOUGH_SHARES');
    assert.equal(refusal(() => joinSharing(received([...redealings.slice(1), ...redealings.slice(1, 2)], 1), 1)).code, 'DUPLICATE_SHARE');
    assert.equal(refusal(() => joinSharing(received([...redealings.slice(1), ...redealt(before, [1, 2, 4], to).slice(0, 1)], 1), 1)).code, 'WRONG_EPOCH');
    assert.equal(refusal(() => joinSharing(received(redealings, 2), 1)).code, 'SHARE_INDEX_MISMATCH');
    const nested = dealt({ k: 2, of: [{ holder: 1 }, { holder: 2 }] });
    assert.equal(refusal(() => dealAnew(shareAt(nested.shares, 1), [1, 2], nested.group, to)).code, 'RESHARING_UNSUPPORTED');
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
