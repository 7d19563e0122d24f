// What is kept of a stretch of the series so that the verdict on the whole needs no reading of it again.
import { toMillimetres } from './distance';
import type { MeterReplacement } from './judgement';
import type { RuleParameters } from './rules';
import { cutSeries, cuttingReplacements, isRollover, type MeterHistory } from './segments';
import { isLegacy, millimetresOf, pointOf, type Reading, type SeriesPoint } from './series';
import { verdictFor, type VerdictWithReason } from './verdict';

/** Of readings of one meter that follow one another; millimetres. */
export interface PieceSummary {
    readonly high: number;
    readonly low: number;
    /** The latest of the highest readings is a legacy one. */
    readonly highIsLegacy: boolean;
    /** Of those that are no legacy readings. */
    readonly recorded: { readonly high: number; readonly low: number } | undefined;
    /** Of the legacy readings. */
    readonly legacyLow: number | undefined;
}

/** Of a stretch with at least one usable reading. */
export interface StretchSummary {
    /** Number of usable readings. */
    readonly readings: number;
    readonly first: SeriesPoint;
    readonly last: SeriesPoint;
    /** Up to the first place inside the stretch at which the series is cut: all of it where it is not. */
    readonly opening: PieceSummary;
    /** From the last such place on. */
    readonly closing: PieceSummary | undefined;
    /** Rule R1 met between two readings of the stretch itself. */
    readonly rollback: boolean;
    /** A drop of R1's size between two readings of which one is legacy (R8). */
    readonly legacyDrop: boolean;
    /** The meter started again at 0 inside the stretch (R5). */
    readonly rollover: boolean;
    /** A replacement on the day of its first reading stands before it; on that of the last, after it. */
    readonly cutBefore: boolean;
    readonly cutAfter: boolean;
    /** Holds a reading of source `import` (R9). */
    readonly foreign: boolean;
}

/** What a verdict depends on beside the readings. */
export interface VehicleCircumstances {
    readonly replacements: readonly MeterReplacement[];
    readonly imported: boolean;
    readonly odometerDigits?: number | undefined;
}

export function meterHistoryOf({ replacements, odometerDigits }: VehicleCircumstances, rules: RuleParameters): MeterHistory {
    return { cuts: cuttingReplacements(replacements, rules), digits: odometerDigits };
}

/** What follows another piece without a cut, as one with it. */
export function joinPieces(before: PieceSummary | undefined, after: PieceSummary): PieceSummary {
    if (before === undefined) return after;
    const lowest = (a: number | undefined, b: number | undefined): number | undefined => a === undefined ? b : Math.min(a, b ?? a);
    const [one, other] = [before.recorded, after.recorded];
    return {
        high: Math.max(before.high, after.high),
        low: Math.min(before.low, after.low),
        highIsLegacy: after.high >= before.high ? after.highIsLegacy : before.highIsLegacy,
        recorded: one === undefined || other === undefined
            ? one ?? other : { high: Math.max(one.high, other.high), low: Math.min(one.low, other.low) },
        legacyLow: lowest(before.legacyLow, after.legacyLow),
    };
}

/** R1 and R8 between the readings before and those after: the highest of the ones against the lowest of the others. */
function dropsBetween(before: PieceSummary | undefined, after: PieceSummary, rules: RuleParameters): { rollback: boolean; legacyDrop: boolean } {
    if (before === undefined) return { rollback: false, legacyDrop: false };
    const rollback = before.recorded !== undefined && after.recorded !== undefined && before.recorded.high - after.recorded.low >= rules.rollback;
    return { rollback, legacyDrop: !rollback && before.high - after.low >= rules.rollback };
}

/** A reading as a piece of its own. */
export function pieceOf(reading: Reading): PieceSummary {
    const value = millimetresOf(reading);
    const legacy = isLegacy(reading);
    return {
        high: value, low: value, highIsLegacy: legacy,
        recorded: legacy ? undefined : { high: value, low: value }, legacyLow: legacy ? value : undefined,
    };
}

/** @param series the usable readings of whole days, as `orderSeries` gives them. @returns undefined where there is none */
export function summarise(series: readonly Reading[], meter: MeterHistory, rules: RuleParameters): StretchSummary | undefined {
    const { segments, cutBefore, cutAfter } = cutSeries(series, meter, rules);
    const pieces: PieceSummary[] = [];
    let [rollback, legacyDrop] = [false, false];
    for (const { readings } of segments) {
        let piece: PieceSummary | undefined;
        for (const reading of readings) {
            const next = pieceOf(reading);
            const drops = dropsBetween(piece, next, rules);
            rollback ||= drops.rollback;
            legacyDrop ||= drops.legacyDrop;
            piece = joinPieces(piece, next);
        }
        if (piece !== undefined) pieces.push(piece);
    }
    const [opening, first, last] = [pieces[0], segments[0]?.readings[0], segments.at(-1)?.readings.at(-1)];
    if (opening === undefined || first === undefined || last === undefined) return undefined;
    return {
        readings: series.length, first: pointOf(first), last: pointOf(last), opening, closing: pieces.length > 1 ? pieces.at(-1) : undefined,
        rollback, legacyDrop, rollover: segments.some(({ rolledOver }) => rolledOver), cutBefore, cutAfter,
        foreign: series.some(({ source }) => source === 'import'),
    };
}

