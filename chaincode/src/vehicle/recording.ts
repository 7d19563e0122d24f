// Recording entries, one or many: licence, dates, repetition, then the book. A lower reading is recorded and judged, never refused.
import {
    BATCH_MAX_VEHICLES, CarnetFailure, checkVin, ROLES_FOR_SOURCE, ROLES_FOR_TYPE,
    type BatchEntry, type Capability, type EntryName, type EntryReceipt, type EntryRequest,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { memberKeys, requireMember, requireOneOf } from '../membership/authorisation';
import { Book } from './book';
import { heads } from './book-state';
import { requireDate, requireNotLater } from './dates';
import { entryKeys } from './entry-finder';
import { requireVin } from './registration';

/**
 * Reads and writes of one batch: beyond it a peer would be held up for more than 100 ms (up to 0.5 ms for each, and the entries themselves).
 * 24 vehicles with short books, which is what a batch may name, take 74.
 */
const BATCH_MAX_STATE_ACCESSES = 96;
/** Bytes that a batch may read: a repeated entry costs the whole page on which it stands, and somebody may have made large pages on purpose. */
const BATCH_MAX_BYTES_READ = 2 * 1024 * 1024;

function requireLicence(roles: ReadonlySet<Capability>, { type, source }: EntryRequest): void {
    requireOneOf(roles, ROLES_FOR_TYPE[type], `An entry of type ${type}`);
    requireOneOf(roles, ROLES_FOR_SOURCE[source], `The source class ${source}`);
}

async function recordIn(context: LedgerContext, book: Book, request: EntryRequest, field: string): Promise<EntryReceipt> {
    const known = await book.receiptFor(request);
    if (known !== undefined) return known;
    requireDate(context, book.facts, request.date, `${field}.date`);
    const corrected = request.technical?.firstRegistration;
    if (corrected !== undefined) requireNotLater(context, corrected, `${field}.technical.firstRegistration`, 'The first registration');
    return book.add(request);
}

/**
 * Records one entry, whatever the length of the book: 5 reads in one message and 2 or 3 writes in one, where it is later than those before; at most
 * 8 reads and 5 writes.
 * @throws CarnetFailure those of requireMember, NOT_LICENSED, VEHICLE_NOT_FOUND, ALREADY_EXISTS, INVALID_DATE, DUPLICATE_ENTRY, DAY_FULL, BOOK_FULL,
 * CONFIRMATION_NEEDED, and those of factsAfter
 */
export async function recordEntry(context: LedgerContext, vin: string, request: EntryRequest): Promise<EntryReceipt> {
    // Also what only a long book has: asked for later, that would be a message more with every entry of one.
    const name = { mspId: context.caller.mspId, entryId: request.entryId };
    await context.state.prefetch([...memberKeys(context), heads(context).key(vin), ...entryKeys(context, vin, name)]);
    requireLicence(await requireMember(context), request);
    const book = await Book.open(context, vin);
    const receipt = await recordIn(context, book, request, 'entry');
    await book.save();
    return receipt;
}

/** Opens each book of a batch once: what one entry adds the next one sees, though the ledger would not show it. */
class Books {
    readonly #books = new Map<string, Book>();
    /** Keys that `save` will write, in each book that was added to and in all of them. */
    readonly #writesIn = new Map<Book, number>();
    #writes = 0;

    constructor(private readonly context: LedgerContext, private readonly batch: readonly BatchEntry[]) {}

    async open(vin: string): Promise<Book> {
        const book = this.#books.get(vin) ?? await this.#openFirst(vin);
        if (this.#books.size > BATCH_MAX_VEHICLES) {
            throw new CarnetFailure('BATCH_TOO_LARGE', `A batch takes at most ${BATCH_MAX_VEHICLES} vehicles: split it.`, { limit: BATCH_MAX_VEHICLES });
        }
        return book;
    }

    async #openFirst(vin: string): Promise<Book> {
        const book = await Book.open(this.context, vin);
        this.#books.set(vin, book);
        const { mspId } = this.context.caller;
        const names = (): EntryName[] => this.batch.flatMap(({ vin: of, entryId }) => checkVin(of).vin === vin ? [{ mspId, entryId }] : []);
        await book.entries.prefetch(() => names().slice(0, BATCH_MAX_STATE_ACCESSES));
        return book;
    }

    /** @param book what was last added to. @throws CarnetFailure BATCH_TOO_LARGE */
    requireAffordable(book: Book): void {
        const { changes } = book;
        this.#writes += changes - (this.#writesIn.get(book) ?? 0);
        this.#writesIn.set(book, changes);
        const { reads, bytesRead } = this.context.state;
        if (reads + this.#writes <= BATCH_MAX_STATE_ACCESSES && bytesRead <= BATCH_MAX_BYTES_READ) return;
        throw new CarnetFailure('BATCH_TOO_LARGE', 'The batch touches too much of the ledger: send it in two halves.', { limit: BATCH_MAX_STATE_ACCESSES });
    }

    async save(): Promise<void> {
        for (const book of this.#books.values()) await book.save();
    }
}

/**
 * Records many entries of many vehicles: all, or none with the index of the first that is refused.
 * @returns receipts in the order sent
 * @throws CarnetFailure as recordEntry with `index` among the parameters, and BATCH_TOO_LARGE
 */
export async function recordEntries(context: LedgerContext, batch: readonly BatchEntry[]): Promise<EntryReceipt[]> {
    const roles = await requireMember(context);
    const vins = [...new Set(batch.map(({ vin }) => checkVin(vin)).flatMap(({ accept, vin }) => accept ? [vin] : []))];
    await context.state.prefetch(vins.slice(0, BATCH_MAX_VEHICLES).map(vin => heads(context).key(vin)));
    const books = new Books(context, batch);
    const receipts: EntryReceipt[] = [];
    for (const [index, { vin, ...request }] of batch.entries()) {
        try {
            requireLicence(roles, request);
            const book = await books.open(requireVin(vin, `entries[${index}].vin`));
            receipts.push(await recordIn(context, book, request, `entries[${index}]`));
            books.requireAffordable(book);
        } catch (error) {
            throw error instanceof CarnetFailure ? error.with({ index }) : error;
        }
    }
    await books.save();
    return receipts;
}
