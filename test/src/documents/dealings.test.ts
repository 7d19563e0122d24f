// Shares that are dealt again: what a holder said of others does not count for them, and nobody alone erases those of before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { manifestHash, shareContext, type SealedShare, type SharesPurged, type SigningReceipt, type VersionState } from '@carnet/domain';
import { sealTo } from './hpke-seal.js';
import { acknowledgementOf, paper, Papers, type Human } from './papers.js';

let papers: Papers;
let author: Human;
let holders: readonly Human[];
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2' });
    author = papers.human('author');
    holders = papers.humans('notary', 'seller', 'buyer');
});
after(async () => papers.close());

test('a holder says anew that his share is right when a draft of the same commitments deals it again', async () => {
    const [first] = holders;
    assert.ok(first);
    const made = await papers.inForce({ docId: 'drafts', author, holders });
    const draft = await paper({ docId: 'drafts', author, holders, after: made.manifest });
    await papers.change(author, 'RotateGroup', draft);
    await papers.acknowledge(draft, holders);
    // The same share commitments, and for the first holder something else sealed.
    const reference = { docId: 'drafts', group: 'g1', epoch: 2, index: 1 };
    const junk = await sealTo(first.pair.publicKey, 'f'.repeat(64), shareContext(reference, 'k1', draft.group));
    const again = { ...draft, manifest: { ...draft.manifest, created: '2026-11-21T12:00:01.000Z' }, shares: { ...draft.shares, 'g1/1': junk } };
    await papers.change(author, 'RotateGroup', again);
    const signed = (await papers.sign(author, again)).answer as SigningReceipt;
    assert.deepEqual([signed.status, signed.missing.shares], ['DRAFT', ['g1/1', 'g1/2', 'g1/3']]);
    assert.equal((await papers.evaluate(first, 'ReadShare', JSON.stringify(reference)) as SealedShare).message, junk);
    await papers.acknowledge(again, holders);
    assert.equal(((await papers.sign(author, again)).answer as SigningReceipt).status, 'CURRENT');
    // What is kept with its shares needs no further statement.
    const kept = await paper({ docId: 'drafts', author, holders, after: again.manifest, keep: true, changes: { title: 'Another' } });
    await papers.change(author, 'AmendDocument', kept);
    assert.deepEqual((await papers.evaluate(author, 'ReadVersion', 'drafts', '3') as VersionState).missing.shares, []);
});

test('what a holder says of a draft does not count for the one that takes its place before the ledger hears him', async () => {
    const [first] = holders;
    assert.ok(first);
    const read = await paper({ docId: 'raced', author, holders });
    await papers.create(author, read);
    const reference = { docId: 'raced', group: 'g1', epoch: 1, index: 1 };
    const junk = await sealTo(first.pair.publicKey, 'f'.repeat(64), shareContext(reference, 'k1', read.group));
    const replaced = { ...read, manifest: { ...read.manifest, created: '2026-11-21T12:00:01.000Z' }, shares: { ...read.shares, 'g1/1': junk } };
    await papers.create(author, replaced);
    for (const [call, said] of [['AcknowledgeShare', acknowledgementOf(read, 1)], ['DisputeShare', { ...acknowledgementOf(read, 1), reason: 'no' }]] as const) {
        const { code, parameters } = await papers.refused(first, call, said);
        assert.deepEqual([code, parameters], ['DEALING_REPLACED', { share: 'g1/1', manifestHash: manifestHash(replaced.manifest) }], call);
    }
    // Nor for a message that was not dealt, whatever a peer has shown him under the manifest that stands.
    const shown = { ...acknowledgementOf(read, 1), manifestHash: manifestHash(replaced.manifest) };
    for (const [call, said] of [['AcknowledgeShare', shown], ['DisputeShare', { ...shown, reason: 'no' }]] as const) {
        const { code, parameters } = await papers.refused(first, call, said);
        assert.deepEqual([code, parameters], ['DEALING_REPLACED', { share: 'g1/1' }], call);
    }
    await papers.submit(first, 'DisputeShare', { ...acknowledgementOf(replaced, 1), reason: 'not mine' });
    await papers.submit(first, 'DisputeShare', { ...reference, manifestHash: manifestHash(replaced.manifest), reason: 'none is shown' });
    const { statements } = await papers.evaluate(author, 'ReadVersion', 'raced', '1') as VersionState;
    assert.deepEqual(statements.map(({ status, reason }) => [status, reason]), [['DISPUTED', 'none is shown']]);
});

