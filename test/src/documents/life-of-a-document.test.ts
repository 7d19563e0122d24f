// The main story on the ledger: keys, a document, shares, signatures, a request, approvals, the opening and its receipt.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    grantContext, manifestHash, shareContext, shareName,
    type AuditTrail, type DocumentState, type EncryptionKey, type HolderAnswer, type InlineContent, type OpeningState, type PendingPage,
    type SealedShare, type SigningReceipt, type VersionState,
} from '@carnet/domain';
import { openWith } from './hpke-seal.js';
import { acknowledgementOf, answerTo, grantOf, hashOfBytes, keyRequest, paper, Papers, type Human, type Paper, type Question } from './papers.js';

let papers: Papers;
let author: Human;
let taxOffice: Human;
let holders: readonly Human[];
let sale: Paper;
let question: Question;
before(async () => {
    papers = await Papers.open({ author: 'org1', notary: 'org1', seller: 'org2', buyer: 'org2', tax: 'org2' });
    author = papers.human('author');
    taxOffice = papers.human('tax');
    holders = papers.humans('notary', 'seller', 'buyer');
    sale = await paper({ docId: 'sale-1', author, holders, requesters: [taxOffice] });
});
after(async () => papers.close());

const opening = async (by: Human): Promise<OpeningState> => await papers.evaluate(by, 'ReadOpening', 'sale-1', question.request.requestId) as OpeningState;
const holder = (place: number): Human => {
    const one = holders[place];
    assert.ok(one);
    return one;
};

