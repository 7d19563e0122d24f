// A stretch of whole days of the series in memory: stored under a key of its own, or at the end of the series, in the head.
import { orderSeries, type MeterReplacement } from '@carnet/domain';
import type { ChunkRow } from './chunk-row';
import { summariesOf, type StretchSummaries } from './stretch-summaries';
import type { SeriesReading } from './reading-row';

/** Rows of a stored chunk before it is split. */
export const CHUNK_ROWS = 512;
/** Rows up to which a chunk takes on what leaves the tail: room is left for late entries, and less is written each time. */
export const JOINED_ROWS = 256;
/** Rows at the end of the series that stand in the head: an entry of today, which most are, touches nothing else of the series. */
export const TAIL_ROWS = 32;
/** The same while no chunk is stored yet: a short book stands in its head altogether. */
export const FIRST_TAIL_ROWS = 64;
/** Readings of one day: a day is never split, so that its order is seen in one place. */
export const DAY_ROWS = 128;
/** Of these from one organisation: none can fill a day alone and so close it to the others. */
export const ORGANISATION_DAY_ROWS = 96;

export interface Chunk {
    /** Number of its key; undefined for what stands in the head. */
    readonly key: number | undefined;
    readonly fromDay: number;
    readonly rows: number;
    summaries: StretchSummaries | undefined;
    /** As the directory holds it, while nothing of it has changed. */
    row: ChunkRow | undefined;
    /** Once read: all readings by day and sequence. */
    readings: SeriesReading[] | undefined;
    /** Once asked for: the usable ones in the order of the judgement. */
    series: readonly SeriesReading[] | undefined;
    /** Whether its key is to be written. */
    readonly changed: boolean;
}

export function isStored(chunk: Chunk): chunk is Chunk & { readonly key: number } {
    return chunk.key !== undefined;
}

/** A chunk of which no more is known than its summaries. */
export function unreadChunk(known: Pick<Chunk, 'key' | 'fromDay' | 'rows' | 'summaries'> & { readonly row?: ChunkRow }): Chunk {
    return { row: undefined, ...known, readings: undefined, series: undefined, changed: false };
}

/** A chunk of readings by day and sequence. */
export function chunkOf(key: number | undefined, readings: SeriesReading[], replacements: readonly MeterReplacement[], changed = true): Chunk {
    const series = orderSeries(readings);
    return {
        key, fromDay: readings[0]?.day ?? 0, rows: readings.length, summaries: summariesOf(series, replacements), row: undefined, readings, series,
        changed: changed && key !== undefined,
    };
}

/** Where readings can be cut between two days: the place that is nearest to their middle. */
export function middleCut(readings: readonly SeriesReading[]): number {
    const middle = readings.length / 2;
    const cuts = readings.flatMap(({ day }, at) => at > 0 && day !== readings[at - 1]?.day ? [at] : []);
    const [cut] = cuts.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
    if (cut === undefined) throw new Error('A chunk of one day has outgrown the limit of a day.');
    return cut;
}
