// The hash of an entry, by leaves: an entry is cut into groups of fields, so that a group can be withheld and the book still be verified.
import { sha256Hex } from '../canonical/hash';
import { byCodeUnits, canonicalJson } from '../canonical/json';
import type { EntryReferences, RecordedEntry } from './entry';

/**
 * In the order of the leaves.
 * - `event`: what happened to the car: all that the judgement needs, and the verdict after it.
 * - `organisation`: who recorded it, and under which id.
 * - `writer`: the person, by the subject of the certificate.
 * - `work`, `inspection`: what was done and found.
 * - `papers`: work order, evidence, and the hash of the confidential details.
 * - `transaction`: the id of the transaction, from which all salts of the entry can be computed.
 */
export const ENTRY_GROUPS = ['event', 'organisation', 'writer', 'work', 'inspection', 'papers', 'transaction'] as const;
export type EntryGroup = typeof ENTRY_GROUPS[number];

/** Version of the form of leaves and entry hashes; it is part of every entry hash. */
export const LEAVES_VERSION = 1;
/** previousHash of the first entry of a book. */
export const NO_HASH = '0'.repeat(64);

/** The place in the chain, which the entry hash covers beside the leaves; and what is divided below. */
const CHAIN_FIELDS = ['sequence', 'previousHash', 'hash', 'refs'] as const satisfies readonly (keyof RecordedEntry)[];
const NOT_IN_A_GROUP: ReadonlySet<string> = new Set(CHAIN_FIELDS);

type EntryField = Exclude<keyof RecordedEntry, typeof CHAIN_FIELDS[number]>;

const GROUP_OF_FIELD: Readonly<Record<EntryField, EntryGroup>> = {
    vin: 'event', type: 'event', date: 'event', recordedAt: 'event', odometer: 'event', source: 'event', confirm: 'event',
    replacement: 'event', imported: 'event', technical: 'event', vehicle: 'event', correction: 'event', outcome: 'event',
    verdict: 'event', reason: 'event', rulesVersion: 'event',
    mspId: 'organisation', entryId: 'organisation',
    writer: 'writer',
    work: 'work', publicNote: 'work', battery: 'work',
    inspection: 'inspection',
    evidence: 'papers', detailsHash: 'papers',
    transactionId: 'transaction',
};

/** The references are divided: which entry is corrected or disputed belongs to the event, the number of the work order to the papers. */
const GROUP_OF_REFERENCE: Readonly<Record<keyof EntryReferences, EntryGroup>> = {
    corrects: 'event', disputes: 'event', closes: 'event', recall: 'event', sale: 'event', workOrder: 'papers',
};

/** The fields of one group as they stand in the entry; none where the entry has none of them. */
export type GroupFields = Readonly<Record<string, unknown>>;
export type EntryGroups = Readonly<Record<EntryGroup, GroupFields>>;

/** SHA-256 of the UTF-8 bytes of a text, lower-case hex. The ledger passes a faster one than the domain's own. */
export type HashText = (text: string) => string;

function groupFor(table: Readonly<Record<string, EntryGroup>>, field: string): EntryGroup {
    const group = Object.hasOwn(table, field) ? table[field] : undefined;
    if (group === undefined) throw new Error(`The field ${field} of an entry belongs to no group: its hash would not cover it.`);
    return group;
}

/** The fields of each group in the order of canonical JSON. */
const FIELDS_OF_GROUP = ENTRY_GROUPS.map(group =>
    (Object.keys(GROUP_OF_FIELD) as EntryField[]).filter(field => GROUP_OF_FIELD[field] === group).sort(byCodeUnits));

/** @throws Error for a field that belongs to no group */
export function groupsOf(entry: Omit<RecordedEntry, 'hash'>): EntryGroups {
    const groups: Record<EntryGroup, Record<string, unknown>> = {
        event: {}, organisation: {}, writer: {}, work: {}, inspection: {}, papers: {}, transaction: {},
    };
    for (const [field, value] of Object.entries(entry) as [string, unknown][]) {
        if (value !== undefined && !NOT_IN_A_GROUP.has(field)) groups[groupFor(GROUP_OF_FIELD, field)][field] = value;
    }
    const { refs } = entry;
    if (refs === undefined) return groups;
    // Without any reference it stands in the event, so that the entry is put together as it was.
    if (Object.keys(refs).length === 0) groups.event['refs'] = {};
    for (const [name, value] of Object.entries(refs) as [string, unknown][]) {
        if (value === undefined) continue;
        const group = groups[groupFor(GROUP_OF_REFERENCE, name)];
        group['refs'] = { ...group['refs'] as object | undefined, [name]: value };
    }
    return groups;
}

