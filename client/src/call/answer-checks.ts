// Checks of what a peer answers that is not believed: what is read of it must be there, and of its kind. What a newer ledger adds is passed over.
import { CarnetError } from '../errors/carnet-error.js';

/** The path of what is wrong, from the answer on; undefined where nothing is. */
export type Check = (value: unknown, path: string) => string | undefined;

const that = (holds: (value: unknown) => boolean): Check => (value, path) => holds(value) ? undefined : path;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = that(value => typeof value === 'string');
export const whole = that(Number.isSafeInteger);
export const wordOrNumber = that(value => typeof value === 'string' || Number.isSafeInteger(value));
export const truth = that(value => typeof value === 'boolean');
export const object = that(isObject);
export const sha256 = that(value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
/** Only real times: what is compared with a clock must not be NaN. */
export const instant = that(value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)));
export const oneOf = (values: readonly string[]): Check => that(value => typeof value === 'string' && values.includes(value));

export const nullable = (check: Check): Check => (value, path) => value === null ? undefined : check(value, path);
export const optional = (check: Check): Check => (value, path) => value === undefined ? undefined : check(value, path);

function firstFault(checks: Iterable<readonly [string, Check, unknown]>, path: string): string | undefined {
    for (const [name, check, value] of checks) {
        const fault = check(value, `${path}.${name}`);
        if (fault !== undefined) return fault;
    }
    return undefined;
}

export const having = (members: Readonly<Record<string, Check>>): Check => (value, path) =>
    isObject(value) ? firstFault(Object.entries(members).map(([name, check]) => [name, check, value[name]]), path) : path;
export const listOf = (check: Check): Check => (value, path) =>
    Array.isArray(value) ? firstFault(value.map((element: unknown, place) => [String(place), check, element]), path) : path;
export const mapOf = (check: Check): Check => (value, path) =>
    isObject(value) ? firstFault(Object.entries(value).map(([name, member]) => [name, check, member]), path) : path;

/** The answer, as it must be. @param check undefined where nothing is read of it @throws CarnetError RESPONSE_UNREADABLE with the `field` */
export function readable(answer: unknown, check: Check | undefined, contract: string, fn: string): unknown {
    const field = check?.(answer, fn);
    if (field === undefined) return answer;
    throw new CarnetError('RESPONSE_UNREADABLE', `${contract}:${fn} did not answer what was expected.`, { details: { call: `${contract}:${fn}`, field } });
}
