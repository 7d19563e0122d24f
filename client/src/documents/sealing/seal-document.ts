// Seals a document: encrypts its sections, deals the keys of its groups, and writes the manifest that says so.
import {
    documentPolicyHash, manifestCodec, manifestHash, present, SHARING_SCHEME, shareName, treeRoot, type KeyGroup, type Manifest,
    type Section,
} from '@carnet/domain';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { HolderShare } from '../../secrets/combining.js';
import { dealGroup, type DealtGroup } from '../../secrets/dealing.js';
import type { CiphertextStore } from '../stores/ciphertext-store.js';
import type { ContentPlaces } from './content-places.js';
import { isKept, requireWholeDraft, type DocumentDraft, type NewGroup, type NewHolder } from './draft.js';
import { publicSection, sealedSection, type SealingOptions } from './seal-section.js';

/** The share of one holder, for him alone. */
export interface DealtToHolder {
    readonly holder: NewHolder;
    /** Secret: seal it to the holder, and keep no copy. */
    readonly share: HolderShare;
}

export interface SealedDocument {
    readonly manifest: Manifest;
    /** What is signed. */
    readonly manifestHash: string;
    /** By `shareName`; of the groups that got a new key. */
    readonly shares: ReadonlyMap<string, DealtToHolder>;
}

export interface NewKeyGroup {
    readonly dealt: DealtGroup;
    readonly keyGroup: KeyGroup;
}

export function dealNewGroup(docId: string, group: string, version: number, policyHash: string, { k, holders, tree }: NewGroup): NewKeyGroup {
    if (tree !== undefined && tree.k !== k) throw new CarnetError('CONTENT_INVALID', 'The k of a group with a release rule is that of the rule.', { details: { group } });
    // The number of the version: no two dealings of a group ever have one.
    const dealt = dealGroup({ docId, group, epoch: version }, tree ?? { k, n: holders.length });
    const commitments = new Map(dealt.shares.map(({ index, shareCommitment }) => [index, shareCommitment]));
    const keyGroup: KeyGroup = {
        epoch: version, keyEpoch: version, policyHash, scheme: SHARING_SCHEME, k, keyCommitment: dealt.keyCommitment,
        holders: holders.map(({ identity, keyId }, place) => {
            const commitment = commitments.get(place + 1);
            if (commitment === undefined) throw new CarnetError('CONTENT_INVALID', 'The release rule leaves a holder out.', { details: { group, index: place + 1 } });
            return { index: place + 1, identity, keyId, shareCommitment: commitment };
        }),
        ...present({ tree }),
    };
    return { dealt, keyGroup };
}

function keptSection({ previous }: DocumentDraft, path: string): Section {
    const section = previous?.sections.find(one => one.path === path);
    if (section === undefined) throw new CarnetError('SECTION_NOT_FOUND', 'The version before has no section of this path to keep.', { details: { path } });
    return section;
}

/** Groups of kept sections, as the version before has them. */
function keptGroups(sections: readonly Section[], { previous, groups }: DocumentDraft): Record<string, KeyGroup> {
    const names = new Set(sections.flatMap(section => section.visibility === 'sealed' && !Object.hasOwn(groups, section.group) ? [section.group] : []));
    return Object.fromEntries([...names].flatMap(name => {
        const group = previous?.groups[name];
        return group === undefined ? [] : [[name, group]];
    }));
}

/** @param groups who is to hold the shares of those that were made */
export function sharesForHolders(
    docId: string, groups: DocumentDraft['groups'], made: ReadonlyMap<string, NewKeyGroup>,
): Map<string, DealtToHolder> {
    return new Map([...made].flatMap(([group, { dealt, keyGroup: { epoch } }]) => dealt.shares.flatMap(({ index, share }) => {
        const holder = groups[group]?.holders[index - 1];
        return holder === undefined ? [] : [[shareName(group, index), { holder, share: { docId, group, epoch, index, share } }] as const];
    })));
}

/** What was sealed and is of no use: its key was overwritten. Contents of public sections stay, others may have the same. */
export async function removeSealed(sections: readonly Section[], store: CiphertextStore | undefined): Promise<void> {
    for (const section of sections) {
        if (section.visibility === 'sealed' && section.ciphertext.at === 'store') await store?.delete(section.ciphertext.hash);
    }
}

function writtenManifest(draft: DocumentDraft, version: number, sections: readonly Section[], groups: Readonly<Record<string, KeyGroup>>): Manifest {
    const { docId, type, title, author, policy, previous, created = Date.now() } = draft;
    const manifest: Manifest = {
        v: 1, docId, version, previous: previous === undefined ? null : manifestHash(previous), type, title, author,
        created: new Date(created).toISOString(), sections, groups, policy, root: treeRoot(sections.map(({ leaf }) => leaf)),
    };
    // As the ledger will read it: what it would refuse is refused before anything is sent.
    return checkedByDomain(() => manifestCodec.check(manifest));
}

/**
 * Group keys exist while this runs, and are overwritten at its end, as are the keys of sections; after that only the holders' shares open anything.
 *
 * ```ts
 * const { manifest, shares } = await sealDocument({
 *     docId: 'sale-4711', type: 'contract', title: 'Sale of a car', author, policy,
 *     sections: cutJson(contract, { '/price': { group: 'price' } }),
 *     groups: { price: { k: 2, holders: [seller, buyer, taxOffice] } },
 * }, { ledger: new LedgerStore() });
 * ```
 * @throws CarnetError CONTENT_INVALID, SECTION_NOT_FOUND, STORE_NEEDED, STORE_FAILED, THRESHOLD_INVALID, ABORTED_BY_CALLER; as the ledger for a
 *     manifest
 */
export async function sealDocument(draft: DocumentDraft, places: ContentPlaces, options: SealingOptions = {}): Promise<SealedDocument> {
    requireWholeDraft(draft);
    const { docId, policy, groups, previous } = draft;
    const version = (previous?.version ?? 0) + 1;
    const policyHash = documentPolicyHash(policy);
    const made = new Map<string, NewKeyGroup>();
    const sections: Section[] = [];
    const sealed: Section[] = [];
    try {
        for (const [name, group] of Object.entries(groups)) made.set(name, dealNewGroup(docId, name, version, policyHash, group));
        for (const source of draft.sections) {
            if (isKept(source)) {
                sections.push(keptSection(draft, source.keep));
                continue;
            }
            const { group } = source;
            const groupKey = group === undefined ? undefined : made.get(group)?.dealt.groupKey;
            const section = group === undefined || groupKey === undefined
                ? await publicSection(docId, source, places, options)
                : await sealedSection(source, { docId, group, keyEpoch: version, policyHash, groupKey }, places, options);
            sections.push(section);
            sealed.push(section);
        }
        const newGroups = Object.fromEntries([...made].map(([name, { keyGroup }]) => [name, keyGroup]));
        const manifest = writtenManifest(draft, version, sections, { ...keptGroups(sections, draft), ...newGroups });
        return { manifest, manifestHash: manifestHash(manifest), shares: sharesForHolders(docId, groups, made) };
    } catch (error) {
        await removeSealed(sealed, places.store);
        throw error;
    } finally {
        for (const { dealt } of made.values()) dealt.groupKey.fill(0);
    }
}
