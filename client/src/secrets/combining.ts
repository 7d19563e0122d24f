// Restoring a group key from shares: each is checked against what was committed to, and the key against its own commitment, before it is used.
import { timingSafeEqual } from 'node:crypto';
import {
    keyCommitment, shareCommitment, thresholdRule, type GroupBinding, type ReleaseTree, type ShareBinding,
} from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { PIECE_SEPARATOR } from './dealing.js';
import { recover, type Recovered } from './recovering.js';
import { readShare, shareNumber } from './share-text.js';
import { piecesOf, sharingPlan, type PlannedSecret, type SharingPlan } from './sharing-plan.js';

/** A share, and what it is a share of. */
export interface HolderShare extends ShareBinding {
    /** Secret. */
    readonly share: string;
}

/** What the signed manifest says of a group: its `KeyGroup`, with the names of document and group. */
export interface SharedGroup extends GroupBinding {
    /** Of the group key, which sharing anew keeps; `epoch` is that of the shares. */
    readonly keyEpoch: number;
    readonly k: number;
    readonly keyCommitment: string;
    /** `index` from 1, in order. */
    readonly holders: readonly { readonly index: number; readonly shareCommitment: string; readonly identity?: unknown }[];
    readonly tree?: ReleaseTree;
}

const planOf = ({ k, holders, tree }: SharedGroup): SharingPlan => sharingPlan(tree ?? thresholdRule(k, holders.length));

