// The answer of RecordEntries: of each receipt only what the sender of the batch does not know, since every byte of it stands in a block.
import type { BatchEntry, EntryReceipt, ReasonCode } from './entry';
import { verdictFrom } from './verdict';

/** `RecordEntries` answers a list of these, in the order sent. `receiptsFrom` makes receipts of them. */
export type ReceiptRow = readonly [sequence: number, hash: string, reason: ReasonCode, ...warnings: readonly string[]];

export function toReceiptRow({ sequence, hash, reason, warnings }: EntryReceipt): ReceiptRow {
    return [sequence, hash, reason, ...warnings];
}

/** @param entries that were sent, with their VINs as the ledger writes them. @throws RangeError where there is not one row for each */
export function receiptsFrom(entries: readonly Pick<BatchEntry, 'vin' | 'entryId'>[], rows: readonly ReceiptRow[]): EntryReceipt[] {
    if (rows.length !== entries.length) throw new RangeError(`There are ${rows.length} rows for ${entries.length} entries.`);
    return rows.map(([sequence, hash, reason, ...warnings], place) => {
        const { vin = '', entryId = '' } = entries[place] ?? {};
        return { vin, entryId, sequence, hash, verdict: verdictFrom(reason), reason, warnings };
    });
}
