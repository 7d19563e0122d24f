// DVSA MOT histories become entries: the documented example, field by field, and refusals by path.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { entriesFromMotHistory } from '@carnet/client';
import { entryCodec } from '@carnet/domain';
import { refusalOf } from './refusal.js';

const data = resolve(import.meta.dirname, '..', '..', '..', 'demo', 'data');
const DOCUMENTED = readFileSync(join(data, 'dvsa-documented-example.json'), 'utf8');

type Loose = Record<string, unknown>;
interface History extends Loose { motTests: (Loose & { rfrAndComments: Loose[] })[] }

/** The documented example with one change in it. */
function changed(change: (vehicles: [History, History]) => void): unknown {
    const vehicles = JSON.parse(DOCUMENTED) as [History, History];
    change(vehicles);
    return vehicles;
}

test('the documented example: two cars, tests by date, defects by code', () => {
    const [ford, bmw] = entriesFromMotHistory(DOCUMENTED);
    assert.deepEqual(ford?.vehicle, {
        registration: 'ZZ99ABC', vehicleId: '4Tq319nVKLz+25IRaUo79w==', make: 'FORD', model: 'FOCUS', firstRegistration: '2010-11-13', odometerUnit: 'mi',
    });
    assert.deepEqual(ford.entries.map(entry => [entry.entryId, entry.date, entry.odometer?.value, entry.inspection?.result]), [
        ['mot-841470560098', '2013-11-01T11:28', 47118, 'FAILED'],
        ['mot-914655760009', '2013-11-03T09:33', 47125, 'PASSED'],
        ['mot-741489560458', '2018-05-20T11:28', 57318, 'FAILED'],
    ]);
    assert.deepEqual(ford.entries[0], {
        entryId: 'mot-841470560098', type: 'INSPECTION', date: '2013-11-01T11:28', source: 'inspection',
        odometer: { value: 47118, unit: 'mi', status: 'READ', method: 'DASH' },
        inspection: { nature: 'PERIODIC', result: 'FAILED', defects: [{ code: '3.5.1h', severity: 'MAJOR' }, { code: '2.6.2', severity: 'MINOR' }] },
        confirm: true,
    });
    assert.deepEqual(ford.entries[2]?.inspection?.defects, [
        { code: '1.4.2(a)(i)', severity: 'MAJOR' }, { code: '3.5.1h', severity: 'CRITICAL' }, { code: 'MOT_USER_ENTERED', severity: 'MINOR' },
    ]);
    assert.equal(bmw?.entries.length, 1);
});

test('every entry of the histories of the first run passes the ledger\'s own decoder, and holds no words of a tester', () => {
    for (const file of ['dvsa-documented-example.json', 'renault-scenic-nine-tests.json', 'rolled-back.json']) {
        const vehicles = entriesFromMotHistory(readFileSync(join(data, file), 'utf8'));
        for (const entry of vehicles.flatMap(({ entries }) => entries)) {
            assert.deepEqual(entryCodec.decode(entryCodec.encode(entry)), entry);
            assert.doesNotMatch(JSON.stringify(entry), /tyre|brake|lamp|bearing/i);
        }
    }
});

test('tests are sorted by time, and of one minute by number', () => {
    const [renault] = entriesFromMotHistory(readFileSync(join(data, 'renault-scenic-nine-tests.json'), 'utf8'));
    const dates = renault?.entries.map(entry => entry.date) ?? [];
    assert.deepEqual(dates, [...dates].sort());
    assert.deepEqual(dates.slice(0, 3), ['2012-02-20', '2013-03-13T08:52', '2013-03-13T12:01']);
});

test('a meter that could not be read has no value', () => {
    for (const status of ['UNREADABLE', 'NO_ODOMETER']) {
        const [ford] = entriesFromMotHistory(changed(([first]) => {
            Object.assign(first.motTests[0] ?? {}, { odometerResultType: status, odometerValue: '', odometerUnit: undefined });
        }));
        assert.deepEqual(ford?.entries[1]?.odometer, { unit: 'mi', status, method: 'DASH' });
    }
});

