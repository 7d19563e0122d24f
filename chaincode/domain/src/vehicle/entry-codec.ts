// The strict reading and writing of entries and registrations, shared by the ledger and its clients.
import {
    calendarDay, distinct, identifier, integer, list, literalTrue, object, oneOf, optional, refuseField, required, sha256Text,
    text,
    type Decoder,
} from '../codec/decoder';
import { readPlainJson } from '../codec/plain-json';
import { requestCodec, type RequestCodec } from '../codec/request';
import { CarnetFailure } from '../failure/failure';
import {
    ENTRY_TYPES, SOURCE_CLASSES, TYPES_WITH_ODOMETER,
    type BatchEntry, type EntryRequest, type EntryType, type Odometer, type TechnicalChange, type VehicleRegistration,
} from './entry';
import { ENTRY_MAX_BYTES, entryDate, entryName, evidence, odometerValue, publicText, recallNumber, unit } from './entry-fields';
import { VIN_WARNINGS } from './vin';

export { ENTRY_MAX_BYTES, ODOMETER_MAX } from './entry-fields';

/** Entries in one call of RecordEntries. */
export const BATCH_MAX_ENTRIES = 256;
/** Different vehicles in one call of RecordEntries: each costs a read and two writes, of 100 ms in all. */
export const BATCH_MAX_VEHICLES = 24;
/** UTF-8 bytes of the JSON of one call of RecordEntries. */
export const BATCH_MAX_BYTES = 256 * 1024;

const odometerFields = object({
    value: optional(odometerValue),
    unit: required(unit),
    status: required(oneOf(['READ', 'UNREADABLE', 'NO_ODOMETER'])),
    method: required(oneOf(['DASH', 'OBD', 'OEM'])),
});

const odometer: Decoder<Odometer> = (value, field) => {
    const decoded = odometerFields(value, field);
    if (decoded.status === 'READ' && decoded.value === undefined) refuseField('MISSING_FIELD', `${field}.value`, 'A meter that was read has a value.');
    if (decoded.status !== 'READ' && decoded.value !== undefined) {
        refuseField('INVALID_VALUE', `${field}.value`, 'Leave the value out where the meter was not read.');
    }
    return decoded;
};

const inspection = object({
    nature: required(text({ max: 32, pattern: /^[A-Z][A-Z0-9_]*$/, described: 'Use capitals, digits and _.' })),
    result: required(oneOf(['PASSED', 'FAILED'])),
    defects: required(list(object({
        code: required(text({ max: 32, pattern: /^[A-Za-z0-9][A-Za-z0-9._()/-]*$/, described: 'Use letters, digits and . _ ( ) / -.' })),
        severity: required(oneOf(['MINOR', 'MAJOR', 'CRITICAL'])),
    }), { max: 64 })),
});

const references = object({
    workOrder: optional(identifier),
    corrects: optional(identifier),
    disputes: optional(entryName),
    closes: optional(entryName),
    recall: optional(recallNumber),
});

const makeOrModel = text({ max: 50 });
const odometerDigits = integer(4, 7);

const replacement = object({
    oldValue: required(odometerValue),
    newValue: required(odometerValue),
    unit: required(unit),
});

const battery = object({ soh: required(integer(0, 100)), method: required(oneOf(['OBD', 'OEM', 'DISCHARGE'])) });

const imported = object({ country: required(text({ max: 2, pattern: /^[A-Z]{2}$/, described: 'Use the two capitals of ISO 3166-1.' })) });

const technicalFields = object({
    make: optional(makeOrModel),
    model: optional(makeOrModel),
    firstRegistration: optional(calendarDay),
    odometerUnit: optional(unit),
    odometerDigits: optional(odometerDigits),
});

const technical: Decoder<TechnicalChange> = (value, field) => {
    const decoded = technicalFields(value, field);
    if (Object.keys(decoded).length === 0) refuseField('MISSING_FIELD', field, 'Name at least one fact that changes.');
    return decoded;
};

const entryShape = {
    entryId: required(identifier),
    type: required(oneOf(ENTRY_TYPES)),
    date: required(entryDate),
    odometer: optional(odometer),
    source: required(oneOf(SOURCE_CLASSES)),
    work: optional(list(text({ max: 200 }), { min: 1, max: 32 })),
    publicNote: optional(publicText),
    inspection: optional(inspection),
    replacement: optional(replacement),
    battery: optional(battery),
    imported: optional(imported),
    technical: optional(technical),
    detailsHash: optional(sha256Text),
    evidence: optional(evidence),
    refs: optional(references),
    confirm: optional(literalTrue),
};