/** What lies between two stretches that follow one another. */
export function jointOf(
    before: StretchSummary, after: StretchSummary, { cuts, digits }: MeterHistory, rules: RuleParameters,
): 'NONE' | 'REPLACED' | 'ROLLOVER' {
    const replaced = before.cutAfter || after.cutBefore || cuts.some(({ day }) => day > before.last.day && day < after.first.day);
    if (replaced) return 'REPLACED';
    return isRollover(before.last, after.first, digits, rules) ? 'ROLLOVER' : 'NONE';
}

/** Two stretches that follow one another, as one. */
function followedBy(before: StretchSummary, after: StretchSummary, meter: MeterHistory, rules: RuleParameters): StretchSummary {
    const joint = jointOf(before, after, meter, rules);
    const end = before.closing ?? before.opening;
    const drops = dropsBetween(joint === 'NONE' ? end : undefined, after.opening, rules);
    const middle = joint === 'NONE' ? joinPieces(end, after.opening) : after.opening;
    const isWhole = joint === 'NONE' && before.closing === undefined;
    return {
        readings: before.readings + after.readings, first: before.first, last: after.last,
        opening: isWhole ? middle : before.opening, closing: after.closing ?? (isWhole ? undefined : middle),
        rollback: before.rollback || after.rollback || drops.rollback, legacyDrop: before.legacyDrop || after.legacyDrop || drops.legacyDrop,
        rollover: before.rollover || after.rollover || joint === 'ROLLOVER', cutBefore: before.cutBefore, cutAfter: after.cutAfter,
        foreign: before.foreign || after.foreign,
    };
}

/**
 * Stretches that follow one another in time, each of whole days, as one. The verdict on it is that on all their readings, since a reading is 100 km
 * below the highest before it exactly if it is so inside its stretch or below the highest of the stretches before.
 * @param stretches undefined where one has no usable reading. @returns undefined where none has
 */
export function joinStretches(
    stretches: readonly (StretchSummary | undefined)[], meter: MeterHistory, rules: RuleParameters,
): StretchSummary | undefined {
    let whole: StretchSummary | undefined;
    for (const stretch of stretches) {
        if (stretch !== undefined) whole = whole === undefined ? stretch : followedBy(whole, stretch, meter, rules);
    }
    return whole;
}

/** All readings of the last meter, from its last rollover on. */
export interface CurrentMeter {
    readonly piece: PieceSummary;
    readonly last: SeriesPoint;
}

/** The series as its stretches tell it. */
export class SeriesOverview {
    readonly #circumstances: VehicleCircumstances;
    readonly #meter: MeterHistory;
    readonly #whole: StretchSummary | undefined;

    /** @param stretches as joinStretches takes them */
    constructor(stretches: readonly (StretchSummary | undefined)[], circumstances: VehicleCircumstances, rules: RuleParameters) {
        this.#circumstances = circumstances;
        this.#meter = meterHistoryOf(circumstances, rules);
        this.#whole = joinStretches(stretches, this.#meter, rules);
    }

    /** The same as `judge` gives on all readings. */
    verdict(): VerdictWithReason {
        const { rollback = false, legacyDrop = false, readings = 0, rollover = false, foreign = false } = this.#whole ?? {};
        return verdictFor({
            rollback, legacyDrop, readings, replaced: this.#meter.cuts.length > 0, rollover, importedBlank: this.#circumstances.imported && !foreign,
        });
    }

    /** What the meter that is in the car now has shown; undefined where it was not read yet. */
    current(): CurrentMeter | undefined {
        if (this.#whole === undefined || this.#whole.cutAfter) return undefined;
        const { opening, closing, last } = this.#whole;
        return this.#meter.cuts.some(({ day }) => day > last.day) ? undefined : { piece: closing ?? opening, last };
    }
}

/** The verdict on stretches that follow one another in time: the same as `judge` gives on all their readings. */
export function verdictOf(
    stretches: readonly (StretchSummary | undefined)[], circumstances: VehicleCircumstances, rules: RuleParameters,
): VerdictWithReason {
    return new SeriesOverview(stretches, circumstances, rules).verdict();
}

/** Millimetres at a point. */
export function millimetresAt({ value, unit }: SeriesPoint): number {
    return toMillimetres(value, unit);
}