test('kilometres stay kilometres, and one car may stand alone', () => {
    const [, bmw] = changed(([, second]) => { Object.assign(second.motTests[0] ?? {}, { odometerUnit: 'km' }); }) as [History, History];
    const [alone] = entriesFromMotHistory(bmw);
    assert.equal(alone?.entries[0]?.odometer?.unit, 'km');
    assert.equal(alone.vehicle.odometerUnit, 'km');
});

const REFUSALS: readonly (readonly [path: string, change: (vehicles: [History, History]) => void])[] = [
    ['[0].make', ([car]) => { delete car['make']; }],
    ['[0].model', ([car]) => { car['model'] = ' '; }],
    ['[0].firstUsedDate', ([car]) => { car['firstUsedDate'] = '2010-11-13'; }],
    ['[0].motTests', ([car]) => { Object.assign(car, { motTests: null }); }],
    ['[0].motTests[1]', ([car]) => { Object.assign(car.motTests, { 1: 'test' }); }],
    ['[0].motTests[1].motTestNumber', ([car]) => { Object.assign(car.motTests[1] ?? {}, { motTestNumber: car.motTests[0]?.['motTestNumber'] }); }],
    ['[1].motTests[0].motTestNumber', ([, car]) => { Object.assign(car.motTests[0] ?? {}, { motTestNumber: '../1' }); }],
    ['[0].motTests[0].completedDate', ([car]) => { Object.assign(car.motTests[0] ?? {}, { completedDate: '2013.02.30 09:33:08' }); }],
    ['[0].motTests[0].completedDate', ([car]) => { Object.assign(car.motTests[0] ?? {}, { completedDate: '2013.02.03 24:33:08' }); }],
    ['[0].motTests[0].testResult', ([car]) => { Object.assign(car.motTests[0] ?? {}, { testResult: 'ABANDONED' }); }],
    ['[0].motTests[0].odometerResultType', ([car]) => { Object.assign(car.motTests[0] ?? {}, { odometerResultType: undefined }); }],
    ['[0].motTests[0].odometerUnit', ([car]) => { Object.assign(car.motTests[0] ?? {}, { odometerUnit: 'MI' }); }],
    ['[0].motTests[0].odometerValue', ([car]) => { Object.assign(car.motTests[0] ?? {}, { odometerValue: 47125 }); }],
    ['[0].motTests[0].odometerValue', ([car]) => { Object.assign(car.motTests[0] ?? {}, { odometerValue: '4.7e4' }); }],
    ['[0].motTests[0].rfrAndComments', ([car]) => { Object.assign(car.motTests[0] ?? {}, { rfrAndComments: undefined }); }],
    ['[0].motTests[1].rfrAndComments[0].type', ([car]) => { Object.assign(car.motTests[1]?.rfrAndComments[0] ?? {}, { type: 'WARNING' }); }],
    ['[0].motTests[1].rfrAndComments[1].text', ([car]) => { Object.assign(car.motTests[1]?.rfrAndComments[1] ?? {}, { text: 7 }); }],
];

for (const [path, change] of REFUSALS) {
    test(`refused at ${path}: ${change.toString().replace(/^.*?=> \{ /, '').replace(/ \}$/, '')}`, async () => {
        const error = await refusalOf(() => entriesFromMotHistory(changed(change)));
        assert.deepEqual([error.code, error.details['path']], ['MOT_HISTORY_INVALID', path]);
        assert.ok(error.message.startsWith(`MOT_HISTORY_INVALID: ${path}: `), error.message);
    });
}

test('what is no JSON, or no history, is refused', async () => {
    assert.deepEqual((await refusalOf(() => entriesFromMotHistory('{'))).details, { path: 'history' });
    assert.deepEqual((await refusalOf(() => entriesFromMotHistory('7'))).details, { path: 'vehicle' });
});