/** The fields of the groups that are known, put together again; those of all groups are the entry but for its place in the chain. */
export function joinGroups(groups: Readonly<Partial<Record<EntryGroup, GroupFields>>>): Partial<RecordedEntry> {
    const known = ENTRY_GROUPS.flatMap((group): GroupFields[] => groups[group] === undefined ? [] : [groups[group]]);
    const refs: readonly unknown[] = known.flatMap(fields => fields['refs'] ?? []);
    const joined = Object.assign({}, ...known) as Record<string, unknown>;
    if (refs.length > 0) joined['refs'] = Object.assign({}, ...refs);
    return joined;
}

/**
 * The salt of a group: without it, nobody can find out what a withheld group holds by trying. The transaction id is itself the hash of 24 random
 * bytes of the client; the VIN and the sequence make the salts of all entries of a transaction different.
 */
export function saltOf({ transactionId, vin, sequence }: Pick<RecordedEntry, 'transactionId' | 'vin' | 'sequence'>, group: EntryGroup, hash: HashText = sha256Hex): string {
    return hash(`${transactionId}/${vin}/${sequence}/${group}`);
}

/** @param salt 64 hex digits, which stand before the JSON without anything between */
export function leafHash(salt: string, group: EntryGroup, fields: GroupFields, hash: HashText = sha256Hex): string {
    return hash(salt + canonicalJson([group, fields]));
}

/**
 * `[group, fields]` of `groupsOf` as canonical JSON, for each of ENTRY_GROUPS: written at once, since a batch seals hundreds of entries.
 * @throws Error for a field that belongs to no group
 */
function leafTexts(entry: Omit<RecordedEntry, 'hash'>): readonly string[] {
    if (entry.refs !== undefined) {
        const groups = groupsOf(entry);
        return ENTRY_GROUPS.map(group => canonicalJson([group, groups[group]]));
    }
    for (const field of Object.keys(entry)) if (!NOT_IN_A_GROUP.has(field)) groupFor(GROUP_OF_FIELD, field);
    return FIELDS_OF_GROUP.map((fields, index) => {
        let members = '';
        for (const field of fields) {
            const value = entry[field];
            if (value !== undefined) members += `${members === '' ? '' : ','}"${field}":${canonicalJson(value)}`;
        }
        return `["${ENTRY_GROUPS[index] ?? ''}",{${members}}]`;
    });
}

/** What is always shown of an entry: its place, and a hash for each of ENTRY_GROUPS in their order. */
export interface EntrySkeleton {
    readonly sequence: number;
    readonly previousHash: string;
    readonly leaves: readonly string[];
}

/** The hash of an entry from its skeleton. */
export function skeletonHash({ sequence, previousHash, leaves }: EntrySkeleton, hash: HashText = sha256Hex): string {
    // As canonicalJson writes {v, sequence, previousHash, leaves}: numbers and hexadecimal digits need no care.
    return hash(`{"leaves":["${leaves.join('","')}"],"previousHash":"${previousHash}","sequence":${sequence},"v":${LEAVES_VERSION}}`);
}

/** @throws Error for a field that belongs to no group */
export function skeletonOf(entry: Omit<RecordedEntry, 'hash'>, hash: HashText = sha256Hex): EntrySkeleton {
    const texts = leafTexts(entry);
    const leaves = ENTRY_GROUPS.map((group, index) => hash(saltOf(entry, group, hash) + (texts[index] ?? '')));
    return { sequence: entry.sequence, previousHash: entry.previousHash, leaves };
}

/** What stands as `hash` in a recorded entry; a `hash` in the argument plays no part. @throws Error for a field that belongs to no group */
export function entryHash(entry: Omit<RecordedEntry, 'hash'>, hash: HashText = sha256Hex): string {
    return skeletonHash(skeletonOf(entry, hash), hash);
}