describe('the life of a document', () => {
    test('an encryption key stands with the certificate that signed for it', async () => {
        const { person, pair } = holder(0);
        const key = await papers.evaluate(author, 'ReadEncryptionKey', person.mspId, person.publicKeyHash, 'k1') as EncryptionKey;
        assert.deepEqual([key.publicKey, key.owner, key.revokedAt], [pair.publicKey, person, null]);
        assert.match(key.certificate, /^-----BEGIN CERTIFICATE-----/);
        const again = await papers.submit(holder(0), 'RegisterEncryptionKey', keyRequest(holder(0)));
        assert.equal(again.event, undefined, 'the same again changes nothing');
        assert.deepEqual(again.writes, []);
    });

    test('it is created with a share for each holder, which the channel does not see', async () => {
        const created = await papers.create(author, sale);
        assert.equal(created.ranges, 0);
        assert.deepEqual((created.answer as { manifestHash: string }).manifestHash, manifestHash(sale.manifest));
        assert.deepEqual((await papers.create(author, sale)).answer, created.answer, 'the same again answers what exists');
        const state = await papers.evaluate(author, 'ReadDocument', 'sale-1') as DocumentState;
        assert.deepEqual([state.status, state.current, state.draft?.version], ['DRAFT', null, 1]);
        const [hash = ''] = Object.keys(sale.contents);
        const inline = await papers.evaluate(taxOffice, 'ReadCiphertext', 'sale-1', hash) as InlineContent;
        assert.equal(hashOfBytes(Buffer.from(inline.content, 'base64')), hash);
    });

    test('each holder finds it among what waits for him, opens his own share and acknowledges it', async () => {
        for (const [place, one] of holders.entries()) {
            const { items } = await papers.evaluate(one, 'ListPending', '10', '') as PendingPage;
            assert.deepEqual(items, [{ docId: 'sale-1', kind: 'SHARE', version: 1, group: 'g1', index: place + 1 }]);
            const reference = { docId: 'sale-1', group: 'g1', epoch: 1, index: place + 1 };
            const { message, keyId } = await papers.evaluate(one, 'ReadShare', JSON.stringify(reference)) as SealedShare;
            assert.equal(await openWith(one.pair.privateKey, message, shareContext(reference, keyId, sale.group)), sale.plain[shareName('g1', place + 1)]);
            if (place < 2) await papers.submit(one, 'AcknowledgeShare', acknowledgementOf(sale, place + 1));
        }
        assert.deepEqual((await papers.evaluate(holder(0), 'ListPending', '10', '') as PendingPage).items, []);
    });

    test('it is in force once all have acknowledged and the parties have signed, the last signature puts it there', async () => {
        const early = (await papers.sign(author, sale)).answer as SigningReceipt;
        assert.deepEqual([early.status, early.missing], ['DRAFT', { parties: [], amending: 0, shares: ['g1/3'] }]);
        await papers.submit(holder(2), 'AcknowledgeShare', acknowledgementOf(sale, 3));
        const late = (await papers.sign(author, sale)).answer as SigningReceipt;
        assert.deepEqual([late.status, late.missing.shares], ['CURRENT', []]);
        const version = await papers.evaluate(taxOffice, 'ReadVersion', 'sale-1', '1') as VersionState;
        assert.deepEqual([version.status, version.statements.length, version.signatures.map(({ signer }) => signer)], ['CURRENT', 3, [author.person]]);
        assert.equal((await papers.evaluate(taxOffice, 'ReadDocument', 'sale-1') as DocumentState).status, 'ACTIVE');
    });

    test('an opening is asked for, and waits for each holder', async () => {
        question = await papers.question(taxOffice, sale);
        const asked = await papers.submit(taxOffice, 'RequestOpening', question.submission);
        assert.equal(asked.event?.type, 'OpeningRequested');
        assert.deepEqual((await papers.submit(taxOffice, 'RequestOpening', question.submission)).writes, [], 'the same again changes nothing');
        const { items } = await papers.evaluate(holder(1), 'ListPending', '10', '') as PendingPage;
        assert.deepEqual(items.map(({ kind, requestId, index }) => [kind, requestId, index]), [['OPENING', question.request.requestId, 2]]);
        const { status, grants } = await opening(taxOffice);
        assert.deepEqual([status, grants], ['PENDING', {}]);
    });

    test('two of three approve, writing keys of their own only; one grants something else and is blamed', async () => {
        const wrong = await grantOf(sale, question, 3, 'f'.repeat(64));
        const done = await papers.submit(holder(2), 'ApproveOpening', answerTo(question, 3), { grant: wrong });
        assert.ok(done.writes.every(key => /^\0(?:approval|audit|documentPending)\0/.test(key)), done.writes.join(' '));
        const grant = await grantOf(sale, question, 1);
        const approved = await papers.submit(holder(0), 'ApproveOpening', answerTo(question, 1), { grant });
        assert.deepEqual((await papers.submit(holder(0), 'ApproveOpening', answerTo(question, 1), { grant })).answer, approved.answer);
        assert.equal((approved.answer as HolderAnswer).grantHash, hashOfBytes(Buffer.from(grant, 'base64')));
        const state = await opening(taxOffice);
        assert.deepEqual([state.status, Object.keys(state.grants)], ['GRANTED', ['g1/1', 'g1/3']]);
        assert.deepEqual((await opening(author)).grants, {}, 'nobody but the requester gets the grants');
        const report = { docId: 'sale-1', requestId: question.request.requestId, group: 'g1', index: 3 };
        const blamed = await papers.submit(taxOffice, 'ReportBadShare', report, { readerKey: question.keys['g1/3']?.privateKey ?? '' });
        assert.equal((blamed.answer as { fault: string }).fault, 'COMMITMENT');
        const after = await opening(taxOffice);
        assert.deepEqual([after.status, after.badShares.map(({ index }) => index)], ['PENDING', [3]]);
    });

    test('a third makes it whole; the requester opens the grants and confirms', async () => {
        await papers.submit(holder(1), 'ApproveOpening', answerTo(question, 2), { grant: await grantOf(sale, question, 2) });
        const { status, grants } = await opening(taxOffice);
        assert.equal(status, 'GRANTED');
        for (const index of [1, 2]) {
            const name = shareName('g1', index);
            const context = grantContext({ docId: 'sale-1', group: 'g1', epoch: 1, index }, question.requestHash);
            assert.equal(await openWith(question.keys[name]?.privateKey ?? '', grants[name] ?? '', context), sale.plain[name]);
        }
        const opened = { docId: 'sale-1', requestId: question.request.requestId, used: { g1: [1, 2] } };
        const receipt = await papers.submit(taxOffice, 'ConfirmOpened', opened);
        assert.deepEqual((await papers.submit(taxOffice, 'ConfirmOpened', opened)).answer, receipt.answer);
        assert.deepEqual((await opening(author)).receipt?.used, { g1: [1, 2] });
    });

    test('the audit trail has it all, the oldest first, and no secret', async () => {
        const { rows } = await papers.evaluate(author, 'ReadAudit', 'sale-1', '100', '') as AuditTrail;
        assert.deepEqual(rows.map(({ action }) => action), [
            'CREATED', 'ACKNOWLEDGED', 'ACKNOWLEDGED', 'SIGNED', 'ACKNOWLEDGED', 'SIGNED', 'OPENING_REQUESTED', 'APPROVED', 'APPROVED', 'BAD_SHARE',
            'APPROVED', 'OPENED',
        ]);
        const text = JSON.stringify(rows);
        const secrets = [...Object.values(sale.plain), ...Object.values(question.keys).map(({ privateKey }) => privateKey)];
        for (const secret of secrets) assert.ok(!text.includes(secret));
    });
});
