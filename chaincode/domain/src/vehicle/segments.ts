// Where a series is cut: at the replacement of a meter by another that shows something else, and where a meter started again at 0.
import { toMillimetres } from './distance';
import type { MeterReplacement } from './judgement';
import type { RuleParameters } from './rules';
import { millimetresOf, pointOf, type Reading, type SeriesPoint } from './series';

/** What cuts the series of one car. */
export interface MeterHistory {
    /** As `cuttingReplacements` gives them. */
    readonly cuts: readonly MeterReplacement[];
    /** Digits of the meter, where declared. */
    readonly digits?: number | undefined;
}

/** Readings of one meter that follow one another without a rollover. */
export interface Segment<R extends Reading> {
    readonly readings: readonly R[];
    /** It begins where the meter of the segment before started again at 0 (R5). */
    readonly rolledOver: boolean;
}

/** R6: whether the new meter went on from what the old one showed. */
export function isCarriedOver({ oldMillimetres, newMillimetres }: MeterReplacement, rules: RuleParameters): boolean {
    return Math.abs(oldMillimetres - newMillimetres) < rules.rollback;
}

/** R7: the replacements at which the series is cut, in order of time; on one day by minute, then the higher old meter first. */
export function cuttingReplacements(replacements: readonly MeterReplacement[], rules: RuleParameters): MeterReplacement[] {
    return replacements.filter(replacement => !isCarriedOver(replacement, rules)).sort((a, b) =>
        a.day - b.day || (a.minute ?? 0) - (b.minute ?? 0) || b.oldMillimetres - a.oldMillimetres || a.newMillimetres - b.newMillimetres);
}

/** On the day itself by minute where both have one, else by which of the two meters the reading is nearer to. */
function standsBefore(reading: Reading, replacement: MeterReplacement): boolean {
    if (reading.day !== replacement.day) return reading.day < replacement.day;
    if (reading.minute !== undefined && replacement.minute !== undefined && reading.minute !== replacement.minute) {
        return reading.minute < replacement.minute;
    }
    const value = millimetresOf(reading);
    return Math.abs(value - replacement.oldMillimetres) < Math.abs(value - replacement.newMillimetres);
}

/** Number of the meter, from 0, that showed each reading of a series. */
function metersOf(series: readonly Reading[], cuts: readonly MeterReplacement[]): number[] {
    let passed = 0;
    return series.map(reading => {
        while ((cuts[passed]?.day ?? Infinity) < reading.day) passed += 1;
        let meter = passed;
        for (let cut = cuts[meter]; cut !== undefined && !standsBefore(reading, cut); cut = cuts[meter]) meter += 1;
        return meter;
    });
}

/** R5 between two readings that follow one another: the first close to the end of the meter, and the way over it believable. */
export function isRollover(from: SeriesPoint, to: SeriesPoint, digits: number | undefined, rules: RuleParameters): boolean {
    if (digits === undefined) return false;
    const full = toMillimetres(10 ** digits, from.unit);
    const high = toMillimetres(from.value, from.unit);
    const drop = high - toMillimetres(to.value, to.unit);
    return drop >= rules.rollback && high < full && high * 100 >= full * rules.rolloverPercent(digits) && full - drop <= rules.cap(to.day - from.day);
}

export interface CutSeries<R extends Reading> {
    /** Of at least one reading each, in order of time. */
    readonly segments: readonly Segment<R>[];
    /** A replacement on the day of the first reading stands before it. */
    readonly cutBefore: boolean;
    /** A replacement on the day of the last reading stands after it. */
    readonly cutAfter: boolean;
}

/** @param series as `orderSeries` gives it; on the day of a replacement the readings of the old meter come before those of the new one */
export function cutSeries<R extends Reading>(series: readonly R[], { cuts, digits }: MeterHistory, rules: RuleParameters): CutSeries<R> {
    const [first, last] = [series[0], series.at(-1)];
    if (first === undefined || last === undefined) return { segments: [], cutBefore: false, cutAfter: false };
    if (cuts.length === 0 && digits === undefined) return { segments: [{ readings: series, rolledOver: false }], cutBefore: false, cutAfter: false };
    const meters = metersOf(series, cuts);
    const placed = series.map((reading, index) => ({ reading, meter: meters[index] ?? 0 })).sort((a, b) => a.meter - b.meter);
    const segments: { readings: R[]; rolledOver: boolean }[] = [];
    let before: { readonly reading: R; readonly meter: number } | undefined;
    for (const place of placed) {
        const replaced = before === undefined || place.meter !== before.meter;
        const rolledOver = !replaced && before !== undefined && isRollover(pointOf(before.reading), pointOf(place.reading), digits, rules);
        if (replaced || rolledOver) segments.push({ readings: [place.reading], rolledOver });
        else segments.at(-1)?.readings.push(place.reading);
        before = place;
    }
    return {
        segments,
        cutBefore: (placed[0]?.meter ?? 0) > cuts.filter(({ day }) => day < first.day).length,
        cutAfter: (placed.at(-1)?.meter ?? 0) < cuts.filter(({ day }) => day <= last.day).length,
    };
}
