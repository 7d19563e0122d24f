// A chunk of the series as the directory in the head keeps it: one short row, since the head is read and written with every entry.
import type { StretchSummary } from '@carnet/domain';

/** One chunk: it answers for the days from `fromDay` up to the next chunk's; the first for all days before as well. */
export interface ChunkRecord {
    /** Number of the chunk's key. */
    readonly key: number;
    readonly fromDay: number;
    readonly rows: number;
    /** undefined where none of its readings is usable. */
    readonly summary: StretchSummary | undefined;
}

/** [key, fromDay, rows], and with a summary [… readings, high, low, first day, first mm, last day, last mm, rollback 0 or 1]. */
export type ChunkRow = readonly number[];

export function toChunkRow({ key, fromDay, rows, summary }: ChunkRecord): ChunkRow {
    if (summary === undefined) return [key, fromDay, rows];
    const { readings, high, low, first, last, rollback } = summary;
    return [key, fromDay, rows, readings, high, low, first.day, first.millimetres, last.day, last.millimetres, rollback ? 1 : 0];
}

export function fromChunkRow(row: ChunkRow): ChunkRecord {
    const [key = -1, fromDay = 0, rows = 0, readings, high = 0, low = 0, firstDay = 0, first = 0, lastDay = 0, last = 0, rollback] = row;
    if (row.length !== 3 && row.length !== 11) throw new Error('A row of the directory is not one of ours.');
    const summary: StretchSummary | undefined = readings === undefined ? undefined : {
        readings, high, low, first: { day: firstDay, millimetres: first }, last: { day: lastDay, millimetres: last }, rollback: rollback === 1,
    };
    return { key, fromDay, rows, summary };
}
