// Sends batches of entries: several transactions on the way at once, never two that write into the same book, and halves of what is too large.
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { entriesCodec, isFailureCode, receiptsFrom, type BatchEntry, type EntryReceipt, type ReceiptRow } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import type { Batch } from './batches.js';
import { requireVin } from './vin.js';

/** What the ledger answered to one batch; a dry run has no transaction. */
export interface Sent { readonly rows: readonly ReceiptRow[]; readonly transactionId: string }

/** Calls `RecordEntries` with the JSON of a batch. */
export type Send = (entries: string) => Promise<Sent>;

/** Is told what becomes of the entries, each by its place in the whole. */
export interface RecordingSink {
    recorded(index: number, receipt: EntryReceipt): void;
    /** A transaction is on the ledger, and all its entries were told. */
    sent(transactionId: string): void;
    /** An entry that the ledger refuses. Answers whether the rest of its batch is sent without it; without this, the first refusal is the end. */
    refused?(index: number, error: CarnetError): boolean;
}

/** Entries that are sent together, with their places in the whole. */
interface Part {
    readonly places: readonly number[];
    readonly entries: readonly BatchEntry[];
}

interface Running { readonly vins: ReadonlySet<string>; readonly done: Promise<void> }

/** After so many refusals a part goes on in halves: each refusal costs a proposal of all that is left. */
const REFUSALS_OF_A_PART = 3;

export class Recording {
    readonly #running = new Set<Running>();
    #recorded = 0;
    #failure: { readonly error: unknown } | undefined;

    constructor(private readonly send: Send, private readonly sink: RecordingSink, private readonly concurrency: number) {}

    get failed(): boolean {
        return this.#failure !== undefined;
    }

    /** Entries on the ledger so far. */
    get recorded(): number {
        return this.#recorded;
    }

    async start({ first, entries, vins }: Batch): Promise<void> {
        // Entries of one car must arrive in order, and two transactions on one book would conflict.
        const isBlocked = (): boolean => {
            const running = [...this.#running];
            return running.length >= this.concurrency || running.some(other => [...other.vins].some(vin => vins.has(vin)));
        };
        while (isBlocked() && !this.failed) await Promise.race([...this.#running].map(({ done }) => done));
        if (this.failed) return;
        const part: Part = { places: entries.map((_, index) => first + index), entries };
        const running: Running = { vins, done: this.#sendPart(part).finally(() => this.#running.delete(running)) };
        this.#running.add(running);
        // What was prepared is on the way before the next batch is: the peers would have nothing to do until the last one is prepared.
        await turnOfEventLoop();
    }

    /**
     * How much of the ledger a batch touches is known only there, so one that is too large is sent in halves, one after the other.
     * Never fails: another batch may be waited for at that moment, and nobody would see it.
     */
    async #sendPart(part: Part): Promise<void> {
        let rest = part;
        for (let refusals = 0; rest.entries.length > 0 && !this.failed;) {
            try {
                await this.#sendAtOnce(rest);
                return;
            } catch (error) {
                const severable = rest.entries.length > 1;
                if (error instanceof CarnetError && error.code === 'BATCH_TOO_LARGE' && severable) {
                    await this.#sendHalves(rest);
                    return;
                }
                const refused = error instanceof CarnetError ? inTheWhole(error, rest) : undefined;
                const index = refused === undefined ? undefined : placeOfRefusal(refused);
                if (refused === undefined || index === undefined || this.sink.refused?.(index, refused) !== true) {
                    this.#failure ??= { error: refused ?? error };
                    return;
                }
                rest = without(rest, index);
                if (++refusals >= REFUSALS_OF_A_PART && rest.entries.length > 1) {
                    await this.#sendHalves(rest);
                    return;
                }
            }
        }
    }

    async #sendHalves({ places, entries }: Part): Promise<void> {
        const middle = Math.ceil(entries.length / 2);
        await this.#sendPart({ places: places.slice(0, middle), entries: entries.slice(0, middle) });
        await this.#sendPart({ places: places.slice(middle), entries: entries.slice(middle) });
    }

    async #sendAtOnce({ places, entries }: Part): Promise<void> {
        const checked = entries.map((entry, index) => Object.assign({}, entry, { vin: requireVin(entry.vin, `entries[${index}].vin`) }));
        const { rows, transactionId } = await this.send(checkedByDomain(() => entriesCodec.encode(checked)));
        if (rows.length !== checked.length) {
            throw new CarnetError('RESPONSE_UNREADABLE', 'RecordEntries did not answer with a row for each entry.', {
                ...transactionId === '' ? {} : { outcome: 'committed', transactionId }, details: { entries: checked.length, rows: rows.length },
            });
        }
        receiptsFrom(checked, rows).forEach((receipt, index) => {
            const place = places[index];
            if (place !== undefined) this.sink.recorded(place, receipt);
        });
        this.#recorded += entries.length;
        this.sink.sent(transactionId);
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

function without({ places, entries }: Part, place: number): Part {
    const at = places.indexOf(place);
    return { places: places.toSpliced(at, 1), entries: entries.toSpliced(at, 1) };
}

/** The place of the entry that the ledger's rules refuse; undefined where the fault is not that of one entry. */
function placeOfRefusal({ code, outcome, details }: CarnetError): number | undefined {
    return isFailureCode(code) && outcome === 'rejected' && typeof details['index'] === 'number' ? details['index'] : undefined;
}

/** The ledger counts within the batch: `index`, and paths that begin with `entries[3]`. */
function inTheWhole(error: CarnetError, { places, entries }: Part): CarnetError {
    const { index, field } = error.details;
    const inPath = typeof field === 'string' ? /^entries\[(\d+)\](.*)$/.exec(field) : null;
    const within = typeof index === 'number' ? index : inPath === null ? undefined : Number(inPath[1]);
    return error.with({
        details: {
            batch: { first: places[0], size: entries.length },
            ...within === undefined ? {} : { index: places[within], entryId: entries[within]?.entryId },
            ...inPath === null ? {} : { field: `entries[${places[Number(inPath[1])] ?? ''}]${inPath[2] ?? ''}` },
        },
    });
}
