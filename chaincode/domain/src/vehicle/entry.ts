// An entry of a vehicle's book: what a writer sends and what the ledger keeps.

export type OdometerUnit = 'km' | 'mi';
export type OdometerStatus = 'READ' | 'UNREADABLE' | 'NO_ODOMETER';
export type OdometerMethod = 'DASH' | 'OBD' | 'OEM';

export interface Odometer {
    /** Whole units as the meter shows them, 0…9 999 999; present exactly when `status` is READ. */
    readonly value?: number;
    readonly unit: OdometerUnit;
    readonly status: OdometerStatus;
    readonly method: OdometerMethod;
}

/** Who took the reading, printed beside it. */
export const SOURCE_CLASSES = ['inspection', 'oem', 'franchised', 'independent', 'dealer', 'import', 'legacy'] as const;
export type SourceClass = typeof SOURCE_CLASSES[number];

/** A paper kept elsewhere, by its hash. */
export interface Evidence {
    /** Lower-case hex, 64 characters. */
    readonly sha256: string;
    readonly mediaType: string;
    /** Bytes. */
    readonly size: number;
    readonly label: string;
}

export type DefectSeverity = 'MINOR' | 'MAJOR' | 'CRITICAL';
export interface Defect { readonly code: string; readonly severity: DefectSeverity }
export interface Inspection {
    /** PERIODIC, RETEST, … in capitals. */
    readonly nature: string;
    readonly result: 'PASSED' | 'FAILED';
    readonly defects: readonly Defect[];
}

export interface EntryReferences {
    readonly workOrder?: string;
    /** entryId of an earlier entry of the same book and organisation. */
    readonly corrects?: string;
    readonly disputes?: string;
    readonly recall?: string;
}

/** Sent as JSON to `VehicleRecord:RecordEntry(vin, entry)`. */
export interface EntryRequest {
    /** Chosen by the writer, `[A-Za-z0-9._-]{1,64}`, once per book and organisation: nobody can take another's ids. */
    readonly entryId: string;
    readonly type: EntryType;
    /** Calendar day `YYYY-MM-DD`, or with the minute `YYYY-MM-DDTHH:MM` (UTC), of the event itself. */
    readonly date: string;
    readonly odometer: Odometer;
    readonly source: SourceClass;
    /** What was done, at most 32 lines of 1–200 characters; names no person. */
    readonly work?: readonly string[];
    readonly publicNote?: string;
    /** Only with, and always with, type INSPECTION. */
    readonly inspection?: Inspection;
    readonly evidence?: readonly Evidence[];
    readonly refs?: EntryReferences;
}

/** Types a writer may record; the full list of the design grows here. */
export const ENTRY_TYPES = ['READING', 'SERVICE', 'REPAIR', 'BODYWORK', 'TYRES', 'PART_REPLACED', 'INSPECTION'] as const;
export type EntryType = typeof ENTRY_TYPES[number];

/** One element of the JSON array sent to `VehicleRecord:RecordEntries(entries)`. */
export interface BatchEntry extends EntryRequest { readonly vin: string }

/** Sent as JSON to `VehicleRecord:RegisterVehicle(vin, vehicle)`; becomes the first entry of the book. */
export interface VehicleRegistration {
    readonly make: string;
    readonly model: string;
    /** `YYYY-MM-DD`. */
    readonly firstRegistration: string;
    /** The unit of the car's own meter. */
    readonly odometerUnit: OdometerUnit;
    /** Warnings of the VIN check (`checkVin`) that the writer has seen and confirms; all of them must be named. */
    readonly confirmedVinWarnings?: readonly string[];
}

/** entryId of the first entry of every book, of type VEHICLE_REGISTERED. */
export const REGISTRATION_ENTRY_ID = 'registration';

/** An entry as the book keeps it: what was sent, and what the ledger adds. */
export interface RecordedEntry extends Omit<EntryRequest, 'type' | 'odometer' | 'source'> {
    readonly type: EntryType | 'VEHICLE_REGISTERED';
    /** Absent in VEHICLE_REGISTERED only. */
    readonly odometer?: Odometer;
    /** Absent in VEHICLE_REGISTERED only. */
    readonly source?: SourceClass;
    /** In VEHICLE_REGISTERED only: what was registered. Its `date` is the day of the transaction. */
    readonly vehicle?: VehicleRegistration;
    readonly vin: string;
    /** Place in the book: 1, 2, 3, … without a gap. */
    readonly sequence: number;
    readonly mspId: string;
    /** The writer as getID() gives it. */
    readonly writer: string;
    /** The transaction's timestamp, ISO 8601 UTC: the client's claim, within the clock limit of the ledger. */
    readonly recordedAt: string;
    readonly transactionId: string;
    /** Hash of the entry before it in the book; 64 zeros before the first. */
    readonly previousHash: string;
    /** SHA-256 of the canonical JSON of this object without `hash`, lower-case hex. */
    readonly hash: string;
    /** The judgement of the book once this entry was in it. */
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly rulesVersion: number;
}

export type Verdict = 'LOGICAL' | 'ILLOGICAL' | 'NO_JUDGEMENT';
/** Reason codes follow RDW's numbering. */
export type ReasonCode =
    | '00_ASCENDING' | '01_ROLLOVER' | '02_REPLACED' | '04_LOWER_THAN_EARLIER' | '05_IMPORTED' | '06_TOO_FEW' | '07_LEGACY';

/** `RecordEntry` answers this; `RecordEntries` an array of it in the order sent; also what a repeated call returns. */
export interface EntryReceipt {
    readonly vin: string;
    readonly entryId: string;
    readonly sequence: number;
    readonly hash: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    /** Findings this entry itself caused, e.g. ROLLBACK: it was recorded all the same. */
    readonly warnings: readonly string[];
}
