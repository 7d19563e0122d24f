// What an author wants to seal: parts, the people whose consent opens them, and the policy.
import { decoders, type DocumentPolicy, type DocumentType, type Manifest, type Person, type ReleaseTree } from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { isOpaquePath } from '../content/opaque-path.js';
import type { SectionSource } from '../content/section-source.js';

/** Somebody who is to hold a share, and the registered encryption key to which it will be sealed. */
export interface NewHolder {
    readonly identity: Person;
    readonly keyId: string;
}

/** A consent set that gets a new key. */
export interface NewGroup {
    /** Shares needed, 2…n. */
    readonly k: number;
    /** n of them, 2…255; the place in the list, from 1, is the number of the share. */
    readonly holders: readonly NewHolder[];
    /** Who must agree, where that is not any k of them. */
    readonly tree?: ReleaseTree;
}

/** A section of the version before that stays as it is: leaf, ciphertext and key. */
export interface KeptSection {
    /** Path as that manifest shows it. */
    readonly keep: string;
}

export interface DocumentDraft {
    readonly docId: string;
    readonly type: DocumentType;
    /** Everybody on the channel can read it. */
    readonly title: string | null;
    readonly author: Person;
    /** In the order of the document. */
    readonly sections: readonly (SectionSource | KeptSection)[];
    /** By name. Groups of kept sections come along by themselves, and cannot seal anything new: nobody has their keys. */
    readonly groups: Readonly<Record<string, NewGroup>>;
    readonly policy: DocumentPolicy;
    /** Of an amendment: the version in force. */
    readonly previous?: Manifest;
    /** Milliseconds since 1970; default: the clock. */
    readonly created?: number;
}

export function isKept(section: SectionSource | KeptSection): section is KeptSection {
    return 'keep' in section;
}

function refuse(sentence: string, details: Readonly<Record<string, unknown>>): never {
    throw new CarnetError('CONTENT_INVALID', sentence, { details });
}

function requireSource({ path, group, opaque, padTo }: SectionSource, { groups }: DocumentDraft): void {
    if (isOpaquePath(path)) refuse('A path of this form is made up for sections whose name is hidden: choose another one.', { path });
    if (group === undefined && (opaque !== undefined || padTo !== undefined)) refuse('Only what is sealed can be opaque or filled up: name a group.', { path });
    if (group !== undefined && !Object.hasOwn(groups, group)) refuse(`The section ${path} is sealed for ${group}, which is none of the groups that get a key here.`, { path, group });
    if (padTo !== undefined && (!Number.isSafeInteger(padTo) || padTo < 1)) refuse('A section is filled up to a multiple of 1 byte or more.', { path, padTo });
}

/**
 * Checks what can be checked before anything is encrypted; all else of a manifest is checked as the ledger does.
 * @throws CarnetError INVALID_VALUE, CONTENT_INVALID, SECTION_NOT_FOUND
 */
export function requireWholeDraft(draft: DocumentDraft): void {
    const { docId, sections, groups, previous } = draft;
    checkedByDomain(() => decoders.identifier(docId, 'docId'));
    const paths = new Set<string>();
    for (const section of sections) {
        const path = isKept(section) ? section.keep : section.path;
        if (paths.has(path)) refuse(`Two sections have the path ${path}.`, { path });
        paths.add(path);
        if (!isKept(section)) requireSource(section, draft);
        else if (previous?.sections.some(one => one.path === path) !== true) {
            throw new CarnetError('SECTION_NOT_FOUND', 'The version before has no section of this path to keep.', { details: { path } });
        }
    }
    const kept = new Set(sections.flatMap(section => isKept(section) ? [section.keep] : []));
    for (const name of Object.keys(groups)) {
        if (!sections.some(section => !isKept(section) && section.group === name)) refuse(`Nothing is sealed for the group ${name}: leave it out.`, { group: name });
        if (previous?.sections.some(one => one.visibility === 'sealed' && one.group === name && kept.has(one.path)) === true) {
            refuse('A kept section is sealed for a group of this name, with a key that nobody has here: name the new group otherwise.', { group: name });
        }
    }
}
