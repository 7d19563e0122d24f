// RecordEntries: many entries of many cars in one transaction, all or none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiptsFrom, type BatchEntry, type EntryReceipt, type EntryRequest, type ReceiptRow, type Vehicle } from '@carnet/domain';
import { BATCH, car, history, openBooks, org1, reading, record, trade, vin } from './books.js';

openBooks();

const batchOf = (of: string, ...entries: EntryRequest[]): BatchEntry[] => entries.map(entry => ({ vin: of, ...entry }));

test('many entries of many cars: what each car gets is what one by one would give', async () => {
    const [one, other, single] = [await car(20), await car(21), await car(22)];
    const entries = [reading('r1', '2012-01-01', 50_000), reading('r2', '2013-01-01', 40_000), reading('r3', '2011-01-01', 45_000)];
    const batch = entries.flatMap(entry => [...batchOf(one, entry), ...batchOf(other, entry)]);
    const done = await trade.submit(org1, BATCH, JSON.stringify(batch));
    const receipts = receiptsFrom(batch, done.answer as ReceiptRow[]);
    const singly: EntryReceipt[] = [];
    for (const entry of entries) singly.push(await record(org1, single, entry));
    const compared = ({ sequence, verdict, reason, warnings }: EntryReceipt): unknown => ({ sequence, verdict, reason, warnings });
    assert.deepEqual(receipts.filter(({ vin: of }) => of === one).map(compared), singly.map(compared));
    // Authorisation, two heads; for each car its head and one page.
    assert.deepEqual([done.reads.length, done.writes.length], [4, 4]);
    assert.deepEqual(done.event?.items, [one, other].map(of => {
        const last = receipts.findLast(receipt => receipt.vin === of);
        return { vin: of, mspId: 'Org1MSP', first: 2, last: 4, types: ['READING'], hash: last?.hash, verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER' };
    }));
    const chain = await history(one);
    chain.forEach((entry, index) => assert.equal(entry.previousHash, chain[index - 1]?.hash ?? '0'.repeat(64)));
    assert.deepEqual(
        await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', one), await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', single),
    );
});

test('sent again it records nothing again; what is new among it is recorded', async () => {
    const number = await car(23);
    const batch = batchOf(number, reading('r1', '2012-01-01', 10), reading('r2', '2013-01-01', 20));
    const first = await trade.submit(org1, BATCH, JSON.stringify(batch));
    const again = await trade.submit(org1, BATCH, JSON.stringify(batch));
    assert.deepEqual([again.answer, again.writes], [first.answer, []]);
    const more = await trade.submit(org1, BATCH, JSON.stringify([...batch, ...batchOf(number, reading('r3', '2014-01-01', 30))]));
    assert.deepEqual((more.answer as ReceiptRow[]).map(([sequence]) => sequence), [2, 3, 4]);
    assert.equal(more.event?.items.length, 1);
});

test('an id twice in one batch: the same content is one entry, another content is refused by its index', async () => {
    const number = await car(24);
    const twice = await trade.submit(org1, BATCH, JSON.stringify(batchOf(number, reading('r1', '2012-01-01', 10), reading('r1', '2012-01-01', 10))));
    const [one, two] = twice.answer as ReceiptRow[];
    assert.deepEqual(one, two);
    assert.equal((await trade.evaluate(org1, 'VehicleRecord:ReadVehicle', number) as Vehicle).entries, 2);
    const failure = await trade.refused(org1, BATCH, JSON.stringify(batchOf(number, reading('r2', '2012-01-01', 11), reading('r2', '2012-01-01', 12))));
    assert.deepEqual([failure.code, failure.parameters['index']], ['ALREADY_EXISTS', 1]);
});

test('one entry that is refused refuses all, with its index and field', async () => {
    const number = await car(25);
    const height = trade.height();
    const good = reading('r1', '2012-01-01', 10);
    const cases: readonly (readonly [BatchEntry, string, string | undefined])[] = [
        [{ vin: vin(99), ...good }, 'VEHICLE_NOT_FOUND', undefined],
        [{ vin: 'VF1', ...good }, 'INVALID_VIN', 'entries[1].vin'],
        [{ vin: number, ...good, entryId: 'r2', date: '9999-01-01' }, 'INVALID_DATE', 'entries[1].date'],
        [{ vin: number, ...good, entryId: 'r2' }, 'DUPLICATE_ENTRY', undefined],
        [{ vin: number, ...good, entryId: 'r2', source: 'oem' }, 'NOT_LICENSED', undefined],
        [{ vin: number, ...good, date: 'x' }, 'INVALID_DATE', 'entries[1].date'],
    ];
    for (const [bad, code, field] of cases) {
        const failure = await trade.refused(org1, BATCH, JSON.stringify([{ vin: number, ...good }, bad]));
        assert.deepEqual([failure.code, failure.parameters['field'], failure.parameters['index']], [code, field, 1]);
    }
    assert.equal(trade.height(), height);
    assert.equal((await trade.evaluate(org1, 'VehicleRecord:ReadVehicle', number) as Vehicle).entries, 1);
});

test('more vehicles than a batch takes are refused', async () => {
    const numbers = Array.from({ length: 25 }, (_, index) => vin(1000 + index));
    for (const number of numbers) await car(Number(number.slice(-4)));
    const batch = numbers.map(number => ({ vin: number, ...reading('r1', '2012-01-01', 10) }));
    assert.equal((await trade.refused(org1, BATCH, JSON.stringify(batch))).code, 'BATCH_TOO_LARGE');
    const most = await trade.submit(org1, BATCH, JSON.stringify(batch.slice(1)));
    assert.deepEqual([most.reads.length, most.writes.length], [26, 48]);
});
