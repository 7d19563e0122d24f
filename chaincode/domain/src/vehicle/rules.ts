// The parameters of the judgement, by version: every judgement names the version it was made by.
import { MILLIMETRES_PER_KILOMETRE } from './distance';

export interface RuleParameters {
    readonly version: number;
    /** A drop of this or more is a rollback, less a minor drop; two meters whose readings differ by less are one (R1, R2, R6, R7); millimetres. */
    readonly rollback: number;
    /** The longest distance believed in a number of days (R3, R5); millimetres. */
    cap(days: number): number;
    /** A car that was driven no farther than `distance` millimetres in at least `days` days stood still (R4). */
    readonly standstill: { readonly days: number; readonly distance: number };
    /** From what reading on, in percent of all that a meter of this number of digits can show, it may start again at 0 (R5). */
    rolloverPercent(digits: number): number;
    /** An entry recorded more than this many days after the event is late (R10). */
    readonly lateDays: number;
    /** Where a car registered before `year` fell from a reading in this range, its meter may have had five digits. */
    readonly fiveDigitMeter: { readonly year: number; readonly from: number; readonly to: number };
}

/** Kilometres believed in `days` days: 1 000 a day for a week, falling to 411 a day beyond a year. Less than a day counts as one. */
function capInKilometres(days: number): number {
    const d = Math.max(days, 1);
    if (d <= 7) return 1000 * d;
    if (d <= 31) return 7000 + 750 * (d - 7);
    if (d <= 92) return 25_000 + 410 * (d - 31);
    if (d <= 365) return 50_010 + 366 * (d - 92);
    return 149_928 + 411 * (d - 365);
}

const VERSION_1: RuleParameters = {
    version: 1,
    rollback: 100 * MILLIMETRES_PER_KILOMETRE,
    cap: days => capInKilometres(days) * MILLIMETRES_PER_KILOMETRE,
    standstill: { days: 300, distance: 150 * MILLIMETRES_PER_KILOMETRE },
    rolloverPercent: digits => digits >= 6 ? 99 : 90,
    lateDays: 5,
    fiveDigitMeter: { year: 2000, from: 90_000, to: 99_999 },
};

/** What new entries are judged by. */
export const CURRENT_RULES: RuleParameters = VERSION_1;
