// One row of a file on its way to the ledger: what every format is read into.
import { present, type EntryRequest, type VehicleRegistration } from '@carnet/domain';
import { CarnetError, type CarnetErrorProperties } from '../errors/carnet-error.js';
import type { CarnetErrorCode } from '../errors/codes.js';

/** A row that was understood. */
export interface RowEntry {
    readonly kind: 'entry';
    readonly vin: string;
    readonly entry: EntryRequest;
    /** What the row says of the car itself, for registering it. */
    readonly registration: VehicleRegistration | undefined;
    /** Where the field of a request (`entry.odometer.value`, `vehicle.make`, `vin`) comes from: a column, or a path in the file. */
    readonly columnOf: (field: string) => string | undefined;
}

/** A row that was not. Where `final`, nothing after it can be read. */
export interface RowFault { readonly kind: 'fault'; readonly error: CarnetError; readonly final: boolean }

/** A row that is none of ours: blank, or left out by the mapping. */
export interface RowSkipped { readonly kind: 'skipped' }

export interface Row {
    /**
     * As a spreadsheet counts: the header is row 1, a row with line breaks in a field is one row. In JSON: the number of the test, cars in the
     * order of the file, tests of a car oldest first.
     */
    readonly row: number;
    /** The row as it stands in the file, to see later whether a file is the same. */
    readonly content: string;
    readonly outcome: RowEntry | RowFault | RowSkipped;
}

/** A fault of one row, with its column where there is one. */
export function rowError(code: CarnetErrorCode, column: string | undefined, sentence: string, properties: CarnetErrorProperties = {}): CarnetError {
    return new CarnetError(code, sentence, { ...properties, details: { ...properties.details, ...present({ column }) } });
}

/** Runs the reading of one row; a refusal becomes its fault. */
export function asOutcome(read: () => RowEntry | RowSkipped): Row['outcome'] {
    try {
        return read();
    } catch (error) {
        if (error instanceof CarnetError) return { kind: 'fault', error, final: false };
        throw error;
    }
}
