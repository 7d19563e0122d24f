// A DVSA MOT history of any size as rows to import: one row for each test.
import { byCodeUnits, readJson, type EntryRequest, type JsonValue } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import { ELEMENT_MAX, readJsonElements, type JsonElement } from './json-elements.js';
import { motFacts, motTest, motTests, type MotVehicleFacts } from './mot-history.js';
import { asOutcome, rowError, type Row } from './row.js';
import { lookedUpVin, type VinTable } from './vins.js';

interface Rows { readonly content: string; readonly outcome: Row['outcome'] }

function fault(error: CarnetError, final = false): Row['outcome'] {
    return { kind: 'fault', error, final };
}

function withColumn(error: CarnetError, column: string): CarnetError {
    const { path, field } = error.details;
    return rowError(error.code, typeof path === 'string' ? path : typeof field === 'string' ? field : column, error.sentence, { cause: error });
}

/** Where a field of the request stands in the file. */
const PLACES: readonly (readonly [string, string])[] = [
    ['entry.date', '.completedDate'], ['entry.entryId', '.motTestNumber'], ['entry.odometer', '.odometerValue'], ['entry.inspection.result', '.testResult'],
    ['entry.inspection', '.rfrAndComments'],
];
const VEHICLE_PLACES: Readonly<Record<string, string>> = { 'vehicle.make': '.make', 'vehicle.model': '.model', 'vehicle.firstRegistration': '.firstUsedDate' };

function vehicleOf({ bytes, tooLarge, index }: JsonElement): JsonValue {
    const name = `[${index}]`;
    if (tooLarge) throw rowError('IMPORT_JSON_TOO_LARGE', name, `The car takes more than ${ELEMENT_MAX} bytes of the file.`);
    let text: string;
    try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (cause) {
        throw rowError('IMPORT_ENCODING_INVALID', name, 'The bytes of this car are not UTF-8, which JSON is written in.', { cause });
    }
    return checkedByDomain(() => readJson(text, { name, maxBytes: ELEMENT_MAX }));
}

interface ReadTest {
    readonly path: string;
    readonly content: string;
    readonly test: { readonly entry: EntryRequest; readonly order: string } | CarnetError;
}

function readTest(value: unknown, path: string): ReadTest {
    const content = JSON.stringify(value) as string | undefined ?? '';
    try {
        return { path, content, test: motTest(value, path) };
    } catch (error) {
        if (error instanceof CarnetError) return { path, content, test: withColumn(error, path) };
        throw error;
    }
}

/** Oldest first; tests whose date cannot be read stand at the end. */
function byTime(a: ReadTest, b: ReadTest): number {
    const orderOf = ({ test }: ReadTest): string => test instanceof CarnetError ? '~' : test.order;
    return byCodeUnits(orderOf(a), orderOf(b));
}

function* rowsOf(element: JsonElement, vins: VinTable | undefined): Generator<Rows, void, undefined> {
    const path = `[${element.index}]`;
    let vehicle: JsonValue;
    let tests: readonly unknown[];
    try {
        vehicle = vehicleOf(element);
        tests = motTests(vehicle, path);
    } catch (error) {
        if (!(error instanceof CarnetError)) throw error;
        yield { content: Buffer.from(element.bytes).toString('latin1'), outcome: fault(withColumn(error, path)) };
        return;
    }
    const read = tests.map((test, index) => readTest(test, `${path}.motTests[${index}]`)).sort(byTime);
    const entries = read.flatMap(({ test }) => test instanceof CarnetError ? [] : [test.entry]);
    for (const { path: testPath, content, test } of read) {
        if (test instanceof CarnetError) {
            yield { content, outcome: fault(test) };
            continue;
        }
        yield { content, outcome: asOutcome(() => {
            const { registration, vehicleId, facts } = checkedFacts(vehicle, path, entries);
            const vin = lookedUpVin(vins, [registration, vehicleId].flatMap(key => key === undefined ? [] : [key]), `${path}.registration`);
            return { kind: 'entry', vin, entry: { ...test.entry, confirm: true }, registration: facts, columnOf: field => placeOf(field, path, testPath) };
        }) };
    }
}

function placeOf(field: string, vehicle: string, test: string): string {
    const ofVehicle = field === 'vin' ? '.registration' : VEHICLE_PLACES[field];
    if (ofVehicle !== undefined) return `${vehicle}${ofVehicle}`;
    return `${test}${PLACES.find(([name]) => field.startsWith(name))?.[1] ?? ''}`;
}

function checkedFacts(vehicle: unknown, path: string, entries: readonly EntryRequest[]) {
    try {
        const { registration, vehicleId, ...facts }: MotVehicleFacts = motFacts(vehicle, path, entries);
        return { registration, vehicleId, facts };
    } catch (error) {
        throw error instanceof CarnetError ? withColumn(error, path) : error;
    }
}

/** The tests of the file. A fault of the file as a whole is a final one of the next row. */
export async function* motImportRows(bytes: AsyncIterable<Uint8Array>, vins: VinTable | undefined): AsyncGenerator<Row, void, undefined> {
    let row = 0;
    try {
        for await (const element of readJsonElements(bytes)) {
            for (const rows of rowsOf(element, vins)) yield { row: ++row, ...rows };
        }
    } catch (error) {
        if (!(error instanceof CarnetError) || !error.code.startsWith('IMPORT_')) throw error;
        yield { row: row + 1, content: '', outcome: fault(error, true) };
    }
}
