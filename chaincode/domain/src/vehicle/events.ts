// What the vehicle book tells its listeners: enough to decide whether to read the entry.
import type { ReasonCode, RecordedEntry, Verdict } from './entry';

export interface VehicleRegisteredItem {
    readonly vin: string;
    readonly mspId: string;
    readonly make: string;
    readonly model: string;
}

/** What one transaction recorded in one book: one item, however many entries that are. */
export interface EntriesRecordedItem {
    readonly vin: string;
    readonly mspId: string;
    /** Sequence of the first of them, and of the last. */
    readonly first: number;
    readonly last: number;
    /** Which types are among them, in the order of the book, each once. */
    readonly types: readonly RecordedEntry['type'][];
    /** Of the last: it covers all before it. */
    readonly hash: string;
    /** The judgement of the book once they were in it. */
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
}

/** An offer of sale that stands from now on, or was withdrawn. */
export interface OfferItem {
    readonly vin: string;
    readonly mspId: string;
    readonly offerId: string;
}
