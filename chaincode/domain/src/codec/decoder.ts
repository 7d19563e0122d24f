// Strict decoders, composed: each takes a JSON value and the path of its field and gives the typed value or refuses by that path.
import type { FailureCode } from '../failure/codes';
import { CarnetFailure } from '../failure/failure';
import { parseCalendarTime, parseInstant } from './calendar';
import { hasInvisibleCharacter } from './characters';
import type { JsonObject, JsonValue } from './json';
import { describePath } from './path';

export type Decoder<T> = (value: JsonValue, field: string) => T;

interface Required<T> { readonly decoder: Decoder<T>; readonly optional: false }
interface Optional<T> { readonly decoder: Decoder<T>; readonly optional: true }
type Shape = Readonly<Record<string, Required<unknown> | Optional<unknown>>>;
type RequiredFields<S extends Shape> = {
    readonly [K in keyof S as S[K] extends Required<unknown> ? K : never]: S[K] extends Required<infer T> ? T : never
};
type OptionalFields<S extends Shape> = {
    readonly [K in keyof S as S[K] extends Optional<unknown> ? K : never]?: S[K] extends Optional<infer T> ? T : never
};
export type Decoded<S extends Shape> = RequiredFields<S> & OptionalFields<S>;

export function refuseField(code: FailureCode, field: string, sentence: string): never {
    throw new CarnetFailure(code, sentence, { field });
}

export function required<T>(decoder: Decoder<T>): Required<T> {
    return { decoder, optional: false };
}

/** The field may be absent; `null` is not absent. */
export function optional<T>(decoder: Decoder<T>): Optional<T> {
    return { decoder, optional: true };
}

