// The judgement of an odometer series.
import type { ReasonCode, Verdict } from './entry';

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
