// CSV files as they come, hostile ones among them: each fault has its code, row and column, and costs no other row.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADER, rowsOf, told, VIN, WORKSHOP } from './rows-of.js';

const GOOD = (n: number): string => `${VIN},order-${n},2024-03-1${n},8421${n},Oil changed`;

async function toldOf(lines: readonly string[], mapping: unknown = WORKSHOP): Promise<unknown[]> {
    return (await rowsOf(lines.join('\n'), mapping)).map(told);
}

test('a row becomes the entry that the mapping says', async () => {
    const [row] = await rowsOf(`${HEADER}\r\n${VIN.toLowerCase()}, order-1 ,2024-03-14,84210,"Oil, filter ""long life"""\r\n`);
    assert.ok(row?.outcome.kind === 'entry');
    assert.deepEqual([row.row, row.outcome.vin, row.outcome.entry], [2, VIN, {
        entryId: 'order-1', type: 'SERVICE', date: '2024-03-14', source: 'independent', odometer: { unit: 'km', method: 'DASH', status: 'READ', value: 84210 },
        work: ['Oil, filter "long life"'], confirm: true,
    }]);
});

test('a faulty row costs no other', async () => {
    assert.deepEqual(await toldOf([
        HEADER, GOOD(1),
        'VF1JZ0J0H4881234O,o,2024-03-14,1,x', // letter O
        'VF1JZ0J0H4881234I,o,2024-03-14,1,x',
        'VF1JZ0J0H4881234Q,o,2024-03-14,1,x',
        ',o,2024-03-14,1,x',
        `${VIN},o,2023-02-29,1,x`,
        `${VIN},o,31/04/2024,1,x`,
        `${VIN},o,1e3,1,x`,
        `${VIN},o,2024-03-14,1e3,x`,
        `${VIN},o,2024-03-14,84210.5,x`,
        `${VIN},o,2024-03-14,84 210,x`,
        `${VIN},o,2024-03-14,1,=cmd|' /C calc'!A0`,
        `${VIN},o,2024-03-14,1,+SUM(A1)`,
        `${VIN},o,2024-03-14,1,-2+3`,
        `${VIN},o,2024-03-14,1,@SUM(A1)`,
        `${VIN},o,2024-03-14,1,a\0b`,
        `${VIN},o,2024-03-14,1`,
        `${VIN},o,2024-03-14,1,x,y`,
        `${VIN},o,2024-03-14,1,tyre 15" wide`,
        `${VIN},o,2024-03-14,1,"tyre" wide`,
        '', '  ', GOOD(2),
    ]), [
        [2, 'order-1'],
        [3, 'INVALID_VIN', 'vin'], [4, 'INVALID_VIN', 'vin'], [5, 'INVALID_VIN', 'vin'], [6, 'IMPORT_VIN_UNKNOWN', 'vin'],
        [7, 'IMPORT_DATE_INVALID', 'date'], [8, 'IMPORT_DATE_INVALID', 'date'], [9, 'IMPORT_DATE_INVALID', 'date'],
        [10, 'IMPORT_NUMBER_INVALID', 'km'], [11, 'IMPORT_NUMBER_INVALID', 'km'], [12, 'IMPORT_NUMBER_INVALID', 'km'],
        [13, 'IMPORT_FORMULA', 'work'], [14, 'IMPORT_FORMULA', 'work'], [15, 'IMPORT_FORMULA', 'work'], [16, 'IMPORT_FORMULA', 'work'],
        [17, 'IMPORT_NUL_BYTE', 'work'], [18, 'IMPORT_ROW_RAGGED'], [19, 'IMPORT_ROW_RAGGED'], [20, 'IMPORT_QUOTE_INVALID'], [21, 'IMPORT_QUOTE_INVALID'],
        [22, 'skipped'], [23, 'skipped'], [24, 'order-2'],
    ]);
});

test('a line break in quotes belongs to its field, and the rows are counted as a spreadsheet counts them', async () => {
    const rows = await rowsOf([HEADER, `${VIN},"order\n1",2024-03-11,1,x`, GOOD(2)].join('\n'));
    assert.deepEqual(rows.map(({ row, outcome }) => [row, outcome.kind === 'entry' && outcome.entry.entryId]), [[2, 'order\n1'], [3, 'order-2']]);
});

