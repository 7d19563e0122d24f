// Builds the read/write set of one transaction, in Fabric's own bytes: sorted, last write of a key wins (4.2, 4.3).
import { ledger } from '@hyperledger/fabric-protos';
import { CollectionSet, kvWrite, metadataEntry } from './collection-set.js';
import { inKeyOrder } from './key-order.js';
import { kvRead, type RangeReads } from './range-reads.js';
import type { Version } from './version.js';

const { CollectionPvtReadWriteSet, NsPvtReadWriteSet, NsReadWriteSet, TxPvtReadWriteSet, TxReadWriteSet } = ledger.rwset;
const { KVMetadataWrite, KVRWSet } = ledger.rwset.kvrwset;

class NamespaceSet {
    readonly reads = new Map<string, Version | undefined>();
    readonly writes = new Map<string, Uint8Array>();
    readonly metadataWrites = new Map<string, readonly [metakey: string, value: Uint8Array]>();
    readonly ranges: RangeReads[] = [];
    readonly collections = new Map<string, CollectionSet>();

    toMessage(namespace: string): ledger.rwset.NsReadWriteSet {
        const set = new KVRWSet();
        set.setReadsList(inKeyOrder(this.reads).map(([key, version]) => kvRead(key, version)));
        set.setRangeQueriesInfoList(this.ranges.map(range => range.toMessage()));
        set.setWritesList(inKeyOrder(this.writes).map(([key, value]) => kvWrite(key, value)));
        set.setMetadataWritesList(inKeyOrder(this.metadataWrites).map(([key, entry]) => {
            const write = new KVMetadataWrite();
            write.setKey(key);
            write.addEntries(metadataEntry(entry));
            return write;
        }));
        const message = new NsReadWriteSet();
        message.setNamespace(namespace);
        message.setRwset(set.serializeBinary());
        message.setCollectionHashedRwsetList(inKeyOrder(this.collections).map(([name, collection]) => collection.hashedMessage(name)));
        return message;
    }

    /** Undefined where no private data was written. */
    toPrivateMessage(namespace: string): ledger.rwset.NsPvtReadWriteSet | undefined {
        const collections = inKeyOrder(this.collections).flatMap(([name, collection]) => {
            const bytes = collection.privateBytes();
            if (!bytes) return [];
            const message = new CollectionPvtReadWriteSet();
            message.setCollectionName(name);
            message.setRwset(bytes);
            return [message];
        });
        if (collections.length === 0) return undefined;
        const message = new NsPvtReadWriteSet();
        message.setNamespace(namespace);
        message.setCollectionPvtRwsetList(collections);
        return message;
    }
}

export class ReadWriteSetBuilder {
    readonly #namespaces = new Map<string, NamespaceSet>();

    addRead(namespace: string, key: string, version: Version | undefined): void {
        this.#namespace(namespace).reads.set(key, version);
    }

    addWrite(namespace: string, key: string, value: Uint8Array): void {
        this.#namespace(namespace).writes.set(key, value);
    }

    /** A second metadata write of a key replaces the first one, whatever its metakey. */
    addMetadataWrite(namespace: string, key: string, metakey: string, value: Uint8Array): void {
        this.#namespace(namespace).metadataWrites.set(key, [metakey, value]);
    }

    /** A range that ended up with the bounds of an earlier one is kept once. */
    addRange(namespace: string, range: RangeReads): void {
        const { ranges } = this.#namespace(namespace);
        const known = ranges.some(({ startKey, endKey, exhausted }) =>
            startKey === range.startKey && endKey === range.endKey && exhausted === range.exhausted);
        if (!known) ranges.push(range);
    }

    collection(namespace: string, collection: string): CollectionSet {
        const { collections } = this.#namespace(namespace);
        let set = collections.get(collection);
        if (!set) collections.set(collection, set = new CollectionSet());
        return set;
    }

    publicBytes(): Uint8Array {
        const message = new TxReadWriteSet();
        message.setNsRwsetList(inKeyOrder(this.#namespaces).map(([name, namespace]) => namespace.toMessage(name)));
        return message.serializeBinary();
    }

    /** Undefined where no private data was written. */
    privateBytes(): Uint8Array | undefined {
        const namespaces = inKeyOrder(this.#namespaces).flatMap(([name, namespace]) => namespace.toPrivateMessage(name) ?? []);
        if (namespaces.length === 0) return undefined;
        const message = new TxPvtReadWriteSet();
        message.setNsPvtRwsetList(namespaces);
        return message.serializeBinary();
    }

    #namespace(name: string): NamespaceSet {
        let set = this.#namespaces.get(name);
        if (!set) this.#namespaces.set(name, set = new NamespaceSet());
        return set;
    }
}
