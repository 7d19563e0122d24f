// The keys of groups from the shares of their holders.
import type { Manifest } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { combineShares, type HolderShare } from '../../secrets/combining.js';

/** Secret, by name of the group; overwritten with `forgetKeys`. */
export type GroupKeys = ReadonlyMap<string, Uint8Array>;

export function forgetKeys(keys: GroupKeys): void {
    for (const key of keys.values()) key.fill(0);
}

/**
 * The key of every group of which shares are given: all of them must be good, and enough.
 * @throws CarnetError as `combineShares`, which names the holder of a bad share; WRONG_DOCUMENT and WRONG_GROUP for shares of others
 */
export function keysFromShares({ docId, groups }: Manifest, shares: readonly HolderShare[]): GroupKeys {
    const byGroup = new Map<string, HolderShare[]>();
    for (const share of shares) {
        const { group, index } = share;
        if (share.docId !== docId) {
            throw new CarnetError('WRONG_DOCUMENT', 'The share is of another document.', { details: { index, docId: share.docId, expected: docId } });
        }
        if (!Object.hasOwn(groups, group)) {
            throw new CarnetError('WRONG_GROUP', 'The share is of a group that the document does not have.', { details: { index, group } });
        }
        byGroup.set(group, [...byGroup.get(group) ?? [], share]);
    }
    const keys = new Map<string, Uint8Array>();
    try {
        for (const [group, ofGroup] of byGroup) {
            const keyGroup = groups[group];
            if (keyGroup !== undefined) keys.set(group, combineShares(ofGroup, { docId, group, ...keyGroup }));
        }
        return keys;
    } catch (error) {
        forgetKeys(keys);
        throw error;
    }
}
