// A read/write set taken out of its bytes, in the shape in which validation and commit go through it.
import { ledger } from '@hyperledger/fabric-protos';
import type { Version } from './version.js';
import { encodeMetadata } from './versioned-value.js';

const { TxReadWriteSet } = ledger.rwset;
const { HashedRWSet, KVRWSet } = ledger.rwset.kvrwset;

export interface KeyWrite { readonly key: string; readonly isDelete: boolean; readonly value: Uint8Array }

/** `metadata` is absent where the write takes the metadata away. */
export interface MetadataWrite<Key> { readonly key: Key; readonly metadata: Uint8Array | undefined }

export interface HashedWrite {
    readonly keyHash: Uint8Array;
    readonly isDelete: boolean;
    readonly isPurge: boolean;
    readonly valueHash: Uint8Array;
}

export interface HashedCollection {
    readonly name: string;
    /** SHA-256 of the private write set; empty where nothing was written. */
    readonly privateHash: Uint8Array;
    readonly reads: readonly { readonly keyHash: Uint8Array; readonly version: Version | undefined }[];
    readonly writes: readonly HashedWrite[];
    readonly metadataWrites: readonly MetadataWrite<Uint8Array>[];
}

export interface NamespaceReadWriteSet {
    readonly name: string;
    readonly reads: readonly { readonly key: string; readonly version: Version | undefined }[];
    readonly ranges: readonly ledger.rwset.kvrwset.RangeQueryInfo[];
    readonly writes: readonly KeyWrite[];
    readonly metadataWrites: readonly MetadataWrite<string>[];
    readonly collections: readonly HashedCollection[];
}

/** @throws Error for bytes that are no rwset.TxReadWriteSet. */
export function decodeReadWriteSet(bytes: Uint8Array): readonly NamespaceReadWriteSet[] {
    return TxReadWriteSet.deserializeBinary(bytes).getNsRwsetList().map(namespace => {
        const set = KVRWSet.deserializeBinary(namespace.getRwset_asU8());
        return {
            name: namespace.getNamespace(),
            reads: set.getReadsList().map(read => ({ key: read.getKey(), version: version(read.getVersion()) })),
            ranges: set.getRangeQueriesInfoList(),
            writes: keyWrites(set),
            metadataWrites: set.getMetadataWritesList().map(write => ({ key: write.getKey(), metadata: encodeMetadata(write.getEntriesList()) })),
            collections: namespace.getCollectionHashedRwsetList().map(hashedCollection),
        };
    });
}

/** The plain writes of a set; an empty value is a delete, whatever the flag says (4.4). */
export function keyWrites(set: ledger.rwset.kvrwset.KVRWSet): readonly KeyWrite[] {
    return set.getWritesList().map(write => {
        const value = write.getValue_asU8();
        return { key: write.getKey(), isDelete: write.getIsDelete() || value.length === 0, value };
    });
}

export function version(message: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
    return message && { blockNum: message.getBlockNum(), txNum: message.getTxNum() };
}

function hashedCollection(message: ledger.rwset.CollectionHashedReadWriteSet): HashedCollection {
    const set = HashedRWSet.deserializeBinary(message.getHashedRwset_asU8());
    return {
        name: message.getCollectionName(),
        privateHash: message.getPvtRwsetHash_asU8(),
        reads: set.getHashedReadsList().map(read => ({ keyHash: read.getKeyHash_asU8(), version: version(read.getVersion()) })),
        writes: set.getHashedWritesList().map(write => {
            const valueHash = write.getValueHash_asU8();
            return {
                keyHash: write.getKeyHash_asU8(), valueHash, isPurge: write.getIsPurge(),
                isDelete: write.getIsDelete() || valueHash.length === 0 || HASH_OF_NOTHING.equals(valueHash),
            };
        }),
        metadataWrites: set.getMetadataWritesList().map(write =>
            ({ key: write.getKeyHash_asU8(), metadata: encodeMetadata(write.getEntriesList()) })),
    };
}

const HASH_OF_NOTHING = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex');
