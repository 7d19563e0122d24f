// Dealing a group key: a new key, split among the holders, with the commitments that the manifest shows.
import { randomBytes } from 'node:crypto';
import {
    GROUP_KEY_BYTES, HOLDERS_MAX, keyCommitment, releaseTree, shareCommitment, thresholdRule, type GroupBinding, type JsonValue, type ReleaseTree,
} from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import { splitDigits } from './sharing-library.js';
import { sharingPlan, type SharingPlan } from './sharing-plan.js';

/** Between the pieces of a holder who has several. */
export const PIECE_SEPARATOR = '.';

/** Any k of n holders, 2 ≤ k ≤ n ≤ 255, or a rule of release. */
export type SharingRule = { readonly k: number; readonly n: number } | ReleaseTree;

export interface DealtShare {
    /** The holder's number, from 1. */
    readonly index: number;
    /** Secret. A share of secrets.js; of a holder who stands in a rule several times, or with weight, several with a dot between them. */
    readonly share: string;
    /** For the manifest. */
    readonly shareCommitment: string;
}

export interface DealtGroup {
    /** Secret; overwrite it (`fill(0)`) once the sections are sealed. */
    readonly groupKey: Buffer;
    /** For the manifest. */
    readonly keyCommitment: string;
    readonly shares: readonly DealtShare[];
}

/** The rule as a tree. @throws CarnetError THRESHOLD_INVALID, and as the ledger for a tree */
export function checkedRule(rule: SharingRule): ReleaseTree {
    // The decoder reads JSON: what is undefined in it is left out, as it is on its way to the ledger.
    if ('of' in rule) return checkedByDomain(() => releaseTree(JSON.parse(JSON.stringify(rule)) as JsonValue, 'tree'));
    const { k, n } = rule;
    if (!Number.isInteger(k) || !Number.isInteger(n) || k < 2 || k > n || n > HOLDERS_MAX) {
        throw new CarnetError('THRESHOLD_INVALID', `${k} of ${n} cannot be needed: let it be 2 or more of at most ${HOLDERS_MAX} holders.`, { details: { k, n } });
    }
    return thresholdRule(k, n);
}

function deal(plan: SharingPlan, secret: string, give: (holder: number, piece: string) => void): void {
    const pieces = plan.k === 1 ? undefined : splitDigits(secret, plan.k, plan.total);
    const piece = (number: number): string => pieces?.[number - 1] ?? secret;
    for (const member of plan.members) {
        if ('plan' in member) deal(member.plan, piece(member.number), give);
        else for (const { number } of member.pieces) give(member.holder, pieces === undefined ? secret : piece(number ?? 0));
    }
}

/**
 * Splits a secret of 32 bytes: by `holder`, from 1. For the key of a group take `dealGroup`, which makes a new one for every dealing.
 * @throws CarnetError THRESHOLD_INVALID, and as the ledger for a rule of release
 */
export function splitKey(key: Uint8Array, rule: SharingRule): ReadonlyMap<number, string> {
    if (key.length !== GROUP_KEY_BYTES) throw new RangeError(`A group key has ${GROUP_KEY_BYTES} bytes.`);
    const shares = new Map<number, string>();
    deal(sharingPlan(checkedRule(rule)), Buffer.from(key).toString('hex'), (holder, piece) => {
        const before = shares.get(holder);
        shares.set(holder, before === undefined ? piece : `${before}${PIECE_SEPARATOR}${piece}`);
    });
    return new Map([...shares].sort(([a], [b]) => a - b));
}

/**
 * Makes a group key and deals it: a new one for every document, group and epoch, since a key that is split twice has two sets of holders.
 *
 * ```ts
 * const { groupKey, keyCommitment, shares } = dealGroup({ docId: 'contract-17', group: 'price', epoch: 1 }, { k: 3, n: 5 });
 * ```
 * @throws CarnetError THRESHOLD_INVALID, and as the ledger for a rule of release
 */
export function dealGroup(binding: GroupBinding, rule: SharingRule): DealtGroup {
    const checked = checkedRule(rule);
    const groupKey = randomBytes(GROUP_KEY_BYTES);
    const shares = [...splitKey(groupKey, checked)].map(([index, share]) => {
        return { index, share, shareCommitment: shareCommitment({ ...binding, index }, share) };
    });
    return { groupKey, keyCommitment: keyCommitment(groupKey, binding), shares };
}
