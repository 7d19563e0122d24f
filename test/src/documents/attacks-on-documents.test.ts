// What the ledger refuses of those who attack a document: foreign shares, swapped requests, replayed grants, late answers, unsigned amendments.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { manifestHash, type DocumentState, type OpeningState } from '@carnet/domain';
import { acknowledgementOf, answerTo, grantOf, keyRequest, paper, Papers, signingOf, transientOf, type Human, type Paper } from './papers.js';

let papers: Papers;
let author: Human;
let tax: Human;
let stranger: Human;
let holders: readonly Human[];
let sale: Paper;
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', tax: 'org2', stranger: 'org2' });
    [author, tax, stranger] = [papers.human('author'), papers.human('tax'), papers.human('stranger')];
    holders = papers.humans('notary', 'seller', 'buyer');
    sale = await papers.inForce({ docId: 'sale', author, holders, requesters: [tax] });
});
after(async () => papers.close());

const holder = (place: number): Human => {
    const one = holders[place];
    assert.ok(one);
    return one;
};

describe('attacks on a document', () => {
    test('a share is shown to its holder alone', async () => {
        const reference = { docId: 'sale', group: 'g1', epoch: 1, index: 1 };
        for (const other of [author, stranger, holder(1)]) {
            assert.equal((await papers.refused(other, 'ReadShare', reference)).code, 'NOT_A_HOLDER');
            assert.equal((await papers.refused(other, 'AcknowledgeShare', acknowledgementOf(sale, 1))).code, 'NOT_A_HOLDER');
        }
    });

    test('an encryption key is bound by its owner\'s own signature', async () => {
        const { code } = await papers.refused(stranger, 'RegisterEncryptionKey', { ...keyRequest(author), keyId: 'k9' });
        assert.equal(code, 'SIGNATURE_INVALID');
        assert.equal((await papers.refused(author, 'RegisterEncryptionKey', { ...keyRequest(author), keyId: 'k9' })).code, 'SIGNATURE_INVALID', 'of another id');
    });

    test('a request is its requester\'s own, whole and unchanged', async () => {
        const question = await papers.question(tax, sale);
        const swapped = { ...question.request, readerKeys: { ...question.request.readerKeys, 'g1/1': stranger.pair.publicKey } };
        assert.equal((await papers.refused(tax, 'RequestOpening', { ...question.submission, request: swapped })).code, 'SIGNATURE_INVALID');
        assert.equal((await papers.refused(stranger, 'RequestOpening', question.submission)).code, 'SIGNATURE_INVALID');
        assert.equal((await papers.refused(stranger, 'RequestOpening', (await papers.question(stranger, sale)).submission)).code, 'NOT_A_REQUESTER');
        const twice = { 'g1/1': tax.pair.publicKey, 'g1/2': tax.pair.publicKey, 'g1/3': stranger.pair.publicKey };
        const { code, parameters } = await papers.refused(tax, 'RequestOpening', (await papers.question(tax, sale, { readerKeys: twice })).submission);
        assert.deepEqual([code, parameters['field']], ['INVALID_VALUE', 'opening.request.readerKeys']);
    });

    test('an answer is the holder\'s, to the request that he was shown; a grant of another request is no good', async () => {
        const [one, other] = [await papers.question(tax, sale), await papers.question(tax, sale)];
        for (const { submission } of [one, other]) await papers.submit(tax, 'RequestOpening', submission);
        const grant = await grantOf(sale, one, 1);
        assert.equal((await papers.refused(stranger, 'ApproveOpening', answerTo(one, 1), { grant })).code, 'NOT_A_HOLDER');
        assert.equal((await papers.refused(holder(0), 'ApproveOpening', answerTo(one, 2), { grant })).code, 'NOT_A_HOLDER');
        const mixed = { ...answerTo(one, 1), requestHash: other.requestHash };
        assert.equal((await papers.refused(holder(0), 'ApproveOpening', mixed, { grant })).code, 'REQUEST_MISMATCH');
        await papers.submit(holder(0), 'ApproveOpening', answerTo(one, 1), { grant });
        assert.equal((await papers.refused(holder(0), 'ApproveOpening', answerTo(one, 1), { grant: await grantOf(sale, one, 1) })).code, 'ALREADY_APPROVED');
        assert.equal((await papers.refused(holder(0), 'DenyOpening', { ...answerTo(one, 1), reason: 'no' })).code, 'ALREADY_APPROVED');
        const report = { docId: 'sale', requestId: one.request.requestId, group: 'g1', index: 1 };
        const readerKey = one.keys['g1/1']?.privateKey ?? '';
        assert.equal((await papers.refused(tax, 'ReportBadShare', report, { readerKey })).code, 'REPORT_UNFOUNDED', 'a good grant blames nobody');
        // The grant of one request, replayed into another: it opens with no key of that one.
        await papers.submit(holder(0), 'ApproveOpening', answerTo(other, 1), { grant });
        const blamed = await papers.submit(tax, 'ReportBadShare', { ...report, requestId: other.request.requestId }, { readerKey: other.keys['g1/1']?.privateKey ?? '' });
        assert.equal((blamed.answer as { fault: string }).fault, 'UNREADABLE');
        assert.equal((await papers.refused(tax, 'ConfirmOpened', { docId: 'sale', requestId: one.request.requestId, used: { g1: [1] } })).code, 'NOT_GRANTED');
    });

    test('who lacks too many holders is denied for good', async () => {
        const question = await papers.question(tax, sale);
        await papers.submit(tax, 'RequestOpening', question.submission);
        for (const place of [0, 1]) await papers.submit(holder(place), 'DenyOpening', { ...answerTo(question, place + 1), reason: 'no' });
        assert.equal((await papers.refused(holder(0), 'ApproveOpening', answerTo(question, 1), { grant: await grantOf(sale, question, 1) })).code, 'ALREADY_DENIED');
        assert.equal((await papers.evaluate(tax, 'ReadOpening', 'sale', question.request.requestId) as OpeningState).status, 'DENIED');
    });

    test('nothing is approved after a veto, and no veto comes after the cooling-off', async () => {
        const policy = { release: { events: [], delaySeconds: 600, veto: [author.person] } };
        const will = await papers.inForce({ docId: 'will', author, holders, requesters: [tax], policy });
        const question = await papers.question(tax, will);
        await papers.submit(tax, 'RequestOpening', question.submission);
        for (const place of [0, 1]) {
            await papers.submit(holder(place), 'ApproveOpening', answerTo(question, place + 1), { grant: await grantOf(will, question, place + 1) });
        }
        const { status, grants } = await papers.evaluate(tax, 'ReadOpening', 'will', question.request.requestId) as OpeningState;
        assert.deepEqual([status, grants], ['PENDING', {}], 'approved, and held back for the cooling-off');
        assert.equal((await papers.refused(tax, 'VetoOpening', ['will', question.request.requestId, 'no'])).code, 'NOT_A_PARTY');
        await papers.submit(author, 'VetoOpening', ['will', question.request.requestId, 'I am alive']);
        const late = await papers.refused(holder(2), 'ApproveOpening', answerTo(question, 3), { grant: await grantOf(will, question, 3) });
        assert.equal(late.code, 'VETOED');
    });

    test('k is not lowered without those whom the policy in force asks, and what they refuse has no effect', async () => {
        const policy = { amend: { k: 2, of: [author.person, holder(0).person] } };
        const made = await papers.inForce({ docId: 'contract', author, holders: [...holders, tax], k: 3, policy });
        const lower = await paper({ docId: 'contract', author, holders: [...holders, tax], k: 2, after: made.manifest });
        const shares = transientOf(lower.shares);
        assert.equal((await papers.refused(stranger, 'AmendDocument', [{ ...lower.manifest, author: stranger.person }, lower.contents], shares)).code, 'NOT_A_PARTY');
        await papers.change(author, 'AmendDocument', lower);
        await papers.acknowledge(lower, [...holders, tax]);
        await papers.sign(author, lower);
        assert.equal((await papers.evaluate(author, 'ReadDocument', 'contract') as DocumentState).current?.version, 1);
        assert.equal((await papers.refused(stranger, 'SignDocument', signingOf(stranger, lower.manifest))).code, 'NOT_A_PARTY');
        const forged = { ...signingOf(holder(0), lower.manifest), manifestHash: manifestHash(made.manifest) };
        assert.equal((await papers.refused(holder(0), 'SignDocument', forged)).code, 'SIGNATURE_INVALID');
        await papers.sign(holder(0), lower);
        assert.equal((await papers.evaluate(author, 'ReadDocument', 'contract') as DocumentState).current?.version, 2);
    });

    test('shares in force are not purged, those of an earlier dealing are, and answers to an amended document come too late', async () => {
        const question = await papers.question(tax, sale);
        await papers.submit(tax, 'RequestOpening', question.submission);
        assert.equal((await papers.refused(author, 'PurgeShares', ['sale', 'g1', '1'])).code, 'SHARES_IN_USE');
        const rotated = await paper({ docId: 'sale', author, holders, requesters: [tax], after: sale.manifest });
        const changed = { ...rotated.manifest, title: 'Another' };
        assert.equal((await papers.refused(author, 'RotateGroup', [changed, rotated.contents], transientOf(rotated.shares))).code, 'MANIFEST_CHANGE');
        await papers.change(author, 'RotateGroup', rotated);
        await papers.acknowledge(rotated, holders);
        await papers.sign(author, rotated);
        assert.equal((await papers.refused(stranger, 'PurgeShares', ['sale', 'g1', '1'])).code, 'NOT_A_PARTY');
        const purged = await papers.submit(author, 'PurgeShares', ['sale', 'g1', '1']);
        assert.deepEqual((await papers.submit(author, 'PurgeShares', ['sale', 'g1', '1'])).answer, purged.answer);
        assert.equal((await papers.refused(holder(0), 'ReadShare', { docId: 'sale', group: 'g1', epoch: 1, index: 1 })).code, 'SHARE_NOT_FOUND');
        const stale = await papers.refused(holder(0), 'ApproveOpening', answerTo(question, 1), { grant: await grantOf(sale, question, 1) });
        assert.equal(stale.code, 'POLICY_CHANGED');
        assert.equal((await papers.evaluate(tax, 'ReadOpening', 'sale', question.request.requestId) as OpeningState).status, 'SUPERSEDED');
    });
});

