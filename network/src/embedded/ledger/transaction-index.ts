// Where a transaction id was first seen, whether its transaction was valid or not: rule 14.4.
import type { LevelDatabase, Operation } from './level-database.js';
import type { TransactionPlace } from './ledger.js';
import { PackedReader, PackedWriter } from './packed.js';
import { transactionKey } from './state-keys.js';
import type { StoredBlock } from './stored-block.js';

export function findTransaction(txId: string, database: LevelDatabase): TransactionPlace | undefined {
    const bytes = database.getSync(transactionKey(txId));
    if (!bytes) return undefined;
    const reader = new PackedReader(bytes);
    return { blockNumber: BigInt(reader.varint()), txIndex: reader.varint(), code: reader.varint() as TransactionPlace['code'] };
}

/** Whether a block of the ledger has the id. */
export function isKnownTransaction(txId: string, database: LevelDatabase): boolean {
    return database.getSync(transactionKey(txId)) !== undefined;
}

/** Entries for the ids that no earlier block has, nor an earlier place of this block. */
export function transactionOperations({ blockNum, transactions, codes }: StoredBlock, database: LevelDatabase): Operation[] {
    const entries = new Map<string, Operation>();
    for (const [txNum, { txId }] of transactions.entries()) {
        if (txId === '' || entries.has(txId) || isKnownTransaction(txId, database)) continue;
        const value = new PackedWriter().varint(blockNum).varint(txNum).varint(codes[txNum] ?? 0).finish();
        entries.set(txId, { type: 'put', key: transactionKey(txId), value });
    }
    return [...entries.values()];
}
