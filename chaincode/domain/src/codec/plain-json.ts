// The strict JSON reader where speed counts: what is written plainly is read by JSON.parse, everything else by the strict reader itself.
import { exceedsBytes } from './size';
import { DEFAULT_MAX_DEPTH, readJson, type JsonLimits, type JsonValue } from './json';

/** Escapes and all characters that `forbiddenCharacterAt` looks at twice. */
const NEEDS_CARE = /[\\\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/;

/** Only exact integers, and at most `depth` objects and arrays inside one another. */
function isStrict(value: JsonValue, depth: number): boolean {
    if (typeof value === 'number') return Number.isSafeInteger(value);
    if (typeof value !== 'object' || value === null) return true;
    if (depth === 0) return false;
    for (const member of Object.values(value)) if (!isStrict(member, depth - 1)) return false;
    return true;
}

/** The value of a text that JSON.stringify writes just so: no key stands twice in it, and no number is written in another way. */
function readPlain(text: string, depth: number): JsonValue | undefined {
    if (NEEDS_CARE.test(text)) return undefined;
    try {
        const value = JSON.parse(text) as JsonValue;
        return isStrict(value, depth) && JSON.stringify(value) === text ? value : undefined;
    } catch {
        return undefined; // The strict reader says what is wrong, and where.
    }
}

/**
 * Reads and refuses what `readJson` does. Its objects may have a prototype: only for decoders that ask for fields by names of their own.
 * @throws CarnetFailure as readJson
 */
export function readPlainJson(text: string, limits: JsonLimits): JsonValue {
    const plain = exceedsBytes(text, limits.maxBytes) ? undefined : readPlain(text, limits.maxDepth ?? DEFAULT_MAX_DEPTH);
    return plain ?? readJson(text, limits);
}
