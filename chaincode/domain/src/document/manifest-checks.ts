// Whether the parts of one manifest belong together: leaves, tree, groups and their holders.
import { refuseField } from '../codec/decoder';
import { requireEachOnce } from './document-policy-codec';
import { documentPolicyHash, type KeyGroup, type Manifest, type Section } from './manifest';
import { treeRoot } from './merkle';
import { isGroupSatisfied } from './opening-status';
import { personId } from './person';
import { releaseHolders } from './release-tree';
import { sectionLeaf } from './section-leaf';

function requireSections({ docId, sections, groups, root }: Manifest, field: string): void {
    requireEachOnce(sections.map(({ path }) => path), index => `${field}.sections[${index}].path`);
    sections.forEach((section, index) => { requireSection(docId, section, groups, `${field}.sections[${index}]`); });
    if (treeRoot(sections.map(({ leaf }) => leaf)) !== root) refuseField('ROOT_MISMATCH', `${field}.root`, 'The root is not that of the leaves.');
}

function requireSection(docId: string, section: Section, groups: Manifest['groups'], field: string): void {
    if (section.visibility === 'sealed') {
        if (groups[section.group] === undefined) refuseField('INVALID_VALUE', `${field}.group`, 'The manifest has no group of this name.');
        return;
    }
    const { path, mediaType, salt, leaf, content } = section;
    if (sectionLeaf({ docId, path, mediaType, contentHash: content.hash, salt }) !== leaf) {
        refuseField('LEAF_MISMATCH', `${field}.leaf`, 'The leaf is not that of the content and its salt.');
    }
}

function requireHolders({ holders, k, tree }: KeyGroup, field: string): void {
    holders.forEach(({ index }, place) => {
        if (index !== place + 1) refuseField('INVALID_VALUE', `${field}.holders[${place}].index`, 'Number the holders 1, 2, 3 in their order.');
    });
    requireEachOnce(holders.map(({ identity }) => personId(identity)), index => `${field}.holders[${index}].identity`);
    if (tree === undefined) {
        if (k < 2 || k > holders.length) refuseField('QUORUM_IMPOSSIBLE', `${field}.k`, `Let 2 to ${holders.length} of the holders open.`);
        return;
    }
    if (tree.k !== k) refuseField('INVALID_VALUE', `${field}.k`, 'Send the k of the tree.');
    const named = releaseHolders(tree);
    if (named.length !== holders.length || named.at(-1) !== holders.length) {
        refuseField('INVALID_VALUE', `${field}.tree`, `Name each of the ${holders.length} holders in the tree, and nobody else.`);
    }
}

/** One manager is not enough to recover a key, and one who is lost does not block it. */
function requireEscrow(group: KeyGroup, field: string): void {
    const indexes = group.holders.map(({ index }) => index);
    const needed = indexes.find(one => !isGroupSatisfied(group, indexes.filter(index => index !== one)));
    if (needed === undefined) return;
    refuseField('QUORUM_IMPOSSIBLE', `${field}.${group.tree === undefined ? 'k' : 'tree'}`, `Without manager ${needed} the others could not recover the key.`);
}

/**
 * Checks all that one manifest says of itself; whether it may follow another is `requireSuccession`'s to say.
 * @throws CarnetFailure INVALID_VALUE, LEAF_MISMATCH, ROOT_MISMATCH, QUORUM_IMPOSSIBLE
 */
export function requireWholeManifest(manifest: Manifest, field: string): void {
    requireSections(manifest, field);
    const used = new Set(manifest.sections.flatMap(section => section.visibility === 'sealed' ? [section.group] : []));
    for (const [name, group] of Object.entries(manifest.groups)) {
        const at = `${field}.groups.${name}`;
        if (!used.has(name)) refuseField('INVALID_VALUE', at, 'No section is sealed for this group: leave it out.');
        requireHolders(group, at);
        if (manifest.type === 'escrow') requireEscrow(group, at);
        if (group.keyEpoch > group.epoch) refuseField('INVALID_VALUE', `${at}.keyEpoch`, 'A key is no newer than the last dealing of its shares.');
    }
    if (manifest.version > 1) {
        if (manifest.previous === null) refuseField('INVALID_VALUE', `${field}.previous`, 'Name the manifest before by its hash.');
        return;
    }
    if (manifest.previous !== null) refuseField('INVALID_VALUE', `${field}.previous`, 'The first version has none before it: send null.');
    const policyHash = documentPolicyHash(manifest.policy);
    for (const [name, group] of Object.entries(manifest.groups)) {
        const at = `${field}.groups.${name}`;
        if (group.epoch !== 1) refuseField('WRONG_EPOCH', `${at}.epoch`, 'The first version deals epoch 1.');
        if (group.policyHash !== policyHash) refuseField('INVALID_VALUE', `${at}.policyHash`, 'The keys of a new group are bound to the policy of this manifest.');
    }
}
