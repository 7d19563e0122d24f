// Which findings one reading is part of, from its surroundings alone: what a writer is told at once.
import type { RuleParameters } from './rules';
import { isUsable, millimetresOf, type Reading } from './series';
import type { SeriesPoint, StretchSummary } from './series-summary';

/** What the warnings on one reading depend on. Stretches are whole days of the series, in order of time. */
export interface ReadingSurroundings {
    readonly before: readonly (StretchSummary | undefined)[];
    /** The usable readings of the stretch that holds the reading, as `orderSeries` gives them. */
    readonly stretch: readonly Reading[];
    readonly after: readonly (StretchSummary | undefined)[];
    /** The same of the stretch `after[index]`; asked for at most once, and seldom. */
    readonly readAfter: (index: number) => Promise<readonly Reading[]>;
}

/** In the order in which a judgement lists them. */
const ORDER = ['ROLLBACK', 'IMPLAUSIBLE_JUMP', 'UNUSABLE_READING', 'MINOR_DROP'];

class Warnings {
    private readonly codes = new Set<string>();

    constructor(private readonly rules: RuleParameters) {}

    jump(from: SeriesPoint | undefined, to: SeriesPoint | undefined): void {
        if (from === undefined || to === undefined) return;
        if (to.millimetres - from.millimetres > this.rules.cap(to.day - from.day)) this.codes.add('IMPLAUSIBLE_JUMP');
    }

    drop(millimetres: number): void {
        if (millimetres > 0) this.codes.add(millimetres >= this.rules.rollback ? 'ROLLBACK' : 'MINOR_DROP');
    }

    hasBothDrops(): boolean {
        return this.codes.has('ROLLBACK') && this.codes.has('MINOR_DROP');
    }

    list(): string[] {
        return ORDER.filter(code => this.codes.has(code));
    }
}

/** Drops of what follows below `value`, up to the first reading that reaches it. @returns whether one does */
function dropsBelow(value: number, following: readonly Reading[], warnings: Warnings): boolean {
    for (const reading of following) {
        if (millimetresOf(reading) >= value) return true;
        warnings.drop(value - millimetresOf(reading));
    }
    return false;
}

async function dropsInLaterStretches(value: number, surroundings: ReadingSurroundings, warnings: Warnings): Promise<void> {
    for (const [index, stretch] of surroundings.after.entries()) {
        if (stretch === undefined) continue;
        if (stretch.first.millimetres >= value) return;
        if (stretch.high >= value) {
            warnings.drop(value - stretch.first.millimetres);
            if (!warnings.hasBothDrops()) dropsBelow(value, await surroundings.readAfter(index), warnings);
            return;
        }
        // All of it lies below: the nearest and the farthest reading tell which drops there are.
        warnings.drop(value - stretch.high);
        warnings.drop(value - stretch.low);
    }
}

/** The codes of exactly those findings of the whole judgement that name this reading, most severe first. */
export async function warningsOn(reading: Reading, surroundings: ReadingSurroundings, rules: RuleParameters): Promise<string[]> {
    if (!isUsable(reading)) return ['UNUSABLE_READING'];
    const series = surroundings.stretch;
    const at = series.findIndex(other => other.sequence === reading.sequence);
    const point = (other: Reading | undefined): SeriesPoint | undefined => other && { day: other.day, millimetres: millimetresOf(other) };
    const warnings = new Warnings(rules);
    const value = millimetresOf(reading);
    warnings.jump(point(series[at - 1]) ?? surroundings.before.findLast(stretch => stretch !== undefined)?.last, point(reading));
    warnings.jump(point(reading), point(series[at + 1]) ?? surroundings.after.find(stretch => stretch !== undefined)?.first);
    const highestBefore = Math.max(
        -1,
        ...surroundings.before.map(stretch => stretch?.high ?? -1),
        ...series.slice(0, at).map(millimetresOf),
    );
    if (highestBefore > value) warnings.drop(highestBefore - value);
    else if (!dropsBelow(value, series.slice(at + 1), warnings)) await dropsInLaterStretches(value, surroundings, warnings);
    return warnings.list();
}
