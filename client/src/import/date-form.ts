// Dates as files write them, by a form such as DD/MM/YYYY; only days of the calendar are taken.
import { parseCalendarTime } from '@carnet/domain';

/** Parts of a form. Two-digit years are not among them: which century they mean would be a guess. */
const PARTS: Readonly<Record<string, string>> = {
    YYYY: String.raw`(?<year>\d{4})`, MM: String.raw`(?<month>\d{2})`, M: String.raw`(?<month>\d{1,2})`, DD: String.raw`(?<day>\d{2})`,
    D: String.raw`(?<day>\d{1,2})`, HH: String.raw`(?<hour>\d{2})`, H: String.raw`(?<hour>\d{1,2})`, mm: String.raw`(?<minute>\d{2})`, ss: String.raw`\d{2}`,
};
const PART = /YYYY|MM?|DD?|HH?|mm|ss/g;

function patternOf(form: string): RegExp | undefined {
    let pattern = '';
    let at = 0;
    const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    for (const { 0: part, index } of form.matchAll(PART)) {
        pattern += literal(form.slice(at, index)) + (PARTS[part] ?? '');
        at = index + part.length;
    }
    try {
        return new RegExp(`^${pattern}${literal(form.slice(at))}$`);
    } catch {
        return undefined; // A part stands twice.
    }
}

const PATTERNS = new Map<string, RegExp>();

/** Whether the form has year, month and day once each, and hours only with minutes. */
export function isDateForm(form: string): boolean {
    const pattern = patternOf(form)?.source;
    if (pattern === undefined || form.replaceAll(PART, '').match(/[A-Za-z0-9]/g)?.some(letter => letter !== 'T' && letter !== 'Z') === true) return false;
    return ['year', 'month', 'day'].every(name => pattern.includes(`<${name}>`)) && pattern.includes('<hour>') === pattern.includes('<minute>');
}

/** `YYYY-MM-DD`, or with the minute where the form has one; undefined where the text is no such date. */
export function readDate(text: string, form: string): string | undefined {
    const pattern = PATTERNS.get(form) ?? patternOf(form);
    if (pattern === undefined) return undefined;
    PATTERNS.set(form, pattern);
    const { year, month, day, hour, minute } = pattern.exec(text)?.groups ?? {};
    const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0');
    const date = `${year ?? ''}-${two(month)}-${two(day)}${hour === undefined ? '' : `T${two(hour)}:${two(minute)}`}`;
    return parseCalendarTime(date) === undefined ? undefined : date;
}
