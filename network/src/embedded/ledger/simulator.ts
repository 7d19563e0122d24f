// A transaction's view of the ledger: reads of committed state that are noted, and writes that are only gathered.
/* eslint-disable @typescript-eslint/require-await -- callers expect promises, and a refusal is a rejection even where LevelDB answers at once */
import type { CollectionSet } from './collection-set.js';
import { HistoryQuery } from './history-query.js';
import { LedgerError } from './ledger-error.js';
import type {
    KeyModification, KeyValue, PagedResults, ResultsIterator, SimulationResults, Simulator,
} from './ledger.js';
import { PageQuery, RangeQuery } from './range-query.js';
import { RangeReads } from './range-reads.js';
import type { Release } from './read-write-lock.js';
import { ReadWriteSetBuilder } from './read-write-set-builder.js';
import { sha256 } from './sha256.js';
import { SimulationGuard } from './simulation-guard.js';
import type { SimulationSource } from './simulation-source.js';
import { sameVersion, versionText } from './version.js';
import { decodeMetadata, type Metadata, type VersionedValue } from './versioned-value.js';
import { WritesetMetadata } from './writeset-metadata.js';

const DELETED = new Uint8Array();

export class TransactionSimulator implements Simulator {
    readonly txId: string;
    readonly #source: SimulationSource;
    readonly #release: Release;
    readonly #guard: SimulationGuard;
    readonly #builder = new ReadWriteSetBuilder();
    readonly #written = new WritesetMetadata();
    readonly #ranges: { readonly namespace: string; readonly reads: RangeReads }[] = [];
    readonly #open = new Set<{ close(): Promise<void> }>();

    constructor(txId: string, source: SimulationSource, release: Release) {
        this.txId = txId;
        this.#source = source;
        this.#release = release;
        this.#guard = new SimulationGuard(txId);
    }

    async getState(namespace: string, key: string): Promise<Uint8Array | undefined> {
        return this.#readState(namespace, key)?.value;
    }

