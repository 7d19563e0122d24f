// The judgement of a file: what a file may leave out, and how one that is wrong is refused, by its field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, judgeSeriesFile, SERIES_FILE_MAX_BYTES } from '@carnet/domain';

const READING = { date: '2024-01-10', value: 1200, unit: 'km' };

function refusal(file: unknown): readonly [string, unknown] {
    try {
        judgeSeriesFile(typeof file === 'string' ? file : JSON.stringify(file));
    } catch (error) {
        assert.ok(error instanceof CarnetFailure);
        return [error.code, error.parameters['field']];
    }
    return assert.fail('the file was judged');
}

test('the least that a file holds', () => {
    assert.deepEqual(judgeSeriesFile('{"readings":[]}'), { judgement: 'NO_JUDGEMENT', reason: '06_TOO_FEW', findings: [] });
    assert.deepEqual(judgeSeriesFile(JSON.stringify({ readings: [{ date: '2024-01-10', type: 'NO_ODOMETER' }, { ...READING, type: 'READ' }] })), {
        judgement: 'NO_JUDGEMENT', reason: '06_TOO_FEW', findings: [{ code: 'UNUSABLE_READING', severity: 'INFO', readings: [1] }],
    });
});

test('a day, a minute and an instant are dates', () => {
    const dates = ['2024-01-10T09:00', '2024-01-10 10:00', '2024-01-10T11:00:59.123Z', '2024-01-11'];
    const { findings } = judgeSeriesFile(JSON.stringify({ readings: dates.map((date, index) => ({ ...READING, date, value: 1200 - index * 10 })) }));
    assert.deepEqual(findings.map(({ readings }) => readings), [[1, 2], [1, 3], [1, 4]]);
});

for (const [what, file, code, field] of [
    ['no JSON', '{', 'MALFORMED_JSON', 'file'],
    ['too large', ' '.repeat(SERIES_FILE_MAX_BYTES + 1), 'TOO_LARGE', 'file'],
    ['a list', [READING], 'WRONG_TYPE', 'file'],
    ['no readings', {}, 'MISSING_FIELD', 'file.readings'],
    ['a field that is not ours', { readings: [], plate: 'AA-123-AA' }, 'UNKNOWN_FIELD', 'file.plate'],
    ['a reading without a value', { readings: [{ date: '2024-01-10', unit: 'km' }] }, 'MISSING_FIELD', 'file.readings[0].value'],
    ['a reading without a unit', { readings: [READING, { date: '2024-01-10', value: 1 }] }, 'MISSING_FIELD', 'file.readings[1].unit'],
    ['a fraction', '{"readings":[{"date":"2024-01-10","value":1.5,"unit":"km"}]}', 'WRONG_TYPE', 'file.readings[0].value'],
    ['a negative value', { readings: [{ ...READING, value: -1 }] }, 'OUT_OF_RANGE', 'file.readings[0].value'],
    ['a value no meter can show', { readings: [{ ...READING, value: 10_000_000 }] }, 'OUT_OF_RANGE', 'file.readings[0].value'],
    ['another unit', { readings: [{ ...READING, unit: 'KM' }] }, 'INVALID_VALUE', 'file.readings[0].unit'],
    ['a day that is none', { readings: [{ ...READING, date: '2023-02-29' }] }, 'INVALID_DATE', 'file.readings[0].date'],
    ['an American date', { readings: [{ ...READING, date: '01/10/2024' }] }, 'INVALID_DATE', 'file.readings[0].date'],
    ['a very long date', { readings: [{ ...READING, date: '2'.repeat(100_000) }] }, 'INVALID_DATE', 'file.readings[0].date'],
    ['a text for a flag', { readings: [], imported: 'yes' }, 'WRONG_TYPE', 'file.imported'],
    ['a correction of no reading', { readings: [READING], corrections: [{ seq: 2, value: 1, unit: 'km', status: 'PENDING' }] },
        'OUT_OF_RANGE', 'file.corrections[0].seq'],
    ['a replacement without its new value', { readings: [], replacements: [{ date: '2024-01-10', oldValue: 1, unit: 'km' }] },
        'MISSING_FIELD', 'file.replacements[0].newValue'],
    ['more digits than a meter has', { readings: [], odometerDigits: 8 }, 'OUT_OF_RANGE', 'file.odometerDigits'],
] as const) {
    test(`${what} is refused: ${code} at ${field}`, () => {
        assert.deepEqual(refusal(file), [code, field]);
    });
}
