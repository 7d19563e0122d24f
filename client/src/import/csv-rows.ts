// The rows of a CSV file as lists of fields, each row judged by itself: a faulty one costs no other.
import { CsvError, parse } from 'csv-parse/sync';
import { CarnetError } from '../errors/carnet-error.js';
import type { CsvForm } from './column-mapping.js';
import { RECORD_MAX, RecordCutter, type RawRecord } from './csv-records.js';
import { rowError } from './row.js';

/** Characters of one field: what a cell of a spreadsheet holds. */
export const FIELD_MAX = 32_767;
export const COLUMNS_MAX = 1_000;

export interface CsvRow {
    readonly row: number;
    /** As it stands in the file. */
    readonly text: string;
    /** The fields; blank rows have none. */
    readonly fields: readonly string[] | CarnetError;
    /** Where a fault leaves it open where the next row begins. */
    readonly final: boolean;
}

function parseRecords(text: string, { delimiter, quote }: CsvForm): string[][] {
    return parse(text, {
        delimiter, quote: quote === '' ? null : quote, escape: quote === '' ? null : quote, record_delimiter: ['\n'], relax_column_count: true,
    });
}

function unreadable(record: RawRecord, cause: CsvError): { readonly fields: CarnetError; readonly final: boolean } {
    // Inside one line it does not matter how the quotes are meant: the row ends where the line ends. Across lines nobody can tell.
    const final = record.text.includes('\n');
    const where = final ? 'and where the row ends cannot be told, so nothing after it is read' : 'as in a field that holds a quote and is not quoted';
    return { fields: rowError('IMPORT_QUOTE_INVALID', undefined, `The quotes of the row are not well-formed, ${where}.`, { cause }), final };
}

function fieldsOf(record: RawRecord, form: CsvForm): { readonly fields: readonly string[] | CarnetError; readonly final: boolean } {
    if (record.open) {
        return { fields: rowError('IMPORT_QUOTE_OPEN', undefined, 'A quoted field begins in this row, and the file ends before it does.'), final: true };
    }
    if (record.tooLong) {
        return { fields: rowError('IMPORT_ROW_TOO_LONG', undefined, `The row has more than ${RECORD_MAX} characters.`), final: false };
    }
    if (record.text === '') return { fields: [], final: false };
    try {
        return { fields: parseRecords(record.text, form)[0] ?? [], final: false };
    } catch (error) {
        if (error instanceof CsvError) return unreadable(record, error);
        throw error;
    }
}

/** Parsing many records in one call is about ten times quicker than one by one; where the count differs, each is parsed by itself. */
function* parseTogether(records: readonly RawRecord[], form: CsvForm): Generator<ReturnType<typeof fieldsOf>, void, undefined> {
    const plain = records.every(({ text, tooLong, open }) => text !== '' && !tooLong && !open);
    if (plain) {
        let together: string[][] = [];
        try {
            together = parseRecords(records.map(({ text }) => text).join('\n'), form);
        } catch (error) {
            if (!(error instanceof CsvError)) throw error;
        }
        if (together.length === records.length) {
            for (const fields of together) yield { fields, final: false };
            return;
        }
    }
    for (const record of records) yield fieldsOf(record, form);
}

/** Rows from the first, numbered from 1. After a row that is `final` there is none. */
export async function* readCsvRows(text: AsyncIterable<string>, form: CsvForm): AsyncGenerator<CsvRow, void, undefined> {
    const cutter = new RecordCutter(form);
    let row = 0;
    async function* groups(): AsyncGenerator<RawRecord[], void, undefined> {
        for await (const piece of text) yield [...cutter.cut(piece)];
        yield [...cutter.end()];
    }
    for await (const records of groups()) {
        let index = 0;
        for (const { fields, final } of parseTogether(records, form)) {
            row += 1;
            yield { row, text: records[index++]?.text ?? '', fields, final };
            if (final) return;
        }
    }
}
