// A car's book, written by two companies through the client library and read back: on our own network or on somebody else's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { entryHash, type BatchEntry, type EntryRequest } from '@carnet/domain';
import { onceSeen } from '@carnet/demo/dist/once-seen.js';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

let members: Members;

before(async () => { members = await gatherMembers(); });
after(async () => { await members.close(); });

const CAR = { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' } as const;

function reading(entryId: string, date: string, value: number): EntryRequest {
    return { entryId, type: 'READING', date, source: 'independent', odometer: { value, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true };
}

test('two companies write one book, and a lower reading is recorded and judged', async () => {
    const vin = freshVin();
    const { garage, inspector } = members;
    await garage.vehicles.register(vin, CAR);
    await garage.vehicles.record(vin, reading('r1', '2020-03-01', 46005));
    const inspected = await onceSeen('VEHICLE_NOT_FOUND', () => inspector.vehicles.record(vin, {
        ...reading('mot-1', '2021-03-02T09:30', 62480), type: 'INSPECTION', source: 'inspection',
        inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] },
    }));
    assert.deepEqual([inspected.verdict, inspected.reason, inspected.sequence], ['LOGICAL', '00_ASCENDING', 3]);
    const lower = await garage.vehicles.record(vin, reading('r2', '2022-03-08', 58000));
    assert.deepEqual([lower.verdict, lower.reason, lower.sequence], ['ILLOGICAL', '04_LOWER_THAN_EARLIER', 4]);
    assert.deepEqual(lower.warnings, ['ROLLBACK', 'LATE_ENTRY']);

    const judgement = await garage.vehicles.judgement(vin);
    assert.deepEqual(judgement.findings, [
        { code: 'ROLLBACK', severity: 'CRITICAL', readings: [3, 4] },
        ...[2, 3, 4].map(sequence => ({ code: 'LATE_ENTRY', severity: 'INFO', readings: [sequence] })),
        { code: 'HINT_AMBIGUOUS', severity: 'HINT', readings: [3, 4] },
    ]);
    const vehicle = await garage.vehicles.read(vin);
    assert.deepEqual([vehicle.make, vehicle.entries, vehicle.headHash], ['RENAULT', 4, lower.hash]);
});

test('the book is a chain of hashes that its reader can recompute', async () => {
    const vin = freshVin();
    const { garage } = members;
    await garage.vehicles.register(vin, CAR);
    for (let n = 1; n <= 3; n++) await garage.vehicles.record(vin, reading(`r${n}`, `202${n}-01-01`, n * 10_000));
    let previousHash = '0'.repeat(64);
    let sequence = 0;
    for await (const entry of garage.vehicles.history(vin, { pageSize: 2 })) {
        const { hash, ...content } = entry;
        assert.equal(entry.sequence, ++sequence);
        assert.equal(entry.previousHash, previousHash);
        assert.equal(entryHash(content), hash);
        previousHash = hash;
    }
    assert.equal(sequence, 4);
    assert.equal((await garage.vehicles.read(vin)).headHash, previousHash);
});

test('the same entry again answers the same receipt, another under its id is refused', async () => {
    const vin = freshVin();
    const { garage } = members;
    await garage.vehicles.register(vin, CAR);
    const first = await garage.vehicles.record(vin, reading('r1', '2020-03-01', 46005));
    assert.deepEqual(await garage.vehicles.record(vin, reading('r1', '2020-03-01', 46005)), first);
    const error = await refusalOf(garage.vehicles.record(vin, reading('r1', '2020-03-01', 46006)));
    assert.deepEqual([error.code, error.outcome, error.retryable], ['ALREADY_EXISTS', 'rejected', false]);
    assert.equal((await garage.vehicles.read(vin)).entries, 2);
});

test('a batch of several cars is one transaction, and one bad entry leaves nothing behind', async () => {
    const { garage } = members;
    const vins = [freshVin(), freshVin()];
    for (const vin of vins) await garage.vehicles.register(vin, CAR);
    const entries: BatchEntry[] = vins.flatMap(vin => [1, 2, 3].map(n => ({ ...reading(`r${n}`, `202${n}-01-01`, n * 10_000), vin })));
    const error = await refusalOf(garage.vehicles.recordAll([...entries, { ...reading('r1', '2021-01-01', 1), vin: freshVin() }]));
    assert.equal(error.code, 'VEHICLE_NOT_FOUND');
    for (const vin of vins) assert.equal((await garage.vehicles.read(vin)).entries, 1);

    const { receipts } = await garage.vehicles.recordAll(entries);
    assert.deepEqual(receipts.map(({ vin, sequence }) => [vin, sequence]), vins.flatMap(vin => [2, 3, 4].map(sequence => [vin, sequence])));
    for (const vin of vins) assert.equal((await garage.vehicles.judgement(vin)).verdict, 'LOGICAL');
});

test('many writers on one car at once: every entry stands in the book once', async () => {
    const vin = freshVin();
    const { garage } = members;
    await garage.vehicles.register(vin, CAR);
    const ids = Array.from({ length: 8 }, (_, n) => `r${n}`);
    await Promise.all(ids.map((id, n) => garage.vehicles.record(vin, reading(id, `2020-01-0${n + 1}`, 1000 + n))));
    const recorded: string[] = [];
    for await (const entry of garage.vehicles.history(vin)) recorded.push(entry.entryId);
    assert.deepEqual(recorded.slice(1).sort(), ids);
});

test('a request is refused by the client as the ledger would refuse it, and the field is named', async () => {
    const { garage } = members;
    const wrong = { ...reading('r1', '2020-02-30', 46005), odometer: { value: 46005, unit: 'km', status: 'READ', method: 'DASH' } } as const;
    const error = await refusalOf(garage.vehicles.record(freshVin(), wrong));
    assert.deepEqual([error.code, error.details['field']], ['INVALID_DATE', 'entry.date']);
    const byLedger = await refusalOf(garage.submit('VehicleRecord', 'RecordEntry', [freshVin(), JSON.stringify(wrong)]));
    assert.deepEqual([byLedger.code, byLedger.details['field']], ['INVALID_DATE', 'entry.date']);
});

test('who may do what is decided by roles', async () => {
    const vin = freshVin();
    const { garage, inspector } = members;
    await garage.vehicles.register(vin, CAR);
    const byGarage = await refusalOf(garage.vehicles.record(vin, {
        ...reading('mot-1', '2021-03-02', 62480), type: 'INSPECTION', inspection: { nature: 'PERIODIC', result: 'PASSED', defects: [] },
    }));
    assert.equal(byGarage.code, 'NOT_LICENSED');
    const byInspector = await refusalOf(onceSeen('VEHICLE_NOT_FOUND', () => inspector.vehicles.record(vin, {
        ...reading('s1', '2021-03-02', 62480), type: 'SERVICE', source: 'inspection', work: ['oil'],
    })));
    assert.equal(byInspector.code, 'NOT_LICENSED');
    assert.equal((await garage.vehicles.read(vin)).entries, 1);
});
