// Where a vehicle's book stands on the ledger.
import type { OdometerUnit, ReasonCode, RecordedEntry, Verdict } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import type { ChunkRow } from './chunk-row';
import type { ReadingRow } from './reading-row';

/** While a book has no more entries, its series and its ids stand in the head; the ids of these entries stay there. */
export const INLINE_ENTRIES = 64;
/** Entries of a book, one a day for 32 years: so that no reading of it takes longer than a peer can bear. */
export const BOOK_MAX_ENTRIES = 12_000;
/** Of these from one organisation: none can fill a book alone and so close it to the others. */
export const ORGANISATION_MAX_ENTRIES = 11_000;

/** The series itself while it is short; then the directory of its chunks. */
export type SeriesRecord =
    | { readonly rows: readonly ReadingRow[] }
    | { readonly chunks: readonly ChunkRow[]; readonly nextKey: number };

/** One key per vehicle: all that recording needs to know of the book. */
export interface BookHead {
    readonly make: string;
    readonly model: string;
    readonly firstRegistration: string;
    readonly odometerUnit: OdometerUnit;
    readonly registeredBy: string;
    readonly entries: number;
    /** One page per transaction that recorded in this book, numbered from 1. */
    readonly pages: number;
    readonly headHash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly rulesVersion: number;
    /** MSP id → number of its entries. */
    readonly writers: Readonly<Record<string, number>>;
    /** MSP id, entryId and page of the first INLINE_ENTRIES entries. */
    readonly ids: readonly (readonly [mspId: string, entryId: string, page: number])[];
    readonly series: SeriesRecord;
}

/** The entries that one transaction recorded in one book, and what each writer was warned of. */
export interface BookPage {
    readonly entries: readonly RecordedEntry[];
    readonly warnings: readonly (readonly string[])[];
}

/** By VIN. */
export function heads(context: LedgerContext): StateCollection<BookHead> {
    return context.state.collection<BookHead>('vehicle');
}

/** By VIN and page number. */
export function pages(context: LedgerContext): StateCollection<BookPage> {
    return context.state.collection<BookPage>('page');
}

/** By VIN, MSP id and entryId: the page of an entry beyond the first INLINE_ENTRIES. */
export function entryPages(context: LedgerContext): StateCollection<number> {
    return context.state.collection<number>('entry');
}

/** By VIN and chunk key. */
export function seriesChunks(context: LedgerContext): StateCollection<readonly ReadingRow[]> {
    return context.state.collection<readonly ReadingRow[]>('series');
}
