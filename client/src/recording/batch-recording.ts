// Records many entries in few transactions, and answers with a receipt for each.
import { BATCH_MAX_ENTRIES, present, type EntryReceipt, type ReceiptRow } from '@carnet/domain';
import { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import type { Session } from '../call/session.js';
import { CarnetError } from '../errors/carnet-error.js';
import { cutIntoBatches, type Entries } from './batches.js';
import { Recording, type Send } from './recording.js';

/** Told after each transaction that is on the ledger. */
export interface RecordingProgress {
    /** Entries on the ledger so far. */
    readonly recorded: number;
    /** Entries in all; undefined while the source is still being read and does not tell its length. */
    readonly total: number | undefined;
    readonly batches: number;
    readonly transactionId: string;
}

export interface BatchOptions extends Pick<CallOptions, 'signal' | 'endorsingOrganizations'> {
    /** Entries in one transaction, 1…256, default 256. */
    readonly batchSize?: number;
    /** Transactions on the way at once, 1…64, default 16: enough to keep every peer and the ordering service at work. */
    readonly concurrency?: number;
}

export interface RecordAllOptions extends BatchOptions {
    readonly onProgress?: (progress: RecordingProgress) => void;
}

export interface BatchRecording {
    /** One for each entry, in the order of the entries. */
    readonly receipts: readonly EntryReceipt[];
    readonly transactionIds: readonly string[];
}

/** @throws CarnetError SETTING_INVALID */
export function batchSettings({ batchSize = BATCH_MAX_ENTRIES, concurrency = 16 }: BatchOptions): Required<Pick<BatchOptions, 'batchSize' | 'concurrency'>> {
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64) {
        throw new CarnetError('SETTING_INVALID', 'The option concurrency is not an integer from 1 to 64.', { details: { option: 'concurrency' } });
    }
    return { batchSize, concurrency };
}

/** Submits each batch as one transaction. */
export function submitting(session: Session, { signal, endorsingOrganizations }: BatchOptions): Send {
    const contract = new ContractClient(session, 'VehicleRecord');
    return async entries => {
        const { value, transactionId } = await contract.submit<ReceiptRow[]>('RecordEntries', [entries], {
            ...present({ signal, endorsingOrganizations }),
        });
        return { rows: value, transactionId };
    };
}

function lengthOf(entries: Entries): number | undefined {
    return Array.isArray(entries) ? entries.length : undefined;
}

/** See `Vehicles.recordAll`. */
export async function recordAll(session: Session, entries: Entries, options: RecordAllOptions): Promise<BatchRecording> {
    const { batchSize, concurrency } = batchSettings(options);
    const total = lengthOf(entries);
    const receipts: EntryReceipt[] = [];
    const transactionIds: string[] = [];
    const recording = new Recording(submitting(session, options), {
        recorded: (index, receipt) => { receipts[index] = receipt; },
        sent: transactionId => {
            transactionIds.push(transactionId);
            options.onProgress?.({ recorded: recording.recorded, total, batches: transactionIds.length, transactionId });
        },
    }, concurrency);
    try {
        for await (const batch of cutIntoBatches(entries, { batchSize })) {
            await recording.start(batch);
            if (recording.failed) break;
        }
    } finally {
        await recording.finish();
    }
    return { receipts, transactionIds };
}
