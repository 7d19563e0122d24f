// Which findings one reading is part of, from its surroundings alone: what a writer is told at once.
import { ownFindings } from './entry-findings';
import { judgeInterval } from './intervals';
import type { ReadingPlace, ReadingSurroundings } from './reading-place';
import type { RuleParameters } from './rules';
import { cutSeries } from './segments';
import { isLegacy, millimetresOf, pointOf, type Reading } from './series';
import { jointOf, meterHistoryOf, millimetresAt, type PieceSummary, type StretchSummary } from './series-summary';

/** Most severe first. */
export const READING_WARNINGS = [
    'ROLLBACK', 'ROLLBACK_LEGACY', 'IMPLAUSIBLE_JUMP',
    'UNUSABLE_READING', 'CORRECTION_PENDING', 'CORRECTED', 'LATE_ENTRY', 'ROLLOVER', 'MINOR_DROP', 'STATIC',
] as const;
export type ReadingWarning = typeof READING_WARNINGS[number];

/** The usable readings of the stretch `after[index]`, in order. Asked for at most once, and seldom at all. */
export type ReadAfter = (index: number) => Promise<readonly Reading[]>;

/** Looks for drops below one reading in what follows it, until another reaches it. */
class DropWatch {
    readonly #value: number;
    readonly #legacy: boolean;
    /** Whether the reading is still the highest of all, and of those that are no legacy. */
    #highest: boolean;
    #highestRecorded: boolean;

    constructor(
        reading: Reading, before: PieceSummary | undefined, private readonly rules: RuleParameters, private readonly codes: Set<ReadingWarning>,
    ) {
        this.#value = millimetresOf(reading);
        this.#legacy = isLegacy(reading);
        this.#highest = (before?.high ?? -1) <= this.#value;
        this.#highestRecorded = !this.#legacy && (before?.recorded?.high ?? -1) <= this.#value;
    }

    get isOver(): boolean {
        return !this.#highest && !this.#highestRecorded;
    }

    see(reading: Reading): void {
        const drop = this.#value - millimetresOf(reading);
        const legacy = isLegacy(reading);
        if (drop <= 0) this.#highest = false;
        if (drop <= 0 && !legacy) this.#highestRecorded = false;
        if (this.#highestRecorded && !legacy && drop >= this.rules.rollback) this.codes.add('ROLLBACK');
        if (!this.#highest) return;
        if (drop < this.rules.rollback) this.codes.add('MINOR_DROP');
        else if (legacy || this.#legacy) this.codes.add('ROLLBACK_LEGACY');
    }

    /** Whether the summary leaves open what there is to be found. */
    needsReadingsOf({ first, opening }: StretchSummary): boolean {
        const drops = (low: number | undefined): boolean => low !== undefined && this.#value - low >= this.rules.rollback;
        const rollbackIsOpen = this.#highestRecorded && !this.codes.has('ROLLBACK');
        if (rollbackIsOpen && (opening.recorded?.high ?? -1) >= this.#value && drops(opening.recorded?.low)) return true;
        if (!this.#highest || opening.high < this.#value || millimetresAt(first) >= this.#value) return false;
        // Where a later stretch may still have to be read for a rollback, that is what the one read is kept for.
        if (rollbackIsOpen && (opening.recorded?.high ?? -1) < this.#value) return false;
        return !this.codes.has('MINOR_DROP') || (!this.codes.has('ROLLBACK_LEGACY') && drops(this.#legacy ? opening.low : opening.legacyLow));
    }

    /** All that a stretch says which need not be read. */
    pass({ opening: { high, low, recorded, legacyLow } }: StretchSummary): void {
        if (this.#highestRecorded && recorded !== undefined) {
            if (recorded.high >= this.#value) this.#highestRecorded = false;
            else if (this.#value - recorded.low >= this.rules.rollback) this.codes.add('ROLLBACK');
        }
        if (!this.#highest) return;
        if (high >= this.#value) {
            this.#highest = false;
            return;
        }
        if (this.#value - high < this.rules.rollback) this.codes.add('MINOR_DROP');
        const lowest = this.#legacy ? low : legacyLow;
        if (lowest !== undefined && this.#value - lowest >= this.rules.rollback) this.codes.add('ROLLBACK_LEGACY');
    }
}

/** Drops of the reading itself below what stands before it. */
function dropsOf(reading: Reading, before: PieceSummary | undefined, rules: RuleParameters, codes: Set<ReadingWarning>): void {
    if (before === undefined) return;
    const value = millimetresOf(reading);
    const drop = before.high - value;
    if (!isLegacy(reading) && before.recorded !== undefined && before.recorded.high - value >= rules.rollback) codes.add('ROLLBACK');
    if (drop > 0 && drop < rules.rollback) codes.add('MINOR_DROP');
    if (drop >= rules.rollback && (isLegacy(reading) || before.highIsLegacy)) codes.add('ROLLBACK_LEGACY');
}

async function dropsAfter(
    watch: DropWatch, place: ReadingPlace, { after, circumstances }: ReadingSurroundings, readAfter: ReadAfter, rules: RuleParameters,
): Promise<void> {
    for (const reading of place.following) watch.see(reading);
    if (place.goesOn === undefined) return;
    const meter = meterHistoryOf(circumstances, rules);
    let before: StretchSummary | undefined;
    for (const [index, stretch] of after.entries()) {
        if (watch.isOver || (before !== undefined && before.closing !== undefined)) return;
        if (stretch === undefined) continue;
        if (before !== undefined && jointOf(before, stretch, meter, rules) !== 'NONE') return;
        if (watch.needsReadingsOf(stretch)) {
            const [opening] = cutSeries(await readAfter(index), meter, rules).segments;
            for (const reading of opening?.readings ?? []) watch.see(reading);
        } else {
            watch.pass(stretch);
        }
        before = stretch;
    }
}

/**
 * The codes of those findings of the whole judgement that name this reading, most severe first; but hints, which need the whole series. Only where
 * a legacy reading of a later stretch is the first to reach this one can MINOR_DROP or ROLLBACK_LEGACY be left out.
 * @param place of the reading; undefined where it is not usable
 */
export async function warningsOn(
    reading: Reading, place: ReadingPlace | undefined, surroundings: ReadingSurroundings, readAfter: ReadAfter, rules: RuleParameters,
): Promise<ReadingWarning[]> {
    const codes = new Set<ReadingWarning>(ownFindings(reading, rules));
    if (place !== undefined) {
        const { highBefore, previous, next } = place;
        if (place.atRollover) codes.add('ROLLOVER');
        for (const [from, to] of [[previous, pointOf(reading)], [pointOf(reading), next]] as const) {
            const code = from && to && judgeInterval(from.day, millimetresAt(from), to.day, millimetresAt(to), rules);
            if (code !== undefined) codes.add(code);
        }
        dropsOf(reading, highBefore, rules, codes);
        await dropsAfter(new DropWatch(reading, highBefore, rules, codes), place, surroundings, readAfter, rules);
    }
    return READING_WARNINGS.filter(code => codes.has(code));
}
