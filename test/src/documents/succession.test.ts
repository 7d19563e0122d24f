// Which manifest may follow which: what an amendment, a rotation and a re-sharing may change, and that each changes nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CarnetFailure, dealtGroups, documentPolicyHash, manifestHash, requireSuccession,
    type Change, type DocumentPolicy, type KeyGroup, type Manifest, type SealedSection,
} from '@carnet/domain';
import { MANIFEST } from './valid-documents.js';

const [SUBJECT, PRICE] = MANIFEST.sections;
const RESERVE: SealedSection = { ...PRICE, path: '/reserve', group: 'g2', leaf: 'e'.repeat(64) };
const GROUP: KeyGroup = MANIFEST.groups.g1;
const OTHER = 'd'.repeat(64);

/** In force: version 2, with two groups, of which the second was dealt by the first version. */
const BEFORE: Manifest = {
    ...MANIFEST, sections: [SUBJECT, PRICE, RESERVE], groups: { g1: GROUP, g2: { ...GROUP, epoch: 1, keyEpoch: 1, keyCommitment: 'f'.repeat(64) } },
};
const { g2: SECOND } = BEFORE.groups as { readonly g2: KeyGroup };
const POLICY: DocumentPolicy = { ...BEFORE.policy, requesters: [] };

const dealtAnew = (group: KeyGroup): KeyGroup =>
    ({ ...group, epoch: 3, holders: group.holders.map(holder => ({ ...holder, shareCommitment: OTHER })) });
const rotated = (group: KeyGroup): KeyGroup => ({ ...dealtAnew(group), keyEpoch: 3, keyCommitment: OTHER });

const next = (changes: Partial<Manifest> = {}): Manifest => ({ ...BEFORE, version: 3, previous: manifestHash(BEFORE), ...changes });
const withGroups = (g1: KeyGroup, g2 = SECOND): Partial<Manifest> => ({ groups: { g1, g2 } });
const withSections = (...sections: Manifest['sections']): Partial<Manifest> => ({ sections });
const encryptedAnew = (section: SealedSection): SealedSection =>
    ({ ...section, ciphertext: { ...section.ciphertext, hash: OTHER }, wrappedKey: Buffer.alloc(60, 2).toString('base64') });

/** New keys for the first group, its section encrypted under them. */
const ROTATION: Partial<Manifest> = { ...withGroups(rotated(GROUP)), ...withSections(SUBJECT, encryptedAnew(PRICE), RESERVE) };
const RESHARING: Partial<Manifest> = withGroups(dealtAnew(GROUP));

function refusalOf(manifest: Manifest, change: Change): readonly [string, unknown] | undefined {
    try {
        requireSuccession(manifest, BEFORE, manifestHash(BEFORE), change, 'manifest');
        return undefined;
    } catch (error) {
        assert.ok(error instanceof CarnetFailure, String(error));
        return [error.code, error.parameters['field']];
    }
}

