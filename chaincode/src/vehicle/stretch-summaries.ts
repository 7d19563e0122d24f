// The summaries of one stretch for every number of digits that a meter may have: they may be declared after the readings.
import { CURRENT_RULES, cuttingReplacements, joinStretches, summarise, type MeterReplacement, type Reading, type StretchSummary } from '@carnet/domain';
import { summaryFromRow, summaryToRow } from './summary-row';

/** What `odometerDigits` of a vehicle may be. */
const DIGITS = [4, 5, 6, 7] as const;

export interface StretchSummaries {
    /** Where the digits are not declared, and with all numbers of digits that are not in `rolledOver`. */
    readonly plain: StretchSummary;
    /** By number of digits: where a meter of so many would have started again at 0 inside the stretch. */
    readonly rolledOver: ReadonlyMap<number, StretchSummary>;
}

/** @param summaryOf of the stretch where the meter has so many digits */
function forAllDigits(summaryOf: (digits?: number) => StretchSummary | undefined): StretchSummaries | undefined {
    const plain = summaryOf();
    if (plain === undefined) return undefined;
    const rolledOver = new Map<number, StretchSummary>();
    // Without a drop no meter has started again.
    if (plain.rollback || plain.legacyDrop) {
        for (const digits of DIGITS) {
            const summary = summaryOf(digits);
            if (summary?.rollover === true) rolledOver.set(digits, summary);
        }
    }
    return { plain, rolledOver };
}

/** @returns undefined where no reading is usable */
export function summariesOf(series: readonly Reading[], replacements: readonly MeterReplacement[]): StretchSummaries | undefined {
    const cuts = cuttingReplacements(replacements, CURRENT_RULES);
    return forAllDigits(digits => summarise(series, { cuts, digits }, CURRENT_RULES));
}

/** Of stretches that follow one another in time, as of one. @returns undefined where none has a usable reading */
export function joinedSummaries(
    stretches: readonly (StretchSummaries | undefined)[], replacements: readonly MeterReplacement[],
): StretchSummaries | undefined {
    const cuts = cuttingReplacements(replacements, CURRENT_RULES);
    return forAllDigits(digits => joinStretches(stretches.map(stretch => summaryFor(stretch, digits)), { cuts, digits }, CURRENT_RULES));
}

export function summaryFor(summaries: StretchSummaries | undefined, digits: number | undefined): StretchSummary | undefined {
    return summaries?.rolledOver.get(digits ?? 0) ?? summaries?.plain;
}

type RolledOverRow = readonly [digits: number, row: readonly number[]];

/** The row of the plain summary, and [digits, row] of each other one; nothing where no reading is usable. */
export type SummariesRow = readonly [] | readonly [plain: readonly number[], ...rolledOver: readonly RolledOverRow[]];

export function summariesToRow(summaries: StretchSummaries | undefined): SummariesRow {
    if (summaries === undefined) return [];
    const { plain, rolledOver } = summaries;
    return [summaryToRow(plain), ...Array.from(rolledOver, ([digits, summary]) => [digits, summaryToRow(summary)] as const)];
}

export function summariesFromRow([plain, ...rolledOver]: SummariesRow): StretchSummaries | undefined {
    if (plain === undefined) return undefined;
    return { plain: summaryFromRow(plain), rolledOver: new Map(rolledOver.map(([digits, row]) => [digits, summaryFromRow(row)])) };
}
