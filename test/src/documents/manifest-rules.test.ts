// What a manifest may not say of itself: every rule is broken alone, and refused by its code at its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CarnetFailure, documentPolicyHash, INLINE_MAX_BYTES, manifestCodec, treeRoot,
    type DocumentPolicy, type KeyGroup, type Manifest, type ReleaseTree, type Section,
} from '@carnet/domain';
import { MANIFEST } from './valid-documents.js';

const VALID: Manifest = MANIFEST;
const [SUBJECT, PRICE] = MANIFEST.sections;
const GROUP: KeyGroup = MANIFEST.groups.g1;
const [SELLER, BUYER, NOTARY] = MANIFEST.groups.g1.holders;
const OTHER = 'd'.repeat(64);

const withGroup = (changes: Partial<KeyGroup>): Partial<Manifest> => ({ groups: { g1: { ...GROUP, ...changes } } });
const withSections = (...sections: readonly Section[]): Partial<Manifest> => ({ sections, root: treeRoot(sections.map(({ leaf }) => leaf)) });
const withPolicy = (changes: Partial<DocumentPolicy>): Partial<Manifest> => ({ policy: { ...VALID.policy, ...changes } });
const withRelease = (changes: Partial<DocumentPolicy['release']>): Partial<Manifest> => withPolicy({ release: { ...VALID.policy.release, ...changes } });
const withTree = (tree: ReleaseTree, changes: Partial<KeyGroup> = {}): Partial<Manifest> => withGroup({ k: tree.k, tree, ...changes });

/** The same as a first version. */
const first = (changes: Partial<KeyGroup> = {}): Partial<Manifest> =>
    ({ version: 1, previous: null, ...withGroup({ epoch: 1, keyEpoch: 1, ...changes }) });

/** Any two of three. */
const ANY_TWO: ReleaseTree = { k: 2, of: [{ holder: 1 }, { holder: 2 }, { holder: 3 }] };

function refusalOf(changes: Partial<Manifest>): readonly [string, unknown] | undefined {
    try {
        manifestCodec.decode(JSON.stringify({ ...VALID, ...changes }));
        return undefined;
    } catch (error) {
        assert.ok(error instanceof CarnetFailure, String(error));
        return [error.code, error.parameters['field']];
    }
}

