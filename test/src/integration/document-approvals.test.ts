// Many holders who agree at the same moment: all endorsed on one state of the ledger, then all submitted, and none is in another's way.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Journal, SignedTransaction } from '@carnet/client';
import { cutJson } from '@carnet/client/dist/documents/content/json-content.js';
import { approveAll, onceThere, policyOf, putInForce, sharedDocuments, type DocumentNetwork, type DocumentPerson } from './document-people.js';

const HOLDERS = 20;
const PRICE = '12000.00';

/** Lets nobody submit his approval before everybody's is endorsed. */
class Meeting implements Journal {
    readonly #waiting: (() => void)[] = [];

    write({ call }: SignedTransaction): Promise<void> {
        if (call !== 'SharedDocument:ApproveOpening') return Promise.resolve();
        return new Promise(resolve => {
            this.#waiting.push(resolve);
            if (this.#waiting.length === HOLDERS) for (const go of this.#waiting) go();
        });
    }

    remove(): Promise<void> {
        return Promise.resolve();
    }

    list(): Promise<readonly SignedTransaction[]> {
        return Promise.resolve([]);
    }
}

suite('approvals at one moment', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs people of a network of our own' }, () => {
    let documents: DocumentNetwork;
    let author: DocumentPerson;
    let tax: DocumentPerson;
    let holders: readonly DocumentPerson[];
    before(async () => {
        documents = await sharedDocuments.use();
        [author, tax] = [await documents.author('org1'), await documents.person('org2')];
        // One attempt: a conflict would not be repeated, but told.
        const options = { journal: new Meeting(), retry: { attempts: 1 } };
        holders = await Promise.all(Array.from({ length: HOLDERS }, (_, index) => documents.person(index % 2 === 0 ? 'org1' : 'org2', options)));
    });
    after(() => sharedDocuments.letGo());

    test('of twenty holders all of whom are needed each is counted, and the section opens', async () => {
        await onceThere(() => author.carnet.documents.seal({
            docId: 'many', type: 'contract', title: 'Reserve price',
            sections: cutJson({ car: 'VF1JZ0J0H48812345', reserve: PRICE }, { '/reserve': { group: 'price' } }),
            groups: { price: { k: HOLDERS, holders: holders.map(({ holder }) => holder) } }, policy: policyOf([author], [tax]),
        }));
        await putInForce('many', holders, [author]);
        await onceThere(() => tax.carnet.documents.requestOpening({ docId: 'many', requestId: 'all', purpose: 'Audit', expires: { days: 1 } }, tax.key));
        await Promise.all(holders.map(holder => approveAll('many', 'all', [holder])));
        const opened = await onceThere(async () => tax.carnet.documents.open(await tax.carnet.documents.review('many', 'all'), tax.key), 'NOT_GRANTED');
        const texts: unknown[] = [];
        for await (const section of opened) texts.push(JSON.parse((await section.bytes()).toString()));
        assert.deepEqual([texts, opened.used['price']?.length], [[PRICE], HOLDERS]);
    });
});
