// Reads a column mapping strictly: an unknown field, a wrong type or an impossible date form is refused by its path.
import { decoders, ODOMETER_MAX, readJson } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import type { ColumnMapping, DateCell, EntryMapping, IntegerCell, OdometerMapping, TextCell, VehicleMapping } from './column-mapping.js';
import { isDateForm } from './date-form.js';
import { ENCODINGS } from './text.js';

const { object, optional, required, text, integer, list, literalTrue, oneOf, refuseField } = decoders;
type Decoder<T> = decoders.Decoder<T>;

const column = text({ max: 200 });
const constant = text({ max: 500 });
const constantOrEmpty: Decoder<string> = (value, field) => value === '' ? '' : constant(value, field);

/** Texts by texts, such as P → PASSED. */
const texts: Decoder<Readonly<Record<string, string>>> = (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
    const names = Object.entries(value);
    if (names.length === 0 || names.length > 1_000) refuseField('OUT_OF_RANGE', field, 'Send 1 to 1000 values.');
    // Without a prototype, so that no value of a file finds what is not in the table.
    return Object.assign(Object.create(null), Object.fromEntries(names.map(([name, to]) => [name, constant(to, field)]))) as Record<string, string>;
};

/** Either `column`, with what belongs to it, or `constant`. */
function cell<C extends object, T>(fromColumn: Decoder<C>, fixed: Decoder<T>): Decoder<C | { readonly constant: T }> {
    const constantCell: Decoder<{ readonly constant: T }> = object({ constant: required(fixed) });
    return (value, field) => {
        const isConstant = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'constant');
        return isConstant ? constantCell(value, field) : fromColumn(value, field);
    };
}

const textCell: Decoder<TextCell> = cell(object({ column: required(column), values: optional(texts) }), constant);

const integerCell: Decoder<IntegerCell> = cell(
    object({ column: required(column), thousands: optional(oneOf([',', '.', ' ', '\''])) }), integer(0, ODOMETER_MAX));

const dateForm: Decoder<string> = (value, field) => {
    const form = text({ max: 40 })(value, field);
    if (isDateForm(form)) return form;
    return refuseField('INVALID_VALUE', field, 'Write the form with YYYY, MM or M, DD or D, and where there is a time HH or H, mm and ss, such as DD/MM/YYYY.');
};
const dateCell: Decoder<DateCell> = cell(object({ column: required(column), form: required(dateForm) }), constant);

const odometer: Decoder<OdometerMapping> = object({
    value: required(integerCell),
    unit: required(textCell),
    status: optional(textCell),
    method: optional(textCell),
    whenEmpty: optional(oneOf(['UNREADABLE', 'NO_ODOMETER'])),
    unread: optional(list(constant, { min: 1, max: 20 })),
});

const entry: Decoder<EntryMapping> = object({
    type: required(textCell),
    date: required(dateCell),
    source: required(textCell),
    odometer: optional(odometer),
    work: optional(list(textCell, { min: 1, max: 32 })),
    publicNote: optional(textCell),
    inspection: optional(object({ nature: required(textCell), result: required(textCell) })),
    replacement: optional(object({ oldValue: required(integerCell), newValue: required(integerCell), unit: required(textCell) })),
    battery: optional(object({ soh: required(integerCell), method: required(textCell) })),
    imported: optional(object({ country: required(textCell) })),
    refs: optional(object({ workOrder: optional(textCell), recall: optional(textCell) })),
});

const vehicle: Decoder<VehicleMapping> = object({
    make: required(textCell),
    model: required(textCell),
    firstRegistration: required(dateCell),
    odometerUnit: required(textCell),
    odometerDigits: optional(integerCell),
});

const quote: Decoder<'"' | '\'' | ''> = (value, field) => value === '' ? '' : oneOf(['"', '\''])(value, field);

const mapping: Decoder<ColumnMapping> = object({
    v: required(integer(1, 1)),
    csv: optional(object({
        delimiter: optional(oneOf([',', ';', 'tab', '|'])),
        quote: optional(quote),
        encoding: optional(oneOf(ENCODINGS)),
        columns: optional(list(column, { min: 1, max: 1_000 })),
    })),
    vin: required(object({ column: required(column), lookup: optional(literalTrue) })),
    entryId: optional(object({
        columns: required(list(column, { min: 1, max: 4 })),
        prefix: optional(text({ max: 20, pattern: /^[A-Za-z0-9._-]+$/, described: 'Use letters A-Z, a-z, digits, and . _ - only.' })),
    })),
    entry: required(entry),
    vehicle: optional(vehicle),
    skip: optional(list(object({ column: required(column), values: required(list(constantOrEmpty, { min: 1, max: 100 })) }), { min: 1, max: 20 })),
});

/**
 * Reads a mapping from JSON (docs/import.md has the reference).
 * @param document the JSON text, or what JSON.parse made of it
 * @throws CarnetError IMPORT_MAPPING_INVALID with `details.field`, the path within the mapping
 */
export function readMapping(document: unknown): ColumnMapping {
    const json = typeof document === 'string' ? document : JSON.stringify(document) as string | undefined;
    try {
        return checkedByDomain(() => mapping(readJson(json ?? '', { name: 'mapping', maxBytes: 256 * 1024 }), 'mapping'));
    } catch (cause) {
        if (!(cause instanceof CarnetError)) throw cause;
        throw new CarnetError('IMPORT_MAPPING_INVALID', `${cause.sentence} (${cause.code})`, { details: cause.details, cause });
    }
}
