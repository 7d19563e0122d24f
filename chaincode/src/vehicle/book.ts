// One vehicle's book during one transaction: what is found in it, what is added, and what is written at the end.
import {
    CarnetFailure, CURRENT_RULES, ENTRY_TYPES, factsAfter, isLate, isSaleEntry, REGISTRATION_ENTRY_ID, timeOfDate,
    type BookFacts, type EntryContent, type EntryReceipt, type EntriesRecordedItem, type Odometer, type RecordedEntry, type RecordedType,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import {
    BOOK_MAX_ENTRIES, heads, meterlessEntries, ORGANISATION_MAX_ENTRIES, pages, seriesState, type BookHead,
} from './book-state';
import { EntryIds } from './entry-ids';
import { EntryFinder, type KnownEntry } from './entry-finder';
import type { BookPage } from './page-row';
import { fingerprintOf, type SeriesReading } from './reading-row';
import { hashOfEvent, isSameContent, receiptOf, requireConfirmation, sealEntry, stampOf } from './recorded-entry';
import { SeriesIndex } from './series-index';

const RECORDED_BY_ANYONE: ReadonlySet<RecordedType> = new Set(ENTRY_TYPES);

export class Book {
    /** Those recorded before this transaction. */
    readonly entries: EntryFinder;
    readonly #context: LedgerContext;
    readonly #vin: string;
    readonly #head: BookHead;
    readonly #series: SeriesIndex;
    readonly #ids: EntryIds;
    readonly #added: KnownEntry[] = [];
    /** Fingerprints of the entries without a meter that were added, with their sequence. */
    readonly #meterless = new Map<string, number>();
    #facts: BookFacts;
    /** Hash of the caller's MSP id, computed once. */
    #organisation: string | undefined;

    private constructor(context: LedgerContext, vin: string, head: BookHead) {
        this.#context = context;
        this.#vin = vin;
        this.#head = head;
        this.#facts = head.facts;
        this.#ids = new EntryIds(context, vin, head.ids);
        this.entries = new EntryFinder(context, vin, head);
        this.#series = new SeriesIndex(head.series, seriesState(context), vin, head.facts);
    }

    /** @throws CarnetFailure VEHICLE_NOT_FOUND */
    static async open(context: LedgerContext, vin: string): Promise<Book> {
        const head = await heads(context).read(vin);
        if (head === undefined) throw new CarnetFailure('VEHICLE_NOT_FOUND', 'No vehicle with this VIN is registered.', { vin });
        return new Book(context, vin, head);
    }

    /** As it stood before this transaction. */
    get head(): BookHead {
        return this.#head;
    }

    /** The facts of the car once what was added is in. */
    get facts(): BookFacts {
        return this.#facts;
    }

    /** Changes what depends on other entries than the one that is added: which corrections and disputes are under way, and what these overturn. */
    changeFacts(change: (facts: BookFacts) => BookFacts): void {
        this.#facts = change(this.#facts);
    }

    get series(): SeriesIndex {
        return this.#series;
    }

    /** Keys that `save` will write. */
    get changes(): number {
        if (this.#added.length === 0) return 0;
        return 2 + this.#meterless.size + this.#ids.changes(this.#entriesAdded) + this.#series.changes;
    }

    /** An entry of the book by its writer, as committed; undefined where there is none. */
    async entry(mspId: string, entryId: string): Promise<RecordedEntry | undefined> {
        return (await this.entries.find({ mspId, entryId }))?.entry;
    }

    /** Whether another organisation than the caller's recorded anything after this sequence. */
    othersWroteSince(sequence: number): boolean {
        const { mspId } = this.#context.caller;
        return Object.entries(this.#head.writers).some(([writer, [, last]]) => writer !== mspId && last > sequence);
    }

    /** The receipt of an entry of this id where the same was recorded already. @throws CarnetFailure ALREADY_EXISTS for other content */
    async receiptFor(content: EntryContent): Promise<EntryReceipt | undefined> {
        const found = await this.known(content);
        return found && receiptOf(found.entry, found.warnings);
    }

    /** The entry of this id where the same was recorded already. @throws CarnetFailure ALREADY_EXISTS for other content */
    async known(content: EntryContent): Promise<KnownEntry | undefined> {
        if (content.entryId === REGISTRATION_ENTRY_ID) {
            throw new CarnetFailure('ALREADY_EXISTS', 'This is the id of the first entry of every book.', { vin: this.#vin, entryId: content.entryId, sequence: 1 });
        }
        const found = await this.#find(content.entryId);
        if (found === undefined) return undefined;
        if (isSameContent(found.entry, content)) return found;
        throw new CarnetFailure('ALREADY_EXISTS', 'Your organisation has another entry of this id in the book.', {
            vin: this.#vin, entryId: content.entryId, sequence: found.entry.sequence,
        });
    }

    /**
     * Adds an entry that is not in the book yet.
     * @throws CarnetFailure BOOK_FULL, DAY_FULL, DUPLICATE_ENTRY, CONFIRMATION_NEEDED, and those of factsAfter
     */
    async add(content: EntryContent): Promise<EntryReceipt> {
        const sequence = this.#nextSequence();
        const stamp = stampOf(this.#context, this.#vin);
        this.#facts = factsAfter(this.#facts, content, { mspId: stamp.mspId, sequence, recordedDay: this.#context.time.day });
        await this.#series.setCar(this.#facts);
        const warnings = content.odometer === undefined
            ? await this.#addMeterless(content, sequence)
            : await this.#addReading(content, content.odometer, sequence);
        const previousHash = this.#added.at(-1)?.entry.hash ?? this.#head.headHash;
        const entry = sealEntry(content, stamp, { sequence, previousHash }, this.#series.verdict());
        this.#added.push({ entry, warnings });
        return receiptOf(entry, warnings);
    }

    /** Writes facts that changed without an entry. */
    async saveFacts(facts: BookFacts): Promise<void> {
        await heads(this.#context).write({ ...this.#head, facts }, this.#vin);
    }

    /**
     * Writes what was added, all entries of the transaction on one page, and tells the listeners.
     * @param tell for a transaction whose event is another one
     */
    async save(tell: (item: EntriesRecordedItem) => void = item => { this.#context.emit('EntriesRecorded', item); }): Promise<void> {
        const last = this.#added.at(-1)?.entry;
        if (last === undefined) return;
        const page = this.#head.pages + 1;
        const ids = await this.#ids.save(this.#entriesAdded, page);
        for (const [fingerprint, sequence] of this.#meterless) await meterlessEntries(this.#context).write(sequence, this.#vin, fingerprint);
        await heads(this.#context).write({
            ...this.#head, facts: this.#facts, entries: last.sequence, pages: page, headHash: last.hash, ids,
            writers: { ...this.#head.writers, [last.mspId]: [this.#ofCaller + this.#added.length, last.sequence] },
            verdict: last.verdict, reason: last.reason, rulesVersion: last.rulesVersion,
            series: await this.#series.save(),
        }, this.#vin);
        const written: BookPage = { entries: this.#entriesAdded, warnings: this.#added.map(({ warnings }) => warnings) };
        await pages(this.#context).write(written, this.#vin, String(page));
        tell({
            vin: this.#vin, mspId: last.mspId, first: this.#head.entries + 1, last: last.sequence,
            types: [...new Set(this.#added.map(({ entry }) => entry.type))], hash: last.hash, verdict: last.verdict, reason: last.reason,
        });
    }

    get #entriesAdded(): RecordedEntry[] {
        return this.#added.map(({ entry }) => entry);
    }

    /** @throws CarnetFailure BOOK_FULL */
    #nextSequence(): number {
        const sequence = this.#head.entries + this.#added.length + 1;
        if (sequence > BOOK_MAX_ENTRIES) throw new CarnetFailure('BOOK_FULL', `A book takes ${BOOK_MAX_ENTRIES} entries.`, { vin: this.#vin });
        if (this.#ofCaller + this.#added.length >= ORGANISATION_MAX_ENTRIES) {
            throw new CarnetFailure('BOOK_FULL', `A book takes ${ORGANISATION_MAX_ENTRIES} entries of one organisation.`, { vin: this.#vin });
        }
        return sequence;
    }

    /** Entries of the caller's organisation that stand in the book. */
    get #ofCaller(): number {
        const { mspId } = this.#context.caller;
        return Object.hasOwn(this.#head.writers, mspId) ? this.#head.writers[mspId]?.[0] ?? 0 : 0;
    }

    /** Among the entries of the caller's organisation: an id that another one took first is no obstacle. */
    async #find(entryId: string): Promise<KnownEntry | undefined> {
        const added = this.#added.find(({ entry }) => entry.entryId === entryId);
        return added ?? this.entries.find({ mspId: this.#context.caller.mspId, entryId });
    }

    /** @throws CarnetFailure DUPLICATE_ENTRY, DAY_FULL, CONFIRMATION_NEEDED */
    async #addReading(content: EntryContent, { value = 0, unit, status }: Odometer, sequence: number): Promise<readonly string[]> {
        const { source, date } = content;
        if (source === undefined) throw new Error('A reading was accepted without a source.');
        this.#organisation ??= hashOf(this.#context.caller.mspId);
        const fingerprint = fingerprintOf(this.#organisation, hashOfEvent(content, this.#context.caller.mspId));
        const recordedDay = this.#context.time.day;
        const reading: SeriesReading = Object.assign({ sequence, value, unit, status, source, recordedDay, fingerprint }, timeOfDate(date));
        const { soft, warnings } = await this.#series.findings(reading);
        await this.#series.add(reading);
        requireConfirmation(content, soft);
        return warnings;
    }

    /** What has functions of its own has rules of its own against repetition. @throws CarnetFailure DUPLICATE_ENTRY, CONFIRMATION_NEEDED */
    async #addMeterless(content: EntryContent, sequence: number): Promise<readonly string[]> {
        if (!RECORDED_BY_ANYONE.has(content.type) || isSaleEntry(content.entryId)) return [];
        const fingerprint = hashOfEvent(content, this.#context.caller.mspId);
        const twin = this.#meterless.get(fingerprint) ?? await meterlessEntries(this.#context).read(this.#vin, fingerprint);
        if (twin !== undefined) {
            throw new CarnetFailure('DUPLICATE_ENTRY', 'Your organisation recorded exactly this already.', { vin: this.#vin, sequence: twin });
        }
        requireConfirmation(content, isLate({ day: timeOfDate(content.date).day, recordedDay: this.#context.time.day }, CURRENT_RULES) ? ['LATE'] : []);
        this.#meterless.set(fingerprint, sequence);
        return [];
    }
}
