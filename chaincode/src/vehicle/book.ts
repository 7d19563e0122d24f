// One vehicle's book during one transaction: what is found in it, what is added, and what is written at the end.
import {
    canonicalJson, CarnetFailure, CURRENT_RULES, parseCalendarTime, REGISTRATION_ENTRY_ID,
    type EntryReceipt, type EntryRequest, type RecordedEntry,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { BOOK_MAX_ENTRIES, entryPages, heads, INLINE_ENTRIES, ORGANISATION_MAX_ENTRIES, pages, seriesChunks, type BookHead, type BookPage } from './book-state';
import { fingerprintOf, type SeriesReading } from './reading-row';
import { SeriesIndex } from './series-index';

/** The fields of a recorded entry that its writer sent. */
const REQUEST_FIELDS = [
    'entryId', 'type', 'date', 'odometer', 'source', 'work', 'publicNote', 'inspection', 'replacement', 'battery', 'imported', 'technical',
    'detailsHash', 'evidence', 'refs', 'confirm',
] as const satisfies readonly (keyof EntryRequest)[];

function sameRequest(recorded: RecordedEntry, request: EntryRequest): boolean {
    const sent = Object.fromEntries(REQUEST_FIELDS.map(field => [field, recorded[field]]));
    return canonicalJson(sent) === canonicalJson(request);
}

function receiptOf({ vin, entryId, sequence, hash, verdict, reason }: RecordedEntry, warnings: readonly string[]): EntryReceipt {
    return { vin, entryId, sequence, hash, verdict, reason, warnings };
}

/** What the ledger adds to every entry but for its place in the book. */
export function stampOf(context: LedgerContext, vin: string): Pick<RecordedEntry, 'vin' | 'mspId' | 'writer' | 'recordedAt' | 'transactionId' | 'rulesVersion'> {
    return {
        vin, mspId: context.caller.mspId, writer: context.caller.identity, recordedAt: context.time.iso,
        transactionId: context.stub.getTxID(), rulesVersion: CURRENT_RULES.version,
    };
}

/** Closes an entry: its hash covers all of it, the hash of the one before included. */
export function sealEntry(entry: Omit<RecordedEntry, 'hash'>): RecordedEntry {
    return { ...entry, hash: hashOf(entry) };
}

export class Book {
    readonly #context: LedgerContext;
    readonly #vin: string;
    readonly #head: BookHead;
    readonly #series: SeriesIndex;
    readonly #added: { readonly entry: RecordedEntry; readonly warnings: readonly string[] }[] = [];
    readonly #pagesRead = new Map<number, BookPage>();
    /** Hash of the caller's MSP id, computed once. */
    #organisation: string | undefined;

    private constructor(context: LedgerContext, vin: string, head: BookHead) {
        this.#context = context;
        this.#vin = vin;
        this.#head = head;
        this.#series = new SeriesIndex(head.series, seriesChunks(context), vin);
    }

    /** @throws CarnetFailure VEHICLE_NOT_FOUND */
    static async open(context: LedgerContext, vin: string): Promise<Book> {
        const head = await heads(context).read(vin);
        if (head === undefined) throw new CarnetFailure('VEHICLE_NOT_FOUND', 'No vehicle with this VIN is registered.', { vin });
        return new Book(context, vin, head);
    }

    get head(): BookHead {
        return this.#head;
    }

    get series(): SeriesIndex {
        return this.#series;
    }

    /** Keys that `save` will write. */
    get changes(): number {
        const { entries } = this.#head;
        if (this.#added.length === 0) return 0;
        if (this.#isShort()) return 2;
        return 2 + entries + this.#added.length - Math.max(entries, INLINE_ENTRIES) + this.#series.changes;
    }

    /** An entry of the book by its writer, as committed; undefined where there is none. */
    async entry(mspId: string, entryId: string): Promise<RecordedEntry | undefined> {
        const page = await this.#pageOf(mspId, entryId);
        return page === undefined ? undefined : (await this.#onPage(page, mspId, entryId)).entry;
    }

    /** The receipt of an entry of this id where the same was recorded already. @throws CarnetFailure ALREADY_EXISTS for other content */
    async receiptFor(request: EntryRequest): Promise<EntryReceipt | undefined> {
        if (request.entryId === REGISTRATION_ENTRY_ID) {
            throw new CarnetFailure('ALREADY_EXISTS', 'This is the id of the first entry of every book.', { vin: this.#vin, entryId: request.entryId, sequence: 1 });
        }
        const found = await this.#find(request.entryId);
        if (found === undefined) return undefined;
        if (sameRequest(found.entry, request)) return receiptOf(found.entry, found.warnings);
        throw new CarnetFailure('ALREADY_EXISTS', 'Your organisation has another entry of this id in the book.', {
            vin: this.#vin, entryId: request.entryId, sequence: found.entry.sequence,
        });
    }

    /** Adds an entry that is not in the book yet. @throws CarnetFailure BOOK_FULL, DAY_FULL, DUPLICATE_ENTRY */
    async add(request: EntryRequest): Promise<EntryReceipt> {
        const sequence = this.#head.entries + this.#added.length + 1;
        if (sequence > BOOK_MAX_ENTRIES) throw new CarnetFailure('BOOK_FULL', `A book takes ${BOOK_MAX_ENTRIES} entries.`, { vin: this.#vin });
        if (this.#ofCaller + this.#added.length >= ORGANISATION_MAX_ENTRIES) {
            throw new CarnetFailure('BOOK_FULL', `A book takes ${ORGANISATION_MAX_ENTRIES} entries of one organisation.`, { vin: this.#vin });
        }
        const reading = this.#readingOf(request, sequence);
        await this.#series.add(reading);
        const warnings = await this.#series.warnings(reading);
        const entry = sealEntry({
            ...request, ...stampOf(this.#context, this.#vin), sequence,
            previousHash: this.#added.at(-1)?.entry.hash ?? this.#head.headHash, ...this.#series.verdict(),
        });
        this.#added.push({ entry, warnings });
        return receiptOf(entry, warnings);
    }

    /** Writes what was added, all entries of the transaction on one page, and tells the listeners. */
    async save(): Promise<void> {
        const last = this.#added.at(-1)?.entry;
        if (last === undefined) return;
        const page = this.#head.pages + 1;
        const ids = [...this.#head.ids];
        for (const { entry: { entryId, sequence, type, mspId, hash, verdict, reason } } of this.#added) {
            if (ids.length < INLINE_ENTRIES) ids.push([mspId, entryId, page]);
            else await entryPages(this.#context).write(page, this.#vin, mspId, entryId);
            this.#context.emit('EntriesRecorded', { vin: this.#vin, entryId, sequence, type, mspId, hash, verdict, reason });
        }
        await heads(this.#context).write({
            ...this.#head, entries: last.sequence, pages: page, headHash: last.hash, ids,
            writers: { ...this.#head.writers, [last.mspId]: this.#ofCaller + this.#added.length },
            verdict: last.verdict, reason: last.reason, rulesVersion: last.rulesVersion,
            series: this.#isShort() ? await this.#series.inline() : await this.#series.save(),
        }, this.#vin);
        const written: BookPage = { entries: this.#added.map(({ entry }) => entry), warnings: this.#added.map(({ warnings }) => warnings) };
        await pages(this.#context).write(written, this.#vin, String(page));
    }

    /** Whether the series still fits into the head once the added entries are in. */
    #isShort(): boolean {
        return this.#head.entries + this.#added.length <= INLINE_ENTRIES;
    }

    /** Entries of the caller's organisation that stand in the book. */
    get #ofCaller(): number {
        const { mspId } = this.#context.caller;
        return Object.hasOwn(this.#head.writers, mspId) ? this.#head.writers[mspId] ?? 0 : 0;
    }

    /** Among the entries of the caller's organisation: an id that another one took first is no obstacle. */
    async #find(entryId: string): Promise<{ entry: RecordedEntry; warnings: readonly string[] } | undefined> {
        const added = this.#added.find(({ entry }) => entry.entryId === entryId);
        if (added !== undefined) return added;
        const { mspId } = this.#context.caller;
        const page = await this.#pageOf(mspId, entryId);
        return page === undefined ? undefined : this.#onPage(page, mspId, entryId);
    }

    async #pageOf(mspId: string, entryId: string): Promise<number | undefined> {
        const { ids, entries } = this.#head;
        return ids.find(([writer, id]) => writer === mspId && id === entryId)?.[2]
            ?? (entries > INLINE_ENTRIES ? await entryPages(this.#context).read(this.#vin, mspId, entryId) : undefined);
    }

    async #onPage(number: number, mspId: string, entryId: string): Promise<{ entry: RecordedEntry; warnings: readonly string[] }> {
        const page = this.#pagesRead.get(number) ?? await pages(this.#context).read(this.#vin, String(number));
        const place = page?.entries.findIndex(entry => entry.mspId === mspId && entry.entryId === entryId) ?? -1;
        const entry = page?.entries[place];
        if (page === undefined || entry === undefined) throw new Error('A page of the book does not hold the entry that it should.');
        this.#pagesRead.set(number, page);
        return { entry, warnings: page.warnings[place] ?? [] };
    }

    #readingOf(request: EntryRequest, sequence: number): SeriesReading {
        const time = parseCalendarTime(request.date);
        if (time === undefined) throw new Error('An entry was accepted with a date that is none.');
        const { odometer, source } = request;
        if (odometer === undefined) throw new Error('Entries without a meter are not recorded yet.');
        const { value = 0, unit, status } = odometer;
        const { mspId } = this.#context.caller;
        this.#organisation ??= hashOf(mspId);
        const fingerprint = fingerprintOf(this.#organisation, hashOf({ ...request, entryId: undefined, mspId }));
        return { ...time, sequence, value, unit, status, source, fingerprint };
    }
}
