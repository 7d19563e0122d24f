// Canonical JSON (RFC 8785): the one way in which a value is written, so that equal values have equal hashes.

/** Texts that JSON writes as they are: by far the most. */
const PLAIN = /^[ !#-[\]-~]*$/;

function text(value: string): string {
    if (PLAIN.test(value)) return `"${value}"`;
    if (/\p{Surrogate}/u.test(value)) throw new TypeError('Canonical JSON has no form for a lone surrogate.');
    return JSON.stringify(value);
}

/** The order of RFC 8785, 3.2.3, and of sorted lists in answers: by UTF-16 code units, which is how `<` compares strings. */
export function byCodeUnits(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

/** Keys of most objects are few, and sorting them by hand is many times faster than a comparator called for each pair. */
function sortedKeys(value: object): string[] {
    const keys = Object.keys(value);
    if (keys.length > 32) return keys.sort(byCodeUnits);
    for (let next = 1; next < keys.length; next++) {
        const key = keys[next] ?? '';
        let place = next;
        for (; place > 0 && (keys[place - 1] ?? '') > key; place--) keys[place] = keys[place - 1] ?? '';
        keys[place] = key;
    }
    return keys;
}

/** Elements from which a list is worth a look whether JSON.stringify, which is much faster, writes it canonically. */
const LONG_LIST = 64;
/** How JSON.stringify writes a lone surrogate; a text that only looks so is written the slow way. */
const ESCAPED_SURROGATE = /\\ud[89a-f]/;

/** Whether all members stand in order and are such as JSON can hold. */
function isOrdered(value: unknown): boolean {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
    if (typeof value === 'number') return Number.isFinite(value);
    if (typeof value !== 'object' || 'toJSON' in value) return false;
    if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) if (!isOrdered(value[index])) return false;
        return true;
    }
    let before = '';
    for (const key of Object.keys(value)) {
        if (key < before || !isOrdered((value as Record<string, unknown>)[key])) return false;
        before = key;
    }
    return true;
}

/** @returns undefined where JSON.stringify would write it otherwise */
function orderedList(value: readonly unknown[]): string | undefined {
    if (!isOrdered(value)) return undefined;
    const written = JSON.stringify(value);
    return ESCAPED_SURROGATE.test(written) ? undefined : written;
}

function list(value: readonly unknown[]): string {
    const ordered = value.length < LONG_LIST ? undefined : orderedList(value);
    if (ordered !== undefined) return ordered;
    let written = '[';
    for (let index = 0; index < value.length; index++) {
        if (index > 0) written += ',';
        written += canonicalJson(value[index]);
    }
    return `${written}]`;
}

function object(value: object): string {
    let written = '{';
    for (const key of sortedKeys(value)) {
        const member = (value as Record<string, unknown>)[key];
        if (member === undefined) continue;
        if (written.length > 1) written += ',';
        written += `${text(key)}:${canonicalJson(member)}`;
    }
    return `${written}}`;
}

/**
 * Writes a JSON value canonically. Members that are `undefined` are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot hold: NaN, Infinity, bigint, functions, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
    switch (typeof value) {
    case 'string':
        return text(value);
    case 'boolean':
        return value ? 'true' : 'false';
    case 'number':
        if (!Number.isFinite(value)) throw new TypeError('Canonical JSON has no form for NaN or Infinity.');
        return String(value); // ECMAScript's number form is RFC 8785's; it also writes -0 as 0.
    case 'object':
        if (value === null) return 'null';
        return Array.isArray(value) ? list(value) : object(value);
    default:
        throw new TypeError(`Canonical JSON has no form for a ${typeof value}.`);
    }
}
