// Records many entries: several batches on the way at once, but never two that write into the same book.
import { BATCH_MAX_ENTRIES, entriesCodec, type EntryReceipt } from '@carnet/domain';
import { cutIntoBatches, type Batch, type Entries } from './batches.js';
import type { CallOptions } from './call/invocation.js';
import type { Session } from './call/session.js';
import { ContractClient } from './contract-client.js';
import { CarnetError, checkedByDomain } from './errors/carnet-error.js';
import { requireVin } from './vin.js';

/** Told after each transaction that is on the ledger. */
export interface RecordingProgress {
    /** Entries on the ledger so far. */
    readonly recorded: number;
    /** Entries in all; undefined while the source is still being read and does not tell its length. */
    readonly total: number | undefined;
    readonly batches: number;
    readonly transactionId: string;
}

export interface RecordAllOptions extends Pick<CallOptions, 'signal' | 'endorsingOrganizations'> {
    /** Entries in one transaction, 1…500, default 500. */
    readonly batchSize?: number;
    /** Transactions on the way at once, 1…64, default 4. */
    readonly concurrency?: number;
    readonly onProgress?: (progress: RecordingProgress) => void;
}

export interface BatchRecording {
    /** One for each entry, in the order of the entries. */
    readonly receipts: readonly EntryReceipt[];
    readonly transactionIds: readonly string[];
}

interface Running { readonly batch: Batch; readonly done: Promise<void> }

class Recording {
    readonly receipts: EntryReceipt[] = [];
    readonly transactionIds: string[] = [];
    readonly #contract: ContractClient;
    readonly #running = new Set<Running>();
    #recorded = 0;
    #failure: { readonly error: unknown } | undefined;

    constructor(session: Session, private readonly options: RecordAllOptions, private readonly total: number | undefined) {
        this.#contract = new ContractClient(session, 'VehicleRecord');
    }

    get failed(): boolean {
        return this.#failure !== undefined;
    }

    async start(batch: Batch): Promise<void> {
        const concurrency = this.options.concurrency ?? 4;
        // Entries of one car must arrive in order, and two transactions on one book would conflict.
        const isBlocked = (): boolean => {
            const running = [...this.#running];
            return running.length >= concurrency || running.some(other => [...other.batch.vins].some(vin => batch.vins.has(vin)));
        };
        while (isBlocked() && !this.failed) await Promise.race([...this.#running].map(({ done }) => done));
        if (this.failed) return;
        const running: Running = { batch, done: this.#recordOrHalve(batch).finally(() => this.#running.delete(running)) };
        this.#running.add(running);
    }

    /**
     * How much of the ledger a batch touches is known only there, so one that is too large is recorded in halves, one after the other.
     * Never fails: another batch may be waited for at that moment, and nobody would see it.
     */
    async #recordOrHalve(batch: Batch): Promise<void> {
        if (this.failed) return;
        try {
            await this.#record(batch);
        } catch (error) {
            if (error instanceof CarnetError && error.code === 'BATCH_TOO_LARGE' && batch.entries.length > 1) {
                for (const half of halvesOf(batch)) await this.#recordOrHalve(half);
            } else {
                this.#failure ??= { error: error instanceof CarnetError ? inTheWhole(error, batch) : error };
            }
        }
    }

    async #record(batch: Batch): Promise<void> {
        const { signal, endorsingOrganizations, onProgress } = this.options;
        const entries = batch.entries.map((entry, index) => ({ ...entry, vin: requireVin(entry.vin, `entries[${index}].vin`) }));
        const json = checkedByDomain(() => entriesCodec.encode(entries));
        const { value, transactionId } = await this.#contract.submit<EntryReceipt[]>('RecordEntries', [json], {
            ...signal === undefined ? {} : { signal },
            ...endorsingOrganizations === undefined ? {} : { endorsingOrganizations },
        });
        value.forEach((receipt, index) => { this.receipts[batch.first + index] = receipt; });
        this.transactionIds.push(transactionId);
        this.#recorded += batch.entries.length;
        onProgress?.({ recorded: this.#recorded, total: this.total, batches: this.transactionIds.length, transactionId });
    }

    /** Waits for what is on the way, and throws the first failure. */
    async finish(): Promise<void> {
        await Promise.all([...this.#running].map(({ done }) => done));
        if (this.#failure === undefined) return;
        const { error } = this.#failure;
        // The outcome is that of the failed transaction; what else is on the ledger stands beside it.
        throw error instanceof CarnetError ? error.with({ details: { recorded: this.#recorded } }) : error;
    }
}

/** Both hold back other batches of the same cars as the whole did. */
function halvesOf({ first, entries, vins }: Batch): Batch[] {
    const middle = Math.ceil(entries.length / 2);
    return [{ first, entries: entries.slice(0, middle), vins }, { first: first + middle, entries: entries.slice(middle), vins }];
}

/** The ledger counts within the batch: `index`, and paths that begin with `entries[3]`. */
function inTheWhole(error: CarnetError, { first, entries }: Batch): CarnetError {
    const { index, field } = error.details;
    const inPath = typeof field === 'string' ? /^entries\[(\d+)\](.*)$/.exec(field) : null;
    const within = typeof index === 'number' ? index : inPath === null ? undefined : Number(inPath[1]);
    return error.with({
        details: {
            batch: { first, size: entries.length },
            ...within === undefined ? {} : { index: first + within, entryId: entries[within]?.entryId },
            ...inPath === null ? {} : { field: `entries[${first + Number(inPath[1])}]${inPath[2] ?? ''}` },
        },
    });
}

function lengthOf(entries: Entries): number | undefined {
    return Array.isArray(entries) ? entries.length : undefined;
}

/** See `Vehicles.recordAll`. */
export async function recordAll(session: Session, entries: Entries, options: RecordAllOptions): Promise<BatchRecording> {
    const { batchSize = BATCH_MAX_ENTRIES, concurrency = 4 } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64) {
        throw new CarnetError('SETTING_INVALID', 'The option concurrency is not an integer from 1 to 64.', { details: { option: 'concurrency' } });
    }
    const recording = new Recording(session, options, lengthOf(entries));
    try {
        for await (const batch of cutIntoBatches(entries, { batchSize })) {
            await recording.start(batch);
            if (recording.failed) break;
        }
    } finally {
        await recording.finish();
    }
    return { receipts: recording.receipts, transactionIds: recording.transactionIds };
}
