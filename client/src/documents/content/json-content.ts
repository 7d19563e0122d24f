// A JSON document as sections: parts that JSON Pointers name are cut out, the rest is one section; and the way back.
import { canonicalJson, type JsonValue } from '@carnet/domain';
import { CarnetError } from '../../errors/carnet-error.js';
import { memberAt, pointerSteps, valueAt } from './json-pointer.js';
import type { SectionSecrecy, SectionSource } from './section-source.js';

export const JSON_MEDIA_TYPE = 'application/json';

/** How each part is kept, by its JSON Pointer; what no pointer names stays together under `''`, and is public unless that is named too. */
export type JsonCuts = Readonly<Record<string, SectionSecrecy>>;

function refuse(path: string, sentence: string): never {
    throw new CarnetError('CONTENT_INVALID', sentence, { details: { path } });
}

interface Holes {
    readonly here: boolean;
    readonly below: Map<string, Holes>;
}

/** The pointers as a tree. A part within a part would stand in the document twice. */
function holesOf(pointers: readonly string[]): Holes {
    const root: Holes = { here: false, below: new Map() };
    for (const pointer of pointers) {
        let at = root;
        const steps = pointerSteps(pointer);
        for (const [depth, step] of steps.entries()) {
            const last = depth === steps.length - 1;
            const next = at.below.get(step);
            if (next !== undefined && (last || next.here)) refuse(pointer, 'One pointer leads into a part that another one names.');
            const entered = next ?? { here: last, below: new Map() };
            at.below.set(step, entered);
            at = entered;
        }
    }
    return root;
}

/** The value with the parts cut out: a member is gone, an element of a list is null, so that the others keep their places. */
function without(value: JsonValue, { below }: Holes): JsonValue {
    if (below.size === 0 || typeof value !== 'object' || value === null) return value;
    const left = ([step, member]: readonly [string, JsonValue]): JsonValue | undefined => {
        const hole = below.get(step);
        return hole === undefined ? member : hole.here ? undefined : without(member, hole);
    };
    if (Array.isArray(value)) return value.map((element: JsonValue, place) => left([String(place), element]) ?? null);
    return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => {
        const kept = left([name, member]);
        return kept === undefined ? [] : [[name, kept]];
    }));
}

function section(path: string, value: JsonValue, secrecy: SectionSecrecy): SectionSource {
    try {
        return { ...secrecy, path, mediaType: JSON_MEDIA_TYPE, content: new TextEncoder().encode(canonicalJson(value)) };
    } catch (cause) {
        throw new CarnetError('CONTENT_INVALID', 'This part cannot be written as canonical JSON.', { details: { path }, cause });
    }
}

/**
 * Cuts a JSON document: what stays comes first, then the parts in the order of the pointers, each as canonical JSON.
 *
 * ```ts
 * cutJson({ car: 'VF1…', price: 8000, terms: { months: 12, reserve: 7500 } }, {
 *     '/price': { group: 'price' }, '/terms/reserve': { group: 'price', opaque: true },
 * });
 * ```
 * @throws CarnetError CONTENT_INVALID, with the `path`: nothing there, a part within a part, or nothing that JSON can hold
 */
export function cutJson(value: JsonValue, cuts: JsonCuts): readonly SectionSource[] {
    const { '': rest = {}, ...parts } = cuts;
    const pointers = Object.keys(parts);
    const sections = pointers.map(pointer => section(pointer, valueAt(value, pointer), parts[pointer] ?? {}));
    return [section('', without(value, holesOf(pointers)), rest), ...sections];
}

/** A part that is known, as text. */
export interface JsonPart {
    readonly path: string;
    readonly value: JsonValue;
}

function put(into: JsonValue, { path, value }: JsonPart): void {
    const steps = pointerSteps(path);
    const last = steps.at(-1) ?? '';
    let parent: JsonValue | undefined = into;
    for (const step of steps.slice(0, -1)) parent = memberAt(parent, step);
    const misfit = (): never => refuse(path, 'The rest of the document has no place for this part.');
    if (typeof parent !== 'object' || parent === null) misfit();
    else if (Array.isArray(parent)) {
        if (memberAt(parent, last) !== null) misfit();
        (parent as JsonValue[])[Number(last)] = value;
    } else {
        if (Object.hasOwn(parent, last)) misfit();
        // Defined, not assigned: a part may have any name, __proto__ too.
        Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
    }
}

/**
 * Puts a document together from its rest (path `''`) and the parts that are known; the others stay out, or null in lists.
 * @throws CarnetError CONTENT_INVALID where a part does not fit, or the rest is not there
 */
export function joinJson(parts: readonly JsonPart[]): JsonValue {
    const rest = parts.find(({ path }) => path === '');
    if (rest === undefined) refuse('', 'The rest of the document, into which parts are put, is not there.');
    const whole = structuredClone(rest.value);
    for (const part of parts) if (part !== rest) put(whole, part);
    return whole;
}
