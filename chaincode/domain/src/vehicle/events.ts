// What the vehicle book tells its listeners: enough to decide whether to read the entry.
import type { ReasonCode, RecordedEntry, Verdict } from './entry';

export interface VehicleRegisteredItem {
    readonly vin: string;
    readonly mspId: string;
    readonly make: string;
    readonly model: string;
}

export interface EntryRecordedItem {
    readonly vin: string;
    readonly entryId: string;
    readonly sequence: number;
    readonly type: RecordedEntry['type'];
    readonly mspId: string;
    readonly hash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
}

/** An offer of sale that stands from now on, or was withdrawn. */
export interface OfferItem {
    readonly vin: string;
    readonly mspId: string;
    readonly offerId: string;
}
