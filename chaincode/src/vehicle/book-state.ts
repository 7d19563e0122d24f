// Where a vehicle's book stands on the ledger.
import type { BookFacts, ReasonCode, Verdict } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import type { ChunkRow } from './chunk-row';
import type { IdList } from './id-list';
import { fromPageRow, toPageRow, type BookPage, type PageRow } from './page-row';
import type { ReadingRow } from './reading-row';
import type { SummariesRow } from './stretch-summaries';

/** Entries of a short book, whose ids stand in one list: in its head, and beside it once they are so many. */
export const INLINE_ENTRIES = 64;
/** Entries of a book, one a day for 32 years: so that no reading of it takes longer than a peer can bear. */
export const BOOK_MAX_ENTRIES = 12_000;
/** Of these from one organisation: none can fill a book alone and so close it to the others. */
export const ORGANISATION_MAX_ENTRIES = 11_000;

/** The series as the head has it: its end itself, and of what comes before no more than a summary. */
export interface SeriesRecord {
    /** Of all stored chunks; absent while none is stored. */
    readonly earlier?: SummariesRow;
    readonly tail: readonly ReadingRow[];
}

export const EMPTY_SERIES: SeriesRecord = { tail: [] };

/** The stored chunks of a series in order of time. */
export interface SeriesDirectory {
    readonly chunks: readonly ChunkRow[];
    readonly nextKey: number;
}

export type WriterShare = readonly [entries: number, lastSequence: number];

/** One key per vehicle: what recording needs to know of the book, and no more of a long one than of a short one. */
export interface BookHead {
    readonly facts: BookFacts;
    readonly registeredBy: string;
    /** Hash of what was registered, but for the confirmed warnings: the facts may have changed since. */
    readonly registeredAs: string;
    readonly entries: number;
    /** One page per transaction that recorded in this book, numbered from 1. */
    readonly pages: number;
    readonly headHash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly rulesVersion: number;
    /** MSP id → number of its entries, and the sequence of the last. */
    readonly writers: Readonly<Record<string, WriterShare>>;
    /** Of all entries, up to INLINE_ENTRIES; absent once they stand under a key of their own. */
    readonly ids?: IdList | undefined;
    readonly series: SeriesRecord;
}

/** By VIN. */
export function heads(context: LedgerContext): StateCollection<BookHead> {
    return context.state.collection<BookHead>('vehicle');
}

/** By VIN and page number. */
export function pages(context: LedgerContext): StateCollection<BookPage> {
    return context.state.packed<BookPage, PageRow>('page', { toRow: toPageRow, fromRow: fromPageRow });
}

/** Where an entry stands, and what its correction has to know without reading the page. Days since 1970-01-01. */
export type EntryPlace = readonly [page: number, sequence: number, day: number];

/** By VIN: the ids of the first INLINE_ENTRIES entries of a book that has more. */
export function firstIds(context: LedgerContext): StateCollection<IdList> {
    return context.state.collection<IdList>('entryIds');
}

/** By VIN, MSP id and entryId: an entry beyond the first INLINE_ENTRIES. */
export function entryPlaces(context: LedgerContext): StateCollection<EntryPlace> {
    return context.state.collection<EntryPlace>('entry');
}

/** By VIN and fingerprint: the sequence of an entry without a meter, so that its repetition is known. */
export function meterlessEntries(context: LedgerContext): StateCollection<number> {
    return context.state.collection<number>('meterless');
}

/** By VIN, MSP id of who disputes, MSP id and entryId of what it disputes: sequence of the dispute, whether still open or not. */
export function disputesOfEntries(context: LedgerContext): StateCollection<number> {
    return context.state.collection<number>('dispute');
}

/** What a long book keeps of its series beside the head. */
export interface SeriesState {
    /** By VIN. */
    readonly directories: StateCollection<SeriesDirectory>;
    /** By VIN and chunk key. */
    readonly chunks: StateCollection<readonly ReadingRow[]>;
}

export function seriesState({ state }: LedgerContext): SeriesState {
    return { directories: state.collection('seriesDirectory'), chunks: state.collection('series') };
}
