// One block's entries in the history of keys: every public write of a valid transaction, puts and deletes (8.1).
import { peer } from '@hyperledger/fabric-protos';
import type { Operation } from './level-database.js';
import { PackedWriter } from './packed.js';
import { encodeSavepoint } from './savepoint.js';
import { historyKey, historySavepointKey } from './state-keys.js';
import type { StoredBlock } from './stored-block.js';

/** An entry leads to the transaction's place in the block file; the value is read from there. */
export function historyOperations(block: StoredBlock): Operation[] {
    const operations: Operation[] = [{ type: 'put', key: historySavepointKey, value: encodeSavepoint(block.savepoint) }];
    for (const [txNum, { readWriteSet }] of block.transactions.entries()) {
        const place = block.envelopes[txNum];
        if (block.codes[txNum] !== peer.TxValidationCode.VALID || !readWriteSet || !place) continue;
        const value = new PackedWriter().varint(place.start).varint(place.length).finish();
        for (const { name, writes } of readWriteSet) {
            for (const { key } of writes) operations.push({ type: 'put', key: historyKey(name, key, block.blockNum, txNum), value });
        }
    }
    return operations;
}
