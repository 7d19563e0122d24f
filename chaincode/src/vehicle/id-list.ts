// The ids of the first entries of a book as one short text, since the head is read and written with every entry.
import type { EntryName } from '@carnet/domain';
import { hashOfText } from '../ledger/hash';

/**
 * `hash:page;` for each entry. The hash has the first 16 digits of that of MSP id and entryId: nobody finds an id of his own that has the same as
 * the id which another organisation is going to use.
 */
export type IdList = string;

const DIGITS = 16;

function digitsOf({ mspId, entryId }: EntryName): string {
    // Neither part can hold a space.
    return hashOfText(`${mspId} ${entryId}`).slice(0, DIGITS);
}

export function withId(list: IdList, name: EntryName, page: number): IdList {
    return `${list}${digitsOf(name)}:${page};`;
}

/** How many it holds. */
export function idsIn(list: IdList): number {
    return list.split(';').length - 1;
}

/** The page of an entry; undefined where the list does not have it. */
export function pageInList(list: IdList, name: EntryName): number | undefined {
    const found = `${digitsOf(name)}:`;
    const at = list.indexOf(found);
    return at < 0 ? undefined : Number(list.slice(at + found.length, list.indexOf(';', at)));
}
