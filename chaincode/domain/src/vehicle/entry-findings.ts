// Rules R10, R11 and R13: what one reading shows without any other, in the order of a judgement.
import type { RuleParameters } from './rules';
import { isUsable, type Reading } from './series';

export const OWN_FINDINGS = ['UNUSABLE_READING', 'CORRECTION_PENDING', 'CORRECTED', 'LATE_ENTRY'] as const;
export type OwnFinding = typeof OWN_FINDINGS[number];

/** Whether it was recorded more days after the event than an entry should be. */
export function isLate({ day, recordedDay }: Pick<Reading, 'day' | 'recordedDay'>, rules: RuleParameters): boolean {
    return recordedDay !== undefined && recordedDay - day > rules.lateDays;
}

/** The findings that name this reading alone. */
export function ownFindings(reading: Reading, rules: RuleParameters): OwnFinding[] {
    const { correction, furtherCorrectionPending } = reading;
    const holds: Readonly<Record<OwnFinding, boolean>> = {
        UNUSABLE_READING: !isUsable(reading),
        CORRECTION_PENDING: correction?.status === 'PENDING' || furtherCorrectionPending === true,
        CORRECTED: correction?.status === 'CONFIRMED',
        LATE_ENTRY: isLate(reading, rules),
    };
    return OWN_FINDINGS.filter(code => holds[code]);
}
