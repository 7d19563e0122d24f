// Rules R10, R11 and R13: what one reading shows without any other, in the order of a judgement.
import type { RuleParameters } from './rules';
import { isUsable, type Reading } from './series';

export const OWN_FINDINGS = ['UNUSABLE_READING', 'CORRECTION_PENDING', 'CORRECTED', 'LATE_ENTRY'] as const;
export type OwnFinding = typeof OWN_FINDINGS[number];

/** Whether it was recorded more days after the event than an entry should be. */
export function isLate({ day, recordedDay }: Pick<Reading, 'day' | 'recordedDay'>, rules: RuleParameters): boolean {
    return recordedDay !== undefined && recordedDay - day > rules.lateDays;
}

export function hasOwnFinding(reading: Reading, code: OwnFinding, rules: RuleParameters): boolean {
    switch (code) {
    case 'UNUSABLE_READING': return !isUsable(reading);
    case 'CORRECTION_PENDING': return reading.correction?.status === 'PENDING' || reading.furtherCorrectionPending === true;
    case 'CORRECTED': return reading.correction?.status === 'CONFIRMED';
    case 'LATE_ENTRY': return isLate(reading, rules);
    }
}

/** The findings that name this reading alone. */
export function ownFindings(reading: Reading, rules: RuleParameters): OwnFinding[] {
    return OWN_FINDINGS.filter(code => hasOwnFinding(reading, code, rules));
}
