// Sharing a key anew, among others or among the same, while nobody has it: k or more holders each deal their share, and each new holder adds up.
import { HOLDERS_MAX, type GroupBinding } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { checkShare, type HolderShare, type SharedGroup } from './combining.js';
import { checkedRule } from './dealing.js';
import { added, lagrangeFactor, scaled } from './gf256.js';
import { checkedPart, partCommitment, POINT_DIGITS, pointsOf, requirePlain, shareOf, type SharePart } from './share-points.js';
import { checkSums, type DealtPart } from './sharing-check.js';
import { splitDigits } from './sharing-library.js';

/** The group as it is to be: `epoch` counts the dealing. */
export interface NewSharing {
    readonly epoch: number;
    readonly k: number;
    readonly n: number;
}

/** What an old holder says in public. */
export interface Redealing extends GroupBinding, NewSharing {
    readonly from: number;
    /** To what he sends each new holder, 1…n. */
    readonly commitments: readonly string[];
}

export interface DealtAnew {
    readonly redealing: Redealing;
    /** Secret: each for one new holder. */
    readonly parts: readonly SharePart[];
}

/** What a new holder has of the parts that he was sent. */
export interface JoinedShare {
    /** Secret. */
    readonly share: HolderShare;
    /** For everybody: what `checkSharing` takes. None where exactly as many have dealt as are needed. */
    readonly checks: readonly string[];
}

/** Names the computation in the commitments. */
const purpose = ({ k, n }: NewSharing): string => `sharing anew for ${k} of ${n}`;

/**
 * An old holder's dealing: his share, dealt among the new holders. Fewer than the old k of dealings, and fewer than the new k of what new holders
 * get, say nothing of the key. With the same k and n it is a refresh: fewer than k copied old shares are worth nothing any more.
 * @throws CarnetError RESHARING_UNSUPPORTED, THRESHOLD_INVALID, WRONG_EPOCH, and as `checkShare`
 */
export function dealAnew(share: HolderShare, group: SharedGroup, { epoch, k, n }: NewSharing): DealtAnew {
    requirePlain(group);
    checkedRule({ k, n });
    if (epoch <= group.epoch) throw new CarnetError('WRONG_EPOCH', 'A new dealing has a higher number.', { details: { epoch, expected: group.epoch + 1 } });
    const points = pointsOf(checkShare(share, group));
    // The library puts a mark and zeros before the secret: the points of the share itself are at the end.
    const parts = splitDigits(points.toString('hex'), k, n)
        .map((dealt, place) => ({ from: share.index, to: place + 1, points: dealt.slice(-points.length * 2) }));
    points.fill(0);
    const sharing = { docId: group.docId, group: group.group, epoch, k, n };
    return { redealing: { ...sharing, from: share.index, commitments: parts.map(part => partCommitment(sharing, purpose(sharing), part)) }, parts };
}

function requireOneSharing(redealings: readonly Redealing[], need: number): Redealing {
    const [first] = redealings;
    if (first === undefined || redealings.length < need) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `At least ${need} old holders must have dealt.`, { details: { have: redealings.length, need } });
    }
    const same = (one: Redealing): boolean =>
        one.docId === first.docId && one.group === first.group && one.epoch === first.epoch && purpose(one) === purpose(first);
    const other = redealings.find(one => !same(one));
    if (other !== undefined) throw new CarnetError('WRONG_EPOCH', 'Two holders have dealt for different sharings.', { details: { index: other.from, epoch: other.epoch } });
    const dealers = redealings.map(({ from }) => from);
    const twice = dealers.find((one, place) => dealers.indexOf(one) !== place);
    if (twice !== undefined) throw new CarnetError('DUPLICATE_SHARE', `Holder ${twice} has dealt twice.`, { details: { index: twice } });
    return first;
}

/**
 * A new holder's share, from what old holders sent him, each part checked against what its sender committed to in public. All new holders must take
 * the same dealings. That somebody dealt something else than his share and committed to it is not seen here: `checkSharing` sees it.
 * @param need the k of the old sharing
 * @throws CarnetError NOT_ENOUGH_SHARES, DUPLICATE_SHARE, WRONG_EPOCH, SHARE_INDEX_MISMATCH, MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH
 */
export function joinSharing(
    received: readonly { readonly redealing: Redealing; readonly part: SharePart }[], index: number, need: number,
): JoinedShare {
    const first = requireOneSharing(received.map(({ redealing }) => redealing), need);
    const parts: DealtPart[] = received.map(({ redealing, part }) => {
        if (part.from !== redealing.from || part.to !== index || index > HOLDERS_MAX) {
            throw new CarnetError('SHARE_INDEX_MISMATCH', 'The part is of another holder, or for another.', { details: { index: part.from, to: part.to, expected: index } });
        }
        return { from: part.from, points: checkedPart(first, purpose(first), part, redealing.commitments[index - 1]) };
    }).sort((a, b) => a.from - b.from);
    // Any k of the dealings give the key; the parts of different k of them do not mix, so all take the first.
    const basis = parts.slice(0, need);
    const quorum = basis.map(({ from }) => from);
    const zero: Buffer = Buffer.alloc(POINT_DIGITS / 2);
    const sum = basis.reduce((points, one) => added(points, scaled(one.points, lagrangeFactor(one.from, quorum, 0))), zero);
    const joined = { share: shareOf({ ...first, index }, sum), checks: checkSums(parts, need) };
    for (const bytes of [sum, ...parts.map(({ points }) => points)]) bytes.fill(0);
    return joined;
}