const REFUSED: readonly (readonly [string, Change, Partial<Manifest>, string, string | undefined])[] = [
    ['leaves a version out', 'AMENDED', { version: 4 }, 'VERSION_CONFLICT', undefined],
    ['has the number of the one in force', 'AMENDED', { version: 2 }, 'VERSION_CONFLICT', undefined],
    ['follows another manifest', 'AMENDED', { previous: OTHER }, 'VERSION_CONFLICT', undefined],
    ['is of another type', 'AMENDED', { type: 'will' }, 'MANIFEST_CHANGE', 'type'],
    ['changes holders without dealing to them', 'AMENDED', withGroups({ ...dealtAnew(GROUP), epoch: 2 }), 'WRONG_EPOCH', 'groups.g1.epoch'],
    ['deals under the number of a version to come', 'AMENDED', withGroups({ ...dealtAnew(GROUP), epoch: 4 }), 'WRONG_EPOCH', 'groups.g1.epoch'],
    ['brings a group of an earlier dealing', 'AMENDED', { groups: { ...BEFORE.groups, g3: GROUP } }, 'WRONG_EPOCH', 'groups.g3.epoch'],
    ['brings a group with a key of before', 'AMENDED', { groups: { ...BEFORE.groups, g3: dealtAnew(GROUP) } }, 'WRONG_EPOCH', 'groups.g3.keyEpoch'],
    ['shares a key anew that is not the one of the group', 'AMENDED', withGroups({ ...dealtAnew(GROUP), keyEpoch: 1 }), 'WRONG_EPOCH', 'groups.g1.keyEpoch'],
    ['binds a new key to another policy', 'AMENDED', withGroups({ ...rotated(GROUP), policyHash: OTHER }), 'INVALID_VALUE', 'groups.g1.policyHash'],
    ['binds a new key to the policy of before', 'AMENDED', { policy: POLICY, ...withGroups(rotated(GROUP)) }, 'INVALID_VALUE', 'groups.g1.policyHash'],
    ['calls the same key a new one', 'AMENDED', withGroups({ ...rotated(GROUP), keyCommitment: GROUP.keyCommitment }), 'INVALID_VALUE', 'groups.g1.keyCommitment'],
    ['calls another key the same', 'AMENDED', withGroups({ ...dealtAnew(GROUP), keyCommitment: OTHER }), 'MANIFEST_CHANGE', 'groups.g1.keyCommitment'],
    ['binds a key that is kept to another policy', 'AMENDED', withGroups({ ...dealtAnew(GROUP), policyHash: OTHER }), 'MANIFEST_CHANGE', 'groups.g1.policyHash'],
    ['splits a key that is kept in another way', 'AMENDED', withGroups({ ...dealtAnew(GROUP), scheme: 'another' as never }), 'MANIFEST_CHANGE', 'groups.g1.scheme'],

    ['rotates and changes the title', 'ROTATED', { ...ROTATION, title: 'Another' }, 'MANIFEST_CHANGE', 'title'],
    ['shares anew and changes the title', 'RESHARED', { ...RESHARING, title: null }, 'MANIFEST_CHANGE', 'title'],
    ['rotates and changes the policy', 'ROTATED',
        { ...ROTATION, policy: POLICY, ...withGroups({ ...rotated(GROUP), policyHash: documentPolicyHash(POLICY) }) }, 'MANIFEST_CHANGE', 'policy'],
    ['shares anew and changes the policy', 'RESHARED', { ...RESHARING, policy: POLICY }, 'MANIFEST_CHANGE', 'policy'],
    ['rotates nothing', 'ROTATED', {}, 'MANIFEST_CHANGE', 'groups'],
    ['shares nothing anew', 'RESHARED', {}, 'MANIFEST_CHANGE', 'groups'],
    ['rotates and leaves a group out', 'ROTATED', { groups: { g1: rotated(GROUP) }, ...withSections(SUBJECT, encryptedAnew(PRICE)) }, 'MANIFEST_CHANGE', 'groups'],
    ['rotates and brings a group', 'ROTATED', { ...ROTATION, groups: { g1: rotated(GROUP), g2: SECOND, g3: rotated(GROUP) } }, 'MANIFEST_CHANGE', 'groups'],
    ['rotates one group and shares another anew', 'ROTATED', { ...ROTATION, ...withGroups(rotated(GROUP), dealtAnew(SECOND)) }, 'MANIFEST_CHANGE', 'groups.g2'],
    ['rotates, and says that it shares anew', 'RESHARED', ROTATION, 'MANIFEST_CHANGE', 'groups.g1'],
    ['lets fewer open the group that is rotated', 'ROTATED', { ...ROTATION, ...withGroups({ ...rotated(GROUP), k: 1 }) }, 'MANIFEST_CHANGE', 'groups.g1.k'],
    ['lets others open the group that is shared anew', 'RESHARED',
        withGroups({ ...dealtAnew(GROUP), tree: { k: 2, of: [{ holder: 1 }, { holder: 2 }, { holder: 3 }] } }), 'MANIFEST_CHANGE', 'groups.g1.tree'],
    ['rotates and brings a section', 'ROTATED', { ...ROTATION, sections: [...BEFORE.sections, RESERVE] }, 'MANIFEST_CHANGE', 'sections'],
    ['rotates and leaves a section out', 'ROTATED', { ...ROTATION, sections: BEFORE.sections.slice(0, 2) }, 'MANIFEST_CHANGE', 'sections'],
    ['rotates and changes what is public', 'ROTATED', { ...ROTATION, ...withSections({ ...SUBJECT, mediaType: 'text/html' }, PRICE, RESERVE) }, 'MANIFEST_CHANGE', 'sections[0]'],
    ['encrypts anew what is of another group', 'ROTATED', { ...ROTATION, ...withSections(SUBJECT, PRICE, encryptedAnew(RESERVE)) }, 'MANIFEST_CHANGE', 'sections[2]'],
    ['shares anew and encrypts anew', 'RESHARED', { ...RESHARING, ...withSections(SUBJECT, encryptedAnew(PRICE), RESERVE) }, 'MANIFEST_CHANGE', 'sections[1]'],
    ...([['leaf', OTHER], ['length', 5], ['mediaType', 'text/html'], ['path', '/other'], ['group', 'g2']] as const).map(([field, value]) => [
        `rotates and gives a section another ${field}`, 'ROTATED',
        { ...ROTATION, ...withGroups(rotated(GROUP), { ...rotated(SECOND) }), ...withSections(SUBJECT, { ...PRICE, [field]: value }, RESERVE) },
        'MANIFEST_CHANGE', 'sections[1]',
    ] as const),
];

for (const [what, change, changes, code, field] of REFUSED) {
    test(`a version that ${what} is ${code}`, () => {
        assert.deepEqual(refusalOf(next(changes), change), [code, field === undefined ? undefined : `manifest.${field}`]);
    });
}

test('each change may change what it is for, and deals the groups that it changes', () => {
    const { g1, ...without } = BEFORE.groups;
    assert.ok(g1);
    const allowed: readonly (readonly [Change, Partial<Manifest>, readonly string[]])[] = [
        ['AMENDED', {}, []], ['AMENDED', { title: null, policy: POLICY, ...withSections(SUBJECT) }, []], ['AMENDED', { groups: without }, []],
        ['AMENDED', ROTATION, ['g1']], ['AMENDED', withGroups(rotated(GROUP), dealtAnew(SECOND)), ['g1', 'g2']],
        ['AMENDED', withGroups({ ...dealtAnew(GROUP), k: 1, holders: dealtAnew(GROUP).holders.slice(0, 2) }), ['g1']],
        ['AMENDED', { policy: POLICY, ...withGroups({ ...rotated(GROUP), policyHash: documentPolicyHash(POLICY) }) }, ['g1']],
        ['ROTATED', ROTATION, ['g1']], ['ROTATED', withGroups(rotated(GROUP), rotated(SECOND)), ['g1', 'g2']],
        ['ROTATED', { ...ROTATION, ...withGroups({ ...rotated(GROUP), k: 3 }) }, ['g1']],
        ['RESHARED', RESHARING, ['g1']], ['RESHARED', withGroups(dealtAnew(GROUP), dealtAnew(SECOND)), ['g1', 'g2']],
    ];
    for (const [change, changes, dealt] of allowed) {
        const manifest = next(changes);
        assert.equal(refusalOf(manifest, change), undefined, JSON.stringify([change, changes]).slice(0, 300));
        assert.deepEqual(dealtGroups(manifest), dealt);
    }
});
