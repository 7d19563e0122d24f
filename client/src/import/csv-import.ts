// A CSV file with a column mapping as rows to import.
import { CarnetError } from '../errors/carnet-error.js';
import { Cells } from './cells.js';
import { csvForm, type ColumnMapping } from './column-mapping.js';
import { COLUMNS_MAX, FIELD_MAX, readCsvRows, type CsvRow } from './csv-rows.js';
import { mappedEntry, mappedVehicle } from './mapped-entry.js';
import { asOutcome, rowError, type Row } from './row.js';
import { decodeText, REPLACEMENT_CHARACTER } from './text.js';
import { checkedVin, lookedUpVin, type VinTable } from './vins.js';

/** All columns that a mapping reads. */
function columnsOf(mapping: unknown): Set<string> {
    const found = new Set<string>();
    const visit = (value: unknown, name: string): void => {
        if (typeof value === 'string') {
            if (name === 'column') found.add(value);
        } else if (Array.isArray(value)) {
            for (const one of value) {
                if (name === 'columns') found.add(one as string);
                else visit(one, '');
            }
        } else if (typeof value === 'object' && value !== null) {
            for (const [key, one] of Object.entries(value)) if (key !== 'csv' && key !== 'values') visit(one, key);
        }
    };
    visit(mapping, '');
    return found;
}

/** @throws CarnetError IMPORT_TOO_MANY_COLUMNS, IMPORT_COLUMN_DUPLICATE, IMPORT_COLUMN_MISSING */
function checkHeader(columns: readonly string[], mapping: ColumnMapping): void {
    if (columns.length > COLUMNS_MAX) throw rowError('IMPORT_TOO_MANY_COLUMNS', undefined, `The file has ${columns.length} columns, and at most ${COLUMNS_MAX} are read.`);
    const seen = new Set<string>();
    for (const column of columns) {
        if (seen.has(column)) throw rowError('IMPORT_COLUMN_DUPLICATE', column, 'Two columns have this name.');
        // Columns without a name are what spreadsheets leave at the right; nothing can be read from them.
        if (column !== '') seen.add(column);
    }
    for (const column of columnsOf(mapping)) {
        if (!seen.has(column)) throw rowError('IMPORT_COLUMN_MISSING', column, 'The mapping reads this column, and the file does not have it.');
    }
}

/** @throws CarnetError IMPORT_NUL_BYTE, IMPORT_ENCODING_INVALID, IMPORT_FIELD_TOO_LONG for the first field that cannot be what was meant */
function checkFields(fields: readonly string[], columns: readonly string[]): void {
    fields.forEach((field, index) => {
        const column = columns[index] ?? `number ${index + 1}`;
        if (field.length > FIELD_MAX) throw rowError('IMPORT_FIELD_TOO_LONG', column, `The field has ${field.length} characters, and at most ${FIELD_MAX} are read.`);
        if (field.includes('\0')) {
            throw rowError('IMPORT_NUL_BYTE', column, 'The field holds a NUL byte: the file is damaged, or it is UTF-16 without a byte order mark.');
        }
        if (field.includes(REPLACEMENT_CHARACTER)) {
            throw rowError('IMPORT_ENCODING_INVALID', column, 'The bytes of the field are no text in the encoding of the file: name the encoding, or mend the field.');
        }
    });
}

function trimmed(text: string): string {
    return text.replace(/^ +/, '').replace(/ +$/, '');
}

class CsvImport {
    constructor(private readonly mapping: ColumnMapping, private readonly columns: readonly string[], private readonly vins: VinTable | undefined) {}

    /** @throws CarnetError with the column where there is one */
    readonly #outcome = (fields: readonly string[]): Row['outcome'] => asOutcome(() => {
        checkFields(fields, this.columns);
        if (fields.length !== this.columns.length) {
            throw rowError('IMPORT_ROW_RAGGED', undefined, `The row has ${fields.length} fields, and the file ${this.columns.length} columns.`);
        }
        const texts = new Map<string, string>();
        fields.forEach((field, index) => {
            const text = trimmed(field);
            if (text !== '') texts.set(this.columns[index] ?? '', text);
        });
        for (const { column, values } of this.mapping.skip ?? []) {
            if (values.includes(texts.get(column) ?? '')) return { kind: 'skipped' };
        }
        return this.#entry(new Cells(texts));
    });

    #entry(cells: Cells): Extract<Row['outcome'], { kind: 'entry' }> {
        const { column, lookup } = this.mapping.vin;
        const named = cells.raw(column, 'vin');
        if (named === undefined) throw rowError('IMPORT_VIN_UNKNOWN', column, 'The field that says which car it is is empty.');
        const vin = lookup === true ? lookedUpVin(this.vins, [named], column) : checkedVin(named, column);
        const entry = mappedEntry(cells, vin, this.mapping);
        const registration = this.mapping.vehicle === undefined ? undefined : mappedVehicle(cells, this.mapping.vehicle);
        return { kind: 'entry', vin, entry, registration, columnOf: cells.columnOf };
    }

    row({ row, text, fields, final }: CsvRow): Row {
        if (fields instanceof CarnetError) return { row, content: text, outcome: { kind: 'fault', error: fields, final } };
        const blank = fields.length === 0 || (fields.length === 1 && trimmed(fields[0] ?? '') === '' && this.columns.length > 1);
        return { row, content: text, outcome: blank ? { kind: 'skipped' } : this.#outcome(fields) };
    }
}

function broken(row: number, content: string, error: CarnetError): Row {
    return { row, content, outcome: { kind: 'fault', error, final: true } };
}

function headerOf({ fields }: CsvRow, mapping: ColumnMapping): readonly string[] {
    if (fields instanceof CarnetError) throw fields;
    const columns = fields.map(trimmed);
    checkFields(columns, []);
    checkHeader(columns, mapping);
    return columns;
}

/** The rows under the header, in the order of the file. A fault of the header is a final one of row 1. */
export async function* csvImportRows(
    bytes: AsyncIterable<Uint8Array>, mapping: ColumnMapping, vins: VinTable | undefined,
): AsyncGenerator<Row, void, undefined> {
    let reader: CsvImport | undefined;
    let last = 0;
    try {
        if (mapping.csv?.columns !== undefined) {
            checkHeader(mapping.csv.columns, mapping);
            reader = new CsvImport(mapping, mapping.csv.columns, vins);
        }
        for await (const csvRow of readCsvRows(decodeText(bytes, mapping.csv?.encoding), csvForm(mapping))) {
            last = csvRow.row;
            if (reader === undefined) reader = new CsvImport(mapping, headerOf(csvRow, mapping), vins);
            else yield reader.row(csvRow);
        }
        if (last === 0) throw rowError('IMPORT_FILE_EMPTY', undefined, 'The file is empty.');
    } catch (error) {
        // What speaks against the file as a whole, not a fault of reading it.
        if (!(error instanceof CarnetError) || !error.code.startsWith('IMPORT_')) throw error;
        yield broken(Math.max(last, 1), '', error);
    }
}