test('shares of before are erased by as many as amend the document, not by a holder', async () => {
    const [notary, seller, buyer] = holders;
    assert.ok(notary && seller && buyer);
    const policy = { amend: { k: 2, of: [author.person, seller.person] } };
    const made = await papers.inForce({ docId: 'erased', author, holders, policy });
    const next = await paper({ docId: 'erased', author, holders, policy, after: made.manifest });
    await papers.change(author, 'RotateGroup', next);
    await papers.acknowledge(next, holders);
    await papers.sign(seller, next);
    await papers.sign(author, next);
    const old = ['erased', 'g1', '1'];
    assert.equal((await papers.refused(notary, 'PurgeShares', old)).code, 'NOT_A_PARTY', 'a holder');
    for (let time = 0; time < 2; time++) {
        const agreed = (await papers.submit(author, 'PurgeShares', old)).answer as SharesPurged;
        assert.deepEqual([agreed.purgedAt, agreed.missing], [null, 1], 'one of two');
    }
    await papers.evaluate(buyer, 'ReadShare', JSON.stringify({ docId: 'erased', group: 'g1', epoch: 1, index: 3 }));
    const purged = await papers.submit(seller, 'PurgeShares', old);
    assert.deepEqual([(purged.answer as SharesPurged).missing, purged.event?.type], [0, 'SharesPurged']);
    assert.deepEqual((await papers.submit(author, 'PurgeShares', old)).answer, purged.answer);
    assert.equal((await papers.refused(buyer, 'ReadShare', { docId: 'erased', group: 'g1', epoch: 1, index: 3 })).code, 'SHARE_NOT_FOUND');
});

test('shares that several holders got back in one block do not conflict, and are erased with their dealing', async () => {
    const [notary, seller] = holders;
    assert.ok(notary && seller);
    const made = await papers.inForce({ docId: 'repaired', author, holders });
    const endorsed = [];
    for (const [place, holder] of [notary, seller].entries()) {
        const share = { docId: 'repaired', group: 'g1', epoch: 1, index: place + 1 };
        const message = await sealTo(holder.pair.publicKey, made.plain[`g1/${place + 1}`] ?? '', shareContext(share, 'k1', made.group));
        const transient = { shares: JSON.stringify({ [`g1/${place + 1}`]: message }) };
        endorsed.push(await papers.trade.network.endorse(holder.user, 'SharedDocument:RepairShare', [JSON.stringify({ ...share, keyId: 'k1' })], { transient }));
    }
    for (const { code } of await Promise.all(endorsed.map(async one => one.commit()))) assert.equal(code, 0);
    const { statements } = await papers.evaluate(author, 'ReadVersion', 'repaired', '1') as VersionState;
    assert.deepEqual(statements.map(({ index, keyId }) => [index, keyId]), [[1, 'k1'], [2, 'k1'], [3, undefined]]);
    // What was acknowledged is not disputed any more: so it stays known to which key the share came back.
    const disputed = await papers.refused(notary, 'DisputeShare', { ...acknowledgementOf(made, 1), reason: 'not mine' });
    assert.equal(disputed.code, 'ALREADY_ACKNOWLEDGED');
    const next = await paper({ docId: 'repaired', author, holders, after: made.manifest });
    await papers.change(author, 'RotateGroup', next);
    await papers.acknowledge(next, holders);
    await papers.sign(author, next);
    await papers.submit(author, 'PurgeShares', ['repaired', 'g1', '1']);
    for (const [place, holder] of holders.entries()) {
        assert.equal((await papers.refused(holder, 'ReadShare', { docId: 'repaired', group: 'g1', epoch: 1, index: place + 1 })).code, 'SHARE_NOT_FOUND');
    }
});
