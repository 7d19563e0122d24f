// An entry of a vehicle's book: what a writer sends and what the ledger keeps.
import type { SaleReference } from './sale-reference';

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

/** What the old meter showed last and the new one first. */
export interface OdometerReplacement {
    readonly oldValue: number;
    readonly newValue: number;
    readonly unit: OdometerUnit;
}

export interface BatteryHealth {
    /** State of health, whole percent of the capacity when new, 0…100. */
    readonly soh: number;
    /** How it was found: what the car reports (OBD), the manufacturer's service, or a measured discharge. */
    readonly method: 'OBD' | 'OEM' | 'DISCHARGE';
}

export interface ImportFacts {
    /** ISO 3166-1 alpha-2 of the country that the car comes from. */
    readonly country: string;
}

/** What changes of the facts of the car; what is left out stays. */
export interface TechnicalChange {
    readonly make?: string;
    readonly model?: string;
    /** `YYYY-MM-DD`. */
    readonly firstRegistration?: string;
    readonly odometerUnit?: OdometerUnit;
    readonly odometerDigits?: number;
}

/** What another entry's odometer is to be read as. */
export interface OdometerCorrection { readonly value: number; readonly unit: OdometerUnit }

/** An entry of the book by its writer. */
export interface EntryName { readonly mspId: string; readonly entryId: string }

/** How a dispute ended: the entry is wrong, it stands, or whoever disputed it gave up. */
export const DISPUTE_OUTCOMES = ['UPHELD', 'DISMISSED', 'WITHDRAWN'] as const;
export type DisputeOutcome = typeof DISPUTE_OUTCOMES[number];

export interface EntryReferences {
    readonly workOrder?: string;
    /** Of a correction: entryId of the entry of the same book and organisation that it corrects. */
    readonly corrects?: string;
    /** Of a dispute: the entry of another organisation that it disputes. */
    readonly disputes?: EntryName;
    /** Of a confirmation, rejection or resolution: the proposal or dispute that it closes. */
    readonly closes?: EntryName;
    /** Number of the manufacturer's campaign. */
    readonly recall?: string;
    /** Of a KEEPER_CHANGED that a payment brought about: the sale. No writer's request has it. */
    readonly sale?: SaleReference;
}

/** Sent as JSON to `VehicleRecord:RecordEntry(vin, entry)`. */
export interface EntryRequest {
    /** Chosen by the writer, `[A-Za-z0-9._-]{1,64}`, once per book and organisation: nobody can take another's ids. */
    readonly entryId: string;
    readonly type: EntryType;
    /** Calendar day `YYYY-MM-DD`, or with the minute `YYYY-MM-DDTHH:MM` (UTC), of the event itself. */
    readonly date: string;
    /** Needed with the types of `TYPES_WITH_ODOMETER`, allowed with all others but ODOMETER_REPLACED. */
    readonly odometer?: Odometer;
    /** Who took the reading or did the work. */
    readonly source: SourceClass;
    /** What was done, at most 32 lines of 1–200 characters; names no person. */
    readonly work?: readonly string[];
    readonly publicNote?: string;
    /** Only with, and always with, type INSPECTION. */
    readonly inspection?: Inspection;
    /** Only with, and always with, type ODOMETER_REPLACED. */
    readonly replacement?: OdometerReplacement;
    /** Only with, and always with, type BATTERY_HEALTH. */
    readonly battery?: BatteryHealth;
    /** Only with, and always with, type IMPORTED. */
    readonly imported?: ImportFacts;
    /** Only with, and always with, type TECHNICAL_CHANGE. */
    readonly technical?: TechnicalChange;
    /** Hash of the confidential details, which stay in the organisation's private collection; lower-case hex. */
    readonly detailsHash?: string;
    readonly evidence?: readonly Evidence[];
    readonly refs?: EntryReferences;
    /** The writer has looked again at what a soft check found (CONFIRMATION_NEEDED) and stands by it. */
    readonly confirm?: true;
}

/** Types that `RecordEntry` and `RecordEntries` take. */
export const ENTRY_TYPES = [
    'IMPORTED', 'TECHNICAL_CHANGE',
    'READING', 'OEM_TELEMETRY', 'ODOMETER_REPLACED',
    'SERVICE', 'REPAIR', 'BODYWORK', 'TYRES', 'PART_REPLACED', 'BATTERY_HEALTH',
    'INSPECTION', 'EXPERT_REPORT',
    'RECALL_DONE',
    'STOCK_IN', 'STOCK_OUT', 'KEEPER_CHANGED',
] as const;
export type EntryType = typeof ENTRY_TYPES[number];

/** Types that only a function of their own records. */
export const GOVERNED_TYPES = [
    'VEHICLE_REGISTERED', 'END_OF_LIFE', 'RECALL_OPENED',
    'CORRECTION_PROPOSED', 'CORRECTION_CONFIRMED', 'CORRECTION_REJECTED', 'DISPUTE_OPENED', 'DISPUTE_RESOLVED',
] as const;
export type GovernedType = typeof GOVERNED_TYPES[number];

/** Readings, work and inspections: meter and book are one series, so each says what the meter showed, or that it showed nothing. */
export const TYPES_WITH_ODOMETER: ReadonlySet<RecordedType> = new Set([
    'READING', 'OEM_TELEMETRY', 'SERVICE', 'REPAIR', 'BODYWORK', 'TYRES', 'PART_REPLACED', 'BATTERY_HEALTH', 'INSPECTION', 'EXPERT_REPORT', 'RECALL_DONE',
]);
export type RecordedType = EntryType | GovernedType;

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
    /** Digits of the car's meter, 4…7, where it is known that the meter starts again at 0 after its last number. */
    readonly odometerDigits?: number;
    /** Warnings of the VIN check (`checkVin`) that the writer has seen and confirms; all of them must be named. */
    readonly confirmedVinWarnings?: readonly string[];
}

/** entryId of the first entry of every book, of type VEHICLE_REGISTERED. */
export const REGISTRATION_ENTRY_ID = 'registration';

/** What a writer says in an entry, whichever function records it. */
export interface EntryContent extends Omit<EntryRequest, 'type' | 'source'> {
    readonly type: RecordedType;
    /** Absent in what GOVERNED_TYPES names. */
    readonly source?: SourceClass;
    /** In CORRECTION_PROPOSED only. */
    readonly correction?: OdometerCorrection;
    /** In DISPUTE_RESOLVED only. */
    readonly outcome?: DisputeOutcome;
    /** In VEHICLE_REGISTERED only: what was registered. Its `date` is the day of the transaction. */
    readonly vehicle?: VehicleRegistration;
}

/** An entry as the book keeps it: what was said, and what the ledger adds. */
export interface RecordedEntry extends EntryContent {
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
    /** `entryHash` of this object: SHA-256 over its place in the book and its leaves, lower-case hex. */
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

/** What the ledger adds to the content of an entry. */
export const LEDGER_FIELDS: Readonly<Record<Exclude<keyof RecordedEntry, keyof EntryContent>, true>> = {
    vin: true, sequence: true, mspId: true, writer: true, recordedAt: true, transactionId: true, previousHash: true, hash: true,
    verdict: true, reason: true, rulesVersion: true,
};

/** `RecordEntry` answers this, and for a repeated call the same again; `RecordEntries` a ReceiptRow of it for each entry. */
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
