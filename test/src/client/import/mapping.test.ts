// Column mappings: read strictly, by the path of what is wrong; dates by form; ids from the content of a row; any table through CSV and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMapping } from '@carnet/client';
import { isDateForm, readDate } from '@carnet/client/dist/import/date-form.js';
import { refusalOf } from '../refusal.js';
import { HEADER, rowsOf, told, VIN, WORKSHOP } from './rows-of.js';

fc.configureGlobal({ seed: 20_261 });

test('a mapping is refused by the path of what is wrong', async () => {
    const wrong: [unknown, string][] = [
        ['{', 'mapping'], [{}, 'mapping.v'], [{ ...WORKSHOP, v: 2 }, 'mapping.v'], [{ ...WORKSHOP, sheet: 1 }, 'mapping.sheet'],
        [{ ...WORKSHOP, vin: { column: 'vin', lookup: false } }, 'mapping.vin.lookup'],
        [{ ...WORKSHOP, csv: { delimiter: '::' } }, 'mapping.csv.delimiter'], [{ ...WORKSHOP, csv: { encoding: 'ebcdic' } }, 'mapping.csv.encoding'],
        [{ ...WORKSHOP, entry: { ...WORKSHOP.entry, date: { column: 'd', form: 'YY-MM-DD' } } }, 'mapping.entry.date.form'],
        [{ ...WORKSHOP, entry: { ...WORKSHOP.entry, date: { column: 'd' } } }, 'mapping.entry.date.form'],
        [{ ...WORKSHOP, entry: { ...WORKSHOP.entry, type: { constant: 'SERVICE', column: 'x' } } }, 'mapping.entry.type.column'],
        [{ ...WORKSHOP, entry: { ...WORKSHOP.entry, type: { column: 'x', values: {} } } }, 'mapping.entry.type.values'],
    ];
    for (const [document, field] of wrong) {
        const error = await refusalOf(Promise.resolve().then(() => readMapping(document)));
        assert.deepEqual([error.code, error.details['field']], ['IMPORT_MAPPING_INVALID', field]);
    }
    assert.deepEqual(readMapping(readMapping(WORKSHOP)), readMapping(JSON.stringify(WORKSHOP)));
});

test('dates are read by their form, and only days of the calendar', () => {
    const dates: [string, string, string | undefined][] = [
        ['2023-02-28', 'YYYY-MM-DD', '2023-02-28'], ['2023-02-29', 'YYYY-MM-DD', undefined], ['2024-02-29', 'YYYY-MM-DD', '2024-02-29'],
        ['31/04/2024', 'DD/MM/YYYY', undefined], ['30/04/2024', 'DD/MM/YYYY', '2024-04-30'], ['1/4/2024', 'DD/MM/YYYY', undefined], ['1/4/2024', 'D/M/YYYY', '2024-04-01'],
        ['2013.11.03 09:33:08', 'YYYY.MM.DD HH:mm:ss', '2013-11-03T09:33'], ['2013.11.03 24:00:00', 'YYYY.MM.DD HH:mm:ss', undefined],
        ['20240430', 'YYYYMMDD', '2024-04-30'], ['1e3', 'YYYY-MM-DD', undefined], ['2024-04-30\n', 'YYYY-MM-DD', undefined], ['٢٠٢٤-04-30', 'YYYY-MM-DD', undefined],
    ];
    for (const [text, form, expected] of dates) {
        assert.ok(isDateForm(form));
        assert.equal(readDate(text, form), expected, `${text} as ${form}`);
    }
    for (const form of ['', 'YYYY', 'YY-MM-DD', 'YYYY-MM-DD MM', 'YYYY-MM-DD HH', 'DD/MM/YYYY at', 'YYYY-MM-DD (.*)x']) assert.equal(isDateForm(form), false, form);
});

test('without an id of its own, a row has the same id in every file, and another one as soon as it says something else', async () => {
    const mapping = { v: WORKSHOP.v, vin: WORKSHOP.vin, entry: WORKSHOP.entry };
    const idOf = async (line: string): Promise<unknown> => (await rowsOf(`${HEADER}\n${line}`, mapping)).map(told)[0]?.[1];
    const id = await idOf(`${VIN},x,2024-03-14,84210,Oil`);
    assert.match(String(id), /^row-[0-9a-f]{40}$/);
    assert.equal(await idOf(`${VIN},y,2024-03-14,84210, Oil `), id, 'the column order is not read');
    assert.notEqual(await idOf(`${VIN},x,2024-03-14,84211,Oil`), id);
});

test('values, thousands, empty groups', async () => {
    const mapping = {
        v: 1, vin: { column: 'vin' }, entryId: { columns: ['id', 'line'], prefix: 'w-' },
        entry: {
            type: { column: 'kind', values: { S: 'SERVICE', I: 'INSPECTION' } }, date: { column: 'date', form: 'DD.MM.YYYY' }, source: { constant: 'legacy' },
            odometer: { value: { column: 'km', thousands: '.' }, unit: { constant: 'km' }, whenEmpty: 'UNREADABLE' },
            inspection: { nature: { constant: 'PERIODIC' }, result: { column: 'result', values: { '+': 'PASSED', '-': 'FAILED' } } },
            work: [{ column: 'work' }],
        },
    };
    const rows = await rowsOf(['vin;id;line;kind;date;km;result;work', `${VIN};1;2;S;14.03.2024;84.210;;Oil`, `${VIN};1;3;I;14.03.2024;;-;`,
        `${VIN};1;4;X;14.03.2024;1;;`, `${VIN};1;;S;14.03.2024;1.00;;`].join('\n'), { ...mapping, csv: { delimiter: ';' } });
    const entries = rows.map(({ outcome }) => outcome.kind === 'entry' ? outcome.entry : undefined);
    assert.deepEqual([entries[0]?.entryId, entries[0]?.odometer?.value, entries[0]?.inspection, entries[0]?.work], ['w-1-2', 84210, undefined, ['Oil']]);
    assert.deepEqual([entries[1]?.odometer?.status, entries[1]?.inspection, entries[1]?.work], ['UNREADABLE', { nature: 'PERIODIC', result: 'FAILED', defects: [] }, undefined]);
    assert.deepEqual(rows.slice(2).map(told), [[4, 'IMPORT_VALUE_UNKNOWN', 'kind'], [5, 'IMPORT_NUMBER_INVALID', 'km']]);
});

test('any table that is written as CSV is read back, in whichever pieces', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ';', 'é', ' ', '\'') , minLength: 1, maxLength: 12 }).map(text => `x${text}x`);
    await fc.assert(fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), fc.constantFrom('\n', '\r\n'), async (works, size, end) => {
        const lines = works.map((work, n) => `${VIN},o${n},2024-03-14,${n},"${work.replaceAll('"', '""')}"`);
        const bytes = Buffer.from([HEADER, ...lines].join(end));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
        const rows = await rowsOf(pieces);
        assert.deepEqual(rows.map(({ outcome }) => outcome.kind === 'entry' && outcome.entry.work), works.map(work => [work]));
    }), { numRuns: 200 });
});
