// The private writes that come with a block: which of them are taken, and what they change (6.10).
import { ledger, peer } from '@hyperledger/fabric-protos';
import type { BlockTransaction } from './block-transaction.js';
import type { CommittedState } from './committed-state.js';
import { PackedReader, PackedWriter } from './packed.js';
import { keyWrites } from './read-write-set.js';
import { sha256 } from './sha256.js';
import { CollectionUpdates, hashText, type UpdateBatch } from './update-batch.js';
import { sameVersion } from './version.js';

const { KVRWSet } = ledger.rwset.kvrwset;

/** The private write set of one collection by one transaction. */
export interface PrivateWriteSet {
    readonly txNum: number;
    readonly namespace: string;
    readonly collection: string;
    /** Serialised kvrwset.KVRWSet. */
    readonly bytes: Uint8Array;
}

/**
 * Of what was supplied, the write sets of valid transactions whose hash is the public one, in collections this peer is a member of.
 * The rest is left aside as missing: it invalidates nothing.
 */
export function acceptedPrivateData(
    transactions: readonly BlockTransaction[], codes: readonly number[], supplied: ReadonlyMap<number, Uint8Array>,
    isMember: (namespace: string, collection: string) => boolean,
): PrivateWriteSet[] {
    const accepted: PrivateWriteSet[] = [];
    for (const [txNum, bytes] of [...supplied].sort(([one], [other]) => one - other)) {
        for (const message of ledger.rwset.TxPvtReadWriteSet.deserializeBinary(bytes).getNsPvtRwsetList()) {
            const namespace = message.getNamespace();
            for (const set of message.getCollectionPvtRwsetList()) {
                const offered = { txNum, namespace, collection: set.getCollectionName(), bytes: set.getRwset_asU8() };
                if (isMember(namespace, offered.collection) && belongs(offered, transactions, codes)) accepted.push(offered);
            }
        }
    }
    return accepted;
}

/** Whether its transaction is valid and says in public that it has this write set. */
export function belongs(
    { txNum, namespace, collection, bytes }: PrivateWriteSet, transactions: readonly BlockTransaction[], codes: readonly number[],
): boolean {
    if (codes[txNum] !== peer.TxValidationCode.VALID) return false;
    const publicSet = transactions[txNum]?.readWriteSet?.find(({ name }) => name === namespace);
    const hash = publicSet?.collections.find(({ name }) => name === collection)?.privateHash;
    return hash !== undefined && sha256(bytes).equals(hash);
}

export function encodePrivateData(sets: readonly PrivateWriteSet[]): Buffer {
    const writer = new PackedWriter();
    for (const { txNum, namespace, collection, bytes } of sets) writer.varint(txNum).text(namespace).text(collection).bytes(bytes);
    return writer.finish();
}

export function decodePrivateData(bytes: Buffer): PrivateWriteSet[] {
    const reader = new PackedReader(bytes);
    const sets: PrivateWriteSet[] = [];
    while (!reader.atEnd) sets.push({ txNum: reader.varint(), namespace: reader.text(), collection: reader.text(), bytes: reader.bytes() });
    return sets;
}

/** What the block changes in private state: its writes, versions raised by metadata, and purges. */
export function privateUpdates(blockNum: number, sets: readonly PrivateWriteSet[], batch: UpdateBatch, state: CommittedState): CollectionUpdates {
    const updates = new CollectionUpdates();
    const withMetadata: { readonly namespace: string; readonly collection: string; readonly key: string }[] = [];
    for (const { txNum, namespace, collection, bytes } of sets) {
        const set = KVRWSet.deserializeBinary(bytes);
        const version = { blockNum, txNum };
        for (const { key, isDelete, value } of keyWrites(set)) {
            updates.set(namespace, collection, key, { value: isDelete ? undefined : value, metadata: undefined, version });
        }
        for (const write of set.getMetadataWritesList()) withMetadata.push({ namespace, collection, key: write.getKey() });
    }
    for (const { namespace, collection, key } of withMetadata) raiseVersion(namespace, collection, key, updates, batch, state);
    for (const { namespace, collection, keyHash, version } of batch.purges) {
        const key = state.privateKeyOfHash(namespace, collection, keyHash);
        if (key === undefined) continue;
        const later = updates.get(namespace, collection, key);
        // A value that a later transaction of the block wrote stays.
        if (later && later.version.txNum >= version.txNum) continue;
        updates.set(namespace, collection, key, { value: undefined, metadata: undefined, version });
    }
    return updates;
}

// Metadata alone raises the version of the hash; the private value must keep up, or it could not be read any more (6.6).
function raiseVersion(
    namespace: string, collection: string, key: string, updates: CollectionUpdates, batch: UpdateBatch, state: CommittedState,
): void {
    const hash = batch.hashed.get(namespace, collection, hashText(sha256(key)));
    const current = updates.get(namespace, collection, key) ?? state.private(namespace, collection, key);
    if (!hash?.value || !current?.value || sameVersion(current.version, hash.version)) return;
    if (!sha256(current.value).equals(hash.value)) return;
    updates.set(namespace, collection, key, { value: current.value, metadata: undefined, version: hash.version });
}
