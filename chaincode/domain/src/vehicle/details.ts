// The confidential details of an entry: salted leaves under one hash that stands in the book, disclosed one by one.
import { canonicalHash } from '../canonical/hash';
import { byCodeUnits } from '../canonical/json';
import { refuseField } from '../codec/decoder';
import { CarnetFailure } from '../failure/failure';
import type { RecordedEntry } from './entry';

/** Details of one entry. */
export const DETAILS_MAX = 32;
/** Characters (UTF-16 units) of one value. */
export const DETAIL_VALUE_MAX = 2_000;

/** One confidential value, e.g. `invoiceNumber`. */
export interface Detail {
    /** `[A-Za-z][A-Za-z0-9._-]{0,63}` */
    readonly name: string;
    /** 32 random bytes of this detail alone, lower-case hex: without it the value could be guessed from the hash. */
    readonly salt: string;
    /** 1…DETAIL_VALUE_MAX characters, on one line. */
    readonly value: string;
}

/** What details belong to: the hash covers it, so that nobody can pass another's details off as his own. */
export interface BookEntryName {
    readonly vin: string;
    readonly mspId: string;
    readonly entryId: string;
}

/** `StoreDetails` answers this; the entry is recorded with the hash. */
export interface DetailsReceipt extends BookEntryName { readonly detailsHash: string }

/** `ReadDetails` answers this. */
export interface StoredDetails extends DetailsReceipt {
    /** By name. */
    readonly details: readonly Detail[];
}

/** `PurgeDetails` answers this. */
export interface DetailsPurged extends BookEntryName {
    /** ISO 8601 UTC. */
    readonly purgedAt: string;
}

/** What is handed to a third party: some details in clear, of the others nothing but that they exist. */
export interface Disclosure extends BookEntryName {
    readonly v: 1;
    /** By name. */
    readonly shown: readonly Detail[];
    /** Leaf hashes of the details that are not shown, ascending. */
    readonly withheld: readonly string[];
}

/** What a disclosure proves. `VerifyDetails` and `verifyDisclosure` answer this. */
export interface DisclosedDetails extends DetailsReceipt {
    readonly details: readonly { readonly name: string; readonly value: string }[];
    /** Number of details that are not shown. */
    readonly withheld: number;
}

/** Hash of one detail. The salt makes equal values unequal and keeps the name of a withheld one. */
export function detailLeaf({ name, salt, value }: Detail): string {
    return canonicalHash(['carnet-detail-1', name, salt, value]);
}

function hashOfLeaves({ vin, mspId, entryId }: BookEntryName, leaves: readonly string[]): string {
    return canonicalHash(['carnet-details-1', vin, mspId, entryId, [...leaves].sort(byCodeUnits)]);
}

/** What the entry keeps of its details, in whatever order they come. */
export function hashDetails(entry: BookEntryName, details: readonly Detail[]): string {
    return hashOfLeaves(entry, details.map(detailLeaf));
}

/**
 * Details from names and values.
 * @param newSalt gives 32 fresh random bytes as lower-case hex, once for each detail
 */
export function saltDetails(values: Readonly<Record<string, string>>, newSalt: () => string): Detail[] {
    return Object.entries(values).sort(([a], [b]) => byCodeUnits(a, b)).map(([name, value]) => ({ name, salt: newSalt(), value }));
}

/** Whether these are the names and values, whatever the salts. */
export function sameValues(details: readonly Detail[], values: Readonly<Record<string, string>>): boolean {
    return details.length === Object.keys(values).length
        && details.every(({ name, value }) => Object.hasOwn(values, name) && values[name] === value);
}

/**
 * Shows the named details and withholds the others.
 * @throws CarnetFailure INVALID_VALUE for a name that is not among them, that stands twice, or no name at all
 */
export function disclose({ vin, mspId, entryId, details }: StoredDetails, names: readonly string[]): Disclosure {
    if (names.length === 0) refuseField('INVALID_VALUE', 'names', 'Name at least one detail to show.');
    names.forEach((name, index) => {
        if (!details.some(detail => detail.name === name)) refuseField('INVALID_VALUE', `names[${index}]`, 'The entry has no detail of this name.');
        if (names.indexOf(name) !== index) refuseField('INVALID_VALUE', `names[${index}]`, 'Name each detail once.');
    });
    return {
        v: 1, vin, mspId, entryId,
        shown: details.filter(({ name }) => names.includes(name)).sort((a, b) => byCodeUnits(a.name, b.name)),
        withheld: details.filter(({ name }) => !names.includes(name)).map(detailLeaf).sort(byCodeUnits),
    };
}

/**
 * Checks a disclosure against the public entry, without a network. The disclosure has been decoded by `disclosureCodec`, the entry comes from a
 * source that is trusted: the ledger, or a certificate that was verified.
 * @throws CarnetFailure DISCLOSURE_OF_OTHER_ENTRY, ENTRY_WITHOUT_DETAILS, DISCLOSURE_MISMATCH where a name, value, salt or withheld hash is another
 */
export function verifyDisclosure(
    entry: Pick<RecordedEntry, 'vin' | 'mspId' | 'entryId' | 'detailsHash'>, { vin, mspId, entryId, shown, withheld }: Disclosure,
): DisclosedDetails {
    const name = { vin: entry.vin, mspId: entry.mspId, entryId: entry.entryId };
    if (vin !== name.vin || mspId !== name.mspId || entryId !== name.entryId) {
        throw new CarnetFailure('DISCLOSURE_OF_OTHER_ENTRY', 'The disclosure belongs to another entry.', { ...name });
    }
    const { detailsHash } = entry;
    if (detailsHash === undefined) throw new CarnetFailure('ENTRY_WITHOUT_DETAILS', 'The entry names no confidential details.', { ...name });
    if (hashOfLeaves(name, [...shown.map(detailLeaf), ...withheld]) !== detailsHash) {
        throw new CarnetFailure('DISCLOSURE_MISMATCH', 'What is disclosed is not what was recorded: a name, value, salt or hash differs.', { ...name });
    }
    return { ...name, detailsHash, details: shown.map(({ name: shownName, value }) => ({ name: shownName, value })), withheld: withheld.length };
}
