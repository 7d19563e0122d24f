// What is kept of a stretch of the series so that the verdict on the whole needs no reading of it again.
import type { ReasonCode, Verdict } from './entry';
import { verdictFor } from './judge';
import type { RuleParameters } from './rules';
import { millimetresOf, type Reading } from './series';

/** A reading reduced to where it stands. */
export interface SeriesPoint {
    readonly day: number;
    readonly millimetres: number;
}

/** Of a stretch with at least one usable reading. */
export interface StretchSummary {
    /** Number of usable readings. */
    readonly readings: number;
    /** Highest and lowest reading, millimetres. */
    readonly high: number;
    readonly low: number;
    readonly first: SeriesPoint;
    readonly last: SeriesPoint;
    /** Rule R1 met between two readings of the stretch itself. */
    readonly rollback: boolean;
}

function pointOf(reading: Reading): SeriesPoint {
    return { day: reading.day, millimetres: millimetresOf(reading) };
}

/** @param series the usable readings of whole days, as `orderSeries` gives them. @returns undefined where there is none */
export function summarise(series: readonly Reading[], rules: RuleParameters): StretchSummary | undefined {
    const [first, last] = [series[0], series.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    let high = -1;
    let low = Number.MAX_SAFE_INTEGER;
    let rollback = false;
    for (const reading of series) {
        const value = millimetresOf(reading);
        high = Math.max(high, value);
        low = Math.min(low, value);
        rollback ||= high - value >= rules.rollback;
    }
    return { readings: series.length, high, low, first: pointOf(first), last: pointOf(last), rollback };
}

/**
 * The verdict on stretches that follow one another in time: the same as `judge` gives on all their readings, since a reading is
 * 100 km below the highest before it exactly if it is so inside its stretch or below the highest of the stretches before.
 */
export function verdictOf(stretches: readonly (StretchSummary | undefined)[], rules: RuleParameters): { verdict: Verdict; reason: ReasonCode } {
    const reasons = new Set<ReasonCode>();
    let readings = 0;
    let high = -1;
    for (const stretch of stretches) {
        if (stretch === undefined) continue;
        if (stretch.rollback || high - stretch.low >= rules.rollback) reasons.add('04_LOWER_THAN_EARLIER');
        high = Math.max(high, stretch.high);
        readings += stretch.readings;
    }
    if (readings < 2) reasons.add('06_TOO_FEW');
    return verdictFor(reasons);
}