const BROKEN: readonly (readonly [string, Partial<Manifest>, string, string])[] = [
    ['a root that is not that of the leaves', { root: OTHER }, 'ROOT_MISMATCH', 'root'],
    ['a leaf that is not that of the content', withSections({ ...SUBJECT, content: { ...SUBJECT.content, hash: OTHER } }, PRICE), 'LEAF_MISMATCH', 'sections[0].leaf'],
    ['a leaf of another path', withSections({ ...SUBJECT, path: '/other' }, PRICE), 'LEAF_MISMATCH', 'sections[0].leaf'],
    ['a leaf of another media type', withSections({ ...SUBJECT, mediaType: 'text/html' }, PRICE), 'LEAF_MISMATCH', 'sections[0].leaf'],
    ['a leaf of another document', { docId: 'sale-of-another-car' }, 'LEAF_MISMATCH', 'sections[0].leaf'],
    ['a leaf of another salt', withSections({ ...SUBJECT, salt: OTHER }, PRICE), 'LEAF_MISMATCH', 'sections[0].leaf'],
    ['a path twice', withSections(SUBJECT, PRICE, PRICE), 'INVALID_VALUE', 'sections[2].path'],
    ['a section of a group that is not there', withSections(SUBJECT, PRICE, { ...PRICE, path: '/more', group: 'g2' }), 'INVALID_VALUE', 'sections[2].group'],
    // Of every field that every object has: looking one up would find it.
    ...Object.getOwnPropertyNames(Object.prototype).map(name => [
        `a section of the group ${name}`, withSections(SUBJECT, PRICE, { ...PRICE, path: '/more', group: name }), 'INVALID_VALUE', 'sections[2].group',
    ] as const),
    ['a group of such a name', { groups: { g1: GROUP, ['valueOf']: GROUP } }, 'UNKNOWN_FIELD', 'groups.valueOf'],
    ['a group that nothing is sealed for', { groups: { g1: GROUP, g2: GROUP } }, 'INVALID_VALUE', 'groups.g2'],
    ['a public content too large for the ledger', withSections({ ...SUBJECT, content: { ...SUBJECT.content, length: INLINE_MAX_BYTES + 1 } }, PRICE), 'OUT_OF_RANGE', 'sections[0].content.length'],
    ['a ciphertext too large for the ledger', withSections(SUBJECT, { ...PRICE, ciphertext: { ...PRICE.ciphertext, at: 'inline', length: INLINE_MAX_BYTES + 1 } }), 'OUT_OF_RANGE', 'sections[1].ciphertext.length'],

    ['holders out of their order', withGroup({ holders: [BUYER, SELLER, NOTARY] }), 'INVALID_VALUE', 'groups.g1.holders[0].index'],
    ['a holder left out of the numbers', withGroup({ holders: [SELLER, BUYER, { ...NOTARY, index: 4 }] }), 'INVALID_VALUE', 'groups.g1.holders[2].index'],
    ['a holder twice', withGroup({ holders: [SELLER, BUYER, { ...SELLER, index: 3, keyId: 'k2' }] }), 'INVALID_VALUE', 'groups.g1.holders[2].identity'],
    ['a holder who opens alone', withGroup({ k: 1 }), 'QUORUM_IMPOSSIBLE', 'groups.g1.k'],
    ['more than there are', withGroup({ k: 4 }), 'QUORUM_IMPOSSIBLE', 'groups.g1.k'],
    ['another k than the rule has', withTree(ANY_TWO, { k: 3 }), 'INVALID_VALUE', 'groups.g1.k'],
    ['a rule without one of the holders', withTree({ k: 2, of: ANY_TWO.of.slice(0, 2) }), 'INVALID_VALUE', 'groups.g1.tree'],
    ['a rule without one between two others', withTree({ k: 2, of: [{ holder: 1 }, { holder: 3 }] }), 'INVALID_VALUE', 'groups.g1.tree'],
    ['a rule with one more than there are', withTree({ k: 2, of: [...ANY_TWO.of, { holder: 4 }] }), 'INVALID_VALUE', 'groups.g1.tree'],
    ['a rule with another in the place of one', withTree({ k: 2, of: [...ANY_TWO.of.slice(0, 2), { holder: 4 }] }), 'INVALID_VALUE', 'groups.g1.tree'],
    ['an escrow that one manager who is lost blocks', { type: 'escrow', ...withGroup({ k: 3 }) }, 'QUORUM_IMPOSSIBLE', 'groups.g1.k'],
    ['a key newer than its shares', withGroup({ epoch: 1, keyEpoch: 2 }), 'INVALID_VALUE', 'groups.g1.keyEpoch'],

    ['no manifest before a further version', { previous: null }, 'INVALID_VALUE', 'previous'],
    ['one before the first version', { ...first(), previous: OTHER }, 'INVALID_VALUE', 'previous'],
    ['another dealing than the first in the first version', first({ epoch: 2 }), 'WRONG_EPOCH', 'groups.g1.epoch'],
    ['keys bound to another policy in the first version', first({ policyHash: OTHER }), 'INVALID_VALUE', 'groups.g1.policyHash'],

    ['a party twice', withPolicy({ parties: [SELLER.identity, SELLER.identity] }), 'INVALID_VALUE', 'policy.parties[1]'],
    ['more signatures of an amendment than people', withPolicy({ amend: { k: 3, of: [SELLER.identity, BUYER.identity] } }), 'QUORUM_IMPOSSIBLE', 'policy.amend.k'],
    ['one who amends twice', withPolicy({ amend: { k: 2, of: [SELLER.identity, SELLER.identity] } }), 'INVALID_VALUE', 'policy.amend.of[1]'],
    ['whoever asks twice', withPolicy({ requesters: [{ mspId: 'Org1MSP' }, { mspId: 'Org1MSP' }] }), 'INVALID_VALUE', 'policy.requesters[1]'],
    ['more attestations than people', withRelease({ events: [{ event: 'death', k: 2, attesters: [NOTARY.identity] }] }), 'QUORUM_IMPOSSIBLE', 'policy.release.events[0].k'],
    ['an attester twice', withRelease({ events: [{ event: 'death', k: 2, attesters: [NOTARY.identity, NOTARY.identity] }] }), 'INVALID_VALUE', 'policy.release.events[0].attesters[1]'],
    ['an event twice', withRelease({ events: ['death', 'death'].map(event => ({ event, k: 1, attesters: [NOTARY.identity] })) }), 'INVALID_VALUE', 'policy.release.events[1].event'],
    ['a veto that nobody could lay in time', withRelease({ delaySeconds: 0 }), 'INVALID_VALUE', 'policy.release.veto'],
    ['somebody who vetoes twice', withRelease({ veto: [SELLER.identity, SELLER.identity] }), 'INVALID_VALUE', 'policy.release.veto[1]'],
];

for (const [what, changes, code, field] of BROKEN) {
    test(`a manifest with ${what} is ${code}`, () => { assert.deepEqual(refusalOf(changes), [code, `manifest.${field}`]); });
}

test('a manifest may go as far as each rule lets it', () => {
    const whole: readonly Partial<Manifest>[] = [
        {}, first(), first({ policyHash: documentPolicyHash(VALID.policy) }), withGroup({ k: 3 }), withTree(ANY_TWO),
        withGroup({ keyEpoch: 1, policyHash: OTHER }),
        { type: 'escrow' }, { type: 'escrow', ...withTree(ANY_TWO) }, withRelease({ veto: [], delaySeconds: 0 }),
        withSections({ ...SUBJECT, content: { ...SUBJECT.content, length: INLINE_MAX_BYTES } }, PRICE),
        withPolicy({ requesters: [{ mspId: 'Org1MSP' }, { mspId: 'Org1MSP', publicKeyHash: OTHER }, { mspId: 'Org2MSP' }] }),
        withPolicy({ amend: { k: 2, of: [SELLER.identity, BUYER.identity] } }),
    ];
    for (const changes of whole) assert.equal(refusalOf(changes), undefined, JSON.stringify(changes).slice(0, 200));
});
