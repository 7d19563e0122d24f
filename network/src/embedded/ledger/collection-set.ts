// Reads and writes of one private collection: hashes for the public set, plain keys and values for the members (6.3).
import { ledger } from '@hyperledger/fabric-protos';
import { inKeyOrder } from './key-order.js';
import { versionMessage } from './range-reads.js';
import { sha256 } from './sha256.js';
import type { Version } from './version.js';

const { CollectionHashedReadWriteSet } = ledger.rwset;
const { HashedRWSet, KVMetadataEntry, KVMetadataWrite, KVMetadataWriteHash, KVReadHash, KVRWSet, KVWrite, KVWriteHash } = ledger.rwset.kvrwset;

export class CollectionSet {
    readonly #reads = new Map<string, Version | undefined>();
    readonly #writes = new Map<string, { readonly value: Uint8Array; readonly isPurge: boolean }>();
    readonly #metadataWrites = new Map<string, readonly [metakey: string, value: Uint8Array]>();

    addRead(key: string, version: Version | undefined): void {
        this.#reads.set(key, version);
    }

    addWrite(key: string, value: Uint8Array): void {
        this.#writes.set(key, { value, isPurge: false });
    }

    addPurge(key: string): void {
        this.#writes.set(key, { value: new Uint8Array(), isPurge: true });
    }

    addMetadataWrite(key: string, metakey: string, value: Uint8Array): void {
        this.#metadataWrites.set(key, [metakey, value]);
    }

    /** In the order of the plain keys, not of their hashes. */
    hashedMessage(name: string): ledger.rwset.CollectionHashedReadWriteSet {
        const set = new HashedRWSet();
        set.setHashedReadsList(inKeyOrder(this.#reads).map(([key, version]) => {
            const read = new KVReadHash();
            read.setKeyHash(sha256(key));
            if (version) read.setVersion(versionMessage(version));
            return read;
        }));
        set.setHashedWritesList(inKeyOrder(this.#writes).map(([key, { value, isPurge }]) => {
            const write = new KVWriteHash();
            write.setKeyHash(sha256(key));
            write.setIsDelete(value.length === 0);
            if (value.length > 0) write.setValueHash(sha256(value));
            write.setIsPurge(isPurge);
            return write;
        }));
        set.setMetadataWritesList(inKeyOrder(this.#metadataWrites).map(([key, entry]) => {
            const write = new KVMetadataWriteHash();
            write.setKeyHash(sha256(key));
            write.addEntries(metadataEntry(entry));
            return write;
        }));
        const message = new CollectionHashedReadWriteSet();
        message.setCollectionName(name);
        message.setHashedRwset(set.serializeBinary());
        const privateBytes = this.privateBytes();
        if (privateBytes) message.setPvtRwsetHash(sha256(privateBytes));
        return message;
    }

    /** Serialised KVRWSet of the plain writes; undefined where nothing was written. */
    privateBytes(): Uint8Array | undefined {
        if (this.#writes.size === 0 && this.#metadataWrites.size === 0) return undefined;
        const set = new KVRWSet();
        set.setWritesList(inKeyOrder(this.#writes).map(([key, { value }]) => kvWrite(key, value)));
        // Metadata is public under the key's hash; members need only know whose version rises.
        set.setMetadataWritesList(inKeyOrder(this.#metadataWrites).map(([key]) => {
            const write = new KVMetadataWrite();
            write.setKey(key);
            return write;
        }));
        return set.serializeBinary();
    }
}

/** An empty value is a delete (4.4). */
export function kvWrite(key: string, value: Uint8Array): ledger.rwset.kvrwset.KVWrite {
    const write = new KVWrite();
    write.setKey(key);
    write.setIsDelete(value.length === 0);
    write.setValue(value);
    return write;
}

export function metadataEntry([metakey, value]: readonly [metakey: string, value: Uint8Array]): ledger.rwset.kvrwset.KVMetadataEntry {
    const entry = new KVMetadataEntry();
    entry.setName(metakey);
    entry.setValue(value);
    return entry;
}
