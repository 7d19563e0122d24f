// A block with its verdicts on its way into state and history: fresh from validation, or read back from the block file.
import { common } from '@hyperledger/fabric-protos';
import { blockHeaderHash, encodeBlock, type EncodedBlock } from './block-encoding.js';
import type { BlockRecord } from './block-file.js';
import { blockTransaction, type BlockTransaction } from './block-transaction.js';
import { decodeBlocksToLive, type BlocksToLive } from './expiry.js';
import { LedgerError } from './ledger-error.js';
import { belongs, type PrivateWriteSet } from './private-data.js';
import type { Savepoint } from './savepoint.js';

const { COMMIT_HASH, TRANSACTIONS_FILTER } = common.BlockMetadataIndex;

export interface StoredBlock {
    readonly blockNum: number;
    readonly block: common.Block;
    readonly transactions: readonly BlockTransaction[];
    readonly codes: readonly number[];
    readonly privateData: readonly PrivateWriteSet[];
    readonly blocksToLive: readonly BlocksToLive[];
    /** Where its record begins in the block file. */
    readonly fileStart: number;
    /** Where each envelope lies in the block file. */
    readonly envelopes: readonly { readonly start: number; readonly length: number }[];
    /** Of the ledger when it has this block. */
    readonly savepoint: Savepoint;
}

/**
 * @param pending private data kept for a block of this number whose state is yet to be committed. It may be that of a commit that was
 * killed before its block was on disk: what does not belong to this block is left aside.
 */
export function readBack(record: BlockRecord, pending: readonly PrivateWriteSet[]): StoredBlock {
    const block = common.Block.deserializeBinary(record.block);
    const header = headerOf(block);
    const transactions = transactionsOf(block);
    const codes = [...metadataSlot(block, TRANSACTIONS_FILTER)];
    return {
        blockNum: header.getNumber(), block, transactions, codes,
        privateData: pending.filter(set => belongs(set, transactions, codes)),
        blocksToLive: decodeBlocksToLive(record.note),
        fileStart: record.start, envelopes: envelopePlaces(encodeBlock(block), record.blockStart),
        savepoint: {
            height: header.getNumber() + 1, fileEnd: record.end, blockHash: blockHeaderHash(header),
            commitHash: common.Metadata.deserializeBinary(metadataSlot(block, COMMIT_HASH)).getValue_asU8(),
        },
    };
}

export function envelopePlaces(encoded: EncodedBlock, blockStart: number): StoredBlock['envelopes'] {
    return encoded.envelopes.map(({ offset, length }) => ({ start: blockStart + offset, length }));
}

export function transactionsOf(block: common.Block): readonly BlockTransaction[] {
    return (block.getData()?.getDataList_asU8() ?? []).map(blockTransaction);
}

/** A copy that shares header and transactions, with the ledger's own entries in its metadata: others keep the block they gave. */
export function withMetadata(block: common.Block, codes: readonly number[], commitHash: Uint8Array): common.Block {
    const slots = [...block.getMetadata()?.getMetadataList_asU8() ?? []];
    while (slots.length <= COMMIT_HASH) slots.push(new Uint8Array());
    slots[TRANSACTIONS_FILTER] = Uint8Array.from(codes);
    if (commitHash.length > 0) slots[COMMIT_HASH] = commitHash;
    const metadata = new common.BlockMetadata();
    metadata.setMetadataList(slots);
    const stored = new common.Block();
    stored.setHeader(block.getHeader());
    stored.setData(block.getData());
    stored.setMetadata(metadata);
    return stored;
}

/** @throws LedgerError BLOCK_NUMBER_MISMATCH for a block without header. */
export function headerOf(block: common.Block): common.BlockHeader {
    const header = block.getHeader();
    if (!header) throw new LedgerError('BLOCK_NUMBER_MISMATCH', 'the block has no header');
    return header;
}

function metadataSlot(block: common.Block, slot: number): Uint8Array {
    return block.getMetadata()?.getMetadataList_asU8()[slot] ?? new Uint8Array();
}