    async getStateMetadata(namespace: string, key: string): Promise<Metadata> {
        return decodeMetadata(this.#readState(namespace, key)?.metadata);
    }

    async setState(namespace: string, key: string, value: Uint8Array): Promise<void> {
        this.#guard.beforeWrite();
        this.#builder.addWrite(namespace, key, value);
        this.#noteWrite(namespace, key);
    }

    async deleteState(namespace: string, key: string): Promise<void> {
        return this.setState(namespace, key, DELETED);
    }

    async setStateMetadata(namespace: string, key: string, metakey: string, value: Uint8Array): Promise<void> {
        this.#guard.beforeWrite();
        this.#builder.addMetadataWrite(namespace, key, metakey, value);
        this.#noteWrite(namespace, key);
    }

    async getStateRange(namespace: string, startKey: string, endKey: string): Promise<ResultsIterator<KeyValue>> {
        this.#guard.requireOpen();
        const range = this.#source.state.range(namespace, startKey, endKey);
        return this.#track(new RangeQuery(range, this.#rangeReads(namespace, startKey, endKey), this.#source.totalQueryLimit));
    }

    async getStateRangePage(namespace: string, startKey: string, endKey: string, pageSize: number, bookmark: string): Promise<PagedResults> {
        this.#guard.beforePage();
        this.#guard.requireOpen();
        const start = bookmark === '' ? startKey : bookmark;
        const limit = pageSize > 0 ? Math.min(pageSize, this.#source.totalQueryLimit) : this.#source.totalQueryLimit;
        return this.#track(new PageQuery(this.#source.state.range(namespace, start, endKey), this.#rangeReads(namespace, start, endKey), limit));
    }

    async getPrivateData(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined> {
        const set = this.#readCollection(namespace, collection);
        const value = this.#source.state.private(namespace, collection, key);
        const hash = this.#source.state.hashed(namespace, collection, sha256(key));
        if (!sameVersion(hash?.version, value?.version)) {
            throw new LedgerError('PRIVATE_DATA_NOT_AVAILABLE', 'private data matching public hash version is not available. Public hash version = '
                + `${versionText(hash?.version)}, Private data version = ${versionText(value?.version)}`);
        }
        set.addRead(key, value?.version);
        return value?.value;
    }

    async getPrivateDataHash(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined> {
        return this.#readHash(namespace, collection, key)?.value;
    }

    async getPrivateDataMetadata(namespace: string, collection: string, key: string): Promise<Metadata> {
        return decodeMetadata(this.#readHash(namespace, collection, key)?.metadata);
    }

    async setPrivateData(namespace: string, collection: string, key: string, value: Uint8Array): Promise<void> {
        this.#writeCollection(namespace, collection, key).addWrite(key, value);
    }

    async deletePrivateData(namespace: string, collection: string, key: string): Promise<void> {
        return this.setPrivateData(namespace, collection, key, DELETED);
    }

    async purgePrivateData(namespace: string, collection: string, key: string): Promise<void> {
        this.#writeCollection(namespace, collection, key).addPurge(key);
    }

    async setPrivateDataMetadata(namespace: string, collection: string, key: string, metakey: string, value: Uint8Array): Promise<void> {
        this.#writeCollection(namespace, collection, key).addMetadataWrite(key, metakey, value);
    }

    async getPrivateDataRange(namespace: string, collection: string, startKey: string, endKey: string): Promise<ResultsIterator<KeyValue>> {
        this.#guard.beforePrivateQuery();
        this.#requireCollection(namespace, collection);
        this.#guard.requireOpen();
        const range = this.#source.state.privateRange(namespace, collection, startKey, endKey);
        return this.#track(new RangeQuery(range, undefined, this.#source.totalQueryLimit));
    }

    async getHistory(namespace: string, key: string): Promise<ResultsIterator<KeyModification>> {
        this.#guard.requireOpen();
        return this.#track(new HistoryQuery(this.#source.database, this.#source.blocks, namespace, key, this.#source.totalQueryLimit));
    }

    async results(): Promise<SimulationResults> {
        this.#guard.beforeResults();
        try {
            for (const { namespace, reads } of this.#ranges) this.#builder.addRange(namespace, reads);
            const privateReadWriteSet = this.#builder.privateBytes();
            return {
                publicReadWriteSet: this.#builder.publicBytes(),
                ...privateReadWriteSet && { privateReadWriteSet },
                writtenNamespaces: this.#written.namespaces(),
                writesetMetadata: this.#written.keys(),
            };
        } finally {
            this.done();
        }
    }

    done(): void {
        this.#guard.finish();
        // Closing cannot fail, and the database itself waits for it before it closes.
        for (const iterator of this.#open) void iterator.close();
        this.#open.clear();
        this.#release();
    }

    #readState(namespace: string, key: string): VersionedValue | undefined {
        this.#guard.requireOpen();
        const value = this.#source.state.get(namespace, key);
        this.#builder.addRead(namespace, key, value?.version);
        return value;
    }

    #readHash(namespace: string, collection: string, key: string): VersionedValue | undefined {
        const set = this.#readCollection(namespace, collection);
        const hash = this.#source.state.hashed(namespace, collection, sha256(key));
        set.addRead(key, hash?.version);
        return hash;
    }

    #readCollection(namespace: string, collection: string): { addRead: CollectionSet['addRead'] } {
        this.#requireCollection(namespace, collection);
        this.#guard.requireOpen();
        return { addRead: (key, version) => this.#builder.collection(namespace, collection).addRead(key, version) };
    }

    #writeCollection(namespace: string, collection: string, key: string): CollectionSet {
        this.#requireCollection(namespace, collection);
        this.#guard.beforeWrite();
        this.#noteWrite(namespace, key, collection);
        return this.#builder.collection(namespace, collection);
    }

    // For choosing endorsers only: this look at the key's metadata is no read of the transaction.
    #noteWrite(namespace: string, key: string, collection = ''): void {
        const { state } = this.#source;
        const current = !state.metadataUsed(namespace) ? undefined
            : collection === '' ? state.get(namespace, key) : state.hashed(namespace, collection, sha256(key));
        this.#written.add(namespace, collection, key, decodeMetadata(current?.metadata));
    }

    #requireCollection(namespace: string, collection: string): void {
        if (this.#source.collection(namespace, collection)) return;
        throw new LedgerError('COLLECTION_NOT_DEFINED', `collection [${collection}] not defined in the collection config for chaincode [${namespace}]`);
    }

    #rangeReads(namespace: string, startKey: string, endKey: string): RangeReads {
        const reads = new RangeReads(startKey, endKey);
        this.#ranges.push({ namespace, reads });
        return reads;
    }

    #track<T extends { close(): Promise<void> }>(iterator: T): T {
        this.#open.add(iterator);
        return iterator;
    }
}
