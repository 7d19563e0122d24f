// One block's changes as one LevelDB batch: state, block and transaction index, expiry schedule, savepoint.
import type { CommittedState } from './committed-state.js';
import { expire, expirySchedule } from './expiry.js';
import type { LevelDatabase, Operation } from './level-database.js';
import { PackedWriter } from './packed.js';
import { privateUpdates } from './private-data.js';
import { encodeSavepoint } from './savepoint.js';
import { sha256 } from './sha256.js';
import {
    blockKey, hashedKey, metadataUsedKey, pendingPrivateDataKey, privateKey, privateKeyOfHashKey, publicKey, stateSavepointKey,
} from './state-keys.js';
import type { StoredBlock } from './stored-block.js';
import { transactionOperations } from './transaction-index.js';
import { asValue, hashBytes, type CollectionUpdates, type Update, type UpdateBatch } from './update-batch.js';
import { encodeVersionedValue } from './versioned-value.js';

/** Works out the batch; the state may still be read by others meanwhile. */
export async function stateOperations(block: StoredBlock, batch: UpdateBatch, state: CommittedState, database: LevelDatabase): Promise<Operation[]> {
    const { blockNum, savepoint } = block;
    const privateState = privateUpdates(blockNum, block.privateData, batch, state);
    const scheduled = expirySchedule(blockNum, block.blocksToLive, batch, privateState);
    const expired = await expire(blockNum, batch, privateState, state, database);
    return [
        ...publicOperations(batch), ...hashedOperations(batch), ...privateOperations(privateState), ...metadataOperations(batch, state),
        ...scheduled, ...expired, ...transactionOperations(block, database),
        { type: 'put', key: blockKey(blockNum), value: new PackedWriter().varint(block.fileStart).finish() },
        { type: 'put', key: stateSavepointKey, value: encodeSavepoint(savepoint) },
        { type: 'del', key: pendingPrivateDataKey(blockNum) },
    ];
}

function* publicOperations(batch: UpdateBatch): Generator<Operation> {
    for (const [namespace, keys] of batch.public) {
        for (const [key, update] of keys) yield operation(publicKey(namespace, key), update);
    }
}

function* hashedOperations(batch: UpdateBatch): Generator<Operation> {
    for (const [namespace, collection, hash, update] of batch.hashed.entries()) {
        yield operation(hashedKey(namespace, collection, hashBytes(hash)), update);
    }
}

function* privateOperations(updates: CollectionUpdates): Generator<Operation> {
    for (const [namespace, collection, key, update] of updates.entries()) {
        yield operation(privateKey(namespace, collection, key), update);
        const index = privateKeyOfHashKey(namespace, collection, sha256(key));
        yield update.value ? { type: 'put', key: index, value: Buffer.from(key, 'utf8') } : { type: 'del', key: index };
    }
}

function* metadataOperations(batch: UpdateBatch, state: CommittedState): Generator<Operation> {
    for (const namespace of namespacesWithMetadata(batch)) {
        if (!state.metadataUsed(namespace)) yield { type: 'put', key: metadataUsedKey(namespace), value: Buffer.alloc(0) };
    }
}

/** Namespaces in which the block leaves a key with metadata. */
export function namespacesWithMetadata(batch: UpdateBatch): ReadonlySet<string> {
    const found = new Set<string>();
    for (const [namespace, keys] of batch.public) {
        for (const { metadata } of keys.values()) if (metadata) found.add(namespace);
    }
    for (const [namespace, , , { metadata }] of batch.hashed.entries()) if (metadata) found.add(namespace);
    return found;
}

function operation(key: Buffer, update: Update): Operation {
    const value = asValue(update);
    return value ? { type: 'put', key, value: encodeVersionedValue(value) } : { type: 'del', key };
}
