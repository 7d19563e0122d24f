// Builds the entry, and the facts of the car, that a mapping makes of the cells of one row.
import { canonicalJson, present, sha256Hex, type EntryRequest, type VehicleRegistration } from '@carnet/domain';
import type { Cells } from './cells.js';
import type { ColumnMapping, EntryMapping, TextCell } from './column-mapping.js';

type Fields = Record<string, unknown>;

/** An object of which something stands in the row; undefined where all its columns are empty, as for rows of another type. */
function group(fields: Fields, fixed: Fields = {}): Fields | undefined {
    const found = present(fields);
    return Object.keys(found).length === 0 ? undefined : { ...present(fixed), ...found };
}

/** Cells of a group, its constants apart: they alone do not make the group stand in a row. */
function textGroup<N extends string>(cells: Cells, field: string, parts: Readonly<Partial<Record<N, TextCell | undefined>>>): [Fields, Fields] {
    const found: Fields = {};
    const fixed: Fields = {};
    for (const [name, cell] of Object.entries<TextCell | undefined>(parts)) {
        if (cell === undefined) continue;
        ('constant' in cell ? fixed : found)[name] = cells.text(cell, `${field}.${name}`);
    }
    return [found, fixed];
}

function odometer(cells: Cells, mapping: NonNullable<EntryMapping['odometer']>): Fields | undefined {
    const field = 'entry.odometer';
    const shown = 'column' in mapping.value ? cells.raw(mapping.value.column, `${field}.value`) : undefined;
    const unread = 'column' in mapping.value && (shown === undefined || mapping.unread?.includes(shown) === true);
    const value = unread ? undefined : cells.integer(mapping.value, `${field}.value`);
    const status = mapping.status === undefined ? undefined : cells.text(mapping.status, `${field}.status`);
    const whole = { unit: cells.text(mapping.unit, `${field}.unit`), method: mapping.method === undefined ? 'DASH' : cells.text(mapping.method, `${field}.method`) };
    if (status !== undefined) return present({ ...whole, status, value: status === 'READ' ? value : undefined });
    if (value !== undefined) return present({ ...whole, status: 'READ', value });
    return mapping.whenEmpty === undefined ? undefined : present({ ...whole, status: mapping.whenEmpty });
}

function parts(cells: Cells, mapping: EntryMapping): Fields {
    const { work, publicNote, inspection, replacement, battery, imported, refs } = mapping;
    const lines = work?.map((cell, index) => cells.text(cell, `entry.work[${index}]`)).filter(line => line !== undefined);
    return {
        odometer: mapping.odometer === undefined ? undefined : odometer(cells, mapping.odometer),
        work: lines === undefined || lines.length === 0 ? undefined : lines,
        publicNote: publicNote === undefined ? undefined : cells.text(publicNote, 'entry.publicNote'),
        inspection: inspection === undefined ? undefined : group(...textGroup(cells, 'entry.inspection', inspection)),
        replacement: replacement === undefined ? undefined : group({
            oldValue: cells.integer(replacement.oldValue, 'entry.replacement.oldValue'),
            newValue: cells.integer(replacement.newValue, 'entry.replacement.newValue'),
        }, { unit: cells.text(replacement.unit, 'entry.replacement.unit') }),
        battery: battery === undefined ? undefined : group(
            { soh: cells.integer(battery.soh, 'entry.battery.soh') }, { method: cells.text(battery.method, 'entry.battery.method') }),
        imported: imported === undefined ? undefined : group({ country: cells.text(imported.country, 'entry.imported.country') }),
        refs: refs === undefined ? undefined : group(...textGroup(cells, 'entry.refs', refs)),
    };
}

/** The id of a row that has none: the same for the same facts of the same car, whenever and from wherever they are imported. */
function idOfContent(vin: string, entry: Fields): string {
    return `row-${sha256Hex(canonicalJson({ vin, entry })).slice(0, 40)}`;
}

/**
 * What the mapping makes of a row. Its types are what the mapping says, so that it has still to be checked as the ledger would.
 * A history is written down late by its nature: every entry says that its writer stands by it (`confirm`).
 * @throws CarnetError with the column: IMPORT_FORMULA, IMPORT_VALUE_UNKNOWN, IMPORT_NUMBER_INVALID, IMPORT_DATE_INVALID
 */
export function mappedEntry(cells: Cells, vin: string, { entry: mapping, entryId }: ColumnMapping): EntryRequest {
    const found = parts(cells, mapping);
    const inspection = found['inspection'] as Fields | undefined;
    const fields = present({
        type: cells.text(mapping.type, 'entry.type'),
        date: cells.date(mapping.date, 'entry.date'),
        source: cells.text(mapping.source, 'entry.source'),
        ...found,
        inspection: inspection === undefined ? undefined : { ...inspection, defects: [] },
    });
    const ids = entryId?.columns.map(column => cells.raw(column, 'entry.entryId') ?? '');
    const id = ids === undefined ? idOfContent(vin, fields) : ids.includes('') ? undefined : `${entryId?.prefix ?? ''}${ids.join('-')}`;
    return present({ entryId: id, ...fields, confirm: true }) as unknown as EntryRequest;
}

/** @throws CarnetError as mappedEntry */
export function mappedVehicle(cells: Cells, mapping: NonNullable<ColumnMapping['vehicle']>): VehicleRegistration {
    return present({
        make: cells.text(mapping.make, 'vehicle.make'),
        model: cells.text(mapping.model, 'vehicle.model'),
        firstRegistration: cells.date(mapping.firstRegistration, 'vehicle.firstRegistration'),
        odometerUnit: cells.text(mapping.odometerUnit, 'vehicle.odometerUnit'),
        odometerDigits: mapping.odometerDigits === undefined ? undefined : cells.integer(mapping.odometerDigits, 'vehicle.odometerDigits'),
    }) as unknown as VehicleRegistration;
}
