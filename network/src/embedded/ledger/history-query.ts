// All values that a key ever had, newest first, each read back from the block that brought it (8.1, 8.2).
import type { ValueIterator } from 'classic-level';
import type { BlockFile } from './block-file.js';
import { blockTransaction } from './block-transaction.js';
import { LedgerError } from './ledger-error.js';
import type { KeyModification, ResultsIterator } from './ledger.js';
import type { LevelDatabase } from './level-database.js';
import { PackedReader } from './packed.js';
import { historyRange } from './state-keys.js';

export class HistoryQuery implements ResultsIterator<KeyModification> {
    readonly #blocks: BlockFile;
    readonly #namespace: string;
    readonly #key: string;
    readonly #limit: number;
    readonly #iterator: ValueIterator<LevelDatabase, Buffer, Buffer>;
    #returned = 0;

    constructor(database: LevelDatabase, blocks: BlockFile, namespace: string, key: string, limit: number) {
        this.#blocks = blocks;
        this.#namespace = namespace;
        this.#key = key;
        this.#limit = limit;
        this.#iterator = database.values({ ...historyRange(namespace, key), reverse: true });
    }

    async next(): Promise<KeyModification | undefined> {
        if (this.#returned >= this.#limit) return undefined;
        const place = await this.#iterator.next();
        if (!place) return undefined;
        this.#returned++;
        const reader = new PackedReader(place);
        return this.#modification(this.#blocks.bytes(reader.varint(), reader.varint()));
    }

    close(): Promise<void> {
        return this.#iterator.close();
    }

    #modification(envelope: Uint8Array): KeyModification {
        const transaction = blockTransaction(envelope);
        const namespace = transaction.readWriteSet?.find(({ name }) => name === this.#namespace);
        const write = namespace?.writes.find(({ key }) => key === this.#key);
        if (!write) {
            throw new LedgerError('BLOCK_STORE_CORRUPT', `transaction ${transaction.txId} does not write ${this.#namespace}/${this.#key} as the history says`);
        }
        return { txId: transaction.txId, value: write.value, timestamp: transaction.timestamp, isDelete: write.isDelete };
    }
}
