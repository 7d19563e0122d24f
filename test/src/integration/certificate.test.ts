// A certificate from the network, by the client: verified by a process that has no network, shared, attacked, and refused with one organisation.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
    CERTIFICATE_EXTENSION, readRoots, serialiseCertificate, verifyCertificate, withhold, type Certificate, type Roots, type Verification,
} from '@carnet/client';
import type { EntryRequest } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

let members: Members;
let roots: Roots;
let folder: string;
const vin = freshVin();
let certificate: Certificate;

function reading(entryId: string, date: string, value: number): EntryRequest {
    return { entryId, type: 'READING', date, source: 'independent', odometer: { value, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true };
}

before(async () => {
    members = await gatherMembers();
    folder = mkdtempSync(join(tmpdir(), 'carnet-certificate-'));
    roots = readRoots(members.organizations);
    const { garage, inspector } = members;
    await garage.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' });
    await garage.vehicles.record(vin, { ...reading('order-1', '2012-02-20', 35_000), type: 'SERVICE', work: ['oil and filter'] });
    await inspector.vehicles.record(vin, {
        ...reading('mot-1', '2013-03-01', 48_000), type: 'INSPECTION', source: 'inspection', inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] },
    });
    await garage.vehicles.recordAll([1, 2, 3].map(n => ({ vin, ...reading(`r-${n}`, `201${n + 3}-06-01`, 48_000 + n * 9_000) })));
    certificate = await garage.vehicles.certificate(vin);
});
after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await members.close();
});

/** Verifies in a process of its own in which every way to a network fails. */
function verifiedOffline(file: Certificate): Verification {
    const path = join(folder, `book${CERTIFICATE_EXTENSION}`);
    writeFileSync(path, serialiseCertificate(file));
    writeFileSync(join(folder, 'roots.json'), JSON.stringify(roots));
    const program = join(import.meta.dirname, '..', 'certificate', 'verify-offline.js');
    return JSON.parse(execFileSync(process.execPath, [program, path, join(folder, 'roots.json')], { encoding: 'utf8', env: {} })) as Verification;
}

test('both organisations signed it, and a process without a network verifies it', async () => {
    const verified = verifiedOffline(certificate);
    assert.deepEqual(verified.signers.map(({ mspId }) => mspId), ['Org1MSP', 'Org2MSP']);
    assert.match(verified.signers[0]?.subject ?? '', /OU=peer/);
    const vehicle = await members.garage.vehicles.read(vin);
    assert.deepEqual(verified.report.vehicle, vehicle);
    assert.deepEqual(verified.report.judgement, await members.garage.vehicles.judgement(vin));
    assert.deepEqual([verified.judgement, verified.askedBy, verified.channel, verified.chaincode], ['RECOMPUTED', 'Org2MSP', 'mychannel', 'carnet']);
    const book = [];
    for await (const entry of members.garage.vehicles.history(vin)) book.push(entry);
    assert.deepEqual(verified.entries, book);
});

test('asking is no transaction: the book, and the block of its last entry, stay what they were', async () => {
    const again = await members.inspector.vehicles.certificate(vin, { organizations: ['Org2MSP', 'Org1MSP'] });
    const [one, other] = [verifiedOffline(certificate), verifiedOffline(again)];
    assert.deepEqual(other.asOf, one.asOf);
    assert.deepEqual(other.entries, one.entries);
    assert.notEqual(other.transactionId, one.transactionId);
    assert.equal(other.askedBy, 'Org1MSP');
});

test('a share is verified offline too, and says how much it withholds', () => {
    const share = withhold(certificate, { entries: [2], groups: ['writer'], groupsOf: [{ sequence: 4, groups: ['organisation'] }] });
    const verified = verifiedOffline(share);
    assert.deepEqual(verified.withheld, { entries: 1, partly: 5 });
    assert.equal(verified.judgement, 'WITHHELD');
    assert.ok(!serialiseCertificate(share).includes('oil and filter'));
});

test('material of this network that was tampered with is refused', async () => {
    const refused = async (file: Certificate, trusted: Roots = roots): Promise<string> =>
        (await refusalOf(verifyCertificate(serialiseCertificate(file), trusted))).code;
    const { signed, entries } = certificate;
    assert.equal(await refused({ ...certificate, entries: entries.slice(1) }), 'PROOF_ENTRY_COUNT');
    assert.equal(await refused({ ...certificate, entries: entries.toReversed() }), 'PROOF_ENTRY_ORDER');
    assert.equal(await refused({ ...certificate, signed: { ...signed, endorsements: signed.endorsements.slice(1) } }), 'PROOF_TOO_FEW_ORGANISATIONS');
    assert.equal(await refused(certificate, { Org1MSP: roots['Org2MSP'] ?? [], Org2MSP: roots['Org1MSP'] ?? [] }), 'PROOF_SIGNER_ISSUER_UNKNOWN');
    const text = serialiseCertificate(certificate);
    for (let at = 11; at < text.length; at += Math.ceil(text.length / 60)) {
        const changed = `${text.slice(0, at)}${text[at] === 'e' ? 'f' : 'e'}${text.slice(at + 1)}`;
        assert.match((await refusalOf(verifyCertificate(changed, roots))).code, /^PROOF_/);
    }
});

test('a book that grows meanwhile is certified up to the head that was signed', async () => {
    const { garage } = members;
    const growing = (async () => {
        for (let n = 0; n < 6; n++) await garage.vehicles.record(vin, reading(`g-${n}`, `2018-01-0${n + 1}`, 90_000 + n));
    })();
    const certificates = [];
    for (let n = 0; n < 3; n++) certificates.push(await garage.vehicles.certificate(vin));
    await growing;
    for (const one of certificates) {
        const { report, entries } = await verifyCertificate(serialiseCertificate(one), roots);
        assert.equal(entries.length, report.vehicle.entries);
    }
});

test('one organisation is not enough, and a vehicle without a book has no certificate', async () => {
    const { garage } = members;
    const alone = await refusalOf(garage.vehicles.certificate(vin, { organizations: ['Org2MSP', 'Org2MSP'] }));
    assert.deepEqual([alone.code, alone.outcome], ['SIGNERS_UNAVAILABLE', 'rejected']);
    assert.equal((await refusalOf(garage.vehicles.certificate(freshVin()))).code, 'VEHICLE_NOT_FOUND');
    const unknown = await refusalOf(garage.vehicles.certificate(vin, { organizations: ['Org1MSP', 'Org9MSP'] }));
    assert.equal(unknown.code, 'ENDORSERS_UNAVAILABLE');
});
