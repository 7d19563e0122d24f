// Importing files into the books: what a dry run says, what is recorded, refused and already there, and going on after an end in the middle.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { ColumnMapping, CsvImportOptions, RowResult, Vehicles } from '@carnet/client';
import type { RecordedEntry } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

const data = resolve(import.meta.dirname, '..', '..', '..', 'demo', 'data');
let members: Members;
let dir: string;
before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-import-'));
    members = await gatherMembers();
});
after(async () => {
    await members.close();
    rmSync(dir, { recursive: true });
});

const MAPPING: ColumnMapping = {
    v: 1,
    vin: { column: 'vin' },
    entryId: { columns: ['order'] },
    entry: {
        type: { constant: 'SERVICE' }, date: { column: 'date', form: 'DD/MM/YYYY' }, source: { constant: 'independent' },
        odometer: { value: { column: 'km' }, unit: { constant: 'km' } }, work: [{ column: 'work' }],
    },
    vehicle: {
        make: { column: 'make' }, model: { constant: 'SCENIC' }, firstRegistration: { constant: '2009-03-17' }, odometerUnit: { constant: 'km' },
    },
};
const HEADER = 'vin,order,date,km,work,make';

/** `orders` rows for each of some cars, the cars by turns. */
function linesFor(vins: readonly string[], orders: number): string[] {
    return Array.from({ length: orders }, (_, n) => vins.map(vin => `${vin},o${n},${String(n % 28 + 1).padStart(2, '0')}/${String(n % 12 + 1).padStart(2, '0')}/${2010 + n},` +
        `${1_000 * n},Oil changed,RENAULT`)).flat();
}

async function imported(vehicles: Vehicles, lines: readonly string[], options: Partial<Omit<CsvImportOptions, 'format'>> = {}) {
    const results: RowResult[] = [];
    const summary = await vehicles.import([[HEADER, ...lines].join('\n')], {
        format: 'csv', mapping: MAPPING, register: true, onRow: result => results.push(result), ...options,
    });
    results.sort((a, b) => a.row - b.row);
    return { summary, results, told: results.map(({ row, status, code, column }) => [row, status, ...code === undefined ? [] : [code, column]]) };
}

async function book(vehicles: Vehicles, vin: string): Promise<RecordedEntry[]> {
    const entries: RecordedEntry[] = [];
    for await (const entry of vehicles.history(vin)) entries.push(entry);
    return entries;
}

