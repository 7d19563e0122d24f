// A chunk of the series as the directory in the head keeps it.
import { summariesFromRow, summariesToRow, type StretchSummaries, type SummariesRow } from './stretch-summaries';

/** One chunk: it answers for the days from `fromDay` up to the next chunk's; the first for all days before as well. */
export interface ChunkRecord {
    /** Number of the chunk's key. */
    readonly key: number;
    readonly fromDay: number;
    readonly rows: number;
    /** undefined where none of its readings is usable. */
    readonly summaries: StretchSummaries | undefined;
}

/** [key, fromDay, rows], and with a usable reading its summaries. */
export type ChunkRow = readonly [key: number, fromDay: number, rows: number, ...summaries: SummariesRow | readonly []];

export function toChunkRow({ key, fromDay, rows, summaries }: ChunkRecord): ChunkRow {
    return summaries === undefined ? [key, fromDay, rows] : [key, fromDay, rows, ...summariesToRow(summaries)];
}

export function fromChunkRow([key, fromDay, rows, plain, ...rolledOver]: ChunkRow): ChunkRecord {
    return { key, fromDay, rows, summaries: plain === undefined ? undefined : summariesFromRow([plain, ...rolledOver]) };
}
