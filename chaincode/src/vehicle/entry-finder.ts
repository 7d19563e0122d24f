// Finds the recorded entries of one book by the name of their writer, at the cost of a constant number of reads.
import { parseCalendarTime, type EntryName, type RecordedEntry } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { entryPlaces, firstIds, pages, type BookHead, type EntryPlace } from './book-state';
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

/** What is read of a long book to find an entry, to be fetched together with what is read beside it. */
export function entryKeys(context: LedgerContext, vin: string, { mspId, entryId }: EntryName): readonly string[] {
    return [firstIds(context).key(vin), entryPlaces(context).key(vin, mspId, entryId)];
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
        await this.prefetch(() => [name]);
        const found = await this.#find(name);
        return found === undefined ? undefined : this.#onPage(found.page, name);
    }

    /** Where an entry stands: in a long book without reading its page. */
    async placeOf(name: EntryName): Promise<EntryPlace | undefined> {
        const found = await this.#find(name);
        if (found === undefined || found.place !== undefined) return found?.place;
        const { entry: { sequence, date, recordedAt } } = await this.#onPage(found.page, name);
        return [found.page, sequence, dayOf(date), dayOf(recordedAt.slice(0, 10))];
    }

    async exists(name: EntryName): Promise<boolean> {
        return await this.#find(name) !== undefined;
    }

    /** Fetches at once what tells whether these are in the book. @param names asked for where that is more than the head */
    async prefetch(names: () => readonly EntryName[]): Promise<void> {
        if (this.#head.ids === undefined) await this.#context.state.prefetch(names().flatMap(name => entryKeys(this.#context, this.#vin, name)));
    }

    /** Of one of the first entries the page only. */
    async #find(name: EntryName): Promise<{ readonly page: number; readonly place?: EntryPlace } | undefined> {
        const { ids } = this.#head;
        const page = pageInList(ids ?? await firstIds(this.#context).read(this.#vin) ?? '', name);
        if (page !== undefined) return { page };
        const place = ids === undefined ? await entryPlaces(this.#context).read(this.#vin, name.mspId, name.entryId) : undefined;
        return place === undefined ? undefined : { page: place[0], place };
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
