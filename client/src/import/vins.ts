// Finds the VIN of a row: in the row itself, or by a key in a table that is given with the file.
import { CarnetError } from '../errors/carnet-error.js';
import { requireVin } from '../recording/vin.js';
import { rowError } from './row.js';

/** Key → VIN: a table, or a question to the back office (undefined where it does not know). Keys are a plate, a stock number, an id of the file. */
export type VinTable = ReadonlyMap<string, string> | Readonly<Record<string, string>> | ((key: string) => string | undefined);

function vinByKey(table: VinTable | undefined, key: string): string | undefined {
    if (table === undefined) return undefined;
    if (typeof table === 'function') return table(key);
    if (table instanceof Map) return (table as ReadonlyMap<string, string>).get(key);
    return Object.hasOwn(table, key) ? (table as Readonly<Record<string, string>>)[key] : undefined;
}

/** @throws CarnetError INVALID_VIN with the column */
export function checkedVin(text: string, column: string | undefined): string {
    try {
        return requireVin(text);
    } catch (error) {
        if (error instanceof CarnetError) throw rowError(error.code, column, error.sentence, { cause: error });
        throw error;
    }
}

/** The VIN of the first key that the table knows. @throws CarnetError IMPORT_VIN_UNKNOWN, INVALID_VIN */
export function lookedUpVin(table: VinTable | undefined, keys: readonly string[], column: string): string {
    for (const key of keys) {
        const vin = vinByKey(table, key);
        if (vin !== undefined) return checkedVin(vin, column);
    }
    throw rowError('IMPORT_VIN_UNKNOWN', column, 'The table of VINs does not know this car.');
}
