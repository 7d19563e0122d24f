// Reads a table of keys and VINs: a CSV file with two columns, for files whose rows name no VIN.
import { CarnetError } from '../../errors/carnet-error.js';
import { SourceBytes } from '../../import/bytes.js';
import { readCsvRows } from '../../import/csv-rows.js';
import { decodeText } from '../../import/text.js';

/** @returns key → VIN. @throws CarnetError FILE_UNREADABLE, IMPORT_ROW_RAGGED, IMPORT_VALUE_UNKNOWN and those of CSV files, with `details.row` */
export async function readVinTable(path: string): Promise<ReadonlyMap<string, string>> {
    const table = new Map<string, string>();
    for await (const { row, fields } of readCsvRows(decodeText(new SourceBytes(path), undefined), { delimiter: ',', quote: '"' })) {
        if (fields instanceof CarnetError) throw fields.with({ details: { path, row } });
        if (fields.length === 0) continue;
        const [key = '', vin = ''] = fields.map(field => field.trim());
        if (fields.length !== 2) throw new CarnetError('IMPORT_ROW_RAGGED', `Row ${row} of ${path} is not a key and a VIN.`, { details: { path, row } });
        if (table.has(key)) throw new CarnetError('IMPORT_VALUE_UNKNOWN', `Row ${row} of ${path} gives a key a second VIN.`, { details: { path, row } });
        if (row > 1 || vin.toLowerCase() !== 'vin') table.set(key, vin);
    }
    return table;
}
