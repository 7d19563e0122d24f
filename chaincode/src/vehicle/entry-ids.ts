// How the entries that a transaction adds to a book will be found by their ids: the first in a list, the others each by a key.
import { isOwnConfirmation, isSaleEntry, timeOfDate, type RecordedEntry } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { entryPlaces, firstIds, INLINE_ENTRIES } from './book-state';
import { idsIn, withId, type IdList } from './id-list';

/** Of other entries nobody asks by their id, and no writer can take that. */
function isNamed({ entryId }: RecordedEntry): boolean {
    return !isOwnConfirmation(entryId) && !isSaleEntry(entryId);
}

export class EntryIds {
    readonly #context: LedgerContext;
    readonly #vin: string;
    readonly #list: IdList | undefined;
    /** Ids that the list still takes. */
    readonly #room: number;

    /** @param list as the head has it */
    constructor(context: LedgerContext, vin: string, list: IdList | undefined) {
        this.#context = context;
        this.#vin = vin;
        this.#list = list;
        this.#room = list === undefined ? 0 : INLINE_ENTRIES - idsIn(list);
    }

    /** Keys that `save` will write. */
    changes(added: readonly RecordedEntry[]): number {
        const named = added.filter(isNamed).length;
        return Math.max(0, named - this.#room) + (this.#isFilledBy(named) ? 1 : 0);
    }

    /** @param page on which they stand. @returns the list for the head; undefined once it is full and stands beside it */
    async save(added: readonly RecordedEntry[], page: number): Promise<IdList | undefined> {
        const named = added.filter(isNamed);
        for (const { entryId, sequence, date, mspId } of named.slice(this.#room)) {
            await entryPlaces(this.#context).write([page, sequence, timeOfDate(date).day], this.#vin, mspId, entryId);
        }
        if (this.#list === undefined) return undefined;
        const list = named.slice(0, this.#room).reduce((ids, entry) => withId(ids, entry, page), this.#list);
        if (!this.#isFilledBy(named.length)) return list;
        await firstIds(this.#context).write(list, this.#vin);
        return undefined;
    }

    #isFilledBy(named: number): boolean {
        return this.#room > 0 && named >= this.#room;
    }
}