function isObject(value: JsonValue): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields and no other. @throws WRONG_TYPE, UNKNOWN_FIELD, MISSING_FIELD */
export function object<S extends Shape>(shape: S): Decoder<Decoded<S>> {
    const known = Object.entries(shape);
    return (value, field) => {
        if (!isObject(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
        for (const name of Object.keys(value)) {
            if (!Object.hasOwn(shape, name)) refuseField('UNKNOWN_FIELD', describePath(field, [name]), 'The request has no such field.');
        }
        const decoded: Record<string, unknown> = {};
        for (const [name, member] of known) {
            const sent = value[name];
            if (sent !== undefined) decoded[name] = member.decoder(sent, `${field}.${name}`);
            else if (!member.optional) refuseField('MISSING_FIELD', `${field}.${name}`, 'The field is needed.');
        }
        return decoded as Decoded<S>;
    };
}

export interface TextRule {
    /** UTF-16 units. */
    readonly min?: number;
    readonly max: number;
    readonly pattern?: RegExp;
    /** What the pattern stands for, for the reader of the error. */
    readonly described?: string;
}

/** @throws WRONG_TYPE, TOO_LONG, INVALID_VALUE, FORBIDDEN_CHARACTER */
export function text(rule: TextRule): Decoder<string> {
    return (value, field) => {
        if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
        if (value.length > rule.max) refuseField('TOO_LONG', field, `Send at most ${rule.max} characters.`);
        if (value.length < (rule.min ?? 1)) refuseField('INVALID_VALUE', field, `Send at least ${rule.min ?? 1} characters.`);
        if (hasInvisibleCharacter(value)) refuseField('FORBIDDEN_CHARACTER', field, 'The text holds an invisible character.');
        if (value !== value.trim()) refuseField('INVALID_VALUE', field, 'Remove the space before or after the text.');
        if (rule.pattern !== undefined && !rule.pattern.test(value)) refuseField('INVALID_VALUE', field, rule.described ?? 'The text has another form.');
        return value;
    };
}

/** Ids chosen by clients and MSP ids: `[A-Za-z0-9._-]{1,64}`. */
export const identifier = text({ max: 64, pattern: /^[A-Za-z0-9._-]+$/, described: 'Use letters A-Z, a-z, digits, and . _ - only.' });

/** SHA-256 as lower-case hex. */
export const sha256Text = text({ max: 64, pattern: /^[0-9a-f]{64}$/, described: 'Send 64 hexadecimal digits in lower case.' });

/** Both bounds included. @throws WRONG_TYPE, OUT_OF_RANGE */
export function integer(min: number, max: number): Decoder<number> {
    return (value, field) => {
        if (typeof value !== 'number' || !Number.isSafeInteger(value)) return refuseField('WRONG_TYPE', field, 'Send an integer.');
        if (value < min || value > max) refuseField('OUT_OF_RANGE', field, min === max ? `Send ${min}.` : `Send ${min} to ${max}.`);
        return value;
    };
}

/** A sign that is either there or left out. @throws WRONG_TYPE */
export const literalTrue: Decoder<true> = (value, field) => value === true ? value : refuseField('WRONG_TYPE', field, 'Send true, or leave it out.');

/** @throws WRONG_TYPE */
export const flag: Decoder<boolean> = (value, field) => typeof value === 'boolean' ? value : refuseField('WRONG_TYPE', field, 'Send true or false.');

/** One of a list of texts. @throws WRONG_TYPE, INVALID_VALUE */
export function oneOf<const T extends string>(values: readonly T[]): Decoder<T> {
    const allowed = new Set<string>(values);
    return (value, field) => {
        if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
        if (!allowed.has(value)) refuseField('INVALID_VALUE', field, `Send one of ${values.join(', ')}.`);
        return value as T;
    };
}

/** @throws WRONG_TYPE, OUT_OF_RANGE, and what an element is refused for, as `field[index]` */
export function list<T>(element: Decoder<T>, bounds: { readonly min?: number; readonly max: number }): Decoder<readonly T[]> {
    return (value, field) => {
        if (!Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send a list.');
        const sent = value as readonly JsonValue[];
        if (sent.length < (bounds.min ?? 0) || sent.length > bounds.max) {
            refuseField('OUT_OF_RANGE', field, `Send ${bounds.min ?? 0} to ${bounds.max} elements.`);
        }
        return sent.map((one, index) => element(one, `${field}[${index}]`));
    };
}

/** A list in which nothing stands twice. @throws as `list`, and INVALID_VALUE */
export function distinct<T extends string | number>(
    element: Decoder<T>, bounds: { readonly min?: number; readonly max: number },
): Decoder<readonly T[]> {
    const whole = list(element, bounds);
    return (value, field) => {
        const elements = whole(value, field);
        const seen = new Set<T>();
        elements.forEach((one, index) => {
            if (seen.has(one)) refuseField('INVALID_VALUE', `${field}[${index}]`, 'Name each value once.');
            seen.add(one);
        });
        return elements;
    };
}

/** First registrations and events before the first motor car (1886) or after the year 9999 are typing errors. */
const FIRST_YEAR = '1886';

function calendar(value: JsonValue, field: string, length: 'day' | 'minute'): string {
    if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
    if (value.length > 16) return refuseField('TOO_LONG', field, 'Send at most 16 characters.');
    const form = length === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM-DD or YYYY-MM-DDTHH:MM';
    const fits = parseCalendarTime(value) !== undefined && value >= FIRST_YEAR && (length === 'minute' || value.length === 10);
    return fits ? value : refuseField('INVALID_DATE', field, `Send a date of the calendar as ${form}.`);
}

/** `YYYY-MM-DD`. @throws WRONG_TYPE, TOO_LONG, INVALID_DATE */
export const calendarDay: Decoder<string> = (value, field) => calendar(value, field, 'day');

/** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. @throws WRONG_TYPE, TOO_LONG, INVALID_DATE */
export const calendarDayOrMinute: Decoder<string> = (value, field) => calendar(value, field, 'minute');

/** No transaction of the ledger is older than the epoch of its timestamps. */
const FIRST_INSTANT = '1970';

/** `YYYY-MM-DDTHH:MM:SS.mmmZ`, years 1970…9999. @throws WRONG_TYPE, TOO_LONG, INVALID_DATE */
export const instant: Decoder<string> = (value, field) => {
    if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
    if (value.length > 24) return refuseField('TOO_LONG', field, 'Send at most 24 characters.');
    if (parseInstant(value) !== undefined && value >= FIRST_INSTANT) return value;
    return refuseField('INVALID_DATE', field, 'Send an instant of the calendar, in UTC, as YYYY-MM-DDTHH:MM:SS.mmmZ.');
};
