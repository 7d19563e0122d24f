// One peer's ledger: simulators beside each other, commits one after another (15.1).
/* eslint-disable @typescript-eslint/require-await -- callers expect promises, and a refusal is a rejection even where LevelDB answers at once */
import { common } from '@hyperledger/fabric-protos';
import { BlockCommit, type CommitParts } from './block-commit.js';
import { LedgerError } from './ledger-error.js';
import type { BlockChecker, CommittedBlock, Ledger, LedgerOptions, Simulator, TransactionPlace } from './ledger.js';
import { PackedReader } from './packed.js';
import { ReadWriteLock } from './read-write-lock.js';
import type { Savepoint } from './savepoint.js';
import { sha256 } from './sha256.js';
import { TransactionSimulator } from './simulator.js';
import { blockKey } from './state-keys.js';
import { findTransaction } from './transaction-index.js';
import { decodeMetadata, type Metadata } from './versioned-value.js';

/** Fabric's sample configuration has this; its default is a tenth. */
const DEFAULT_TOTAL_QUERY_LIMIT = 100_000;

export class EmbeddedLedger implements Ledger {
    readonly #options: LedgerOptions;
    readonly #parts: CommitParts;
    readonly #lock = new ReadWriteLock();
    readonly #listeners = new Set<(committed: CommittedBlock) => void>();
    #savepoint: Savepoint;
    /** The last commit asked for: the next one waits for it. */
    #last: Promise<unknown> = Promise.resolve();
    /** Why nothing goes any more. */
    #stopped: LedgerError | undefined;

    constructor(options: LedgerOptions, parts: CommitParts, savepoint: Savepoint) {
        this.#options = options;
        this.#parts = parts;
        this.#savepoint = savepoint;
    }

    height(): bigint {
        return BigInt(this.#savepoint.height);
    }

    currentBlockHash(): Uint8Array {
        return this.#savepoint.blockHash;
    }

    async newSimulator(txId: string): Promise<Simulator> {
        this.#requireRunning();
        const release = await this.#lock.shared();
        try {
            this.#requireRunning();
        } catch (error) {
            release();
            throw error;
        }
        const { collection, totalQueryLimit = DEFAULT_TOTAL_QUERY_LIMIT } = this.#options;
        return new TransactionSimulator(txId, { ...this.#parts, collection, totalQueryLimit }, release);
    }

    async committedMetadata(namespace: string, collection: string, keyOrHash: string | Uint8Array): Promise<Metadata> {
        this.#requireRunning();
        const { state } = this.#parts;
        if (!state.metadataUsed(namespace)) return new Map();
        const value = collection !== ''
            ? state.hashed(namespace, collection, typeof keyOrHash === 'string' ? sha256(keyOrHash) : keyOrHash)
            : state.get(namespace, typeof keyOrHash === 'string' ? keyOrHash : Buffer.from(keyOrHash).toString('utf8'));
        return decodeMetadata(value?.metadata);
    }

    commit(block: common.Block, privateData: ReadonlyMap<number, Uint8Array>, check: BlockChecker): Promise<CommittedBlock> {
        const commit = this.#last.then(() => this.#commit(block, privateData, check));
        this.#last = commit.catch(() => undefined); // the caller has the error; the next commit meets the stopped ledger
        return commit;
    }

    async block(blockNumber: bigint): Promise<common.Block | undefined> {
        this.#requireRunning();
        if (blockNumber < 0n || blockNumber >= this.height()) return undefined;
        const place = await this.#parts.database.get(blockKey(Number(blockNumber)));
        if (!place) throw new LedgerError('BLOCK_STORE_CORRUPT', `block ${blockNumber} is missing from the index: remove the folder \`state\`, which is rebuilt`);
        return common.Block.deserializeBinary(this.#parts.blocks.record(new PackedReader(place).varint()).block);
    }

    async transaction(txId: string): Promise<TransactionPlace | undefined> {
        this.#requireRunning();
        return findTransaction(txId, this.#parts.database);
    }

    onCommit(listener: (committed: CommittedBlock) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    async close(): Promise<void> {
        if (this.#stopped?.code === 'LEDGER_CLOSED') return;
        const failed = this.#stopped;
        this.#stopped = new LedgerError('LEDGER_CLOSED', `the ledger of channel ${this.#options.channelId} is closed`, { cause: failed });
        await this.#last;
        await this.#parts.database.close();
        await this.#parts.blocks.close();
    }

    async #commit(block: common.Block, privateData: ReadonlyMap<number, Uint8Array>, check: BlockChecker): Promise<CommittedBlock> {
        this.#requireRunning();
        const commit = new BlockCommit(this.#parts, this.#options, this.#lock);
        commit.requireNext(block, this.#savepoint);
        try {
            const { committed, savepoint } = await commit.run(block, privateData, check, this.#savepoint);
            this.#savepoint = savepoint;
            this.#notify(committed);
            this.#options.atStep?.('notified', BigInt(savepoint.height - 1));
            return committed;
        } catch (error) {
            this.#stopped ??= new LedgerError('LEDGER_FAILED', `a commit on channel ${this.#options.channelId} broke off; `
                + `open the ledger anew: ${(error as Error).message}`, { cause: error });
            throw error;
        }
    }

    // All listeners hear of a block, whatever one of them does; a fault of one is no fault of the commit and surfaces on its own.
    #notify(committed: CommittedBlock): void {
        for (const listener of this.#listeners) {
            try {
                listener(committed);
            } catch (error) {
                queueMicrotask(() => { throw error; });
            }
        }
    }

    #requireRunning(): void {
        if (this.#stopped) throw this.#stopped;
    }
}
