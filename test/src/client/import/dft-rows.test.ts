// The published rows of the UK's anonymised MOT results, by the mapping that the demonstration ships: a table of VINs, skipped results, no reading.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { checkVin } from '@carnet/domain';
import { rowsOf, told } from './rows-of.js';

const data = resolve(import.meta.dirname, '..', '..', '..', '..', 'demo', 'data');
const csv = readFileSync(join(data, 'dft-mot-tests.csv'), 'utf8');
const mapping = readFileSync(join(data, 'dft-mapping.json'), 'utf8');
const vins = new Map(readFileSync(join(data, 'dft-vins.csv'), 'utf8').trim().split('\n').slice(1).map(line => line.split(',') as [string, string]));

test('the nine rows are nine entries of nine cars', async () => {
    const rows = await rowsOf(csv, mapping, vins);
    assert.deepEqual(rows.map(({ outcome }) => outcome.kind), Array.from({ length: 9 }, () => 'entry'));
    const [ford, , , , , retest, , , vauxhall] = rows.map(({ outcome }) => outcome);
    assert.ok(ford?.kind === 'entry' && retest?.kind === 'entry' && vauxhall?.kind === 'entry');
    assert.deepEqual(ford.entry, {
        entryId: 'dft-840415303', type: 'INSPECTION', date: '2020-10-01', source: 'inspection',
        odometer: { unit: 'mi', method: 'DASH', status: 'READ', value: 36788 }, inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] }, confirm: true,
    });
    assert.deepEqual(ford.registration, { make: 'FORD', model: 'TRANSIT', firstRegistration: '2014-10-03', odometerUnit: 'mi' });
    assert.deepEqual([ford.vin, retest.entry.inspection?.nature, vauxhall.entry.inspection?.result], [vins.get('1367588451'), 'RETEST', 'PASSED']);
    assert.ok([...vins.values()].every(vin => checkVin(vin).accept));
});

test('abandoned tests are left out, a mileage of NULL is a meter that was not read, and cars without a VIN are named', async () => {
    const [header = '', row = ''] = csv.split('\n');
    const rows = await rowsOf([header, row.replace(',P,', ',ABA,'), row.replace('36788', 'NULL'), row.replace('1367588451', '7'), row.replace(',P,', ',X,')].join('\n'),
        mapping, vins);
    assert.deepEqual(rows.map(told), [[2, 'skipped'], [3, 'dft-840415303'], [4, 'IMPORT_VIN_UNKNOWN', 'vehicle_id'], [5, 'IMPORT_VALUE_UNKNOWN', 'test_result']]);
    const unread = rows[1]?.outcome;
    assert.deepEqual(unread?.kind === 'entry' && unread.entry.odometer, { unit: 'mi', method: 'DASH', status: 'UNREADABLE' });
});
