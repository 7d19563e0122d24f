// A book from which something was taken, or in which something was put or changed, does not lead to the head that was signed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withhold, type Certificate, type CertificateEntry } from '@carnet/client';
import { assembleCertificate, disclose } from '@carnet/client/dist/certificate/assemble.js';
import { ENTRY_GROUPS, type RecordedEntry } from '@carnet/domain';
import { certify, gatherMaterial, rechained, withReport, type Material } from './material.js';
import { refusedAs } from './refused.js';

let material: Material;
before(async () => { material = await gatherMaterial(); });
after(async () => material.trade.close());

function withEntries(change: (entries: CertificateEntry[]) => CertificateEntry[]): Certificate {
    return { ...material.certificate, entries: change(structuredClone(material.certificate.entries) as CertificateEntry[]) };
}

/** The certificate's signatures beside another book, each of whose entries is rightly hashed. */
async function withBook(change: (book: RecordedEntry[]) => RecordedEntry[]): Promise<Certificate> {
    const { trade, book, certificate } = material;
    const endorsed = await trade.network.endorse(trade.network.user('org1', 'User1'), 'VehicleRecord:ReadReport', [book[0]?.vin ?? '']);
    const { entries } = assembleCertificate(endorsed.envelope, rechained(change(structuredClone(book) as RecordedEntry[])).map(disclose));
    return { ...certificate, entries };
}

test('an entry taken away or put in', async () => {
    for (const at of [0, 1, 4]) assert.equal(await refusedAs(withEntries(entries => entries.toSpliced(at, 1)), material.roots), 'PROOF_ENTRY_COUNT');
    assert.equal(await refusedAs(withEntries(entries => [...entries, ...entries.slice(-1)]), material.roots), 'PROOF_ENTRY_COUNT');
    assert.equal(await refusedAs(withEntries(() => []), material.roots), 'PROOF_ENTRY_COUNT');
    assert.equal(await refusedAs(await withBook(book => book.toSpliced(2, 1)), material.roots), 'PROOF_ENTRY_COUNT');
});

test('entries exchanged, or one in the place of another', async () => {
    const swap = (entries: CertificateEntry[]): CertificateEntry[] => entries.toSpliced(2, 2, ...entries.slice(2, 4).toReversed());
    const [swapped, twice] = [withEntries(swap), withEntries(entries => entries.fill(entries[1] ?? never(), 2, 3))];
    for (const certificate of [swapped, twice]) assert.equal(await refusedAs(certificate, material.roots), 'PROOF_ENTRY_ORDER');
    const renumbered = withEntries(entries => swap(entries).map((entry, index) => ({ ...entry, sequence: index + 1 })));
    assert.equal(await refusedAs(renumbered, material.roots), 'PROOF_CHAIN_BROKEN');
});

test('a book of the forger\'s own, of the same length, rightly chained', async () => {
    const changed = await withBook(book => book.map(entry => entry.sequence === 5 && entry.odometer !== undefined
        ? { ...entry, odometer: { ...entry.odometer, value: 61_000 } }
        : entry));
    assert.equal(await refusedAs(changed, material.roots), 'PROOF_HEAD_MISMATCH');
    const replaced = await withBook(book => book.toSpliced(3, 1, { ...book[2] ?? never(), entryId: 'harmless' }));
    assert.equal(await refusedAs(replaced, material.roots), 'PROOF_HEAD_MISMATCH');
});

test('a changed field, salt or leaf of any group of any entry', async () => {
    for (const at of [0, 1, 4]) {
        for (const [place, group] of ENTRY_GROUPS.entries()) {
            const change = (edit: (entry: CertificateEntry) => CertificateEntry): Certificate =>
                withEntries(entries => entries.toSpliced(at, 1, edit(entries[at] ?? never())));
            const otherField = change(entry => ({ ...entry, groups: { ...entry.groups, [group]: { ...entry.groups[group], fields: { vin: 'x' } } } }));
            assert.equal(await refusedAs(otherField, material.roots), 'PROOF_LEAF_MISMATCH', group);
            const otherSalt = change(entry => ({ ...entry, groups: { ...entry.groups, [group]: { ...entry.groups[group], salt: '0'.repeat(64) } } }));
            assert.equal(await refusedAs(otherSalt, material.roots), 'PROOF_LEAF_MISMATCH', group);
            const otherLeaf = change(entry => ({ ...entry, leaves: entry.leaves.toSpliced(place, 1, 'a'.repeat(64)) }));
            assert.equal(await refusedAs(otherLeaf, material.roots), 'PROOF_LEAF_MISMATCH', group);
            const hidden = { ...otherLeaf, entries: otherLeaf.entries.map(entry => ({ ...entry, groups: {} })), withheld: { entries: 5, partly: 0 } };
            assert.equal(await refusedAs(hidden, material.roots), at === 4 ? 'PROOF_HEAD_MISMATCH' : 'PROOF_CHAIN_BROKEN', group);
        }
    }
});

test('a leaf that stands in the book twice', async () => {
    const copied = withEntries(([first, second, ...others]) => {
        if (first === undefined || second === undefined) return never();
        return [first, { ...second, leaves: first.leaves, groups: {} }, ...others];
    });
    assert.equal(await refusedAs(copied, material.roots), 'PROOF_LEAF_DUPLICATED');
});

test('a count of withheld entries that is not what is withheld', async () => {
    const share = withhold(material.certificate, { entries: [2], groups: ['work'] });
    assert.deepEqual(share.withheld, { entries: 1, partly: 4 });
    for (const withheld of [{ entries: 0, partly: 4 }, { entries: 1, partly: 0 }, { entries: 5, partly: 4 }]) {
        assert.equal(await refusedAs({ ...share, withheld }, material.roots), 'PROOF_WITHHELD_COUNT');
    }
});

test('the entries of another vehicle, even where peers had signed their head', async () => {
    const { trade, certificate, peers, roots } = material;
    const other = 'VF1KG1PBE30000001';
    await trade.submit(trade.network.user('org1', 'User1'), 'VehicleRecord:RegisterVehicle', other, JSON.stringify({
        make: 'OPEL', model: 'CORSA', firstRegistration: '2010-01-01', odometerUnit: 'km',
    }));
    const { certificate: foreign, book } = await certify(trade, other);
    assert.equal(await refusedAs({ ...certificate, entries: foreign.entries }, roots), 'PROOF_ENTRY_COUNT');
    const signed = withReport(certificate, peers, report => ({ ...report, vehicle: { ...report.vehicle, entries: 1, headHash: book[0]?.hash ?? '' } }));
    assert.equal(await refusedAs({ ...signed, entries: foreign.entries }, roots), 'PROOF_VEHICLE_MISMATCH');
});

function never(): never {
    throw new Error('the book is shorter than the test needs');
}
