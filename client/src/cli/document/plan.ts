// The plan of a document, a JSON file: what is sealed for whom, who signs, who may ask. People stand in it once, under names of its own.
import { decoders, DOCUMENT_TYPES, readJson, type DocumentType, type JsonValue } from '@carnet/domain';
import { checkedByDomain } from '../../errors/carnet-error.js';

const MAX_BYTES = 256 * 1024;
const { required, optional, object, list, text, oneOf, identifier, integer, sha256Text, flag } = decoders;

/** By key and organisation; `keyId` of whoever holds a share. */
export interface PlannedPerson {
    readonly mspId: string;
    readonly publicKeyHash: string;
    readonly keyId?: string;
}

/** How a part is kept: see SectionSecrecy. */
export interface PlannedSecrecy {
    readonly group?: string;
    readonly opaque?: boolean;
    readonly padTo?: number;
}

export interface PlannedFile extends PlannedSecrecy {
    readonly path: string;
    /** Relative to the plan. */
    readonly file: string;
    readonly mediaType: string;
}

/** Names of people, or of rules again; a weight says that somebody counts more. */
export interface PlannedRule {
    readonly k: number;
    readonly of: readonly (string | PlannedRule | { readonly person: string; readonly weight: number })[];
}

export interface PlannedGroup {
    /** Left out where there is a rule. */
    readonly k?: number;
    readonly holders: readonly string[];
    readonly rule?: PlannedRule;
}

export interface DocumentPlan {
    readonly docId: string;
    readonly type: DocumentType;
    readonly title?: string;
    /** A person, or the file that `register-key --json` printed. */
    readonly people: Readonly<Record<string, PlannedPerson | string>>;
    /** A JSON file, and how its parts are kept, by JSON Pointer; what is not named is public. */
    readonly json?: string;
    readonly seal?: Readonly<Record<string, PlannedSecrecy>>;
    readonly files?: readonly PlannedFile[];
    /** Of an amendment: paths of sections that stay as they are. */
    readonly keep?: readonly string[];
    readonly groups: Readonly<Record<string, PlannedGroup>>;
    readonly policy: {
        readonly parties: readonly string[];
        /** Names, or MSP ids of organisations of whom anybody may ask, as `{"mspId": …}`. */
        readonly requesters: readonly (string | { readonly mspId: string })[];
        /** Left out: all parties. */
        readonly amend?: { readonly k: number; readonly of: readonly string[] };
        readonly events?: readonly { readonly event: string; readonly k: number; readonly attesters: readonly string[] }[];
        readonly delaySeconds?: number;
        readonly veto?: readonly string[];
    };
}

const name = text({ max: 64 });
const names = list(name, { max: 255 });
const path = text({ min: 0, max: 256 });
const fileName = text({ max: 4_096 });
const secrecyShape = { group: optional(name), opaque: optional(flag), padTo: optional(integer(1, 1 << 30)) };

/** An object whose field names are data. */
function named<T>(decoder: decoders.Decoder<T>): decoders.Decoder<Readonly<Record<string, T>>> {
    return (value, field) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return decoders.refuseField('WRONG_TYPE', field, 'Send an object.');
        return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decoder(one, `${field}.${key}`)]));
    };
}

const or = <A, B>(isFirst: (value: JsonValue) => boolean, first: decoders.Decoder<A>, second: decoders.Decoder<B>): decoders.Decoder<A | B> =>
    (value, field) => isFirst(value) ? first(value, field) : second(value, field);
const isText = (value: JsonValue): boolean => typeof value === 'string';
const hasPerson = (value: JsonValue): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, 'person');

const weighted = object({ person: required(name), weight: required(integer(1, 255)) });
const rule: decoders.Decoder<PlannedRule> = (value, field) => object({
    k: required(integer(1, 255)), of: required(list(or(isText, name, or(hasPerson, weighted, rule)), { min: 2, max: 255 })),
})(value, field);

const person = object({ mspId: required(identifier), publicKeyHash: required(sha256Text), keyId: optional(identifier) });
const group = object({ k: optional(integer(1, 255)), holders: required(names), rule: optional(rule) });
const plannedFile = object({ ...secrecyShape, path: required(path), file: required(fileName), mediaType: required(name) });
const event = object({ event: required(identifier), k: required(integer(1, 16)), attesters: required(names) });

const plan: decoders.Decoder<DocumentPlan> = object({
    docId: required(identifier), type: required(oneOf(DOCUMENT_TYPES)), title: optional(text({ max: 200 })),
    people: required(named(or(isText, fileName, person))), json: optional(fileName), seal: optional(named(object(secrecyShape))),
    files: optional(list(plannedFile, { max: 1_000 })), keep: optional(list(path, { max: 1_000 })), groups: required(named(group)),
    policy: required(object({
        parties: required(names), requesters: required(list(or(isText, name, object({ mspId: required(identifier) })), { max: 32 })),
        amend: optional(object({ k: required(integer(1, 16)), of: required(names) })), events: optional(list(event, { max: 8 })),
        delaySeconds: optional(integer(0, 366 * 86_400)), veto: optional(names),
    })),
});

/** @throws CarnetError naming the field */
export function decodePerson(value: JsonValue, field: string): PlannedPerson {
    return checkedByDomain(() => person(value, field));
}

/** @throws CarnetError naming the field */
export function decodePlan(json: string): DocumentPlan {
    return checkedByDomain(() => plan(readJson(json, { name: 'plan', maxBytes: MAX_BYTES }), 'plan'));
}
