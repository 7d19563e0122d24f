// Which keys a read-write set writes, in which namespace and collection: what endorsement policies are asked about.
import { ledger } from '@hyperledger/fabric-protos';

export interface WrittenCollection {
    /** '' for public state. */
    readonly collection: string;
    /** Keys, or SHA-256 of keys in a collection, in the order of the set: values first, then metadata. */
    readonly keys: readonly (string | Uint8Array)[];
    /** Those of `keys` whose metadata are written. */
    readonly metadataKeys: readonly (string | Uint8Array)[];
}

export interface NamespaceWrites {
    readonly namespace: string;
    /** Only those with writes; public state first. */
    readonly written: readonly WrittenCollection[];
}

/** @throws Error when a part of the set does not parse. */
export function namespaceWrites(readWriteSet: Uint8Array): readonly NamespaceWrites[] {
    return ledger.rwset.TxReadWriteSet.deserializeBinary(readWriteSet).getNsRwsetList().map(entry => {
        const publicSet = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(entry.getRwset_asU8());
        const collections = entry.getCollectionHashedRwsetList().map(hashed => {
            const set = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(hashed.getHashedRwset_asU8());
            return collectionWrites(
                hashed.getCollectionName(),
                set.getHashedWritesList().map(write => write.getKeyHash_asU8()),
                set.getMetadataWritesList().map(write => write.getKeyHash_asU8()),
            );
        });
        const publicWrites = collectionWrites(
            '', publicSet.getWritesList().map(write => write.getKey()), publicSet.getMetadataWritesList().map(write => write.getKey()));
        return { namespace: entry.getNamespace(), written: [publicWrites, ...collections].filter(({ keys }) => keys.length > 0) };
    });
}

function collectionWrites(
    collection: string, valueKeys: readonly (string | Uint8Array)[], metadataKeys: readonly (string | Uint8Array)[],
): WrittenCollection {
    return { collection, keys: [...valueKeys, ...metadataKeys], metadataKeys };
}
