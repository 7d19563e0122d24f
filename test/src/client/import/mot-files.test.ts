// MOT histories as files: lists, lines, hostile JSON; each test is a row of its own, and a faulty car costs no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceBytes } from '@carnet/client/dist/import/bytes.js';
import { motImportRows } from '@carnet/client/dist/import/mot-import.js';
import { told, type Source } from './rows-of.js';

const VINS = { AB12CDE: 'VF1JZ0J0H48812345', id7: 'VF1JZ0J0H48812346' };

function motTest(number: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
        completedDate: `20${number}.03.14 09:30:00`, testResult: 'PASSED', odometerValue: '47125', odometerUnit: 'mi', odometerResultType: 'READ',
        motTestNumber: number, rfrAndComments: [], ...more,
    };
}

function car(tests: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return { registration: 'AB12CDE', make: 'FORD', model: 'FOCUS', firstUsedDate: '2010.11.13', motTests: tests, ...more };
}

async function toldOf(source: Source): Promise<unknown[]> {
    const rows: unknown[] = [];
    const pieces = typeof source === 'string' ? [Buffer.from(source)] : source instanceof Uint8Array ? [source] : source;
    for await (const row of motImportRows(new SourceBytes(pieces), VINS)) rows.push(told(row));
    return rows;
}

test('one car, a list of cars, or a car on each line; tests oldest first; found by plate or by DVSA\'s id', async () => {
    const [first, second] = [car([motTest('22'), motTest('21')]), car([motTest('23')], { registration: 'unknown', vehicleId: 'id7' })];
    assert.deepEqual(await toldOf(JSON.stringify(first)), [[1, 'mot-21'], [2, 'mot-22']]);
    const both = [[1, 'mot-21'], [2, 'mot-22'], [3, 'mot-23']];
    assert.deepEqual(await toldOf(`\ufeff${JSON.stringify([first, second], null, 2)}\n`), both);
    assert.deepEqual(await toldOf(`${JSON.stringify(first)}\n${JSON.stringify(second)}\n`), both);
    assert.deepEqual(await toldOf('[]'), []);
});

test('a faulty test or car costs no other', async () => {
    const good = car([motTest('21')]);
    const text = JSON.stringify([
        car([motTest('20', { odometerValue: '1e3' }), motTest('21')]),
        car([motTest('21', { completedDate: '2023.02.29' })]),
        car([motTest('21')], { registration: 'ZZ' }),
        car([motTest('21')], { firstUsedDate: '' }),
        good,
    ]);
    const duplicate = '{"registration":"AB12CDE","registration":"ZZ"}';
    const deep = `{"registration":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    assert.deepEqual(await toldOf(`${text.slice(0, -1)},${duplicate},${deep},${JSON.stringify(good)}]`), [
        [1, 'mot-21'], [2, 'MOT_HISTORY_INVALID', '[0].motTests[0].odometerValue'],
        [3, 'MOT_HISTORY_INVALID', '[1].motTests[0].completedDate'], [4, 'IMPORT_VIN_UNKNOWN', '[2].registration'],
        [5, 'MOT_HISTORY_INVALID', '[3].firstUsedDate'], [6, 'mot-21'], [7, 'DUPLICATE_FIELD', '[5].registration'],
        [8, 'TOO_DEEP', `[6].registration${'[0]'.repeat(15)}`], [9, 'mot-21'],
    ]);
});

test('what is no list of cars ends the reading, with what stood before it read', async () => {
    const good = JSON.stringify(car([motTest('21')]));
    assert.deepEqual(await toldOf(''), [[1, 'IMPORT_FILE_EMPTY', 'final']]);
    assert.deepEqual(await toldOf('  \n'), [[1, 'IMPORT_FILE_EMPTY', 'final']]);
    assert.deepEqual(await toldOf('null'), [[1, 'IMPORT_JSON_INVALID', 'final']]);
    for (const broken of [`[${good}`, `[${good},]`, `[${good} ${good}]`, `[${good}]]`, `[${good}],`, `${good},`, `[${good},"x"]`, `${good}{"a":"`]) {
        assert.deepEqual(await toldOf(broken), [[1, 'mot-21'], [2, 'IMPORT_JSON_INVALID', 'final']], broken);
    }
});

test('a car of a gigabyte is passed over without being kept', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    function* file(): Generator<Uint8Array, void, undefined> {
        yield Buffer.from('[{"registration":"');
        for (let n = 0; n < 4 * 1024; n++) yield piece;
        yield Buffer.from(`"},${JSON.stringify(car([motTest('21')]))}]`);
    }
    assert.deepEqual(await toldOf(file()), [[1, 'IMPORT_JSON_TOO_LARGE', '[0]'], [2, 'mot-21']]);
});

test('where the pieces of a file end makes no difference, and bytes that are not UTF-8 are refused', async () => {
    const bytes = Buffer.from(JSON.stringify([car([motTest('21')], { model: 'é "\\ü{' }), car([motTest('22')])]));
    for (const size of [1, 3, 7]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
        assert.deepEqual(await toldOf(pieces), [[1, 'mot-21'], [2, 'mot-22']]);
    }
    const latin1 = Buffer.from(JSON.stringify([car([motTest('21')], { model: 'é' }), car([motTest('22')])]), 'latin1');
    assert.deepEqual(await toldOf(latin1), [[1, 'IMPORT_ENCODING_INVALID', '[0]'], [2, 'mot-22']]);
});
