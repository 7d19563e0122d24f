// Days and minutes by arithmetic alone: no Date object, so that every peer and every year gives the same answer.

const CIVIL_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):([0-5]\d)\.(\d{3})Z$/;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const MILLISECONDS_PER_DAY = 86_400_000;

/** A calendar day, with the minute of that day where it is known. */
export interface CalendarTime {
    /** Days since 1970-01-01. */
    readonly day: number;
    /** Minutes since midnight UTC, 0…1439. */
    readonly minute?: number;
}

function isLeapYear(year: number): boolean {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
    return month === 2 && isLeapYear(year) ? 29 : DAYS_IN_MONTH[month - 1] ?? 0;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber(year: number, month: number, day: number): number {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const yearOfEra = y - era * 400;
    const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
}

/** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`; undefined where that is no day or minute of the calendar. */
export function parseCalendarTime(text: string): CalendarTime | undefined {
    const match = CIVIL_DATE.exec(text);
    if (match === null) return undefined;
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    if (match[4] === undefined) return { day: dayNumber(year, month, day) };
    const [hour, minute] = [Number(match[4]), Number(match[5])];
    if (hour > 23 || minute > 59) return undefined;
    return { day: dayNumber(year, month, day), minute: hour * 60 + minute };
}

/** As `parseCalendarTime`, of what was accepted as a date before. @throws RangeError where it is none */
export function timeOfDate(date: string): CalendarTime {
    const time = parseCalendarTime(date);
    if (time === undefined) throw new RangeError(`'${date}' is no date of the calendar.`);
    return time;
}

function padded(value: number, width: number): string {
    return String(value).padStart(width, '0');
}

/** Year, month 1…12 and day 1…31 of a day since 1970-01-01; inverse of `dayNumber`. */
export function civilDate(dayNumberOfEpoch: number): { readonly year: number; readonly month: number; readonly day: number } {
    const shifted = dayNumberOfEpoch + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const yearOfEra = Math.floor(
        (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The day as `YYYY-MM-DD`, years 0000…9999. */
export function formatDay(dayNumberOfEpoch: number): string {
    const { year, month, day } = civilDate(dayNumberOfEpoch);
    return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** Milliseconds since the epoch as `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export function formatInstant(milliseconds: number): string {
    const day = Math.floor(milliseconds / MILLISECONDS_PER_DAY);
    const rest = milliseconds - day * MILLISECONDS_PER_DAY;
    const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60].map(part => padded(part, 2)).join(':');
    return `${formatDay(day)}T${time}.${padded(rest % 1000, 3)}Z`;
}

/** Inverse of `formatInstant`: milliseconds since the epoch; undefined for every other form, and where it is no instant of the calendar. */
export function parseInstant(text: string): number | undefined {
    const [, minutes = '', seconds, milliseconds] = INSTANT.exec(text) ?? [];
    const parsed = parseCalendarTime(minutes);
    if (parsed?.minute === undefined) return undefined;
    return parsed.day * MILLISECONDS_PER_DAY + parsed.minute * 60_000 + Number(seconds) * 1000 + Number(milliseconds);
}

/** As `parseInstant`, of what was accepted as an instant before. @throws RangeError where it is none */
export function timeOfInstant(instant: string): number {
    const time = parseInstant(instant);
    if (time === undefined) throw new RangeError(`'${instant}' is no instant.`);
    return time;
}
