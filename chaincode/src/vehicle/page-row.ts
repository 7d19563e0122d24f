// A page of a book as it stands on the ledger: what all entries of one transaction have in common once, and nothing that can be told from the rest.
import { verdictFrom, type ReasonCode, type RecordedEntry } from '@carnet/domain';
import type { EntryStamp } from './recorded-entry';

/** The entries that one transaction recorded in one book, and what each writer was warned of. */
export interface BookPage {
    readonly entries: readonly RecordedEntry[];
    readonly warnings: readonly (readonly string[])[];
}

type EntryRow = Omit<RecordedEntry, keyof EntryStamp | 'sequence' | 'previousHash' | 'verdict' | 'reason'>;

export interface PageRow extends EntryStamp {
    /** Sequence of the first entry; the others follow it. */
    readonly first: number;
    /** Hash of the entry before the first one. */
    readonly previousHash: string;
    readonly rows: readonly EntryRow[];
    /** Place in `rows` and reason of the verdict, of the first entry and wherever it is another one than before. */
    readonly reasons: readonly (readonly [place: number, reason: ReasonCode])[];
    /** Place in `rows` and warnings, of the entries that have some. */
    readonly warnings: readonly (readonly [place: number, warnings: readonly string[]])[];
}

/** What is written once for the page, or follows from what is. */
const OF_THE_PAGE: Readonly<Record<Exclude<keyof RecordedEntry, keyof EntryRow>, true>> = {
    vin: true, mspId: true, writer: true, recordedAt: true, transactionId: true, rulesVersion: true, sequence: true, previousHash: true,
    verdict: true, reason: true,
};

function toEntryRow(entry: RecordedEntry): EntryRow {
    const row: Record<string, unknown> = {};
    for (const field of Object.keys(entry) as (keyof RecordedEntry)[]) if (!Object.hasOwn(OF_THE_PAGE, field)) row[field] = entry[field];
    return row as unknown as EntryRow;
}

/** @throws Error for entries that are not the consecutive ones of one transaction in one book: that would be a fault of the program */
export function toPageRow({ entries, warnings }: BookPage): PageRow {
    const [head] = entries;
    if (head === undefined) throw new Error('A page of a book without an entry.');
    const { vin, mspId, writer, recordedAt, transactionId, rulesVersion, sequence: first, previousHash } = head;
    for (const [place, entry] of entries.entries()) {
        const follows = place === 0 || entry.previousHash === entries[place - 1]?.hash;
        if (entry.vin !== vin || entry.transactionId !== transactionId || entry.sequence !== first + place || !follows) {
            throw new Error('A page of a book with entries that do not belong together.');
        }
    }
    return {
        vin, mspId, writer, recordedAt, transactionId, rulesVersion, first, previousHash, rows: entries.map(toEntryRow),
        reasons: entries.flatMap(({ reason }, place) => reason === entries[place - 1]?.reason ? [] : [[place, reason] as const]),
        warnings: warnings.flatMap((codes, place) => codes.length === 0 ? [] : [[place, codes] as const]),
    };
}

export function fromPageRow({ first, previousHash, rows, reasons, warnings, ...stamp }: PageRow): BookPage {
    const [codes, changes] = [new Map(warnings), new Map(reasons)];
    let reason = reasons[0]?.[1];
    return {
        // Not a spread: V8 takes some 20 µs for one, and a page of history has a hundred.
        entries: rows.map((row, place) => {
            reason = changes.get(place) ?? reason;
            if (reason === undefined) throw new Error('A page of a book does not say what was judged.');
            const told = { sequence: first + place, previousHash: rows[place - 1]?.hash ?? previousHash, verdict: verdictFrom(reason), reason };
            return Object.assign({}, row, stamp, told);
        }),
        warnings: rows.map((_, place) => codes.get(place) ?? []),
    };
}
