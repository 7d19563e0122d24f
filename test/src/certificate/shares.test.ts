// Shares: what is withheld is not in the file and cannot be found out by trying, and the rest is verified as before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { proofSentences, serialiseCertificate, verifyCertificate, withhold, type Certificate } from '@carnet/client';
import { ENTRY_GROUPS, groupsOf, leafHash, saltOf, type RecordedEntry } from '@carnet/domain';
import { gatherMaterial, type Material } from './material.js';
import { refusedAs } from './refused.js';

let material: Material;
before(async () => { material = await gatherMaterial(); });
after(async () => material.trade.close());

test('chain, head, count and signatures are verified as before, and what is withheld is counted', async () => {
    const { certificate, roots, book } = material;
    const share = withhold(certificate, { entries: [2], groups: ['writer', 'papers'], groupsOf: [{ sequence: 4, groups: ['work'] }] });
    const verified = await verifyCertificate(serialiseCertificate(share), roots);
    assert.deepEqual(verified.withheld, { entries: 1, partly: 4 });
    assert.deepEqual(verified.entries.map(({ hash }) => hash), book.map(({ hash }) => hash));
    const [first, second, third, fourth] = verified.entries;
    assert.deepEqual(Object.keys(second ?? {}).sort(), ['hash', 'previousHash', 'sequence']);
    assert.deepEqual([first?.vehicle?.make, first?.writer, first?.transactionId, first?.mspId], ['RENAULT', undefined, undefined, 'Org1MSP']);
    assert.deepEqual([third?.work, fourth?.work, fourth?.odometer?.value], [['oil and filter', 'timing belt'], undefined, 60_000]);
    assert.equal(verified.judgement, 'WITHHELD');
});

test('work, writer and papers may be hidden without hiding a reading: the judgement is still recomputed', async () => {
    const share = withhold(material.certificate, { groups: ['work', 'writer', 'papers', 'organisation', 'inspection'] });
    const verified = await verifyCertificate(serialiseCertificate(share), material.roots);
    assert.deepEqual([verified.judgement, verified.withheld], ['RECOMPUTED', { entries: 0, partly: 5 }]);
    assert.deepEqual(verified.entries.map(({ odometer }) => odometer?.value), material.book.map(({ odometer }) => odometer?.value));
});

test('nothing withheld but the transaction: no entry counts as withheld; a share of a share withholds both', async () => {
    const whole = withhold(material.certificate, {});
    assert.deepEqual(whole.withheld, { entries: 0, partly: 0 });
    const second = withhold(withhold(material.certificate, { groups: ['work'] }), { entries: [1] });
    assert.deepEqual(second.withheld, { entries: 1, partly: 4 });
    await verifyCertificate(serialiseCertificate(second), material.roots);
    assert.deepEqual(withhold(second, {}), second);
});

/** All 64-digit hashes, salts and ids that a reader of the file sees. */
function hexIn(share: Certificate): Set<string> {
    return new Set(serialiseCertificate(share).match(/[0-9a-f]{64}/g));
}

test('no salt of a withheld group can be computed from what a share shows, not even from other entries of its transaction', () => {
    const { certificate, book } = material;
    assert.equal(book[2]?.transactionId, book[3]?.transactionId, 'two entries of the book are of one transaction');
    const share = withhold(certificate, { groupsOf: [{ sequence: 4, groups: ['work'] }] });
    const shown = hexIn(share);
    for (const entry of book) assert.ok(!shown.has(entry.transactionId), 'no transaction id is shown');
    const secret = book[3] as RecordedEntry;
    const leaf = share.entries[3]?.leaves[ENTRY_GROUPS.indexOf('work')];
    const guess = groupsOf(secret).work;
    assert.equal(leafHash(saltOf(secret, 'work'), 'work', guess), leaf, 'with the salt, a guess is confirmed');
    for (const hex of shown) {
        assert.notEqual(leafHash(hex, 'work', guess), leaf);
        assert.notEqual(leafHash(saltOf({ ...secret, transactionId: hex }, 'work'), 'work', guess), leaf);
    }
    assert.ok(!shown.has(saltOf(secret, 'work')));
    assert.ok(!serialiseCertificate(share).includes('brake pads'));
});

test('a share that was changed is refused', async () => {
    const { certificate, roots } = material;
    const share = withhold(certificate, { entries: [3], groups: ['work'] });
    const edited = (at: number, change: (entry: Certificate['entries'][number]) => Certificate['entries'][number]): Certificate =>
        ({ ...share, entries: share.entries.map((entry, index) => index === at ? change(entry) : entry) });
    const dropped = { ...share, entries: share.entries.toSpliced(2, 1), withheld: { ...share.withheld, entries: 0 } };
    assert.equal(await refusedAs(dropped, roots), 'PROOF_ENTRY_COUNT');
    const revealed = edited(2, entry => ({ ...entry, groups: { work: { salt: '1'.repeat(64), fields: { work: ['nothing'] } } } }));
    assert.equal(await refusedAs(revealed, roots), 'PROOF_LEAF_MISMATCH');
    const moved = edited(1, entry => ({ ...entry, groups: { ...entry.groups, event: certificate.entries[2]?.groups.event ?? { salt: '', fields: {} } } }));
    assert.equal(await refusedAs(moved, roots), 'PROOF_LEAF_MISMATCH');
    const swapped = edited(2, entry => ({ ...entry, leaves: entry.leaves.toReversed() }));
    assert.equal(await refusedAs(swapped, roots), 'PROOF_CHAIN_BROKEN');
    const hiddenMore = edited(3, entry => ({ ...entry, groups: {} }));
    assert.equal(await refusedAs(hiddenMore, roots), 'PROOF_WITHHELD_COUNT');
});

test('what the book does not have cannot be withheld', () => {
    for (const withholding of [{ entries: [6] }, { entries: [0] }, { entries: [1.5] }, { groups: ['price'] }, { groupsOf: [{ sequence: 9, groups: [] }] }]) {
        assert.throws(() => withhold(material.certificate, withholding as never), { code: 'SHARE_INVALID' });
    }
});

test('what is proved, in sentences', async () => {
    const { certificate, roots } = material;
    const share = withhold(certificate, { entries: [2, 3], groups: ['work'] });
    const verified = await verifyCertificate(serialiseCertificate(share), roots);
    const [signed, complete, withheld, judgement, limits] = proofSentences(verified, 'en', mspId => mspId === 'Org1MSP' ? 'Garage Un' : mspId);
    assert.match(signed ?? '', /^The peers of Garage Un and Org2MSP signed this report on vehicle VF1KG1PBE34488860, asked for at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
    assert.match(complete ?? '', /^The book has 5 entries; the last stands in block \d+\. None was left out, added or changed\.$/);
    assert.equal(withheld, 'Not shown by whoever made this share: 2 entries altogether, and a part of 3 more.');
    assert.match(judgement ?? '', /^The verdict, ILLOGICAL \(04_LOWER_THAN_EARLIER\), rests on the signatures alone/);
    assert.match(limits ?? '', /^Not proved:/);
    const french = proofSentences(await verifyCertificate(serialiseCertificate(certificate), roots), 'fr');
    assert.equal(french.length, 4);
    assert.match(french[0] ?? '', /^Les pairs de Org1MSP et Org2MSP ont signé ce rapport/);
    assert.match(french[2] ?? '', /a été recalculé à partir des inscriptions et concorde/);
});
