// Finds the recorded entries of one book by the name of their writer, at the cost of a constant number of reads.
import { parseCalendarTime, type EntryName, type RecordedEntry } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { entryPlaces, INLINE_ENTRIES, pages, type BookHead, type EntryPlace } from './book-state';
import { pageInList } from './id-list';
import type { BookPage } from './page-row';

/** An entry that is in the book already. */
export interface KnownEntry {
    readonly entry: RecordedEntry;
    readonly warnings: readonly string[];
    /** The entry after it that the same transaction recorded. */
    readonly next?: RecordedEntry;
}

export function dayOf(date: string): number {
    const time = parseCalendarTime(date);
    if (time === undefined) throw new Error('An entry was accepted with a date that is none.');
    return time.day;
}

export class EntryFinder {
    readonly #context: LedgerContext;
    readonly #vin: string;
    readonly #head: BookHead;
    readonly #pagesRead = new Map<number, BookPage>();

    constructor(context: LedgerContext, vin: string, head: BookHead) {
        this.#context = context;
        this.#vin = vin;
        this.#head = head;
    }

    /** As committed; undefined where there is none of this name. */
    async find(name: EntryName): Promise<KnownEntry | undefined> {
        const page = this.#inlinePageOf(name) ?? (await this.#storedPlaceOf(name))?.[0];
        return page === undefined ? undefined : this.#onPage(page, name);
    }

    /** Where an entry stands: in a long book without reading its page. */
    async placeOf(name: EntryName): Promise<EntryPlace | undefined> {
        const page = this.#inlinePageOf(name);
        if (page === undefined) return this.#storedPlaceOf(name);
        const { entry: { sequence, date, recordedAt } } = await this.#onPage(page, name);
        return [page, sequence, dayOf(date), dayOf(recordedAt.slice(0, 10))];
    }

    async exists(name: EntryName): Promise<boolean> {
        return this.#inlinePageOf(name) !== undefined || await this.#storedPlaceOf(name) !== undefined;
    }

    #inlinePageOf(name: EntryName): number | undefined {
        return pageInList(this.#head.ids, name);
    }

    async #storedPlaceOf({ mspId, entryId }: EntryName): Promise<EntryPlace | undefined> {
        return this.#head.entries > INLINE_ENTRIES ? entryPlaces(this.#context).read(this.#vin, mspId, entryId) : undefined;
    }

    async #onPage(number: number, { mspId, entryId }: EntryName): Promise<KnownEntry> {
        const page = this.#pagesRead.get(number) ?? await pages(this.#context).read(this.#vin, String(number));
        const place = page?.entries.findIndex(entry => entry.mspId === mspId && entry.entryId === entryId) ?? -1;
        const entry = page?.entries[place];
        if (page === undefined || entry === undefined) throw new Error('A page of the book does not hold the entry that it should.');
        this.#pagesRead.set(number, page);
        const next = page.entries[place + 1];
        return { entry, warnings: page.warnings[place] ?? [], ...next === undefined ? {} : { next } };
    }
}
