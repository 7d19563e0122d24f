// Repairing one lost share: k other holders give its owner the sum of what they contribute, and none of them, nor he, learns another's share.
import { randomBytes } from 'node:crypto';
import { CarnetError } from '../errors/carnet-error.js';
import { checkShare, type HolderShare, type SharedGroup } from './combining.js';
import { added, lagrangeFactor, scaled } from './gf256.js';
import { checkedPart, memberOfQuorum, partCommitment, shareOf, type SharePart } from './share-points.js';

/** What one helper says in public. */
export interface RepairStatement {
    readonly from: number;
    /** The k helpers, in order. */
    readonly quorum: readonly number[];
    /** Whose share is lost. */
    readonly lost: number;
    /** To what he sends each helper, in their order. */
    readonly commitments: readonly string[];
}

export interface RepairContribution {
    readonly statement: RepairStatement;
    /** Secret: one for each helper, himself too. */
    readonly parts: readonly SharePart[];
}

const purpose = ({ quorum, lost }: Pick<RepairStatement, 'quorum' | 'lost'>): string => `repair of ${lost} by ${quorum.join(',')}`;

/**
 * A helper's first step: his contribution to the lost share, cut into random parts that add up to it, one for each helper.
 * @throws CarnetError RESHARING_UNSUPPORTED, NOT_ENOUGH_SHARES, DUPLICATE_SHARE, SHARE_INDEX_MISMATCH, and as `checkShare`
 */
export function contributeToRepair(share: HolderShare, quorum: readonly number[], lost: number, group: SharedGroup): RepairContribution {
    const own = memberOfQuorum(share, quorum, group);
    if (own.quorum.includes(lost) || !group.holders.some(({ index }) => index === lost)) {
        throw new CarnetError('SHARE_INDEX_MISMATCH', 'The lost share is that of a holder who does not help.', { details: { index: lost } });
    }
    const contribution = scaled(own.points, lagrangeFactor(share.index, own.quorum, lost));
    const random = own.quorum.slice(1).map(() => randomBytes(contribution.length));
    const parts = [added(contribution, ...random), ...random]
        .map((points, place) => ({ from: share.index, to: own.quorum[place] ?? 0, points: points.toString('hex') }));
    for (const bytes of [contribution, own.points, ...random]) bytes.fill(0);
    const what = purpose({ quorum: own.quorum, lost });
    return { parts, statement: { from: share.index, quorum: own.quorum, lost, commitments: parts.map(part => partCommitment(group, what, part)) } };
}

/**
 * A helper's second step: the sum of the parts that all helpers sent him, for the owner of the lost share alone.
 * @throws CarnetError NOT_ENOUGH_SHARES, SHARE_INDEX_MISMATCH, MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH naming who sent another part than he said
 */
export function sumForRepair(
    received: readonly { readonly statement: RepairStatement; readonly part: SharePart }[], to: number, group: SharedGroup,
): SharePart {
    const senders = new Set(received.map(({ statement }) => statement.from));
    const what = new Set(received.map(({ statement }) => purpose(statement)));
    if (senders.size !== group.k || received.length !== group.k || what.size !== 1) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `Each of the ${group.k} helpers must have sent one part, of one repair.`, { details: { have: senders.size, need: group.k } });
    }
    const points = received.map(({ statement, part }) => {
        const { from, quorum, commitments } = statement;
        if (part.from !== from || part.to !== to) throw new CarnetError('SHARE_INDEX_MISMATCH', 'The part is of another helper, or for another.', { details: { index: part.from, to: part.to } });
        return checkedPart(group, purpose(statement), part, commitments[quorum.indexOf(to)]);
    });
    return { from: to, to: received[0]?.statement.lost ?? 0, points: added(Buffer.alloc(points[0]?.length ?? 0), ...points).toString('hex') };
}

/**
 * The lost share, from the sums of all helpers: it is the one of the manifest, or refused. Who of them gave a wrong sum the commitments do not show:
 * another set of helpers will do, and a helper who is in every set that fails is the one.
 * @throws CarnetError NOT_ENOUGH_SHARES, MALFORMED_SHARE, SHARE_COMMITMENT_MISMATCH
 */
export function repairedShare(sums: readonly SharePart[], lost: number, group: SharedGroup): HolderShare {
    const helpers = new Set(sums.map(({ from }) => from));
    if (helpers.size !== group.k || sums.length !== group.k) {
        throw new CarnetError('NOT_ENOUGH_SHARES', `Each of the ${group.k} helpers must have sent one sum.`, { details: { have: helpers.size, need: group.k } });
    }
    const points = sums.map(({ points: text }) => Buffer.from(text, 'hex'));
    const share = added(points[0] ?? Buffer.alloc(0), ...points.slice(1));
    return checkShare(shareOf({ docId: group.docId, group: group.group, epoch: group.epoch, index: lost }, share), group);
}
