// The calendar arithmetic against the platform's own, over the whole range of years.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayNumber, formatDay, formatInstant, parseCalendarTime } from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const DAY = 86_400_000;
const anyInstant = fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });

test('days and instants are written as Date writes them', () => {
    fc.assert(fc.property(anyInstant, date => {
        assert.equal(formatInstant(date.getTime()), date.toISOString());
        const day = Math.floor(date.getTime() / DAY);
        assert.equal(formatDay(day), date.toISOString().slice(0, 10));
        assert.equal(dayNumber(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()), day);
    }));
});

test('days and minutes are read as Date reads them', () => {
    fc.assert(fc.property(anyInstant, date => {
        const day = Math.floor(date.getTime() / DAY);
        assert.deepEqual(parseCalendarTime(date.toISOString().slice(0, 10)), { day });
        assert.deepEqual(parseCalendarTime(date.toISOString().slice(0, 16)), { day, minute: date.getUTCHours() * 60 + date.getUTCMinutes() });
    }));
});

for (const text of [
    '2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-04-31', '2024-01-00', '2024-1-1', '24-01-01', '2024-01-01T24:00', '2024-01-01T12:60',
    '2024-01-01T1:00', '2024-01-01 12:00', '2024-01-01T12:00Z', '2024-01-01T12:00:00', '+002024-01-01', '２０２４-01-01', '2024-01-01\n', '',
]) {
    test(`${JSON.stringify(text)} is no day or minute`, () => assert.equal(parseCalendarTime(text), undefined));
}

test('leap years by the Gregorian rule', () => {
    for (const text of ['2000-02-29', '2024-02-29', '1904-02-29']) assert.ok(parseCalendarTime(text), text);
});
