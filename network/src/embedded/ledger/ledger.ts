// What a peer asks of its ledger: simulate on a snapshot, commit blocks in order, look back.
import type { common, peer } from '@hyperledger/fabric-protos';

export interface KeyValue { readonly key: string; readonly value: Uint8Array }

/** One line of a key's history, newest first; `value` is empty where `isDelete`. */
export interface KeyModification {
    readonly txId: string;
    readonly value: Uint8Array;
    readonly timestamp: { readonly seconds: number; readonly nanos: number };
    readonly isDelete: boolean;
}

/** Records of a range, pulled one by one: what was pulled is what the read set depends on. */
export interface ResultsIterator<T> {
    next(): Promise<T | undefined>;
    close(): Promise<void>;
}

/** A page of a range: `bookmark` is the next key, or '' when the range is exhausted. */
export interface PagedResults extends ResultsIterator<KeyValue> {
    /** Known once the iterator ran dry or the page is full. */
    bookmark(): string;
}

/** The outcome of a simulation, in Fabric's own bytes. */
export interface SimulationResults {
    /** Serialised rwset.TxReadWriteSet: what goes into the chaincode action. */
    readonly publicReadWriteSet: Uint8Array;
    /** Serialised rwset.TxPvtReadWriteSet, absent when no private data was written. */
    readonly privateReadWriteSet?: Uint8Array;
    /** Namespaces written, each with the private collections written in it, for choosing endorsers. */
    readonly writtenNamespaces: ReadonlyMap<string, readonly string[]>;
    /** The metadata that each written key has now, by namespace, collection ('' is public state) and key: key-level policies (14.5). */
    readonly writesetMetadata: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>>>;
}

/**
 * One transaction's view: the state as committed when it was made, under a shared lock that it holds until
 * `done` (embedded-network.md 3.1). Reads never see its own writes. An empty collection means public state.
 */
export interface Simulator {
    readonly txId: string;
    getState(namespace: string, key: string): Promise<Uint8Array | undefined>;
    getStateMetadata(namespace: string, key: string): Promise<ReadonlyMap<string, Uint8Array>>;
    setState(namespace: string, key: string, value: Uint8Array): Promise<void>;
    deleteState(namespace: string, key: string): Promise<void>;
    setStateMetadata(namespace: string, key: string, metakey: string, value: Uint8Array): Promise<void>;
    getStateRange(namespace: string, startKey: string, endKey: string): Promise<ResultsIterator<KeyValue>>;
    getStateRangePage(namespace: string, startKey: string, endKey: string, pageSize: number, bookmark: string): Promise<PagedResults>;

    getPrivateData(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined>;
    getPrivateDataHash(namespace: string, collection: string, key: string): Promise<Uint8Array | undefined>;
    getPrivateDataMetadata(namespace: string, collection: string, key: string): Promise<ReadonlyMap<string, Uint8Array>>;
    setPrivateData(namespace: string, collection: string, key: string, value: Uint8Array): Promise<void>;
    deletePrivateData(namespace: string, collection: string, key: string): Promise<void>;
    purgePrivateData(namespace: string, collection: string, key: string): Promise<void>;
    setPrivateDataMetadata(namespace: string, collection: string, key: string, metakey: string, value: Uint8Array): Promise<void>;
    getPrivateDataRange(namespace: string, collection: string, startKey: string, endKey: string): Promise<ResultsIterator<KeyValue>>;

    getHistory(namespace: string, key: string): Promise<ResultsIterator<KeyModification>>;

    /** Takes the results once and releases the lock; every later call is refused. */
    results(): Promise<SimulationResults>;
    /** Releases the lock without results; harmless after `results`. */
    done(): void;
}

/** Where a transaction id was first seen, whether valid or not. */
export interface TransactionPlace {
    readonly blockNumber: bigint;
    readonly txIndex: number;
    readonly code: peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap];
}

export interface CommittedBlock {
    /** The block as stored: validation flags and commit hash in its metadata. */
    readonly block: common.Block;
    /** One validation code per transaction. */
    readonly codes: readonly number[];
    /** 32 bytes; empty for block 0, which has none on Fabric either. */
    readonly commitHash: Uint8Array;
}

/**
 * Judges form, signatures and endorsement policies of every transaction of a block (embedded-network.md 14, steps 1, 2, 4 and 5)
 * before the ledger judges duplicates, conflicts and phantoms. Returns one code per transaction, NOT_VALIDATED (254) where it
 * has no objection.
 */
export type BlockChecker = (block: common.Block) => Promise<number[]>;

export interface LedgerOptions {
    /** Folder of this peer's ledger, made if absent. */
    readonly dir: string;
    readonly channelId: string;
    /** Records that one query may return in all (Fabric: ledger.state.totalQueryLimit); default 100 000. */
    readonly totalQueryLimit?: number;
    /** Collections known for a chaincode, and whether this peer is a member: an unknown one is refused. `blockToLive` 0 is for ever. */
    readonly collection: (namespace: string, collection: string) => { readonly member: boolean; readonly blockToLive: bigint } | undefined;
    /** Called at each step of a commit; a test may throw or end the process there. */
    readonly atStep?: (step: CommitStep, blockNumber: bigint) => void;
}

/** The steps of a commit, in order (embedded-network.md 15.1). */
export type CommitStep = 'validated' | 'blockStored' | 'stateCommitted' | 'historyCommitted' | 'notified';

export interface Ledger {
    /** The number of blocks: the next block's number. */
    height(): bigint;
    /** SHA-256 of the last block's header as Fabric hashes it. */
    currentBlockHash(): Uint8Array;
    /** Waits for the shared lock. */
    newSimulator(txId: string): Promise<Simulator>;
    /**
     * Reads outside a simulation, for the validator and for diagnosis. `collection` '' is public state;
     * in a collection, bytes are the key's SHA-256 and text is the key itself.
     */
    committedMetadata(namespace: string, collection: string, keyOrHash: string | Uint8Array): Promise<ReadonlyMap<string, Uint8Array>>;
    /**
     * Validates and commits the next block; a second call waits for the first. `privateData` holds serialised TxPvtReadWriteSets by
     * transaction index. The block given is not changed. A CONFIG transaction is VALID unless the checker says otherwise.
     * @throws LedgerError BLOCK_NUMBER_MISMATCH, PREVIOUS_HASH_MISMATCH; after any other error the ledger is stopped (LEDGER_FAILED).
     */
    commit(block: common.Block, privateData: ReadonlyMap<number, Uint8Array>, check: BlockChecker): Promise<CommittedBlock>;
    block(blockNumber: bigint): Promise<common.Block | undefined>;
    transaction(txId: string): Promise<TransactionPlace | undefined>;
    /** Called after each commit, in block order; returns the function that ends it. */
    onCommit(listener: (committed: CommittedBlock) => void): () => void;
    close(): Promise<void>;
}
