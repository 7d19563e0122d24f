// Drafts: who may put another in their place, what they leave behind then, and what a change of keys may not change.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AuditTrail, DocumentState, PendingPage, SigningReceipt } from '@carnet/domain';
import { CHAINCODE_DIR, Trade } from '../chaincode/trade.js';
import { acknowledgementOf, paper, Papers, signingOf, transientOf, type Human, type Paper } from './papers.js';

let papers: Papers;
let author: Human;
let holders: readonly Human[];
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', fourth: 'org2' });
    author = papers.human('author');
    holders = papers.humans('notary', 'seller', 'buyer');
});
after(async () => papers.close());

const waiting = async (human: Human, docId: string): Promise<readonly string[]> => {
    const { items } = await papers.evaluate(human, 'ListPending', '100', '') as PendingPage;
    return items.filter(item => item.docId === docId).map(({ kind, version, index = '' }) => `${kind} ${version} ${index}`.trim());
};

/** As it would be handed in by somebody else. */
const by = (human: Human, made: Paper): Paper => ({ ...made, manifest: { ...made.manifest, author: human.person } });

describe('a draft', () => {
    test('of an amendment is not replaced by a holder who shares a key anew; his is, by those who amend', async () => {
        const [notary] = papers.humans('notary');
        assert.ok(notary);
        const made = await papers.inForce({ docId: 'blocked', author, holders });
        const amendment = await paper({ docId: 'blocked', author, holders, after: made.manifest, keep: true, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', amendment);
        const reshared = by(notary, await paper({ docId: 'blocked', author, holders, after: made.manifest, reshare: true }));
        const refused = await papers.refused(notary, 'ReshareGroup', [reshared.manifest], transientOf(reshared.shares));
        assert.deepEqual([refused.code, refused.sentence.includes('replace a draft')], ['NOT_A_PARTY', true]);
        const other = await papers.inForce({ docId: 'first-come', author, holders });
        const own = by(notary, await paper({ docId: 'first-come', author, holders, after: other.manifest, reshare: true }));
        await papers.change(notary, 'ReshareGroup', own);
        const again = { ...own, manifest: { ...own.manifest, created: '2026-11-21T12:00:01.000Z' } };
        await papers.change(notary, 'ReshareGroup', again);
        await papers.change(author, 'AmendDocument', await paper({ docId: 'first-come', author, holders, after: other.manifest, keep: true, changes: { title: 'B' } }));
    });

    test('is replaced by the parties, but by no single one of those who amend: the others are enough for it', async () => {
        const [notary, seller] = holders;
        assert.ok(notary && seller);
        const policy = { amend: { k: 2, of: [author.person, notary.person, seller.person] } };
        const after = (await papers.inForce({ docId: 'amended', author, holders, policy })).manifest;
        const amendment = await paper({ docId: 'amended', author, holders, policy, after, keep: true, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', amendment);
        const blocking = by(seller, await paper({ docId: 'amended', author, holders, policy, after, keep: true, changes: { title: 'Never' } }));
        const refused = await papers.refused(seller, 'AmendDocument', [blocking.manifest, blocking.contents]);
        assert.deepEqual([refused.code, refused.sentence.includes('replace a draft')], ['NOT_A_PARTY', true]);
        for (const human of [author, notary]) await papers.sign(human, amendment);
        // Nor by him who has written the version in force, once he is no party.
        const third = await paper({ docId: 'written', author: notary, holders, policy: { ...policy, parties: [author.person] } });
        await papers.create(notary, third);
        await papers.acknowledge(third, holders);
        await papers.sign(author, third);
        const options = { docId: 'written', author, holders, policy: { ...policy, parties: [author.person] }, after: third.manifest, keep: true };
        await papers.change(author, 'AmendDocument', await paper({ ...options, changes: { title: 'Another' } }));
        const own = by(notary, await paper({ ...options, changes: { title: 'Never' } }));
        assert.equal((await papers.refused(notary, 'AmendDocument', [own.manifest, own.contents])).code, 'NOT_A_PARTY');
    });

    test('is not replaced by a party who is to leave, once as many have signed it as amend the document', async () => {
        const [notary, seller, buyer] = holders;
        assert.ok(notary && seller && buyer);
        const amend = { k: 2, of: [author.person, notary.person, seller.person] };
        const made = await papers.inForce({ docId: 'leaving', author, holders, policy: { parties: [author.person], amend } });
        const both = { parties: [author.person, seller.person], amend };
        const joined = await paper({ docId: 'leaving', author, holders, policy: both, after: made.manifest, keep: true });
        await papers.change(author, 'AmendDocument', joined);
        for (const human of [author, seller]) await papers.sign(human, joined);
        const after = joined.manifest;
        const leaving = { parties: [author.person, buyer.person], amend };
        const draft = await paper({ docId: 'leaving', author, holders, policy: leaving, after, keep: true });
        const blocking = by(seller, await paper({ docId: 'leaving', author, holders, policy: both, after, keep: true, changes: { title: 'Never' } }));
        await papers.change(author, 'AmendDocument', draft);
        await papers.sign(author, draft);
        await papers.change(seller, 'AmendDocument', blocking); // One signature of two.
        await papers.change(author, 'AmendDocument', draft);
        for (const human of [author, notary]) await papers.sign(human, draft);
        const refused = await papers.refused(seller, 'AmendDocument', [blocking.manifest, blocking.contents]);
        assert.deepEqual([refused.code, refused.sentence.includes('replace a draft')], ['NOT_A_PARTY', true]);
        assert.equal(((await papers.sign(buyer, draft)).answer as SigningReceipt).status, 'CURRENT');
    });

    test('of a first version is replaced by its author, and by nobody else, until it is in force', async () => {
        const [notary] = holders;
        assert.ok(notary);
        const made = await paper({ docId: 'disputed', author, holders });
        await papers.create(author, made);
        await papers.submit(notary, 'DisputeShare', { ...acknowledgementOf(made, 1), reason: 'not mine' });
        const better = await paper({ docId: 'disputed', author, holders: holders.slice(1), changes: { title: 'Better', type: 'will' } });
        const foreign = by(notary, better);
        assert.equal((await papers.refused(notary, 'CreateDocument', [foreign.manifest, foreign.contents], transientOf(foreign.shares))).code, 'ALREADY_EXISTS');
        await papers.create(author, better);
        assert.deepEqual([await waiting(notary, 'disputed'), await waiting(author, 'disputed')], [[], ['SIGNATURE 1']]);
        await papers.acknowledge(better, holders.slice(1));
        assert.equal(((await papers.sign(author, better)).answer as SigningReceipt).status, 'CURRENT');
        const { type, status } = await papers.evaluate(author, 'ReadDocument', 'disputed') as DocumentState;
        assert.deepEqual([type, status], ['will', 'ACTIVE']);
        assert.equal((await papers.refused(author, 'CreateDocument', [made.manifest, made.contents], transientOf(made.shares))).code, 'ALREADY_EXISTS');
    });

    test('that is replaced waits for nobody any more; nor does one that is in force for signatures of whom others were enough', async () => {
        const [notary, seller] = holders;
        assert.ok(notary && seller);
        const policy = { amend: { k: 1, of: [author.person, seller.person] } };
        const made = await papers.inForce({ docId: 'waiting', author, holders, policy });
        await papers.change(author, 'RotateGroup', await paper({ docId: 'waiting', author, holders, policy, after: made.manifest }));
        assert.deepEqual([await waiting(notary, 'waiting'), await waiting(seller, 'waiting')], [['SHARE 2 1'], ['SHARE 2 2', 'SIGNATURE 2']]);
        const kept = await paper({ docId: 'waiting', author, holders, policy, after: made.manifest, keep: true, changes: { title: 'Another' } });
        await papers.change(author, 'AmendDocument', kept);
        assert.deepEqual([await waiting(notary, 'waiting'), await waiting(seller, 'waiting')], [[], ['SIGNATURE 2']]);
        assert.equal((await papers.refused(notary, 'ReadShare', { docId: 'waiting', group: 'g1', epoch: 2, index: 1 })).code, 'WRONG_EPOCH');
        await papers.sign(author, kept);
        assert.deepEqual([await waiting(seller, 'waiting'), await waiting(author, 'waiting')], [[], []]);
    });
});

describe('a version', () => {
    test('that rotates or shares anew lets no fewer open, and by no other rule', async () => {
        const four = papers.humans('notary', 'seller', 'buyer', 'fourth');
        const tree = { k: 2, of: [{ k: 1, of: [{ holder: 1 }, { holder: 2 }] }, { k: 1, of: [{ holder: 3 }, { holder: 4 }] }] };
        const [three, ruled] = [await papers.inForce({ docId: 'three', author, holders: four, k: 3 }), await papers.inForce({ docId: 'ruled', author, holders: four, tree })];
        const attempts = [
            [await paper({ docId: 'three', author, holders: four, k: 2, after: three.manifest }), 'RotateGroup', 'k'],
            [await paper({ docId: 'three', author, holders: four, k: 2, after: three.manifest, reshare: true }), 'ReshareGroup', 'k'],
            [await paper({ docId: 'ruled', author, holders: four, k: 2, after: ruled.manifest }), 'RotateGroup', 'tree'],
            [await paper({ docId: 'ruled', author, holders: four, tree: { ...tree, of: [...tree.of].reverse() }, after: ruled.manifest }), 'RotateGroup', 'tree'],
        ] as const;
        for (const [{ manifest, contents, shares }, change, field] of attempts) {
            const { code, parameters } = await papers.refused(author, change, change === 'ReshareGroup' ? [manifest] : [manifest, contents], transientOf(shares));
            assert.deepEqual([code, parameters['field']], ['MANIFEST_CHANGE', `manifest.groups.g1.${field}`]);
        }
        await papers.change(author, 'RotateGroup', await paper({ docId: 'three', author, holders: four, k: 4, after: three.manifest }));
        await papers.change(author, 'AmendDocument', await paper({ docId: 'ruled', author, holders: four, k: 2, after: ruled.manifest }));
    });

    test('gives what stands on the ledger the length that it has', async () => {
        const made = await papers.inForce({ docId: 'lengths', author, holders });
        const next = await paper({ docId: 'lengths', author, holders, after: made.manifest, keep: true });
        const sections = next.manifest.sections.map(section =>
            section.visibility === 'public' ? { ...section, content: { ...section.content, length: section.content.length + 1 } } : section);
        assert.equal((await papers.refused(author, 'AmendDocument', [{ ...next.manifest, sections }, {}])).code, 'INLINE_MISMATCH');
    });

    test('of an escrow can be opened without any one of the managers, also by a rule', async () => {
        const all = { k: 3, of: [{ holder: 1 }, { holder: 2 }, { holder: 3 }] };
        const one = { k: 2, of: [{ holder: 1 }, { k: 1, of: [{ holder: 2 }, { holder: 3 }] }] };
        for (const tree of [all, one]) {
            const { manifest, contents, shares } = await paper({ docId: 'escrow', author, holders, tree, changes: { type: 'escrow' } });
            const { code, parameters } = await papers.refused(author, 'CreateDocument', [manifest, contents], transientOf(shares));
            assert.deepEqual([code, parameters['field']], ['QUORUM_IMPOSSIBLE', 'manifest.groups.g1.tree']);
        }
        await papers.create(author, await paper({ docId: 'escrow', author, holders, tree: { ...all, k: 2 }, changes: { type: 'escrow' } }));
    });

    test('is audited with every signature, also where one person signs again for somebody else', async () => {
        const made = await papers.inForce({ docId: 'signed', author, holders });
        await papers.sign(author, made);
        const { rows } = await papers.evaluate(author, 'ReadAudit', 'signed', '100', '') as AuditTrail;
        assert.deepEqual(rows.filter(({ action }) => action === 'SIGNED').map(({ details }) => details['inForce']), ['yes']);
    });
});

test('a version that is no draft any more takes no signature: who has signed is answered what stands, anybody else is refused', async () => {
    const [notary, seller] = holders;
    assert.ok(notary && seller);
    const policy = { amend: { k: 1, of: [author.person, seller.person] } };
    const made = await papers.inForce({ docId: 'closed', author, holders, policy });
    const next = await paper({ docId: 'closed', author, holders, policy, after: made.manifest, keep: true, changes: { title: 'Another' } });
    await papers.change(author, 'AmendDocument', { ...next, manifest: { ...next.manifest, title: 'What the seller signs' } });
    await papers.sign(seller, { manifest: { ...next.manifest, title: 'What the seller signs' } });
    await papers.change(author, 'AmendDocument', next);
    const first = (await papers.sign(author, next)).answer as SigningReceipt;
    const refused = await papers.refused(seller, 'SignDocument', signingOf(seller, next.manifest));
    assert.deepEqual([refused.code, refused.sentence.includes('without your signature')], ['VERSION_CONFLICT', true]);
    for (const [{ manifest }, status] of [[made, 'SUPERSEDED'], [next, 'CURRENT']] as const) {
        const { answer, writes, event } = await papers.sign(author, { manifest });
        assert.deepEqual([(answer as SigningReceipt).status, writes, event], [status, [], undefined]);
    }
    assert.deepEqual((await papers.sign(author, next)).answer, first);
});

test('who is not of the collection is told so', async () => {
    const [shares] = JSON.parse(readFileSync(join(CHAINCODE_DIR, 'collections_config.json'), 'utf8')) as readonly object[];
    const collections = [{ ...shares, policy: 'OR(\'Org1MSP.member\')' }];
    const trade = await Trade.founded(undefined, {}, { collections, policy: 'OR(\'Org1MSP.peer\',\'Org2MSP.peer\')' });
    const alone = await Papers.on(trade, { stranger: 'org2', one: 'org1' });
    try {
        const made = await paper({ docId: 'ours', author: alone.human('one'), holders: alone.humans('one', 'stranger') });
        await alone.create(alone.human('one'), made);
        const reference = { docId: 'ours', group: 'g1', epoch: 1, index: 2 };
        const { code, parameters } = await alone.refused(alone.human('stranger'), 'ReadShare', reference);
        assert.deepEqual([code, parameters], ['NOT_IN_COLLECTION', { mspId: 'Org2MSP' }]);
        const own = await paper({ docId: 'theirs', author: alone.human('stranger'), holders: alone.humans('one', 'stranger') });
        const atMember = { endorsingOrganizations: ['Org1MSP'] };
        const written = await alone.refused(alone.human('stranger'), 'CreateDocument', [own.manifest, own.contents], transientOf(own.shares), atMember);
        assert.equal(written.code, 'NOT_IN_COLLECTION');
    } finally {
        await alone.close();
    }
});
