// From the text of a cell to the value of a field; every refusal names the column.
import type { DateCell, IntegerCell, TextCell } from './column-mapping.js';
import { readDate } from './date-form.js';
import { rowError } from './row.js';

/** The cells of one row by column name; absent where the column is empty. Names the column of every field that was asked for. */
export class Cells {
    readonly #columns = new Map<string, string>();

    constructor(private readonly texts: ReadonlyMap<string, string>) {}

    /** The column that the field of a request was read from, or that the part of it was which comes nearest. */
    readonly columnOf = (field: string): string | undefined => {
        for (let path = field; path !== ''; path = path.slice(0, Math.max(0, path.search(/[.[][^.[]*$/)))) {
            const column = this.#columns.get(path);
            if (column !== undefined) return column;
        }
        return undefined;
    };

    /** The cell without spaces around it; undefined where it is empty. */
    raw(column: string, field: string): string | undefined {
        this.#columns.set(field, column);
        return this.texts.get(column);
    }

    /**
     * Cells that a spreadsheet would run as a formula are refused rather than changed: the book keeps what the file says, for whoever exports it.
     * @throws CarnetError IMPORT_FORMULA, IMPORT_VALUE_UNKNOWN
     */
    text(cell: TextCell, field: string): string | undefined {
        if ('constant' in cell) return cell.constant;
        const text = this.raw(cell.column, field);
        if (text === undefined) return undefined;
        if (cell.values !== undefined) {
            const value = cell.values[text];
            if (value === undefined) {
                throw rowError('IMPORT_VALUE_UNKNOWN', cell.column, `The value is none of those that the mapping knows: ${Object.keys(cell.values).join(', ')}.`);
            }
            return value;
        }
        if (/^[=+\-@]./s.test(text)) throw rowError('IMPORT_FORMULA', cell.column, 'The text begins like a formula of a spreadsheet (=, +, - or @).');
        return text;
    }

    /** @throws CarnetError IMPORT_NUMBER_INVALID */
    integer(cell: IntegerCell, field: string): number | undefined {
        if ('constant' in cell) return cell.constant;
        const text = this.raw(cell.column, field);
        if (text === undefined) return undefined;
        const grouped = cell.thousands !== undefined && new RegExp(String.raw`^\d{1,3}([${cell.thousands}]\d{3})+$`).test(text);
        const digits = grouped ? text.replaceAll(cell.thousands ?? '', '') : text;
        if (!/^-?\d{1,15}$/.test(digits)) {
            throw rowError('IMPORT_NUMBER_INVALID', cell.column, 'This is no whole number in digits, without fraction, exponent or unit.');
        }
        return Number(digits);
    }

    /** @throws CarnetError IMPORT_DATE_INVALID */
    date(cell: DateCell, field: string): string | undefined {
        if ('constant' in cell) return cell.constant;
        const text = this.raw(cell.column, field);
        if (text === undefined) return undefined;
        const date = readDate(text, cell.form);
        if (date === undefined) throw rowError('IMPORT_DATE_INVALID', cell.column, `This is no day of the calendar as ${cell.form}.`);
        return date;
    }
}
