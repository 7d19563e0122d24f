// Whether a manifest may follow the one in force: what an amendment, a rotation and a re-sharing may change.
import { byCodeUnits, canonicalJson } from '../canonical/json';
import { refuseField } from '../codec/decoder';
import { CarnetFailure } from '../failure/failure';
import type { VersionOrigin } from './document';
import { documentPolicyHash, type KeyGroup, type Manifest, type Section } from './manifest';

export type Change = Exclude<VersionOrigin, 'CREATED'>;

/** How a group came from the one before it: kept with its shares, dealt anew with its key, or dealt with a new key. */
type GroupChange = 'KEPT' | 'RESHARED' | 'ROTATED';

function isEqual(a: unknown, b: unknown): boolean {
    return canonicalJson(a) === canonicalJson(b);
}

function refuseChange(field: string, sentence: string): never {
    throw new CarnetFailure('MANIFEST_CHANGE', sentence, { field });
}

/** @throws CarnetFailure WRONG_EPOCH, INVALID_VALUE, MANIFEST_CHANGE */
function changeOf(group: KeyGroup, before: KeyGroup | undefined, { version, policy }: Manifest, field: string): GroupChange {
    if (before !== undefined && isEqual(group, before)) return 'KEPT';
    // The version's own number: so no two dealings of a group ever have one, whatever was left out and taken in again.
    if (group.epoch !== version) refuseField('WRONG_EPOCH', `${field}.epoch`, `Shares that are dealt by this version have the epoch ${version}.`);
    if (group.keyEpoch === version) {
        if (group.policyHash !== documentPolicyHash(policy)) {
            refuseField('INVALID_VALUE', `${field}.policyHash`, 'The keys of a new group are bound to the policy of this manifest.');
        }
        if (group.keyCommitment === before?.keyCommitment) refuseField('INVALID_VALUE', `${field}.keyCommitment`, 'A new key has another commitment.');
        return 'ROTATED';
    }
    if (before === undefined || group.keyEpoch !== before.keyEpoch) {
        return refuseField('WRONG_EPOCH', `${field}.keyEpoch`, `Send ${version} for a new key, or the one of the key that is kept.`);
    }
    for (const kept of ['keyCommitment', 'policyHash', 'scheme'] as const) {
        if (group[kept] !== before[kept]) refuseChange(`${field}.${kept}`, 'A key that is shared anew stays what it is.');
    }
    return 'RESHARED';
}

/** What a rotation leaves as it is: everything of a section but how its content is encrypted. */
function contentOf(section: Section): unknown {
    if (section.visibility === 'public') return section;
    const { path, mediaType, leaf, visibility, length, group } = section;
    return { path, mediaType, leaf, visibility, length, group };
}

function requireSameSections(manifest: Manifest, before: Manifest, rotated: ReadonlySet<string>, field: string): void {
    if (manifest.sections.length !== before.sections.length) refuseChange(`${field}.sections`, 'The sections stay what they are.');
    manifest.sections.forEach((section, index) => {
        const earlier = before.sections[index];
        const encryptedAnew = section.visibility === 'sealed' && rotated.has(section.group);
        const same = earlier !== undefined && (encryptedAnew ? isEqual(contentOf(section), contentOf(earlier)) : isEqual(section, earlier));
        if (!same) refuseChange(`${field}.sections[${index}]`, 'The section stays what it is.');
    });
}

/** Who signs new keys or shares need not see that fewer are to open: that is an amendment, and called so. @throws CarnetFailure MANIFEST_CHANGE */
function requireNoEasierRule(group: KeyGroup | undefined, before: KeyGroup | undefined, field: string): void {
    if (group === undefined || before === undefined) return;
    if (group.k < before.k) refuseChange(`${field}.k`, `Let no fewer than ${before.k} open; fewer are an amendment.`);
    if (!isEqual(group.tree ?? null, before.tree ?? null)) refuseChange(`${field}.tree`, 'Keep the rule of release; another one is an amendment.');
}

function requireOnly(change: 'ROTATED' | 'RESHARED', changes: ReadonlyMap<string, GroupChange>, manifest: Manifest, before: Manifest, field: string): void {
    for (const kept of ['title', 'policy'] as const) {
        if (!isEqual(manifest[kept], before[kept])) refuseChange(`${field}.${kept}`, 'Only the keys of groups and their shares change.');
    }
    const names = (groups: Manifest['groups']): string[] => Object.keys(groups).sort(byCodeUnits);
    if (!isEqual(names(manifest.groups), names(before.groups))) refuseChange(`${field}.groups`, 'The groups stay the same.');
    for (const [name, one] of changes) {
        if (one !== 'KEPT' && one !== change) {
            refuseChange(`${field}.groups.${name}`, change === 'ROTATED' ? 'Give the group a new key.' : 'Keep the key of the group.');
        }
        requireNoEasierRule(manifest.groups[name], before.groups[name], `${field}.groups.${name}`);
    }
    const changed = [...changes].filter(([, one]) => one === change).map(([name]) => name);
    if (changed.length === 0) refuseChange(`${field}.groups`, 'No group changes.');
    requireSameSections(manifest, before, new Set(change === 'ROTATED' ? changed : []), field);
}

/** Names of the groups whose shares a manifest deals. */
export function dealtGroups({ version, groups }: Manifest): readonly string[] {
    return Object.entries(groups).filter(([, { epoch }]) => epoch === version).map(([name]) => name);
}

/**
 * Checks that a manifest follows the one in force, as this kind of change. Who must sign it is said by the policy in force.
 * @throws CarnetFailure VERSION_CONFLICT, MANIFEST_CHANGE `{field}`, WRONG_EPOCH, INVALID_VALUE
 */
export function requireSuccession(manifest: Manifest, before: Manifest, beforeHash: string, change: Change, field: string): void {
    if (manifest.version !== before.version + 1 || manifest.previous !== beforeHash) {
        throw new CarnetFailure('VERSION_CONFLICT', 'The manifest does not follow the version in force.', {
            version: before.version + 1, previous: beforeHash,
        });
    }
    if (manifest.type !== before.type) refuseChange(`${field}.type`, 'A document stays of its type.');
    const changes = new Map(Object.entries(manifest.groups).map(([name, group]) =>
        [name, changeOf(group, before.groups[name], manifest, `${field}.groups.${name}`)]));
    if (change !== 'AMENDED') requireOnly(change, changes, manifest, before, field);
}
