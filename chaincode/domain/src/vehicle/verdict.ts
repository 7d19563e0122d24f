// The verdict: one reason out of those that apply, by precedence.
import type { ReasonCode, Verdict } from './entry';

/** The first reason of this list that applies is the reason of the verdict. */
const PRECEDENCE = [
    '04_LOWER_THAN_EARLIER', '07_LEGACY', '06_TOO_FEW', '02_REPLACED', '01_ROLLOVER', '05_IMPORTED', '00_ASCENDING',
] as const satisfies readonly ReasonCode[];

/** Which of the reasons apply. */
export interface VerdictFacts {
    /** R1 */
    readonly rollback: boolean;
    /** R8 */
    readonly legacyDrop: boolean;
    /** Number of usable readings. */
    readonly readings: number;
    /** R7 */
    readonly replaced: boolean;
    /** R5 */
    readonly rollover: boolean;
    /** R9: imported, and nothing known from before. */
    readonly importedBlank: boolean;
}

export interface VerdictWithReason {
    readonly verdict: Verdict;
    readonly reason: ReasonCode;
}

/** Each reason leads to one verdict. */
export function verdictFrom(reason: ReasonCode): Verdict {
    if (reason === '00_ASCENDING') return 'LOGICAL';
    return reason === '04_LOWER_THAN_EARLIER' ? 'ILLOGICAL' : 'NO_JUDGEMENT';
}

/** The verdict that stands for what applies. '00_ASCENDING' is the reason where no other does. */
export function verdictFor(facts: VerdictFacts): VerdictWithReason {
    const applies: Readonly<Record<ReasonCode, boolean>> = {
        '04_LOWER_THAN_EARLIER': facts.rollback, '07_LEGACY': facts.legacyDrop, '06_TOO_FEW': facts.readings < 2, '02_REPLACED': facts.replaced,
        '01_ROLLOVER': facts.rollover, '05_IMPORTED': facts.importedBlank, '00_ASCENDING': true,
    };
    const reason = PRECEDENCE.find(code => applies[code]) ?? '00_ASCENDING';
    return { verdict: verdictFrom(reason), reason };
}
