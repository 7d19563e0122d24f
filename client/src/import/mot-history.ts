// Turns a DVSA MOT history (the JSON of the MOT history API, version 6) into entries of vehicle books.
import { byCodeUnits, type Defect, type DefectSeverity, type EntryRequest, type Odometer, type OdometerUnit } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

/** What the history says of the car itself. It names no VIN: the importer of the file has to know which car it is. */
export interface MotVehicleFacts {
    /** The plate, to find the car in the back office; it does not belong on the ledger. */
    readonly registration: string | undefined;
    /** DVSA's own id of the car, which stays when its plate changes. */
    readonly vehicleId: string | undefined;
    readonly make: string;
    readonly model: string;
    /** `YYYY-MM-DD`: the date of first use. */
    readonly firstRegistration: string;
    /** Of the first test that names one; `mi` where none does, as British meters show. */
    readonly odometerUnit: OdometerUnit;
}

export interface MotVehicle {
    readonly vehicle: MotVehicleFacts;
    /** Oldest first. */
    readonly entries: readonly EntryRequest[];
}

type Fields = Readonly<Record<string, unknown>>;

function refuse(path: string, sentence: string, cause?: unknown): never {
    throw new CarnetError('MOT_HISTORY_INVALID', `${path}: ${sentence}`, { details: { path }, cause });
}

function fields(value: unknown, path: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(path, 'an object is needed here.');
    return value as Fields;
}

function list(value: unknown, path: string): readonly unknown[] {
    return Array.isArray(value) ? value : refuse(path, 'a list is needed here.');
}

