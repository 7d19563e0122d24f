// Calendar periods by arithmetic, against the platform's own dates and calendar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatInstant, localTime, parseInstant, periodBounds, periodIndex, type CountedPeriod, type PolicyCalendar } from '@carnet/domain';
import { anyCalendar } from './any-policy.js';

fc.configureGlobal({ seed: 20_260 });

const DAY = 86_400_000;
const PERIODS: readonly CountedPeriod[] = ['day', 'week', 'month', 'year'];
const anyInstant = fc.date({ min: new Date('1970-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true });

/** The local time as a Date whose UTC fields show it. */
function shifted({ utcOffsetMinutes }: PolicyCalendar, time: number): Date {
    return new Date(time + utcOffsetMinutes * 60_000);
}

/** Start of the period, by Date alone. */
function startByDate(calendar: PolicyCalendar, period: CountedPeriod, time: number): number {
    const local = shifted(calendar, time);
    const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
    const back = period === 'week' ? (local.getUTCDay() - calendar.weekStart % 7 + 7) % 7 : 0;
    const start = new Date(0);
    start.setUTCFullYear(year, period === 'year' ? 0 : month, period === 'day' || period === 'week' ? date - back : 1);
    return start.getTime() - calendar.utcOffsetMinutes * 60_000;
}

/** Zones without summer time, by their offset. */
const ZONES = [['Etc/GMT+12', -720], ['America/Phoenix', -420], ['UTC', 0], ['Africa/Lagos', 60], ['Asia/Kathmandu', 345], ['Pacific/Kiritimati', 840]] as const;
const thisCentury = fc.date({ min: new Date('2001-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true });

test('weekday and minute of the day are those of Intl in a zone of this offset', () => {
    const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    fc.assert(fc.property(fc.constantFrom(...ZONES), thisCentury, ([timeZone, utcOffsetMinutes], date) => {
        const parts = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(date);
        const part = (type: string): string => parts.find(one => one.type === type)?.value ?? '';
        const { weekday, minute } = localTime({ utcOffsetMinutes, weekStart: 1 }, date.getTime());
        assert.deepEqual([weekday, minute], [weekdays.indexOf(part('weekday')) + 1, Number(part('hour')) * 60 + Number(part('minute'))]);
    }), { numRuns: 200 });
});

for (const period of PERIODS) {
    test(`a ${period} begins and ends as Date has it, and is numbered without a gap`, () => {
        fc.assert(fc.property(anyCalendar, anyInstant, (calendar, date) => {
            const time = date.getTime();
            const index = periodIndex(calendar, period, time);
            const { start, end } = periodBounds(calendar, period, index);
            assert.equal(start, startByDate(calendar, period, time));
            assert.ok(start <= time && time < end);
            assert.equal(start, periodBounds(calendar, period, index - 1).end);
            assert.deepEqual([start, end - 1, end].map(at => periodIndex(calendar, period, at) - index), [0, 0, 1]);
        }), { numRuns: 500 });
    });
}

test('numbers of periods stay what they are: they are part of keys of the ledger', () => {
    const paris = { utcOffsetMinutes: 60, weekStart: 1 };
    const at = Date.parse('2026-02-28T23:00:00.000Z');
    assert.deepEqual(([...PERIODS, 'life'] as const).map(period => periodIndex(paris, period, at)), [20_513, 2_930, 24_314, 2_026, 0]);
    assert.deepEqual(([...PERIODS, 'life'] as const).map(period => periodIndex(paris, period, at - 1)), [20_512, 2_930, 24_313, 2_026, 0]);
    assert.deepEqual(periodBounds(paris, 'life', 0), { start: -Infinity, end: Infinity });
});

test('the sevenfold choice of the first weekday: a week holds each of its days once', () => {
    for (let weekStart = 1; weekStart <= 7; weekStart++) {
        const calendar = { utcOffsetMinutes: 0, weekStart };
        const { start, end } = periodBounds(calendar, 'week', periodIndex(calendar, 'week', 0));
        assert.equal(end - start, 7 * DAY);
        assert.ok(start <= 0 && 0 < end);
        assert.equal(localTime(calendar, start).weekday, weekStart);
    }
});

test('instants are read as Date reads them, and nothing else is one', () => {
    fc.assert(fc.property(anyInstant, date => {
        assert.equal(parseInstant(date.toISOString()), date.getTime());
        assert.equal(formatInstant(date.getTime()), date.toISOString());
    }));
    for (const text of ['2026-01-01', '2026-01-01T00:00', '2026-01-01T00:00:00Z', '2026-01-01T24:00:00.000Z', '2026-01-01T00:00:60.000Z', '2026-02-29T00:00:00.000Z',
        '2026-01-01T00:00:00.000+01:00', '2026-01-01T00:00:00.0000Z', ' 2026-01-01T00:00:00.000Z', '']) assert.equal(parseInstant(text), undefined, text);
});