function sameHash(a: string, b: string): boolean {
    return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** @throws CarnetError WRONG_DOCUMENT, WRONG_GROUP, WRONG_EPOCH */
function requireOfGroup({ docId, group, epoch, index }: HolderShare, expected: SharedGroup): void {
    if (docId !== expected.docId) throw new CarnetError('WRONG_DOCUMENT', 'The share is of another document.', { details: { index, docId, expected: expected.docId } });
    if (group !== expected.group) throw new CarnetError('WRONG_GROUP', 'The share is of another group of the document.', { details: { index, group, expected: expected.group } });
    if (epoch !== expected.epoch) {
        throw new CarnetError('WRONG_EPOCH', 'The share is of another dealing: it was dealt before, or after, the one that the manifest describes.',
            { details: { index, epoch, expected: expected.epoch } });
    }
}

function readPieces(text: string, planned: readonly PlannedSecret[], index: number): string {
    const pieces = text.split(PIECE_SEPARATOR);
    if (pieces.length !== planned.length) {
        throw new CarnetError('MALFORMED_SHARE', `The share of this holder has ${planned.length} pieces.`, { details: { index, pieces: pieces.length } });
    }
    return pieces.map((piece, place) => {
        const { digits, number } = planned[place] ?? { digits: 0 };
        const share = readShare(piece, digits, { index });
        if (shareNumber(share) === number) return share;
        throw new CarnetError('SHARE_INDEX_MISMATCH', 'The number within the share is not that of its holder.', { details: { index, number: shareNumber(share), expected: number } });
    }).join(PIECE_SEPARATOR);
}

function checkAgainst(plan: SharingPlan, share: HolderShare, group: SharedGroup): HolderShare {
    requireOfGroup(share, group);
    const { index } = share;
    const holder = group.holders.find(one => one.index === index);
    if (holder === undefined) throw new CarnetError('SHARE_INDEX_MISMATCH', 'The group has no holder of this number.', { details: { index, holders: group.holders.length } });
    const text = readPieces(share.share, piecesOf(plan, index), index);
    if (!sameHash(shareCommitment({ docId: group.docId, group: group.group, epoch: group.epoch, index }, text), holder.shareCommitment)) {
        throw new CarnetError('SHARE_COMMITMENT_MISMATCH', `What was given as the share of holder ${index} is not the share that was dealt to him.`,
            { details: { index, holder: holder.identity ?? null } });
    }
    return { ...share, share: text };
}

/**
 * Checks one share by itself: what a holder does with his own, and a reader with each that he is given, so as to leave out the bad ones and name
 * their holders. Gives the share in lower case.
 * @throws CarnetError WRONG_DOCUMENT, WRONG_GROUP, WRONG_EPOCH, UNSUPPORTED_FIELD, MALFORMED_SHARE, SHARE_INDEX_MISMATCH, SHARE_COMMITMENT_MISMATCH
 */
export function checkShare(share: HolderShare, group: SharedGroup): HolderShare {
    return checkAgainst(planOf(group), share, group);
}

function requireEachOnce(shares: readonly HolderShare[]): void {
    const seen = new Map<number, string>();
    for (const { index, share } of shares) {
        const before = seen.get(index);
        seen.set(index, share.toLowerCase());
        if (before === undefined) continue;
        if (before === share.toLowerCase()) throw new CarnetError('DUPLICATE_SHARE', `The share of holder ${index} was given twice.`, { details: { index } });
        throw new CarnetError('CONFLICTING_SHARE', `Two different shares were given for holder ${index}.`, { details: { index } });
    }
}

/** @param indexes of those that do not fit: where nothing opens without them either, of all that were given */
function inconsistent({ docId, group, epoch }: SharedGroup, indexes: readonly number[]): CarnetError {
    return new CarnetError('KEY_COMMITMENT_MISMATCH', `The shares of ${indexes.join(', ')} are those that were committed to, and yet do not give the key that was: they were dealt inconsistently.`,
        { details: { docId, group, epoch, indexes } });
}

/** The key of a group, and whose shares gave it. */
export interface RestoredKey {
    /** Secret; overwrite it (`fill(0)`) after use. */
    readonly key: Buffer;
    /** Indexes of the holders whose shares were combined, in order. */
    readonly used: readonly number[];
    /** Of holders whose shares are the ones that were dealt to them, and do not fit the others: whoever dealt them is to blame. */
    readonly inconsistent: readonly number[];
}

type Pieces = ReadonlyMap<number, readonly string[]>;

/** Choices of shares that are tried before it is given up: enough for three bad ones among the first ten, or one among the first 255. */
const CHOICES_MAX = 1_000;

/** The key where these pieces give it; else how many there are, or whose pieces, taken together, do not give it. */
function attempted(plan: SharingPlan, pieces: Pieces, { docId, group, keyEpoch, keyCommitment: committed }: SharedGroup): RestoredKey | Recovered {
    const recovered = recover(plan, pieces);
    if ('have' in recovered || recovered.secret === undefined) return recovered;
    const key = Buffer.from(recovered.secret, 'hex');
    const used = recovered.by.toSorted((a, b) => a - b);
    if (sameHash(keyCommitment(key, { docId, group, epoch: keyEpoch }), committed)) return { key, used, inconsistent: [] };
    key.fill(0);
    return { secret: undefined, by: used };
}

/**
 * Leaves out one of those who did not fit together, then two, and so on: what is left out in the end is as little as possible, so each of it is bad.
 * @returns undefined where no choice gives the key, or too many were tried
 */
function withoutInconsistent(plan: SharingPlan, pieces: Pieces, group: SharedGroup, misfits: readonly number[]): RestoredKey | undefined {
    const waiting = misfits.map(index => [index]);
    const tried = new Set(waiting.map(String));
    for (const without of waiting) {
        const outcome = attempted(plan, new Map([...pieces].filter(([index]) => !without.includes(index))), group);
        if ('key' in outcome) return { ...outcome, inconsistent: without };
        if ('have' in outcome) continue;
        for (const index of outcome.by) {
            const next = [...without, index].sort((a, b) => a - b);
            if (tried.size >= CHOICES_MAX || tried.has(String(next))) continue;
            tried.add(String(next));
            waiting.push(next);
        }
    }
    return undefined;
}

/**
 * Restores the key of a group. Every share is checked by itself, then exactly as many as are needed are combined, in the order of their holders, and
 * the result is compared with the commitment to the key in constant time. Where that fails although every share is the one that was committed to,
 * others are taken in place of those that do not fit: a dealer's inconsistent share does not stop those who have enough good ones.
 *
 * @throws CarnetError as `checkShare`; DUPLICATE_SHARE, CONFLICTING_SHARE, NOT_ENOUGH_SHARES, KEY_COMMITMENT_MISMATCH
 */
export function restoreKey(shares: readonly HolderShare[], group: SharedGroup): RestoredKey {
    const plan = planOf(group);
    for (const share of shares) requireOfGroup(share, group);
    requireEachOnce(shares);
    const checked = shares.map(share => checkAgainst(plan, share, group)).sort((a, b) => a.index - b.index);
    const pieces = new Map(checked.map(({ index, share }) => [index, share.split(PIECE_SEPARATOR)]));
    const outcome = attempted(plan, pieces, group);
    if ('key' in outcome) return outcome;
    if ('have' in outcome) {
        const of = group.tree === undefined ? 'shares' : 'members of the release rule';
        throw new CarnetError('NOT_ENOUGH_SHARES', `${outcome.have} of the ${group.k} ${of} that are needed are there.`, { details: { have: outcome.have, need: group.k } });
    }
    const restored = withoutInconsistent(plan, pieces, group, outcome.by);
    if (restored !== undefined) return restored;
    throw inconsistent(group, checked.map(({ index }) => index));
}

/**
 * The key, from shares that are all good: what `restoreKey` leaves out is an error here, which names it. Overwrite the key (`fill(0)`) after use.
 * @throws CarnetError as `restoreKey`
 */
export function combineShares(shares: readonly HolderShare[], group: SharedGroup): Buffer {
    const { key, inconsistent: misfits } = restoreKey(shares, group);
    if (misfits.length === 0) return key;
    key.fill(0);
    throw inconsistent(group, misfits);
}
