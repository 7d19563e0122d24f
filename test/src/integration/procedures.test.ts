// What two companies do about one book beside recording in it: corrections, disputes, recalls, offers, and the end of a car's life.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import type { EntryRequest, RecordedEntry } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

let members: Members;
before(async () => {
    members = await gatherMembers();
    const { inspectionAdmin, inspector, garageAdmin, garage } = members;
    await inspectionAdmin.membership.grant({ identity: (await inspector.membership.whoAmI()).identity, roles: ['authority'] });
    await garageAdmin.membership.grant({ identity: (await garage.membership.whoAmI()).identity, roles: ['dealer'] });
});
after(async () => { await members.close(); });

function reading(entryId: string, date: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    return {
        entryId, type: 'READING', date, source: 'dealer', odometer: { value, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true, ...change,
    };
}

async function car(): Promise<string> {
    const vin = freshVin();
    await members.garage.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' });
    return vin;
}

/** A day in UTC, for events that are not late. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const today = (): string => daysAgo(0);

async function last(vin: string): Promise<RecordedEntry> {
    const entries: RecordedEntry[] = [];
    for await (const entry of members.garage.vehicles.history(vin)) entries.push(entry);
    const entry = entries.at(-1);
    assert.ok(entry);
    return entry;
}

test('C36: a typing error, proposed by one company and confirmed by the other, clears the verdict', async () => {
    const vin = await car();
    const { garage: { vehicles }, inspector } = members;
    await vehicles.record(vin, reading('r1', '2021-06-01', 52_110));
    await vehicles.record(vin, reading('r2', '2022-06-03', 634_420));
    const followed = await onceSeen('VEHICLE_NOT_FOUND', () => inspector.vehicles.record(vin, reading('i1', '2023-06-05', 75_300, { source: 'inspection' })));
    assert.equal(followed.verdict, 'ILLOGICAL');
    const correction = { entryId: 'c1', corrects: 'r2', value: 63_442, unit: 'km', reason: 'a digit twice', date: today() } as const;
    const proposed = await onceSeen('ENTRY_NOT_FOUND', () => vehicles.proposeCorrection(vin, correction));
    assert.deepEqual([proposed.status, proposed.verdict], ['PENDING', 'ILLOGICAL'], 'another company has written since');
    assert.deepEqual(await vehicles.proposeCorrection(vin, correction), proposed);
    const closing = { entryId: 'k1', closes: { mspId: 'Org2MSP', entryId: 'c1' }, date: today() };
    assert.equal((await refusalOf(vehicles.confirmCorrection(vin, closing))).code, 'NOT_LICENSED');
    const confirmed = await onceSeen('CORRECTION_NOT_PENDING', () => inspector.vehicles.confirmCorrection(vin, closing));
    assert.deepEqual([confirmed.verdict, confirmed.reason], ['LOGICAL', '00_ASCENDING']);
    const judgement = await inspector.vehicles.judgement(vin);
    assert.deepEqual(judgement.findings.filter(({ code }) => code === 'CORRECTED'), [{ code: 'CORRECTED', severity: 'INFO', readings: [3] }]);
    const again = await refusalOf(inspector.vehicles.rejectCorrection(vin, { ...closing, entryId: 'k2' }));
    assert.deepEqual([again.code, again.outcome], ['CORRECTION_NOT_PENDING', 'rejected']);
});

test('alone and in time a company corrects itself in one transaction', async () => {
    const vin = await car();
    const { vehicles } = members.garage;
    await vehicles.record(vin, reading('r1', '2021-06-01', 52_110));
    await vehicles.record(vin, reading('r2', '2022-06-03', 5_300));
    const receipt = await vehicles.proposeCorrection(vin, { entryId: 'c1', corrects: 'r2', value: 53_000, unit: 'km', reason: 'a digit lost', date: today() });
    assert.deepEqual([receipt.status, receipt.verdict], ['CONFIRMED', 'LOGICAL']);
    const entry = await last(vin);
    assert.deepEqual([entry.type, entry.refs], ['CORRECTION_CONFIRMED', { closes: { mspId: 'Org2MSP', entryId: 'c1' } }]);
});

test('a rare reading is asked about, and recorded once it is confirmed', async () => {
    const vin = await car();
    const { vehicles } = members.garage;
    await vehicles.record(vin, reading('r1', daysAgo(2), 52_110));
    const { confirm, ...low } = reading('r2', daysAgo(1), 42_110);
    assert.ok(confirm);
    const error = await refusalOf(vehicles.record(vin, low));
    assert.deepEqual([error.code, error.outcome], ['CONFIRMATION_NEEDED', 'rejected']);
    assert.deepEqual(error.details['findings'], ['LOWER_THAN_BEFORE']);
    await vehicles.record(vin, { ...low, confirm: true });
});

test('a new meter, and a car from abroad', async () => {
    const vin = await car();
    const { vehicles } = members.garage;
    await vehicles.record(vin, reading('r1', '2021-06-01', 52_110));
    const replaced = await vehicles.record(vin, {
        entryId: 'm1', type: 'ODOMETER_REPLACED', date: '2022-01-10', source: 'franchised', replacement: { oldValue: 60_000, newValue: 10, unit: 'km' }, confirm: true,
    });
    assert.equal(replaced.reason, '06_TOO_FEW');
    const after = await vehicles.record(vin, reading('r2', '2023-01-10', 9_000));
    assert.deepEqual([after.verdict, after.reason, after.warnings], ['NO_JUDGEMENT', '02_REPLACED', ['LATE_ENTRY']]);
    assert.deepEqual(await vehicles.checkOdometer(vin, { value: 9_500, unit: 'km', date: '2023-02-01' }), { answer: 'MATCH' });
    assert.deepEqual(await vehicles.checkOdometer(vin, { value: 500, unit: 'km', date: '2023-02-01' }), { answer: 'LOWER_THAN_LEDGER' });

    const abroad = await car();
    await vehicles.record(abroad, { entryId: 'i1', type: 'IMPORTED', date: '2020-01-01', source: 'import', imported: { country: 'DE' }, confirm: true });
    await vehicles.record(abroad, reading('r1', '2021-06-01', 52_110));
    const blank = await vehicles.record(abroad, reading('r2', '2022-06-01', 62_110));
    assert.deepEqual([blank.verdict, blank.reason], ['NO_JUDGEMENT', '05_IMPORTED']);
    const supplied = await vehicles.record(abroad, reading('f1', '2018-06-01', 22_110, { source: 'import' }));
    assert.deepEqual([supplied.verdict, (await vehicles.read(abroad)).imported], ['LOGICAL', true]);
});

test('a recall is opened by an authority and done by a garage', async () => {
    const vin = await car();
    const { garage: { vehicles }, inspector } = members;
    await onceSeen('VEHICLE_NOT_FOUND', () => inspector.vehicles.openRecall(vin, { entryId: 'o1', recall: 'R-7', date: '2023-01-01' }));
    const done = reading('d1', '2023-02-01', 10_000, { type: 'RECALL_DONE', refs: { recall: 'R-7' } });
    await onceSeen('RECALL_NOT_OPEN', () => vehicles.record(vin, done));
    assert.deepEqual((await vehicles.read(vin)).openRecalls, []);
    assert.equal((await refusalOf(vehicles.record(vin, { ...done, entryId: 'd2' }))).code, 'RECALL_NOT_OPEN');
});

test('offered while in stock, disputed and withdrawn, and closed at the end of its life', async () => {
    const vin = await car();
    const { garage: { vehicles }, inspector } = members;
    const offer = { offerId: 'o1', validUntil: today(), termsHash: 'ab'.repeat(32) };
    assert.equal((await refusalOf(vehicles.offerSale(vin, offer))).code, 'NOT_IN_STOCK');
    await vehicles.record(vin, { entryId: 'in', type: 'STOCK_IN', date: today(), source: 'dealer' });
    // Around midnight the day may have changed since.
    const offered = { ...offer, validUntil: today() };
    assert.deepEqual((await vehicles.offerSale(vin, offered)).offer, { ...offered, mspId: 'Org2MSP' });
    assert.equal((await vehicles.withdrawOffer(vin, 'o1')).offer, undefined);
    assert.equal((await refusalOf(vehicles.withdrawOffer(vin, 'o2'))).code, 'OFFER_NOT_FOUND');

    const disputes = { mspId: 'Org2MSP', entryId: 'in' };
    await onceSeen('ENTRY_NOT_FOUND', () => inspector.vehicles.openDispute(vin, { entryId: 'd1', disputes, reason: 'it stood elsewhere', date: today() }));
    const closes = { mspId: 'Org1MSP', entryId: 'd1' };
    const decided = await refusalOf(inspector.vehicles.resolveDispute(vin, { entryId: 's1', closes, outcome: 'UPHELD', date: today() }));
    assert.equal(decided.code, 'PARTY_TO_DISPUTE');
    await inspector.vehicles.resolveDispute(vin, { entryId: 's1', closes, outcome: 'WITHDRAWN', date: today() });

    await inspector.vehicles.retire(vin, { entryId: 'end', date: today(), reason: 'destroyed' });
    const late = await refusalOf(inspector.vehicles.record(vin, reading('late', '2023-01-01', 1, { source: 'inspection' })));
    assert.equal(late.code, 'VEHICLE_RETIRED');
    const { retired, inStockOf, openDisputes } = await inspector.vehicles.read(vin);
    assert.deepEqual([retired, inStockOf, openDisputes], [true, undefined, 0]);
});
