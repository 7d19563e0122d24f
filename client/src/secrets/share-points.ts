// The points of a plain share, and what those who compute on them have in common: a quorum, and commitments to what they send each other.
import { HOLDERS_MAX, shareCommitment, type ShareBinding } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { checkShare, type HolderShare, type SharedGroup } from './combining.js';

/** Hexadecimal digits of the points of a share of a group key: 48 bytes, of which the key has the last 32. */
export const POINT_DIGITS = 96;
const POINTS = /^[0-9a-f]{96}$/;

/** A share that has been checked, as bytes. */
export function pointsOf({ share }: HolderShare): Buffer {
    return Buffer.from(share.slice(-POINT_DIGITS), 'hex');
}

export function shareOf(binding: ShareBinding, points: Uint8Array): HolderShare {
    const { docId, group, epoch, index } = binding;
    return { docId, group, epoch, index, share: `8${index.toString(16).padStart(2, '0')}${Buffer.from(points).toString('hex')}` };
}

/** What one holder sends another: secret, and sealed to him. */
export interface SharePart {
    readonly from: number;
    readonly to: number;
    /** 96 hexadecimal digits. */
    readonly points: string;
}

/** @param what names the computation, so that no part of one passes for a part of another */
export function partCommitment(binding: Omit<ShareBinding, 'index'>, what: string, { from, to, points }: SharePart): string {
    return shareCommitment({ docId: binding.docId, group: binding.group, epoch: binding.epoch, index: to }, `${what} from ${from}: ${points}`);
}

/** @throws CarnetError MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH with the number of the sender, who is to blame */
export function checkedPart(binding: Omit<ShareBinding, 'index'>, what: string, part: SharePart, commitment: string | undefined): Buffer {
    const details = { index: part.from, to: part.to };
    if (!POINTS.test(part.points)) throw new CarnetError('MALFORMED_SHARE', `A part of a share is ${POINT_DIGITS} hexadecimal digits.`, { details });
    if (partCommitment(binding, what, part) !== commitment) {
        throw new CarnetError('SHARE_COMMITMENT_MISMATCH', `What holder ${part.from} sent is not what he committed to.`, { details });
    }
    return Buffer.from(part.points, 'hex');
}

/** @throws CarnetError RESHARING_UNSUPPORTED */
export function requirePlain({ group, tree }: SharedGroup): void {
    if (tree === undefined) return;
    throw new CarnetError('RESHARING_UNSUPPORTED', 'The shares of a rule of release are nested and are not computed on: rotate the group instead.', { details: { group } });
}

export interface QuorumMember {
    /** Secret. */
    readonly points: Buffer;
    /** In order. */
    readonly quorum: readonly number[];
}

/**
 * Exactly k holders of a group without a rule of release, in order, the one who computes among them; and his share, checked.
 * @throws CarnetError RESHARING_UNSUPPORTED, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, SHARE_INDEX_MISMATCH, and as `checkShare`
 */
export function memberOfQuorum(share: HolderShare, quorum: readonly number[], group: SharedGroup): QuorumMember {
    requirePlain(group);
    const ordered = quorum.toSorted((a, b) => a - b);
    if (ordered.length !== group.k) throw new CarnetError('NOT_ENOUGH_SHARES', `Exactly ${group.k} holders take part.`, { details: { have: ordered.length, need: group.k } });
    const twice = ordered.find((one, place) => one === ordered[place - 1]);
    if (twice !== undefined) throw new CarnetError('DUPLICATE_SHARE', `Holder ${twice} takes part twice.`, { details: { index: twice } });
    const stranger = [...ordered, share.index].find(one => !Number.isInteger(one) || one < 1 || one > Math.min(group.holders.length, HOLDERS_MAX));
    if (stranger !== undefined || !ordered.includes(share.index)) {
        throw new CarnetError('SHARE_INDEX_MISMATCH', 'Holders of the group take part, who computes among them.', { details: { index: stranger ?? share.index } });
    }
    return { points: pointsOf(checkShare(share, group)), quorum: ordered };
}
