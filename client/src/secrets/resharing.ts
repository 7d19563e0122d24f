// Sharing a key anew, among others or among the same, while nobody has it: k holders each deal what they contribute, and each new holder adds up.
import { HOLDERS_MAX, type GroupBinding } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import type { HolderShare, SharedGroup } from './combining.js';
import { checkedRule } from './dealing.js';
import { added, lagrangeFactor, scaled } from './gf256.js';
import { checkedPart, memberOfQuorum, partCommitment, shareOf, type SharePart } from './share-points.js';
import { splitDigits } from './sharing-library.js';

/** The group as it is to be: `epoch` counts the dealing. */
export interface NewSharing {
    readonly epoch: number;
    readonly k: number;
    readonly n: number;
}

/** What one of the k holders says in public. All of a quorum must say the same but for `from` and `commitments`. */
export interface Redealing extends GroupBinding, NewSharing {
    readonly from: number;
    /** The k old holders who take part, in order. */
    readonly quorum: readonly number[];
    /** To what he sends each new holder, 1…n. */
    readonly commitments: readonly string[];
}

export interface DealtAnew {
    readonly redealing: Redealing;
    /** Secret: each for one new holder. */
    readonly parts: readonly SharePart[];
}

/** Names the computation in the commitments. */
const purpose = ({ quorum, k, n }: Pick<Redealing, 'quorum' | 'k' | 'n'>): string => `sharing anew by ${quorum.join(',')} for ${k} of ${n}`;

/**
 * An old holder's contribution: his share, times its Lagrange factor, dealt among the new holders. Fewer than k of the quorum's contributions, and
 * fewer than the new k of what new holders get, say nothing of the key. With the same k and n it is a refresh: whoever copied old shares has nothing.
 * @throws CarnetError RESHARING_UNSUPPORTED, THRESHOLD_INVALID, WRONG_EPOCH, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, SHARE_INDEX_MISMATCH, and as
 * `checkShare`
 */
export function dealAnew(share: HolderShare, quorum: readonly number[], group: SharedGroup, { epoch, k, n }: NewSharing): DealtAnew {
    const own = memberOfQuorum(share, quorum, group);
    checkedRule({ k, n });
    if (epoch <= group.epoch) throw new CarnetError('WRONG_EPOCH', 'A new dealing has a higher number.', { details: { epoch, expected: group.epoch + 1 } });
    const contribution = scaled(own.points, lagrangeFactor(share.index, own.quorum, 0));
    // The library puts a mark and zeros before the secret: the points of the contribution itself are at the end.
    const parts = splitDigits(contribution.toString('hex'), k, n)
        .map((dealt, place) => ({ from: share.index, to: place + 1, points: dealt.slice(-own.points.length * 2) }));
    contribution.fill(0);
    own.points.fill(0);
    const binding = { docId: group.docId, group: group.group, epoch };
    const what = purpose({ quorum: own.quorum, k, n });
    const commitments = parts.map(part => partCommitment(binding, what, part));
    return { redealing: { ...binding, k, n, from: share.index, quorum: own.quorum, commitments }, parts };
}

function requireOneSharing(redealings: readonly Redealing[]): Redealing {
    const [first] = redealings;
    if (first === undefined) throw new CarnetError('NOT_ENOUGH_SHARES', 'No old holder has dealt.', { details: { have: 0, need: 2 } });
    const same = (one: Redealing): boolean =>
        one.docId === first.docId && one.group === first.group && one.epoch === first.epoch && purpose(one) === purpose(first);
    const other = redealings.find(one => !same(one));
    if (other !== undefined) throw new CarnetError('WRONG_EPOCH', 'Two holders have dealt for different sharings.', { details: { index: other.from, epoch: other.epoch } });
    const dealers = redealings.map(({ from }) => from);
    const twice = dealers.find((one, place) => dealers.indexOf(one) !== place);
    if (twice !== undefined) throw new CarnetError('DUPLICATE_SHARE', `Holder ${twice} has dealt twice.`, { details: { index: twice } });
    const missing = first.quorum.filter(one => !dealers.includes(one));
    if (missing.length > 0 || dealers.length !== first.quorum.length) {
        throw new CarnetError('NOT_ENOUGH_SHARES', 'Every holder of the quorum must have dealt, and nobody else.', { details: { have: dealers.length, need: first.quorum.length, missing } });
    }
    return first;
}

/**
 * A new holder's share: the sum of what the quorum sent him, each checked against what its sender committed to in public.
 *
 * That somebody dealt something else than his share, or no polynomial of the right degree, and committed to it, is not seen here: the first opening,
 * or a drill, finds it by the commitment to the key. So old shares are kept until one has succeeded; `checkRedealing` then finds who it was.
 * @throws CarnetError NOT_ENOUGH_SHARES, DUPLICATE_SHARE, WRONG_EPOCH, SHARE_INDEX_MISMATCH, MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH
 */
export function joinSharing(received: readonly { readonly redealing: Redealing; readonly part: SharePart }[], index: number): HolderShare {
    const first = requireOneSharing(received.map(({ redealing }) => redealing));
    const points = received.map(({ redealing, part }) => {
        if (part.from !== redealing.from || part.to !== index || index > HOLDERS_MAX) {
            throw new CarnetError('SHARE_INDEX_MISMATCH', 'The part is of another holder, or for another.', { details: { index: part.from, to: part.to, expected: index } });
        }
        return checkedPart(first, purpose(first), part, redealing.commitments[index - 1]);
    });
    return shareOf({ ...first, index }, added(Buffer.alloc(points[0]?.length ?? 0), ...points));
}

/**
 * Where an opening has failed and the new holders show what one old holder sent them: whether it lies on one polynomial of degree k − 1.
 * @param parts of this holder, more than k of them
 * @throws CarnetError SHARE_COMMITMENT_MISMATCH where a new holder shows something else than he was sent; INCONSISTENT_DEALING naming the old holder
 */
export function checkRedealing(redealing: Redealing, parts: readonly SharePart[]): void {
    const { k, from, commitments } = redealing;
    const points = parts.map(part => ({ at: part.to, value: checkedPart(redealing, purpose(redealing), part, commitments[part.to - 1]) }));
    if (points.length <= k) throw new CarnetError('NOT_ENOUGH_SHARES', `More than ${k} parts show whether they were dealt consistently.`, { details: { have: points.length, need: k + 1 } });
    const basis = points.slice(0, k);
    const quorum = basis.map(({ at }) => at);
    for (const { at, value } of points.slice(k)) {
        const expected = added(Buffer.alloc(value.length), ...basis.map(one => scaled(one.value, lagrangeFactor(one.at, quorum, at))));
        if (!expected.equals(value)) throw new CarnetError('INCONSISTENT_DEALING', `What holder ${from} sent does not belong to one sharing.`, { details: { index: from, to: at } });
    }
}