/** The field that an entry of the type has, and no other entry. */
const FIELD_OF_TYPE = {
    INSPECTION: 'inspection', ODOMETER_REPLACED: 'replacement', BATTERY_HEALTH: 'battery', IMPORTED: 'imported', TECHNICAL_CHANGE: 'technical',
} as const satisfies Partial<Record<EntryType, keyof EntryRequest>>;

function checkWhole(entry: EntryRequest, field: string): void {
    const { type } = entry;
    if (entry.odometer === undefined && TYPES_WITH_ODOMETER.has(type)) {
        refuseField('MISSING_FIELD', `${field}.odometer`, `An entry of type ${type} says what the meter showed, or that it was not read.`);
    }
    if (entry.odometer !== undefined && type === 'ODOMETER_REPLACED') {
        refuseField('INVALID_VALUE', `${field}.odometer`, 'What both meters showed stands in replacement.');
    }
    for (const [owner, name] of Object.entries(FIELD_OF_TYPE)) {
        if (type === owner && entry[name] === undefined) refuseField('MISSING_FIELD', `${field}.${name}`, `An entry of type ${type} has it.`);
        if (type !== owner && entry[name] !== undefined) refuseField('INVALID_VALUE', `${field}.${name}`, `Only an entry of type ${owner} has it.`);
    }
    if (type === 'RECALL_DONE' && entry.refs?.recall === undefined) refuseField('MISSING_FIELD', `${field}.refs.recall`, 'Name the campaign that was done.');
    for (const reference of ['corrects', 'disputes', 'closes'] as const) {
        if (entry.refs?.[reference] !== undefined) {
            refuseField('INVALID_VALUE', `${field}.refs.${reference}`, 'Corrections and disputes have functions of their own.');
        }
    }
}

const entryFields = object(entryShape);
const entry: Decoder<EntryRequest> = (value, field) => {
    const decoded = entryFields(value, field);
    checkWhole(decoded, field);
    return decoded;
};

/** The VIN itself is judged by `checkVin`; here only its size is bounded. */
export const VIN_ARGUMENT_MAX = 64;
const batchEntryFields = object({ ...entryShape, vin: required(text({ max: VIN_ARGUMENT_MAX })) });
const batchEntry: Decoder<BatchEntry> = (value, field) => {
    const decoded = batchEntryFields(value, field);
    checkWhole(decoded, field);
    return decoded;
};

const vehicle: Decoder<VehicleRegistration> = object({
    make: required(makeOrModel),
    model: required(makeOrModel),
    firstRegistration: required(calendarDay),
    odometerUnit: required(unit),
    odometerDigits: optional(odometerDigits),
    confirmedVinWarnings: optional(distinct(oneOf(VIN_WARNINGS), { max: VIN_WARNINGS.length })),
});

/** `VehicleRecord:RegisterVehicle(vin, vehicle)` */
export const vehicleCodec = requestCodec('vehicle', vehicle, ENTRY_MAX_BYTES);
/** `VehicleRecord:RecordEntry(vin, entry)` */
export const entryCodec = requestCodec('entry', entry, ENTRY_MAX_BYTES);

/** Adds the place in the batch to a refusal that names it in its path. */
function withIndex<T>(work: () => T): T {
    try {
        return work();
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        const { field } = error.parameters;
        const place = typeof field === 'string' ? /^entries\[(\d+)\]/.exec(field) : null;
        throw place === null ? error : error.with({ index: Number(place[1]) });
    }
}

const batch = requestCodec('entries', list(batchEntry, { min: 1, max: BATCH_MAX_ENTRIES }), BATCH_MAX_BYTES, readPlainJson);

/** `VehicleRecord:RecordEntries(entries)`; a refusal of one element has its `index` among the parameters. */
export const entriesCodec: RequestCodec<readonly BatchEntry[]> = {
    decode: json => withIndex(() => batch.decode(json)),
    check: entries => withIndex(() => batch.check(entries)),
    encode: entries => withIndex(() => batch.encode(entries)),
};
