// The steps of one commit: validate, commit hash, block and private data, state, history (15.1).
import { common } from '@hyperledger/fabric-protos';
import { blockHeaderHash, encodeBlock } from './block-encoding.js';
import type { BlockFile } from './block-file.js';
import { validateBlock } from './block-validation.js';
import { commitHash, commitHashMetadata } from './commit-hash.js';
import type { CommittedState } from './committed-state.js';
import { encodeBlocksToLive, type BlocksToLive } from './expiry.js';
import { historyOperations } from './history-commit.js';
import { LedgerError } from './ledger-error.js';
import type { BlockChecker, CommittedBlock, CommitStep, LedgerOptions } from './ledger.js';
import type { LevelDatabase } from './level-database.js';
import { acceptedPrivateData, encodePrivateData } from './private-data.js';
import type { ReadWriteLock } from './read-write-lock.js';
import type { Savepoint } from './savepoint.js';
import { namespacesWithMetadata, stateOperations } from './state-commit.js';
import { pendingPrivateDataKey } from './state-keys.js';
import { envelopePlaces, headerOf, transactionsOf, withMetadata, type StoredBlock } from './stored-block.js';
import { isKnownTransaction } from './transaction-index.js';
import type { UpdateBatch } from './update-batch.js';

export interface CommitParts { readonly database: LevelDatabase; readonly blocks: BlockFile; readonly state: CommittedState }

export class BlockCommit {
    readonly #parts: CommitParts;
    readonly #options: LedgerOptions;
    readonly #lock: ReadWriteLock;

    constructor(parts: CommitParts, options: LedgerOptions, lock: ReadWriteLock) {
        this.#parts = parts;
        this.#options = options;
        this.#lock = lock;
    }

    /** @throws LedgerError BLOCK_NUMBER_MISMATCH or PREVIOUS_HASH_MISMATCH for a block that does not follow the last one. */
    requireNext(block: common.Block, last: Savepoint): void {
        const header = headerOf(block);
        if (header.getNumber() !== last.height) {
            throw new LedgerError('BLOCK_NUMBER_MISMATCH', `block number should have been ${last.height} but was ${header.getNumber()}`);
        }
        const [expected, found] = [last.blockHash, header.getPreviousHash_asU8()].map(hash => Buffer.from(hash).toString('hex'));
        if (last.height > 0 && expected !== found) {
            throw new LedgerError('PREVIOUS_HASH_MISMATCH', `unexpected Previous block hash. Expected PreviousHash = [${expected}], `
                + `PreviousHash referred in the latest block= [${found}]`);
        }
    }

    async run(
        block: common.Block, privateData: ReadonlyMap<number, Uint8Array>, check: BlockChecker, last: Savepoint,
    ): Promise<{ readonly committed: CommittedBlock; readonly savepoint: Savepoint }> {
        const { database, state } = this.#parts;
        const blockNum = last.height;
        const transactions = transactionsOf(block);
        const { codes, batch } = await validateBlock(blockNum, transactions, await check(block), txId => isKnownTransaction(txId, database), state);
        const hash = commitHash(blockNum, Uint8Array.from(codes), batch, last.commitHash);
        const accepted = acceptedPrivateData(transactions, codes, privateData,
            (namespace, collection) => this.#options.collection(namespace, collection)?.member ?? false);
        this.#step('validated', blockNum);

        const stored = await this.#store({
            blockNum, transactions, codes, privateData: accepted, blocksToLive: this.#blocksToLive(batch),
            block: withMetadata(block, codes, hash.length > 0 ? commitHashMetadata(hash) : hash),
        }, hash);
        this.#step('blockStored', blockNum);

        const operations = await stateOperations(stored, batch, state, database);
        const release = await this.#lock.exclusive();
        try {
            // Not synced: after a crash of the machine the state is an earlier one, and the synced block file makes it up.
            await database.batch(operations);
            for (const namespace of namespacesWithMetadata(batch)) state.noteMetadataUsed(namespace);
        } finally {
            release();
        }
        this.#step('stateCommitted', blockNum);

        // Outside the lock, so that history may lag a block behind the state within a simulation (3.3).
        await database.batch(historyOperations(stored));
        this.#step('historyCommitted', blockNum);
        return { committed: { block: stored.block, codes, commitHash: hash }, savepoint: stored.savepoint };
    }

    // Private data first and synced: a block must not be on disk without it.
    async #store(block: Omit<StoredBlock, 'fileStart' | 'envelopes' | 'savepoint'>, hash: Uint8Array): Promise<StoredBlock> {
        if (block.privateData.length > 0) {
            await this.#parts.database.put(pendingPrivateDataKey(block.blockNum), encodePrivateData(block.privateData), { sync: true });
        }
        const encoded = encodeBlock(block.block);
        const { start, end, blockStart } = await this.#parts.blocks.append(encoded, encodeBlocksToLive(block.blocksToLive));
        const savepoint = { height: block.blockNum + 1, fileEnd: end, blockHash: blockHeaderHash(headerOf(block.block)), commitHash: hash };
        return { ...block, fileStart: start, envelopes: envelopePlaces(encoded, blockStart), savepoint };
    }

    /** Noted beside the block, so that a replay needs no chaincode definitions. */
    #blocksToLive(batch: UpdateBatch): BlocksToLive[] {
        return [...batch.hashed.namespaces()].flatMap(namespace => [...batch.hashed.collections(namespace).keys()].flatMap(collection => {
            const blocks = Number(this.#options.collection(namespace, collection)?.blockToLive ?? 0n);
            return blocks > 0 ? [{ namespace, collection, blocks }] : [];
        }));
    }

    #step(step: CommitStep, blockNum: number): void {
        this.#options.atStep?.(step, BigInt(blockNum));
    }
}