test('answers of many holders that were endorsed on one state are all valid', async () => {
    const twenty = await Papers.open({
        author: 'org1', tax: 'org2', ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`holder${index}`, index % 2 === 0 ? 'org1' : 'org2'] as const)),
    });
    try {
        const many = Array.from({ length: 20 }, (_, index) => twenty.human(`holder${index}`));
        const [by, asks] = [twenty.human('author'), twenty.human('tax')];
        const made = await twenty.inForce({ docId: 'many', author: by, holders: many, k: 20, requesters: [asks] });
        const asked = await twenty.question(asks, made);
        await twenty.submit(asks, 'RequestOpening', asked.submission);
        const endorsed = [];
        for (const [place, one] of many.entries()) {
            const transient = { grant: await grantOf(made, asked, place + 1) };
            endorsed.push(await twenty.trade.network.endorse(one.user, 'SharedDocument:ApproveOpening', [JSON.stringify(answerTo(asked, place + 1))], { transient }));
        }
        for (const { code } of await Promise.all(endorsed.map(async one => one.commit()))) assert.equal(code, 0);
        assert.equal((await twenty.evaluate(asks, 'ReadOpening', 'many', asked.request.requestId) as OpeningState).status, 'GRANTED');
    } finally {
        await twenty.close();
    }
});
