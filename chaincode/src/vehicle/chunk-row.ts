// A chunk of the series as the directory keeps it.
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

export type ChunkRow = readonly [key: number, fromDay: number, rows: number, ...summaries: SummariesRow];

export function toChunkRow({ key, fromDay, rows, summaries }: ChunkRecord): ChunkRow {
    return [key, fromDay, rows, ...summariesToRow(summaries)];
}

export function fromChunkRow([key, fromDay, rows, ...summaries]: ChunkRow): ChunkRecord {
    return { key, fromDay, rows, summaries: summariesFromRow(summaries) };
}