test('a quote that is not closed ends the reading at its row: what follows may be meant as text', async () => {
    assert.deepEqual(await toldOf([HEADER, GOOD(1), `${VIN},o,2024-03-14,1,"open`, GOOD(2)]), [[2, 'order-1'], [3, 'IMPORT_QUOTE_OPEN', 'final']]);
    assert.deepEqual(await toldOf([HEADER, GOOD(1), `${VIN},o,2024-03-14,1,"a`, `b" c`, GOOD(2)]), [[2, 'order-1'], [3, 'IMPORT_QUOTE_INVALID', 'final']]);
});

test('where quotes mean nothing they are text', async () => {
    const [row] = await rowsOf(`vin;order;date;km;work\n${VIN};1;2024-03-14;1;tyre 15" wide`, { ...WORKSHOP, csv: { delimiter: ';', quote: '' } });
    assert.ok(row?.outcome.kind === 'entry');
    assert.deepEqual(row.outcome.entry.work, ['tyre 15" wide']);
});

test('files that are no table are refused as a whole, at row 1', async () => {
    assert.deepEqual(await toldOf([]), [[1, 'IMPORT_FILE_EMPTY', 'final']]);
    assert.deepEqual(await toldOf(['']), [[1, 'IMPORT_FILE_EMPTY', 'final']]);
    assert.deepEqual(await toldOf([HEADER]), []);
    assert.deepEqual(await toldOf(['vin,order,date,km', GOOD(1)]), [[1, 'IMPORT_COLUMN_MISSING', 'work', 'final']]);
    assert.deepEqual(await toldOf([`${HEADER},km`, GOOD(1)]), [[1, 'IMPORT_COLUMN_DUPLICATE', 'km', 'final']]);
    assert.deepEqual(await toldOf([Array.from({ length: 2_000 }, (_, n) => `c${n}`).join(','), GOOD(1)]), [[1, 'IMPORT_TOO_MANY_COLUMNS', 'final']]);
    assert.deepEqual(await toldOf([`${HEADER},,`, `${GOOD(1)},,`]), [[2, 'order-1']], 'columns without a name are what spreadsheets leave');
});

test('huge fields and rows are refused, the rows beside them are read', async () => {
    assert.deepEqual(await toldOf([
        HEADER, `${VIN},o,2024-03-14,1,${'x'.repeat(40_000)}`, ','.repeat(200_000), `${VIN},o,2024-03-14,1,${'x'.repeat(300_000)}`,
        `${VIN},o,2024-03-14,1,"${'x\n'.repeat(300_000)}"`, GOOD(1),
    ]), [[2, 'IMPORT_FIELD_TOO_LONG', 'work'], [3, 'IMPORT_ROW_RAGGED'], [4, 'IMPORT_ROW_TOO_LONG'], [5, 'IMPORT_ROW_TOO_LONG'], [6, 'order-1']]);
});

test('a line of a gigabyte is passed over without being kept', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    let most = 0;
    function* file(): Generator<Uint8Array, void, undefined> {
        yield Buffer.from(`${HEADER}\n${GOOD(1)}\n${VIN},o,2024-03-14,1,`);
        for (let n = 0; n < 16 * 1024; n++) {
            if (n % 1024 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
            yield piece;
        }
        yield Buffer.from(`\n${GOOD(2)}\n`);
    }
    const before = process.memoryUsage().heapUsed;
    assert.deepEqual((await rowsOf(file())).map(told), [[2, 'order-1'], [3, 'IMPORT_ROW_TOO_LONG'], [4, 'order-2']]);
    assert.ok(most - before < 200 * 1024 * 1024);
});

test('where the pieces of a file end makes no difference', async () => {
    const bytes = Buffer.from(`\ufeff${HEADER}\r\n${GOOD(1)}\r\n${VIN},"o""1",2024-03-14,1,"é\r\n""ü"""\r\n,,\r\n${GOOD(2)}`);
    const whole = (await rowsOf(bytes)).map(row => [told(row), row.content]);
    for (const size of [1, 2, 3, 5, 7]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
        assert.deepEqual((await rowsOf(pieces)).map(row => [told(row), row.content]), whole, `pieces of ${size}`);
    }
});
