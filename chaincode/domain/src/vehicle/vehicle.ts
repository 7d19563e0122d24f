// What the reading functions of the vehicle book answer.
import type { OdometerUnit, ReasonCode, RecordedEntry, Verdict } from './entry';
import type { Judgement } from './judgement';

/** An offer of sale that stands: by the dealer who has the car in stock, until a day. Terms and price stay off the ledger, by their hash. */
export interface SaleOffer {
    readonly offerId: string;
    readonly mspId: string;
    /** `YYYY-MM-DD`, the last day. */
    readonly validUntil: string;
    /** SHA-256 of the terms with a random salt, lower-case hex. */
    readonly termsHash: string;
}

/** `RegisterVehicle` and `ReadVehicle` answer this. */
export interface Vehicle {
    readonly vin: string;
    readonly make: string;
    readonly model: string;
    readonly firstRegistration: string;
    readonly odometerUnit: OdometerUnit;
    readonly odometerDigits?: number;
    readonly registeredBy: string;
    /** Number of entries: the highest sequence. */
    readonly entries: number;
    /** Hash of the last entry. */
    readonly headHash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly rulesVersion: number;
    /** Number of changes of the keeper that were recorded. */
    readonly keeperChanges: number;
    readonly imported: boolean;
    /** Numbers of the campaigns that were opened and not done. */
    readonly openRecalls: readonly string[];
    /** Corrections proposed and neither confirmed nor rejected. */
    readonly pendingCorrections: number;
    readonly openDisputes: number;
    /** MSP id of the dealer who has the car in stock. */
    readonly inStockOf?: string;
    readonly offer?: SaleOffer;
    /** The book is closed: END_OF_LIFE was recorded, and no dispute of it was upheld. */
    readonly retired: boolean;
}

/** `ReadHistory(vin, pageSize, bookmark)` answers this, oldest first. */
export interface HistoryPage {
    readonly entries: readonly RecordedEntry[];
    /** Pass it on for the next page; '' on the last. */
    readonly bookmark: string;
}

/**
 * `ReadReport(vin)` answers this: what a buyer's certificate is signed for. It is as short for a long book as for a short one: `headHash` stands
 * for all entries, of which the hash chain is verified apart.
 */
export interface Report {
    readonly v: 1;
    readonly vehicle: Vehicle;
    readonly judgement: Judgement;
    /** Time of the question, ISO 8601 UTC: the asker's claim, within the clock limit of every organisation that signed it. */
    readonly readAt: string;
}

export const ODOMETER_CHECKS = ['MATCH', 'LOWER_THAN_LEDGER', 'IMPLAUSIBLY_HIGH', 'NO_DATA'] as const;
/** `CheckOdometer(vin, reading)` answers this, and no reading. */
export interface OdometerCheck { readonly answer: typeof ODOMETER_CHECKS[number] }
