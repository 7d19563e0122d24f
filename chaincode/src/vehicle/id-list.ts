// The ids of the first entries of a book as one short text, since the head is read and written with every entry.
import type { EntryName } from '@carnet/domain';
import { hashOfText } from '../ledger/hash';

/**
 * `hash:page;` for each entry. The hash has the first 16 digits of that of MSP id and entryId: nobody finds an id of his own that has the same as
 * the id which another organisation is going to use. An organisation that makes two such ids of its own gains nothing: the page tells them apart.
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

/** The pages on which an entry may stand: none where the list does not have it, and hardly ever more than one. */
export function pagesInList(list: IdList, name: EntryName): number[] {
    const found = `${digitsOf(name)}:`;
    const numbers = new Set<number>();
    for (let at = list.indexOf(found); at >= 0; at = list.indexOf(found, at + 1)) numbers.add(Number(list.slice(at + found.length, list.indexOf(';', at))));
    return [...numbers];
}
