// The parameters of the judgement, by version: every judgement names the version it was made by.
import { MILLIMETRES_PER_KILOMETRE } from './distance';

export interface RuleParameters {
    readonly version: number;
    /** A drop of this or more is a rollback, less a minor drop; millimetres. */
    readonly rollback: number;
    /** The longest distance believed in a number of days; millimetres. */
    cap(days: number): number;
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
};

/** What new entries are judged by. */
export const CURRENT_RULES: RuleParameters = VERSION_1;
