// Where one reading stands among the others, from its own stretch and the summaries of the rest.
import type { RuleParameters } from './rules';
import { cutSeries, type Segment } from './segments';
import { pointOf, type Reading, type SeriesPoint } from './series';
import {
    joinPieces, joinStretches, jointOf, meterHistoryOf, pieceOf, summarise, type PieceSummary, type StretchSummary, type VehicleCircumstances,
} from './series-summary';

/** What is known around a reading. Stretches are whole days of the series, in order of time. */
export interface ReadingSurroundings {
    readonly before: readonly (StretchSummary | undefined)[];
    /** The usable readings of the stretch that holds the reading, itself included, as `orderSeries` gives them. */
    readonly stretch: readonly Reading[];
    readonly after: readonly (StretchSummary | undefined)[];
    readonly circumstances: VehicleCircumstances;
}

/** The place of a usable reading on its meter. */
export interface ReadingPlace {
    /** All readings before it since the meter was new or started again; undefined where there are none. */
    readonly highBefore: PieceSummary | undefined;
    readonly previous: SeriesPoint | undefined;
    readonly next: SeriesPoint | undefined;
    /** Those of its own stretch that follow it on the meter. */
    readonly following: readonly Reading[];
    /** Index in `after` of the first stretch that goes on with the same meter; undefined where none does. */
    readonly goesOn: number | undefined;
    /** The meter started again at 0 with it or with the reading after it. */
    readonly atRollover: boolean;
}

interface Spot {
    readonly segments: readonly Segment<Reading>[];
    readonly segment: number;
    readonly at: number;
}

function spotOf(reading: Reading, segments: readonly Segment<Reading>[]): Spot {
    for (const [segment, { readings }] of segments.entries()) {
        const at = readings.findIndex(other => other.sequence === reading.sequence);
        if (at >= 0) return { segments, segment, at };
    }
    throw new Error('The reading is not in the stretch that should hold it.');
}

/** @param reading a usable one */
export function placeOf(reading: Reading, { before, stretch, after, circumstances }: ReadingSurroundings, rules: RuleParameters): ReadingPlace {
    const meter = meterHistoryOf(circumstances, rules);
    const summary = summarise(stretch, meter, rules);
    const { segments, segment, at } = spotOf(reading, cutSeries(stretch, meter, rules).segments);
    if (summary === undefined) throw new Error('A stretch with a reading has a summary.');
    const own = segments[segment]?.readings ?? [];
    const isFirst = segment === 0 && at === 0;
    const isLast = segment === segments.length - 1 && at === own.length - 1;

    const earlier = joinStretches(before, meter, rules);
    const jointBefore = earlier === undefined ? 'NONE' : jointOf(earlier, summary, meter, rules);
    const nextStretch = after.findIndex(one => one !== undefined);
    const later = after[nextStretch];
    const jointAfter = later === undefined ? 'NONE' : jointOf(summary, later, meter, rules);

    let highBefore = segment === 0 && jointBefore === 'NONE' ? earlier?.closing ?? earlier?.opening : undefined;
    for (const other of own.slice(0, at)) highBefore = joinPieces(highBefore, pieceOf(other));
    const [left, right] = [own[at - 1], own[at + 1]];
    return {
        highBefore,
        previous: left === undefined ? isFirst && jointBefore === 'NONE' ? earlier?.last : undefined : pointOf(left),
        next: right === undefined ? isLast && jointAfter === 'NONE' ? later?.first : undefined : pointOf(right),
        following: own.slice(at + 1),
        goesOn: segment === segments.length - 1 && later !== undefined && jointAfter === 'NONE' ? nextStretch : undefined,
        atRollover: (isFirst && jointBefore === 'ROLLOVER') || (isLast && jointAfter === 'ROLLOVER')
            || (at === 0 && segments[segment]?.rolledOver === true) || (right === undefined && segments[segment + 1]?.rolledOver === true),
    };
}
