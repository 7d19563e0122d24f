// Canonical JSON (RFC 8785): the one way in which a value is written, so that equal values have equal hashes.

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function text(value: string): string {
    if (LONE_SURROGATE.test(value)) throw new TypeError('Canonical JSON has no form for a lone surrogate.');
    return JSON.stringify(value);
}

/** RFC 8785, 3.2.3: by UTF-16 code units, which is how `<` compares strings. */
function byCodeUnits(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function object(value: object): string {
    const members: string[] = [];
    for (const key of Object.keys(value).sort(byCodeUnits)) {
        const member = (value as Record<string, unknown>)[key];
        if (member !== undefined) members.push(`${text(key)}:${canonicalJson(member)}`);
    }
    return `{${members.join(',')}}`;
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
        return JSON.stringify(value); // ECMAScript's number form is RFC 8785's; it also writes -0 as 0.
    case 'object':
        if (value === null) return 'null';
        if (Array.isArray(value)) return `[${value.map(element => canonicalJson(element)).join(',')}]`;
        return object(value);
    default:
        throw new TypeError(`Canonical JSON has no form for a ${typeof value}.`);
    }
}
