// Rotates groups of a document: new keys, under which the same contents are sealed again, with the same leaves: nothing of what was signed changes.
import {
    CIPHERTEXT_FORMAT, documentPolicyHash, manifestCodec, manifestHash, requireSuccession,
    type KeyGroup, type Manifest, type Person, type SealedSection, type Section,
} from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { encryptSection } from '../../secrets/section-encryption.js';
import { sealedContent } from '../content/sealed-content.js';
import type { GroupKeys } from '../opening/group-keys.js';
import { openSealed } from '../opening/open-section.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import { placeContent, type ContentPlaces } from './content-places.js';
import { changeOfGroups } from './change-of-groups.js';
import type { NewGroup } from './draft.js';
import { dealNewGroup, removeSealed, sharesForHolders, type DealtToHolder, type NewKeyGroup } from './seal-document.js';
import { storeOptions, type SealingOptions } from './seal-section.js';

/** What is to be rotated. */
export interface Rotation {
    /** The version in force. */
    readonly previous: Manifest;
    /** Whoever hands the version in. */
    readonly author: Person;
    /** Groups that get a new key, by name, with those who are to hold it. */
    readonly groups: Readonly<Record<string, NewGroup>>;
    /** Secret: the keys that they have. */
    readonly keys: GroupKeys;
    /** Where contents lie; asked in this order. */
    readonly stores: readonly CiphertextStore[];
    /** Milliseconds since 1970; default: the clock. */
    readonly created?: number;
}

export interface RotatedDocument {
    readonly manifest: Manifest;
    /** By `shareName`; of the groups that got a new key. */
    readonly shares: ReadonlyMap<string, DealtToHolder>;
}

/** The section under a new key: path, leaf, salt and length are those that it had. What was sealed is proved on the way. */
async function sealedAgain(
    { previous, keys, stores }: Rotation, section: SealedSection, place: number,
    { dealt: { groupKey }, keyGroup: { keyEpoch, policyHash } }: NewKeyGroup, places: ContentPlaces, options: SealingOptions,
): Promise<Section> {
    const { path, mediaType, group, length } = section;
    const { section: opened, close } = await openSealed(previous, section, place, keys.get(group) ?? new Uint8Array(), stores, options);
    try {
        const header = { salt: Buffer.from(opened.salt, 'hex'), path: opened.path, mediaType: opened.mediaType };
        const binding = { docId: previous.docId, group, keyEpoch, policyHash, path, mediaType };
        // Filled up to the length that the manifest shows, which a content never exceeds.
        const { ciphertext, wrappedKey } = encryptSection(groupKey, binding, sealedContent(header, opened.content, Math.max(1, length)));
        const stored = await placeContent(path, ciphertext, places, storeOptions(options));
        return { ...section, wrappedKey, ciphertext: { ...stored, format: CIPHERTEXT_FORMAT } };
    } finally {
        await close();
    }
}

/** @throws CarnetError GROUP_NOT_FOUND, NOT_ENOUGH_SHARES */
function requireOpened({ previous: { docId, groups: all }, groups, keys }: Rotation): void {
    for (const group of Object.keys(groups)) {
        if (!Object.hasOwn(all, group)) throw new CarnetError('GROUP_NOT_FOUND', 'The version in force has no group of this name.', { details: { docId, group } });
        if (!keys.has(group)) {
            throw new CarnetError('NOT_ENOUGH_SHARES', `The group ${group} was not opened: its sections cannot be sealed again.`, { details: { docId, group, have: 0, need: all[group]?.k } });
        }
    }
}

function nextManifest(
    { previous, author, created = Date.now() }: Rotation, sections: readonly Section[], groups: Readonly<Record<string, KeyGroup>>,
): Manifest {
    const manifest: Manifest = {
        ...previous, version: previous.version + 1, previous: manifestHash(previous), author, created: new Date(created).toISOString(), sections,
        groups: { ...previous.groups, ...groups },
    };
    // As the ledger will read it: what it would refuse is refused before anything is sent.
    return checkedByDomain(() => {
        const checked = manifestCodec.check(manifest);
        requireSuccession(checked, previous, manifestHash(previous), changeOfGroups(previous, groups, 'ROTATED').change, 'manifest');
        return checked;
    });
}

/**
 * Seals all sections of these groups again, each under a new key of its own. The new group keys exist while this runs, and are overwritten at its
 * end.
 * @throws CarnetError GROUP_NOT_FOUND, NOT_ENOUGH_SHARES, THRESHOLD_INVALID, STORE_NEEDED, STORE_FAILED, CIPHERTEXT_…, LEAF_MISMATCH,
 * ABORTED_BY_CALLER, and as the ledger for a manifest and for its succession
 */
export async function rotateDocument(rotation: Rotation, places: ContentPlaces, options: SealingOptions = {}): Promise<RotatedDocument> {
    const { previous, groups } = rotation;
    requireOpened(rotation);
    const { docId, policy } = previous;
    const version = previous.version + 1;
    const made = new Map<string, NewKeyGroup>();
    const sections: Section[] = [];
    const sealed: Section[] = [];
    try {
        for (const [name, group] of Object.entries(groups)) made.set(name, dealNewGroup(docId, name, version, documentPolicyHash(policy), group));
        for (const [place, section] of previous.sections.entries()) {
            const group = section.visibility === 'sealed' ? made.get(section.group) : undefined;
            if (section.visibility === 'public' || group === undefined) {
                sections.push(section);
                continue;
            }
            const again = await sealedAgain(rotation, section, place, group, places, options);
            sections.push(again);
            sealed.push(again);
        }
        const manifest = nextManifest(rotation, sections, Object.fromEntries([...made].map(([name, { keyGroup }]) => [name, keyGroup])));
        return { manifest, shares: sharesForHolders(docId, groups, made) };
    } catch (error) {
        await removeSealed(sealed, places.store);
        throw error;
    } finally {
        for (const { dealt } of made.values()) dealt.groupKey.fill(0);
    }
}
