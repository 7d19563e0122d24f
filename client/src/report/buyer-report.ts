// What a buyer reads of a vehicle's book: facts in the order of a page, in no language yet.
import type {
    BatteryHealth, DefectSeverity, DisputeOutcome, Inspection, OdometerCorrection, OdometerReplacement, OdometerStatus, ReasonCode, RecordedEntry,
    RecordedType, Severity, SourceClass, Vehicle, Verdict,
} from '@carnet/domain';

/** An entry of which groups of fields may be withheld: what is withheld is absent. */
export type DisclosedEntry = Pick<RecordedEntry, 'sequence'> & Partial<RecordedEntry>;

/** Who wrote it: the MSP id, which is proved, and the name that the consortium's charter gives it, where it was passed on. */
export interface Organisation {
    readonly mspId: string;
    readonly name?: string;
}

/** One proposal to read a meter reading as another value, and what became of it. */
export interface CorrectionTrail extends OdometerCorrection {
    readonly status: 'PENDING' | 'CONFIRMED' | 'REJECTED';
    /** Sequence of the proposal in the book. */
    readonly sequence: number;
    readonly proposedBy: Organisation | undefined;
    readonly proposedOn: string | undefined;
    /** Why, in the words of the proposer. */
    readonly why: string | undefined;
    readonly closedBy: Organisation | undefined;
    readonly closedOn: string | undefined;
}

export interface BuyerReading {
    readonly sequence: number;
    /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
    readonly date: string;
    /** What the entry is about: a service, an inspection, a reading alone. */
    readonly type: RecordedType | undefined;
    readonly status: OdometerStatus;
    /** As the meter showed it; absent where it was not read. */
    readonly asRead: OdometerCorrection | undefined;
    /** Whole kilometres of what counts: the corrected value where a correction was confirmed. */
    readonly kilometres: number | undefined;
    /** Whole kilometres of what was read, where a confirmed correction replaced it. */
    readonly replacedKilometres: number | undefined;
    readonly source: SourceClass | undefined;
    readonly organisation: Organisation | undefined;
    readonly corrections: readonly CorrectionTrail[];
    /** Codes of the findings on this reading, which may rest on a comparison with an earlier one. */
    readonly findings: readonly string[];
    /** A later reading is so much lower than this one that one of the two must be wrong. */
    readonly laterIsLower: boolean;
}

/** More than 18 months in which nobody read the meter. */
export interface Gap {
    /** `YYYY-MM-DD`; the first registration, a reading, or the day of the report. */
    readonly from: string;
    readonly to: string;
    readonly kind: 'BEFORE_FIRST_READING' | 'BETWEEN_READINGS' | 'SINCE_LAST_READING';
    /** Whole months. */
    readonly months: number;
}

/** Anything with a day and an author. */
export interface Dated {
    readonly sequence: number;
    readonly date: string | undefined;
    readonly organisation: Organisation | undefined;
}

export interface WorkItem extends Dated {
    readonly kilometres: number | undefined;
    readonly source: SourceClass | undefined;
    readonly lines: readonly string[];
    readonly note: string | undefined;
}
export const WORK_CATEGORIES = ['SERVICE', 'REPAIR', 'BODYWORK', 'TYRES', 'PART_REPLACED'] as const satisfies readonly RecordedType[];
export type WorkCategory = typeof WORK_CATEGORIES[number];
export interface WorkChapter { readonly category: WorkCategory; readonly items: readonly WorkItem[] }

export interface BuyerInspection extends Dated, Inspection {
    readonly kilometres: number | undefined;
    readonly worst: DefectSeverity | undefined;
}
/** An expert's report: its work lines and note are what the expert found. */
export type ExpertReport = WorkItem;

export interface BuyerRecall {
    readonly campaign: string;
    readonly openedOn: string | undefined;
    readonly doneOn: string | undefined;
    readonly doneBy: Organisation | undefined;
    readonly open: boolean;
}
export interface BuyerReplacement extends Dated, OdometerReplacement {}
export interface BuyerBattery extends Dated, BatteryHealth {}

export interface BuyerDispute extends Dated {
    /** Sequence of the entry that is disputed, where it is disclosed. */
    readonly disputes: number | undefined;
    readonly disputed: Organisation | undefined;
    readonly why: string | undefined;
    readonly outcome: DisputeOutcome | undefined;
    readonly resolvedOn: string | undefined;
    readonly resolvedBy: Organisation | undefined;
    readonly open: boolean;
}

export interface BuyerFinding {
    readonly code: string;
    readonly severity: Severity;
    /** Sequence numbers in the book. */
    readonly readings: readonly number[];
    /** Days of those readings, where they are disclosed. */
    readonly dates: readonly string[];
}

/** What a buyer should ask about besides the verdict; most pressing first. */
export const CAUTIONS = ['RETIRED', 'OPEN_RECALL', 'OPEN_DISPUTE', 'PENDING_CORRECTION', 'IMPLAUSIBLE_JUMP', 'WITHHELD', 'GAPS', 'IMPORTED'] as const;
export type Caution = typeof CAUTIONS[number];

export interface BuyerReport {
    readonly vehicle: Vehicle;
    /** To compare with the plate on the car. */
    readonly vinLastSix: string;
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly cautions: readonly Caution[];
    readonly findings: readonly BuyerFinding[];
    /** By date, then in the order of the book. */
    readonly readings: readonly BuyerReading[];
    readonly gaps: readonly Gap[];
    readonly work: readonly WorkChapter[];
    readonly inspections: readonly BuyerInspection[];
    readonly expertReports: readonly ExpertReport[];
    readonly recalls: readonly BuyerRecall[];
    readonly replacements: readonly BuyerReplacement[];
    readonly batteries: readonly BuyerBattery[];
    readonly disputes: readonly BuyerDispute[];
    /** Keepers so far: one more than the recorded changes. */
    readonly keepers: number;
    /** ISO 3166-1 alpha-2, where the entry of the import is disclosed. */
    readonly importedFrom: string | undefined;
    readonly withheld: {
        readonly entries: number;
        readonly partlyWithheldEntries: number;
        /** Entries, of either kind, of which not even the event is shown: each may hold a reading. */
        readonly events: number;
    };
    /** Entries of the book, shown or not. */
    readonly entries: number;
    readonly headHash: string;
    readonly rulesVersion: number;
    /** ISO 8601 UTC. */
    readonly readAt: string;
}
