// What a column mapping says: which column of a CSV file becomes which field of an entry.
import type { Encoding } from './text.js';

/** A text of a column, as it is or by a table of values; or the same text for every row. */
export type TextCell = { readonly column: string; readonly values?: Readonly<Record<string, string>> } | { readonly constant: string };
/** A whole number of a column; `thousands` is the sign between groups of three digits, where the file has one. */
export type IntegerCell = { readonly column: string; readonly thousands?: ',' | '.' | ' ' | '\'' } | { readonly constant: number };
/** A date of a column in a form such as DD/MM/YYYY. */
export type DateCell = { readonly column: string; readonly form: string } | { readonly constant: string };

export interface OdometerMapping {
    readonly value: IntegerCell;
    readonly unit: TextCell;
    /** READ, UNREADABLE or NO_ODOMETER; without it, READ wherever there is a value. */
    readonly status?: TextCell;
    /** Default DASH. */
    readonly method?: TextCell;
    /** The status where the value is empty or one of `unread`; without it such a row says nothing of the meter. */
    readonly whenEmpty?: 'UNREADABLE' | 'NO_ODOMETER';
    /** What stands in place of a value that was not read, such as `NULL` or `n/a`. */
    readonly unread?: readonly string[];
}

/** The fields of `EntryRequest`. A group (inspection, replacement, …) is left out of an entry where all its columns are empty. */
export interface EntryMapping {
    readonly type: TextCell;
    readonly date: DateCell;
    readonly source: TextCell;
    readonly odometer?: OdometerMapping;
    readonly work?: readonly TextCell[];
    readonly publicNote?: TextCell;
    readonly inspection?: { readonly nature: TextCell; readonly result: TextCell };
    readonly replacement?: { readonly oldValue: IntegerCell; readonly newValue: IntegerCell; readonly unit: TextCell };
    readonly battery?: { readonly soh: IntegerCell; readonly method: TextCell };
    readonly imported?: { readonly country: TextCell };
    readonly refs?: { readonly workOrder?: TextCell; readonly recall?: TextCell };
}

/** The fields of `VehicleRegistration`, for cars that are to be registered. */
export interface VehicleMapping {
    readonly make: TextCell;
    readonly model: TextCell;
    readonly firstRegistration: DateCell;
    readonly odometerUnit: TextCell;
    readonly odometerDigits?: IntegerCell;
}

/** See docs/import.md; `readMapping` reads it from JSON. */
export interface ColumnMapping {
    readonly v: number;
    readonly csv?: {
        /** Default `,`. */
        readonly delimiter?: ',' | ';' | 'tab' | '|';
        /** Default `"`; '' where quotes mean nothing. */
        readonly quote?: '"' | '\'' | '';
        /** Default UTF-8, or what the byte order mark says. */
        readonly encoding?: Encoding;
        /** The names of the columns of a file that has no header. */
        readonly columns?: readonly string[];
    };
    /** With `lookup`, the column holds a key, and the VIN stands in the table that is given with the file. */
    readonly vin: { readonly column: string; readonly lookup?: true };
    /** Without it, the id is made of what the row says. */
    readonly entryId?: { readonly columns: readonly string[]; readonly prefix?: string };
    readonly entry: EntryMapping;
    readonly vehicle?: VehicleMapping;
    /** Rows in which the column holds one of the values are left out. */
    readonly skip?: readonly { readonly column: string; readonly values: readonly string[] }[];
}

/** How the file is written. */
export interface CsvForm {
    readonly delimiter: string;
    /** '' where quotes mean nothing. */
    readonly quote: string;
}

export function csvForm({ csv }: ColumnMapping): CsvForm {
    return { delimiter: csv?.delimiter === 'tab' ? '\t' : csv?.delimiter ?? ',', quote: csv?.quote ?? '"' };
}