function text(parent: Fields, name: string, path: string): string {
    const value = parent[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : refuse(`${path}.${name}`, 'a text is needed here.');
}

function oneOf<T extends string>(parent: Fields, name: string, path: string, values: readonly T[]): T {
    const value = text(parent, name, path);
    return values.find(one => one === value) ?? refuse(`${path}.${name}`, `'${value}' is none of ${values.join(', ')}.`);
}

const DATE = /^(\d{4})\.(\d{2})\.(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/;

/** `2013.11.03` or `2013.11.03 09:33:08` → day, or day and minute. The time is the station's; no zone is given, and none is assumed. */
function date(parent: Fields, name: string, path: string): { readonly day: string; readonly minute: string } {
    const value = text(parent, name, path);
    const [, year, month, dayOfMonth, hour, minute, second] = DATE.exec(value) ?? [];
    const day = `${year ?? ''}-${month ?? ''}-${dayOfMonth ?? ''}`;
    const exists = year !== undefined && isDay(day) && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
    if (!exists) return refuse(`${path}.${name}`, `'${value}' is no date as YYYY.MM.DD or YYYY.MM.DD HH:MM:SS.`);
    return { day, minute: hour === undefined || minute === undefined ? day : `${day}T${hour}:${minute}` };
}

function isDay(day: string): boolean {
    const parsed = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

function odometer(test: Fields, path: string): Odometer {
    const status = oneOf(test, 'odometerResultType', path, ['READ', 'UNREADABLE', 'NO_ODOMETER']);
    if (status !== 'READ') {
        const unit = test['odometerUnit'] === undefined ? 'mi' : oneOf(test, 'odometerUnit', path, ['mi', 'km']);
        return { unit, status, method: 'DASH' };
    }
    const unit = oneOf(test, 'odometerUnit', path, ['mi', 'km']);
    const digits = text(test, 'odometerValue', path);
    if (!/^\d{1,7}$/.test(digits)) return refuse(`${path}.odometerValue`, `'${digits}' is no reading of 1 to 7 digits.`);
    return { value: Number(digits), unit, status, method: 'DASH' };
}

/**
 * FAIL and MAJOR are the same step before and after the inspection manual of May 2018, which brought MINOR and DANGEROUS. PRS is a
 * failure mended during the test. The flag `dangerous` is not read: in DVSA's own example it contradicts the type.
 */
const SEVERITIES: Readonly<Record<string, DefectSeverity>> = {
    DANGEROUS: 'CRITICAL', MAJOR: 'MAJOR', FAIL: 'MAJOR', PRS: 'MAJOR', MINOR: 'MINOR', ADVISORY: 'MINOR', 'USER ENTERED': 'MINOR',
    'NON SPECIFIC': 'MINOR', 'SYSTEM GENERATED': 'MINOR',
};

/** The reference to the inspection manual at the end of the text: `(3.5.1h)`, `(1.4.2 (a) (i))`. */
const MANUAL_REFERENCE = /\((\d+(?:\.[0-9A-Za-z]+)+(?: ?\([0-9a-z]+\))*)\)$/i;

/** The words stay in the back office: a tester's text may name a person. Without a reference the code says only of what kind it is. */
function defect(value: unknown, path: string): Defect {
    const reason = fields(value, path);
    const type = oneOf(reason, 'type', path, Object.keys(SEVERITIES));
    const reference = MANUAL_REFERENCE.exec(text(reason, 'text', path))?.[1]?.replaceAll(' ', '');
    const code = reference !== undefined && reference.length <= 32 ? reference : `MOT_${type.replaceAll(' ', '_')}`;
    return { code, severity: SEVERITIES[type] ?? 'MINOR' };
}

function defects(test: Fields, path: string): readonly Defect[] {
    const reasons = list(test['rfrAndComments'], `${path}.rfrAndComments`);
    if (reasons.length > 64) return refuse(`${path}.rfrAndComments`, 'an entry takes at most 64 defects.');
    return reasons.map((value, index) => defect(value, `${path}.rfrAndComments[${index}]`));
}

/** One test of a car. @param path of the test, for errors @throws CarnetError MOT_HISTORY_INVALID */
export function motTest(value: unknown, path: string): { readonly entry: EntryRequest; readonly order: string } {
    const test = fields(value, path);
    const number = text(test, 'motTestNumber', path);
    if (!/^[A-Za-z0-9._-]{1,60}$/.test(number)) return refuse(`${path}.motTestNumber`, `'${number}' is no test number.`);
    const { minute } = date(test, 'completedDate', path);
    const entry: EntryRequest = {
        entryId: `mot-${number}`,
        type: 'INSPECTION',
        date: minute,
        odometer: odometer(test, path),
        source: 'inspection',
        inspection: { nature: 'PERIODIC', result: oneOf(test, 'testResult', path, ['PASSED', 'FAILED']), defects: defects(test, path) },
        // A history is recorded late, whatever it says: that is what the ledger would ask about.
        confirm: true,
    };
    return { entry, order: `${minute} ${number}` };
}

/** The tests of a car as they stand in the file. @throws CarnetError MOT_HISTORY_INVALID */
export function motTests(vehicle: unknown, path: string): readonly unknown[] {
    return list(fields(vehicle, path)['motTests'], `${path}.motTests`);
}

/** What stands beside the tests. @param entries of the car, for the unit of its meter @throws CarnetError MOT_HISTORY_INVALID */
export function motFacts(value: unknown, path: string, entries: readonly EntryRequest[]): MotVehicleFacts {
    const vehicle = fields(value, path);
    const optionalText = (name: string): string | undefined => vehicle[name] === undefined ? undefined : text(vehicle, name, path);
    return {
        registration: optionalText('registration'),
        vehicleId: optionalText('vehicleId'),
        make: text(vehicle, 'make', path),
        model: text(vehicle, 'model', path),
        firstRegistration: date(vehicle, 'firstUsedDate', path).day,
        odometerUnit: entries.find(entry => entry.odometer?.status === 'READ')?.odometer?.unit ?? 'mi',
    };
}

function readVehicle(value: unknown, path: string): MotVehicle {
    const tests = motTests(value, path).map((test, index) => motTest(test, `${path}.motTests[${index}]`));
    const seen = new Map<string, number>();
    tests.forEach(({ entry }, index) => {
        const before = seen.get(entry.entryId);
        if (before !== undefined) refuse(`${path}.motTests[${index}].motTestNumber`, `the number stands at motTests[${before}] already.`);
        seen.set(entry.entryId, index);
    });
    const entries = [...tests].sort((a, b) => byCodeUnits(a.order, b.order)).map(({ entry }) => entry);
    return { vehicle: motFacts(value, path, entries), entries };
}

/**
 * Reads the answer of the DVSA MOT history API (v6: https://documentation.history.mot.api.gov.uk), one car or a list of them.
 * Fields that are used are checked strictly; others (colour, fuel, expiry) are not read. A test number becomes the entry id
 * `mot-<number>`, so that a history imported again adds only what is new.
 *
 * ```ts
 * for (const { vehicle, entries } of entriesFromMotHistory(await readFile('history.json', 'utf8'))) {
 *     const vin = vinOf(vehicle.registration);
 *     await carnet.vehicles.recordAll(entries.map(entry => ({ ...entry, vin })));
 * }
 * ```
 * @param history the JSON text, or what JSON.parse made of it
 * @throws CarnetError MOT_HISTORY_INVALID with `details.path`, e.g. `[0].motTests[3].odometerValue`
 */
export function entriesFromMotHistory(history: unknown): MotVehicle[] {
    const content = typeof history === 'string' ? parse(history) : history;
    return Array.isArray(content) ? content.map((vehicle, index) => readVehicle(vehicle, `[${index}]`)) : [readVehicle(content, 'vehicle')];
}

function parse(history: string): unknown {
    try {
        return JSON.parse(history);
    } catch (cause) {
        return refuse('history', 'this is not JSON.', cause);
    }
}
