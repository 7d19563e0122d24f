// Finds the recorded entries of one book by the name of their writer, at the cost of a constant number of reads.
import { present, timeOfDate, type EntryName, type RecordedEntry } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { entryPlaces, firstIds, pages, type BookHead, type EntryPlace } from './book-state';
import { pagesInList } from './id-list';
import type { BookPage } from './page-row';

/** An entry that is in the book already. */
export interface KnownEntry {
    readonly entry: RecordedEntry;
    readonly warnings: readonly string[];
    /** The entry after it that the same transaction recorded. */
    readonly next?: RecordedEntry;
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
        const first = await this.#amongFirst(name);
        if (first !== undefined) return first.known;
        const place = await this.#placeOfLater(name);
        if (place === undefined) return undefined;
        const known = await this.#onPage(place[0], name);
        if (known === undefined) throw new Error('A page of the book does not hold the entry that it should.');
        return known;
    }

    /** Where an entry stands: of one beyond the first ones without reading its page. */
    async placeOf(name: EntryName): Promise<EntryPlace | undefined> {
        const first = await this.#amongFirst(name);
        if (first === undefined) return this.#placeOfLater(name);
        const { page, known: { entry: { sequence, date } } } = first;
        return [page, sequence, timeOfDate(date).day];
    }

    async exists(name: EntryName): Promise<boolean> {
        return await this.placeOf(name) !== undefined;
    }

    /** Fetches at once what tells whether these are in the book. @param names asked for where that is more than the head */
    async prefetch(names: () => readonly EntryName[]): Promise<void> {
        if (this.#head.ids === undefined) await this.#context.state.prefetch(names().flatMap(name => entryKeys(this.#context, this.#vin, name)));
    }

    /** One of the first entries, whose pages a list gives by a part of the hash of the name: another name may have the same. */
    async #amongFirst(name: EntryName): Promise<{ readonly page: number; readonly known: KnownEntry } | undefined> {
        for (const page of pagesInList(this.#head.ids ?? await firstIds(this.#context).read(this.#vin) ?? '', name)) {
            const known = await this.#onPage(page, name);
            if (known !== undefined) return { page, known };
        }
        return undefined;
    }

    /** Of an entry beyond the first ones. */
    async #placeOfLater({ mspId, entryId }: EntryName): Promise<EntryPlace | undefined> {
        return this.#head.ids === undefined ? entryPlaces(this.#context).read(this.#vin, mspId, entryId) : undefined;
    }

    async #onPage(number: number, { mspId, entryId }: EntryName): Promise<KnownEntry | undefined> {
        const page = this.#pagesRead.get(number) ?? await pages(this.#context).read(this.#vin, String(number));
        if (page === undefined) throw new Error('A page of the book is not there.');
        this.#pagesRead.set(number, page);
        const place = page.entries.findIndex(entry => entry.mspId === mspId && entry.entryId === entryId);
        const entry = page.entries[place];
        if (entry === undefined) return undefined;
        const next = page.entries[place + 1];
        return { entry, warnings: page.warnings[place] ?? [], ...present({ next }) };
    }
}
