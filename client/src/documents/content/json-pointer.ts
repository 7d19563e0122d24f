// JSON Pointers (RFC 6901), which name the parts of a JSON document: read, and followed into a value.
import type { JsonValue } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';

/** The place of an element in a list, as RFC 6901 writes it. */
const INDEX = /^(?:0|[1-9][0-9]{0,8})$/;

/** @returns the steps, unescaped; of the pointer '' none. @throws CarnetError CONTENT_INVALID */
export function pointerSteps(pointer: string): readonly string[] {
    if (pointer === '') return [];
    if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
        throw new CarnetError('CONTENT_INVALID', 'A JSON Pointer begins with / and writes ~ as ~0 and / as ~1.', { details: { path: pointer } });
    }
    return pointer.slice(1).split('/').map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The member of this name, or the element at this place; undefined where there is none. */
export function memberAt(value: JsonValue | undefined, step: string): JsonValue | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return INDEX.test(step) ? (value as readonly JsonValue[])[Number(step)] : undefined;
    return Object.hasOwn(value, step) ? (value as Readonly<Record<string, JsonValue>>)[step] : undefined;
}

/** The value that the pointer leads to. @throws CarnetError CONTENT_INVALID where there is none */
export function valueAt(value: JsonValue, pointer: string): JsonValue {
    let found: JsonValue | undefined = value;
    for (const step of pointerSteps(pointer)) found = memberAt(found, step);
    if (found !== undefined) return found;
    throw new CarnetError('CONTENT_INVALID', 'The document has nothing at this JSON Pointer.', { details: { path: pointer } });
}
