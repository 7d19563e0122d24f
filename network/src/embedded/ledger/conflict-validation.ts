// Decides in block order which transactions saw a state that still holds: rules 14.1 to 14.4.
import { peer } from '@hyperledger/fabric-protos';
import type { CommittedState } from './committed-state.js';
import { rangeUnchanged } from './range-validation.js';
import type { HashedCollection, NamespaceReadWriteSet } from './read-write-set.js';
import { hashText, type UpdateBatch } from './update-batch.js';
import { sameVersion } from './version.js';

const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID } = peer.TxValidationCode;

/** VALID, MVCC_READ_CONFLICT or PHANTOM_READ_CONFLICT: the first that is found, namespace by namespace. */
export async function conflict(set: readonly NamespaceReadWriteSet[], batch: UpdateBatch, state: CommittedState): Promise<number> {
    for (const namespace of set) {
        if (!readsHold(namespace, batch, state)) return MVCC_READ_CONFLICT;
        for (const range of namespace.ranges) {
            if (!await rangeUnchanged(namespace.name, range, batch.public.get(namespace.name), state)) return PHANTOM_READ_CONFLICT;
        }
        if (!namespace.collections.every(collection => hashedReadsHold(namespace.name, collection, batch, state))) return MVCC_READ_CONFLICT;
    }
    return VALID;
}

// A key that the block wrote already is lost even if it was written with the same value, or deleted when it was absent.
function readsHold({ name, reads }: NamespaceReadWriteSet, batch: UpdateBatch, state: CommittedState): boolean {
    return reads.every(({ key, version }) => !batch.get(name, key) && sameVersion(state.get(name, key)?.version, version));
}

function hashedReadsHold(namespace: string, { name, reads }: HashedCollection, batch: UpdateBatch, state: CommittedState): boolean {
    return reads.every(({ keyHash, version }) =>
        !batch.hashed.get(namespace, name, hashText(keyHash)) && sameVersion(state.hashed(namespace, name, keyHash)?.version, version));
}
