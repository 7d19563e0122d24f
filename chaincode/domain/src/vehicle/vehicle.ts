// What the reading functions of the vehicle book answer.
import type { OdometerUnit, ReasonCode, RecordedEntry, Verdict } from './entry';

/** `RegisterVehicle` and `ReadVehicle` answer this. */
export interface Vehicle {
    readonly vin: string;
    readonly make: string;
    readonly model: string;
    readonly firstRegistration: string;
    readonly odometerUnit: OdometerUnit;
    readonly registeredBy: string;
    /** Number of entries: the highest sequence. */
    readonly entries: number;
    /** Hash of the last entry. */
    readonly headHash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly rulesVersion: number;
}

/** `ReadHistory(vin, pageSize, bookmark)` answers this, oldest first. */
export interface HistoryPage {
    readonly entries: readonly RecordedEntry[];
    /** Pass it on for the next page; '' on the last. */
    readonly bookmark: string;
}
