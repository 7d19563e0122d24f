// Opening after a crash: the torn end of the block file goes, and state and history catch up with the blocks (15.1).
import { replayBlock } from './block-validation.js';
import type { BlockFile } from './block-file.js';
import type { CommittedState } from './committed-state.js';
import { historyOperations } from './history-commit.js';
import { LedgerError } from './ledger-error.js';
import type { LevelDatabase } from './level-database.js';
import { PackedReader } from './packed.js';
import { decodePrivateData } from './private-data.js';
import { decodeSavepoint, type Savepoint } from './savepoint.js';
import { namespacesWithMetadata, stateOperations } from './state-commit.js';
import { blockKey, historySavepointKey, pendingPrivateDataKey, stateSavepointKey } from './state-keys.js';
import { readBack } from './stored-block.js';

/** Returns how far the ledger is: all of its parts to the same block. @throws LedgerError STATE_AHEAD_OF_BLOCKS. */
export async function recover(database: LevelDatabase, blocks: BlockFile, state: CommittedState): Promise<Savepoint> {
    let savepoint = decodeSavepoint(database.getSync(stateSavepointKey));
    const history = decodeSavepoint(database.getSync(historySavepointKey));
    if (savepoint.fileEnd > blocks.end) {
        throw new LedgerError('STATE_AHEAD_OF_BLOCKS', `the state knows ${savepoint.height} blocks, and the block file ends before the last of them: `
            + 'remove the folder `state`, which is rebuilt from the blocks');
    }
    let end = savepoint.fileEnd;
    for (const record of blocks.recordsFrom(startOfBlock(history.height, savepoint, database))) {
        const blockNum = record.start < savepoint.fileEnd ? undefined : savepoint.height;
        const pending = blockNum === undefined ? undefined : database.getSync(pendingPrivateDataKey(blockNum));
        const block = readBack(record, pending ? decodePrivateData(pending) : []);
        if (block.blockNum >= savepoint.height) {
            const batch = replayBlock(block.blockNum, block.transactions, block.codes, state);
            await database.batch(await stateOperations(block, batch, state, database));
            for (const namespace of namespacesWithMetadata(batch)) state.noteMetadataUsed(namespace);
            ({ savepoint } = block);
        }
        if (block.blockNum >= history.height) await database.batch(historyOperations(block));
        end = record.end;
    }
    await blocks.cut(end);
    return savepoint;
}

// The history is never ahead of the state, and the state's batch has the place of each of its blocks.
function startOfBlock(blockNum: number, state: Savepoint, database: LevelDatabase): number {
    if (blockNum >= state.height) return state.fileEnd;
    const place = database.getSync(blockKey(blockNum));
    return place ? new PackedReader(place).varint() : 0;
}
