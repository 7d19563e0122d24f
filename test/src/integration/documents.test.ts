// The life of a document on a network: sealed, acknowledged, signed, asked for, approved, opened, confirmed.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { CarnetError } from '@carnet/client';
import type { AuditRow } from '@carnet/domain';
import { cutJson } from '@carnet/client/dist/documents/content/json-content.js';
import { refusalOf } from '../client/refusal.js';
import { approveAll, onceThere, policyOf, putInForce, sharedDocuments, type DocumentNetwork, type DocumentPerson } from './document-people.js';

const CONTRACT = { car: 'VF1JZ0J0H48812345', seller: 'Garage du Pont', price: { amount: '8000.00', currency: 'EUR' } };

suite('documents', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let documents: DocumentNetwork;
    let seller: DocumentPerson;
    let buyer: DocumentPerson;
    let notary: DocumentPerson;
    let tax: DocumentPerson;
    before(async () => {
        documents = await sharedDocuments.use();
        seller = await documents.author('org1');
        [buyer, notary, tax] = await documents.people('org2', 'org2', 'org2') as [DocumentPerson, DocumentPerson, DocumentPerson];
    });
    after(() => sharedDocuments.letGo());

    /** A contract whose price two of seller, buyer and notary open to the tax office. */
    async function sale(docId: string, release = {}): Promise<void> {
        const holders = [seller, buyer, notary];
        await onceThere(() => seller.carnet.documents.seal({
            docId, type: 'contract', title: 'Sale of a car', sections: cutJson(CONTRACT, { '/price': { group: 'price' } }),
            groups: { price: { k: 2, holders: holders.map(({ holder }) => holder) } }, policy: policyOf([seller, buyer], [tax], release),
        }));
        await putInForce(docId, holders, [seller, buyer]);
    }

    test('from the contract to the price that the tax office reads', async () => {
        await sale('sale-1');
        const { version, signers, manifest } = await onceThere(() => tax.carnet.documents.read('sale-1', { version: 1 }));
        assert.deepEqual([version.status, signers.length, version.missing], ['CURRENT', 2, { parties: [], amending: 0, shares: [] }]);
        const order = { docId: 'sale-1', requestId: 'audit', purpose: 'VAT audit of 2026', expires: { days: 14 } };
        assert.equal((await refusalOf(() => tax.carnet.documents.requestOpening({ ...order, expires: { days: 1.5 } }, tax.key))).code, 'INVALID_VALUE');
        const opening = await tax.carnet.documents.requestOpening(order, tax.key);
        assert.deepEqual([opening.request.groups, opening.request.sections], [['price'], ['/price']]);
        assert.deepEqual(await tax.carnet.documents.requestOpening(order, tax.key), opening, 'asked again, it is the same request');
        for (const other of [{ expires: { days: 15 } }, { expires: opening.request.expires, purpose: 'Another' }]) {
            assert.equal((await refusalOf(() => tax.carnet.documents.requestOpening({ ...order, ...other }, tax.key))).code, 'ALREADY_EXISTS');
        }
        for (const [path, said] of [['/prize', /There is no section \/prize\. Sealed are: \/price\./], ['', /The section {2}is open|There is no/]] as const) {
            assert.match((await refusalOf(() => tax.carnet.documents.requestOpening({ ...order, sections: [path] }, tax.key))).message, said);
        }
        const toTheDay = { ...order, expires: opening.request.expires };
        assert.deepEqual(await tax.carnet.documents.requestOpening(toTheDay, tax.key), opening, 'the same instant is the same question');

        const waiting = [];
        for await (const item of buyer.carnet.documents.pending()) waiting.push([item.kind, item.docId, item.requestId]);
        assert.deepEqual(waiting, [['OPENING', 'sale-1', 'audit']]);
        await approveAll('sale-1', 'audit', [seller]);
        const tooEarly = (): Promise<CarnetError> =>
            refusalOf(onceThere(async () => tax.carnet.documents.open(await tax.carnet.documents.review('sale-1', 'audit'), tax.key)));
        let early = await tooEarly();
        for (let left = 100; left > 0 && early.message.includes('nobody said yes'); left--) early = await tooEarly();
        assert.equal(early.message, 'NOT_GRANTED: There is still missing consent for the group price (it takes 2 of holder 1, holder 2, holder 3; holder 1 said yes).');
        await approveAll('sale-1', 'audit', [notary]);
        const opened = await onceThere(async () => tax.carnet.documents.open(await tax.carnet.documents.review('sale-1', 'audit'), tax.key), 'NOT_GRANTED');
        const sections = [];
        for await (const section of opened) sections.push([section.path, JSON.parse((await section.bytes()).toString()) as unknown]);
        assert.deepEqual(sections, [['/price', CONTRACT.price]]);
        assert.deepEqual([opened.used, opened.bad], [{ price: [1, 3] }, []]);

        // With another key than he asked with every grant is unreadable to him, and nobody is blamed for that.
        const review = await tax.carnet.documents.review('sale-1', 'audit');
        for (const mistaken of [
            () => tax.carnet.documents.open(review, buyer.key), () => tax.carnet.documents.reportBadShare(review, { group: 'price', index: 1 }, buyer.key),
        ]) assert.match((await refusalOf(mistaken)).message, /^WRONG_RECIPIENT_KEY: The request was made with another encryption key/);

        const leaf = manifest.sections.find(({ path }) => path === '/price')?.leaf ?? '';
        const original = await tax.carnet.documents.verifyOriginal({ docId: 'sale-1', version: 1, leaf });
        assert.deepEqual([original.path, original.status, original.manifestHash], ['/price', 'CURRENT', version.manifestHash]);
        const foreign = { docId: 'sale-1', version: 1, leaf: '0'.repeat(64) };
        assert.equal((await refusalOf(() => tax.carnet.documents.verifyOriginal(foreign))).code, 'LEAF_MISMATCH');
        const receipt = await tax.carnet.documents.confirmOpened(opened);
        assert.deepEqual(await tax.carnet.documents.confirmOpened(opened), receipt, 'confirmed again, it is the same receipt');

        const rows: AuditRow[] = [];
        for await (const row of tax.carnet.documents.audit('sale-1')) rows.push(row);
        assert.deepEqual(rows.map(({ action }) => action).filter(action => action !== 'SIGNED'), [
            'CREATED', 'ACKNOWLEDGED', 'ACKNOWLEDGED', 'ACKNOWLEDGED', 'OPENING_REQUESTED', 'APPROVED', 'APPROVED', 'OPENED',
        ]);
    });
});
