// RecordEntry: what comes back, what is judged and warned of, repetition and duplicates, and dates that cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryHash, type EntryReceipt, type EntryRequest, type Judgement, type Vehicle } from '@carnet/domain';
import { RECORD, car, history, openBooks, org1, org2, reading, record, trade, vin } from './books.js';
import { ENTRY, INSPECTION_ENTRY } from './valid-requests.js';

openBooks();

test('every field of an entry comes back, chained by hash', async () => {
    const number = await car(10);
    const receipt = await record(org1, number, INSPECTION_ENTRY);
    const second = await record(org1, number, ENTRY);
    const entries = await history(number, '1');
    assert.equal(entries.length, 3);
    entries.forEach(({ hash, ...hashed }, index) => {
        assert.equal(hash, entryHash(hashed));
        assert.equal(hashed.previousHash, entries[index - 1]?.hash ?? '0'.repeat(64));
        assert.equal(hashed.sequence, index + 1);
    });
    const [, inspection] = entries;
    for (const [field, value] of Object.entries(INSPECTION_ENTRY)) assert.deepEqual(inspection?.[field as keyof EntryRequest], value, field);
    assert.deepEqual(receipt, {
        vin: number, entryId: INSPECTION_ENTRY.entryId, sequence: 2, hash: inspection?.hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW',
        warnings: ['LATE_ENTRY'],
    });
    assert.deepEqual([second.sequence, second.verdict, second.reason], [3, 'LOGICAL', '00_ASCENDING']);
    const vehicle = await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', number) as Vehicle;
    assert.deepEqual([vehicle.entries, vehicle.headHash, vehicle.verdict], [3, second.hash, 'LOGICAL']);
});

test('the event says what was recorded', async () => {
    const number = await car(11);
    const { event, answer } = await trade.submit(org2, RECORD, number, JSON.stringify(reading('r1', '2012-02-20', 21_757)));
    const { hash } = answer as EntryReceipt;
    assert.deepEqual(event, {
        v: 1, type: 'EntriesRecorded',
        items: [{ vin: number, mspId: 'Org2MSP', first: 2, last: 2, types: ['READING'], hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW' }],
    });
});

test('a lower reading is recorded, warned about and judged, never refused', async () => {
    const number = await car(12);
    await record(org1, number, reading('r1', '2018-03-11', 104_510));
    const lower = await record(org2, number, reading('r2', '2021-04-02', 58_300));
    assert.deepEqual([lower.verdict, lower.reason, lower.warnings], ['ILLOGICAL', '04_LOWER_THAN_EARLIER', ['ROLLBACK', 'LATE_ENTRY']]);
    const higher = await record(org2, number, reading('r3', '2023-04-02', 204_510));
    assert.deepEqual([higher.verdict, higher.warnings], ['ILLOGICAL', ['LATE_ENTRY']]);
    const judgement = await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', number) as Judgement;
    assert.deepEqual(judgement, {
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', rulesVersion: 1,
        findings: [
            { code: 'ROLLBACK', severity: 'CRITICAL', readings: [2, 3] },
            ...[2, 3, 4].map(sequence => ({ code: 'LATE_ENTRY', severity: 'INFO', readings: [sequence] })),
            { code: 'HINT_MISSING_DIGIT', severity: 'HINT', readings: [3] },
        ],
    });
});

test('the same entry again gives the same receipt and writes nothing; another content under its id is refused', async () => {
    const number = await car(13);
    await record(org1, number, reading('r0', '2012-02-20', 30_000));
    const first = await record(org1, number, reading('r1', '2013-02-20', 20_000));
    const again = await trade.submit(org1, RECORD, number, JSON.stringify(reading('r1', '2013-02-20', 20_000), null, 1));
    assert.deepEqual([again.answer, again.writes, again.event], [first, [], undefined]);
    assert.deepEqual(first.warnings, ['ROLLBACK', 'LATE_ENTRY']);
    const other = await trade.refused(org1, RECORD, number, JSON.stringify(reading('r1', '2013-02-20', 20_001)));
    assert.deepEqual([other.code, other.parameters], ['ALREADY_EXISTS', { vin: number, entryId: 'r1', sequence: 3 }]);
    for (const user of [org1, org2]) {
        const taken = await trade.refused(user, RECORD, number, JSON.stringify(reading('registration', '2013-02-20', 1)));
        assert.deepEqual([taken.code, taken.parameters['sequence']], ['ALREADY_EXISTS', 1]);
    }
});

test('exactly the same under another id is a duplicate, but not of another organisation', async () => {
    const number = await car(14);
    await record(org1, number, reading('r1', '2013-03-13', 30_217));
    const twin = await trade.refused(org1, RECORD, number, JSON.stringify(reading('r2', '2013-03-13', 30_217)));
    assert.deepEqual([twin.code, twin.parameters], ['DUPLICATE_ENTRY', { vin: number, sequence: 2 }]);
    await record(org1, number, reading('r2', '2013-03-13', 30_217, { refs: { workOrder: 'retest' } }));
    await record(org2, number, reading('r3', '2013-03-13', 30_217));
    assert.equal((await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', number) as Judgement).verdict, 'LOGICAL');
});

test('a date later than tomorrow or before the day before first registration is refused', async () => {
    const number = await car(15);
    // The time of all of them, so that no midnight lies between.
    const timestampMs = Date.now();
    const day = (days: number): string => new Date(timestampMs + days * 86_400_000).toISOString().slice(0, 10);
    for (const entry of [reading('tomorrow', day(1), 1000), reading('first', '2009-03-16', 1)]) {
        await trade.submitWith(org1, { timestampMs }, RECORD, number, JSON.stringify(entry));
    }
    for (const date of [day(2), '2009-03-15', '9999-12-31T23:59']) {
        const failure = await trade.refusedWith(org1, { timestampMs }, RECORD, number, JSON.stringify(reading('r', date, 1)));
        assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'entry.date'], date);
    }
});

test('a vehicle that is not registered has no book', async () => {
    for (const [name, args] of [
        [RECORD, [JSON.stringify(ENTRY)]], ['VehicleRecord:ReadVehicle', []], ['VehicleRecord:ReadHistory', ['1', '']], ['VehicleRecord:ReadJudgement', []],
    ] as const) {
        const failure = await trade.refused(org1, name, vin(99), ...args);
        assert.deepEqual([failure.code, failure.parameters], ['VEHICLE_NOT_FOUND', { vin: vin(99) }], name);
    }
});
