// The judgement of an odometer series: what goes in and what comes out.
import type { ReasonCode, Verdict } from './entry';
import type { Reading } from './series';

export type Severity = 'CRITICAL' | 'WARNING' | 'INFO' | 'HINT';

export interface Finding {
    /** ROLLBACK, MINOR_DROP, IMPLAUSIBLE_JUMP, UNUSABLE_READING, … */
    readonly code: string;
    readonly severity: Severity;
    /** Sequence numbers in the book of the readings concerned. */
    readonly readings: readonly number[];
}

/** `ReadJudgement(vin)` answers this. */
export interface Judgement {
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
    readonly findings: readonly Finding[];
    readonly rulesVersion: number;
}

/** The meter was replaced: what the old one showed last and the new one first, in millimetres. */
export interface MeterReplacement {
    readonly sequence: number;
    readonly day: number;
    readonly minute?: number;
    readonly oldMillimetres: number;
    readonly newMillimetres: number;
}

/** What a book says about its odometer. */
export interface SeriesInput {
    readonly readings: readonly Reading[];
    readonly replacements: readonly MeterReplacement[];
    readonly imported: boolean;
    /** Readings from before the import were supplied (R9). */
    readonly foreignHistory: boolean;
    readonly firstRegistrationYear?: number;
    readonly odometerDigits?: number;
}
