// Calendar periods of a policy: which one an instant falls in, and when it begins and ends. Arithmetic alone, the same on every peer.
import { civilDate, dayNumber, MILLISECONDS_PER_DAY } from '../codec/calendar';
import type { Period, Policy } from './policy';

export type PolicyCalendar = Policy['calendar'];
export type CountedPeriod = Exclude<Period, 'tx'>;

const MILLISECONDS_PER_MINUTE = 60_000;

/** Local time of a policy's calendar. */
export interface LocalTime {
    /** Days since 1970-01-01, of the local date. */
    readonly day: number;
    /** ISO weekday, 1 Monday … 7 Sunday. */
    readonly weekday: number;
    /** Minutes since local midnight, 0…1439. */
    readonly minute: number;
}

function modulo(value: number, divisor: number): number {
    return value - Math.floor(value / divisor) * divisor;
}

/** @param time milliseconds since 1970-01-01 UTC */
export function localTime(calendar: PolicyCalendar, time: number): LocalTime {
    const local = time + calendar.utcOffsetMinutes * MILLISECONDS_PER_MINUTE;
    const day = Math.floor(local / MILLISECONDS_PER_DAY);
    return {
        day,
        weekday: modulo(day + 3, 7) + 1, // 1970-01-01 was a Thursday.
        minute: Math.floor((local - day * MILLISECONDS_PER_DAY) / MILLISECONDS_PER_MINUTE),
    };
}

/**
 * Number of the period in which an instant falls: day, days since 1970-01-01; week, weeks since the one of 1970-01-01; month, year · 12 + month
 * from 0; year, the year; life, 0. All by local time.
 * @param time milliseconds since 1970-01-01 UTC
 */
export function periodIndex(calendar: PolicyCalendar, period: CountedPeriod, time: number): number {
    const { day } = localTime(calendar, time);
    switch (period) {
    case 'day': return day;
    case 'week': return Math.floor((day - weekOrigin(calendar)) / 7);
    case 'month': {
        const { year, month } = civilDate(day);
        return year * 12 + month - 1;
    }
    case 'year': return civilDate(day).year;
    case 'life': return 0;
    }
}

/** First day of week 0, the one in which 1970-01-01 (weekday 4) falls. */
function weekOrigin({ weekStart }: PolicyCalendar): number {
    return -modulo(4 - weekStart, 7);
}

function firstDay(calendar: PolicyCalendar, period: CountedPeriod, index: number): number {
    switch (period) {
    case 'day': return index;
    case 'week': return weekOrigin(calendar) + 7 * index;
    case 'month': return dayNumber(Math.floor(index / 12), modulo(index, 12) + 1, 1);
    case 'year': return dayNumber(index, 1, 1);
    case 'life': return index === 0 ? -Infinity : Infinity;
    }
}

/**
 * The instants between which a period lies, milliseconds since 1970-01-01 UTC: `start` is inside, `end` outside; ∓Infinity for life.
 * @param index as `periodIndex` gives it
 */
export function periodBounds(calendar: PolicyCalendar, period: CountedPeriod, index: number): { readonly start: number; readonly end: number } {
    const instantOf = (day: number): number => day * MILLISECONDS_PER_DAY - calendar.utcOffsetMinutes * MILLISECONDS_PER_MINUTE;
    return { start: instantOf(firstDay(calendar, period, index)), end: instantOf(firstDay(calendar, period, index + 1)) };
}
