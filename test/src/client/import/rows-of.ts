// Reads a CSV text by a mapping, and says of each row what became of it.
import type { ColumnMapping, VinTable } from '@carnet/client';
import { SourceBytes } from '@carnet/client/dist/import/bytes.js';
import { csvImportRows } from '@carnet/client/dist/import/csv-import.js';
import { readMapping } from '@carnet/client/dist/import/mapping.js';
import type { Row } from '@carnet/client/dist/import/row.js';

export const VIN = 'VF1JZ0J0H48812345';

/** A workshop's list: VIN, order, day, meter, what was done. */
export const WORKSHOP: ColumnMapping = {
    v: 1,
    vin: { column: 'vin' },
    entryId: { columns: ['order'] },
    entry: {
        type: { constant: 'SERVICE' }, date: { column: 'date', form: 'YYYY-MM-DD' }, source: { constant: 'independent' },
        odometer: { value: { column: 'km' }, unit: { constant: 'km' } },
        work: [{ column: 'work' }],
    },
};

export const HEADER = 'vin,order,date,km,work';

export type Source = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export async function rowsOf(source: Source, mapping: unknown = WORKSHOP, vins?: VinTable): Promise<Row[]> {
    const rows: Row[] = [];
    const pieces = typeof source === 'string' ? [Buffer.from(source)] : source instanceof Uint8Array ? [source] : source;
    for await (const row of csvImportRows(new SourceBytes(pieces), readMapping(mapping), vins)) rows.push(row);
    return rows;
}

/** `[row, 'entry id']`, `[row, 'skipped']` or `[row, code, column]`, with `'final'` where nothing after the row is read. */
export function told({ row, outcome }: Row): readonly unknown[] {
    if (outcome.kind === 'entry') return [row, outcome.entry.entryId];
    if (outcome.kind === 'skipped') return [row, 'skipped'];
    const { code, details: { column } } = outcome.error;
    return [row, code, ...typeof column === 'string' ? [column] : [], ...outcome.final ? ['final'] : []];
}