test('a dry run says what would become of each row and changes nothing; then it does; a second time all stands there already', async () => {
    const { vehicles } = members.garage;
    const [known, unknown] = [freshVin(), freshVin()];
    await vehicles.register(known, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' });
    const lines = [...linesFor([known, unknown], 3), `${known},o9,01/01/2009,5,Too early,RENAULT`, `${unknown},o9,31/04/2019,5,No such day,RENAULT`];
    const faults = [[8, 'refused', 'INVALID_DATE', 'date'], [9, 'refused', 'IMPORT_DATE_INVALID', 'date']];
    const expected = [2, 3, 4, 5, 6, 7].map(row => [row, 'recorded']);
    const dry = await imported(vehicles, lines, { dryRun: true });
    assert.deepEqual([dry.told, dry.summary], [[...expected, ...faults],
        { rows: 8, recorded: 6, already: 0, refused: 2, skipped: 0, registered: 1, dryRun: true }]);
    assert.equal((await vehicles.read(known)).entries, 1);
    assert.equal((await refusalOf(vehicles.read(unknown))).code, 'VEHICLE_NOT_FOUND');

    const first = await imported(vehicles, lines);
    assert.deepEqual([first.told, first.summary.recorded, first.summary.registered], [[...expected, ...faults], 6, 1]);
    assert.deepEqual((await vehicles.read(unknown)).make, 'RENAULT');
    const again = await imported(vehicles, lines);
    assert.deepEqual([again.summary.recorded, again.summary.already, again.summary.registered], [0, 6, 0]);
    for (const vin of [known, unknown]) assert.equal((await vehicles.read(vin)).entries, 4);
});

test('an import writes what recording its rows one by one writes', async () => {
    const { vehicles } = members.garage;
    const [byFile, byHand] = [freshVin(), freshVin()];
    await imported(vehicles, linesFor([byFile], 5), { batchSize: 2 });
    await vehicles.register(byHand, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' });
    for (const [n, line] of linesFor([byHand], 5).entries()) {
        const [, , date = '', km] = line.split(',');
        await vehicles.record(byHand, {
            entryId: `o${n}`, type: 'SERVICE', date: date.split('/').reverse().join('-'), source: 'independent',
            odometer: { value: Number(km), unit: 'km', status: 'READ', method: 'DASH' }, work: ['Oil changed'], confirm: true,
        });
    }
    const facts = async (vin: string): Promise<unknown[]> => (await book(vehicles, vin)).map(entry =>
        ({ ...entry, vin: '', recordedAt: '', transactionId: '', previousHash: '', hash: '' }));
    assert.deepEqual(await facts(byFile), await facts(byHand));
});

test('refused rows of a batch do not take the others with them, or are where the import stops', async () => {
    const { vehicles } = members.garage;
    const vin = freshVin();
    await imported(vehicles, [`${vin},o3,01/01/2010,1,Something else,RENAULT`]);
    const lines = linesFor([vin], 8);
    const { told, summary } = await imported(vehicles, lines);
    assert.deepEqual(told.filter(([, status]) => status === 'refused'), [[5, 'refused', 'ALREADY_EXISTS', 'order']]);
    assert.deepEqual([summary.recorded, summary.refused], [7, 1]);
    const error = await refusalOf(imported(vehicles, lines, { onRefusal: 'stop', batchSize: 2 }).then(() => undefined));
    assert.deepEqual([error.code, error.details['row'], error.details['column'], error.details['entryId']], ['ALREADY_EXISTS', 5, 'order', 'o3']);
});

test('cars that the ledger does not know are refused where they are not to be registered', async () => {
    const vin = freshVin();
    const { told } = await imported(members.garage.vehicles, linesFor([vin], 1), { register: false });
    assert.deepEqual(told, [[2, 'refused', 'VEHICLE_NOT_FOUND', 'vin']]);
    const notOurs = await imported(members.inspector.vehicles, linesFor([vin], 1));
    assert.deepEqual(notOurs.told, [[2, 'refused', 'NOT_LICENSED', undefined]]);
});

test('an import that ends in the middle goes on from its checkpoint, and records nothing twice', async () => {
    const { vehicles } = members.garage;
    const vins = [freshVin(), freshVin(), freshVin()];
    const file = join(dir, 'orders.csv');
    writeFileSync(file, [HEADER, ...linesFor(vins, 10)].join('\n'));
    const checkpoint = join(dir, 'orders.checkpoint');
    const options = { format: 'csv', mapping: MAPPING, register: true, checkpoint, batchSize: 5, concurrency: 1 } as const;
    const stop = new AbortController();
    const error = await refusalOf(vehicles.import(file, {
        ...options, signal: stop.signal, onProgress: ({ recorded }) => { if (recorded >= 10) stop.abort(); },
    }));
    assert.equal(error.code, 'ABORTED_BY_CALLER');
    assert.ok(existsSync(checkpoint));
    const elsewhere = await refusalOf(vehicles.import([HEADER, '\n', linesFor([freshVin()], 40).join('\n')], options));
    assert.equal(elsewhere.code, 'IMPORT_CHECKPOINT_MISMATCH');
    const summary = await vehicles.import(file, options);
    assert.ok(summary.skipped >= 10, 'what was done is not read again from the ledger');
    assert.deepEqual([summary.rows, summary.refused], [30, 0]);
    assert.equal(existsSync(checkpoint), false);
    for (const vin of vins) assert.deepEqual((await book(vehicles, vin)).slice(1).map(({ entryId }) => entryId), Array.from({ length: 10 }, (_, n) => `o${n}`));
});

test('a DVSA history is imported by its plates, one faulty test apart', async () => {
    const { vehicles } = members.inspector;
    const text = readFileSync(join(data, 'dvsa-documented-example.json'), 'utf8');
    const vins = { ZZ99ABC: freshVin(), YY09DEF: freshVin() };
    const results: RowResult[] = [];
    const options = { format: 'mot-history', vins, register: true, onRow: (result: RowResult) => results.push(result) } as const;
    const summary = await vehicles.import([text.replace('"47118"', '"4711B"')], options);
    assert.deepEqual([summary.recorded, summary.refused, summary.registered], [3, 1, 2]);
    assert.deepEqual(results.filter(({ status }) => status === 'refused').map(({ row, code, column }) => [row, code, column]),
        [[3, 'MOT_HISTORY_INVALID', '[0].motTests[1].odometerValue']]);
    assert.deepEqual((await book(vehicles, vins.ZZ99ABC)).map(({ type, date }) => [type, date]).slice(1),
        [['INSPECTION', '2013-11-03T09:33'], ['INSPECTION', '2018-05-20T11:28']]);
    assert.equal((await vehicles.import([text], options)).recorded, 1, 'the mended file adds what was missing');
});
