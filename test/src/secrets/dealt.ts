// A group key that was dealt, with what its manifest says of it, and errors by code.
import assert from 'node:assert/strict';
import { CarnetError } from '@carnet/client';
import { dealGroup, type HolderShare, type SharedGroup, type SharingRule } from '@carnet/client/dist/secrets/index.js';

export interface Dealt {
    readonly key: Buffer;
    readonly group: SharedGroup;
    /** By holder, from 1. */
    readonly shares: readonly HolderShare[];
}

export function dealt(rule: SharingRule, binding = { docId: 'contract-17', group: 'price', epoch: 1 }): Dealt {
    const { groupKey, keyCommitment, shares } = dealGroup(binding, rule);
    return {
        key: groupKey,
        group: {
            ...binding, keyEpoch: binding.epoch, k: rule.k, keyCommitment,
            holders: shares.map(({ index, shareCommitment }) => ({ index, shareCommitment, identity: { mspId: 'Org1MSP', name: `holder ${index}` } })),
            ...'of' in rule ? { tree: rule } : {},
        },
        shares: shares.map(({ index, share }) => ({ ...binding, index, share })),
    };
}

/** The code and details of what is thrown; a secret must not stand in it. */
export function refusal(act: () => unknown, secrets: readonly string[] = []): { code: string; details: Readonly<Record<string, unknown>> } {
    try {
        act();
    } catch (error) {
        assert.ok(error instanceof CarnetError, String(error));
        const text = `${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`;
        for (const secret of secrets) assert.ok(!text.includes(secret.slice(3, 40)), 'A secret stands in the error.');
        return { code: error.code, details: error.details };
    }
    throw new Error('Nothing was refused.');
}

export function subsetsOf<T>(all: readonly T[], size: number): T[][] {
    if (size === 0) return [[]];
    return all.flatMap((one, place) => subsetsOf(all.slice(place + 1), size - 1).map(rest => [one, ...rest]));
}
