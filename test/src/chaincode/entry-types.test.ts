// What each type of entry changes of the facts of a car, and the entries without a meter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryReceipt, EntryRequest, Vehicle } from '@carnet/domain';
import { RECORD, authority, car, history, openBooks, org1, org2, reading, record, trade } from './books.js';
import { BATTERY_ENTRY, IMPORT_ENTRY, REPLACEMENT_ENTRY, TECHNICAL_ENTRY } from './valid-requests.js';

openBooks();

const read = async (of: string): Promise<Vehicle> => await trade.evaluate(org1, 'VehicleRecord:ReadVehicle', of) as Vehicle;

function meterless(entryId: string, type: EntryRequest['type'], date: string, change: Partial<EntryRequest> = {}): EntryRequest {
    return { entryId, type, date, source: 'dealer', confirm: true, ...change };
}

test('every field of the further types comes back, and the facts follow', async () => {
    const number = await car(200);
    for (const entry of [REPLACEMENT_ENTRY, BATTERY_ENTRY, IMPORT_ENTRY, TECHNICAL_ENTRY]) {
        await record(org1, number, entry);
        const recorded = (await history(number)).at(-1);
        for (const [field, value] of Object.entries(entry)) assert.deepEqual(recorded?.[field as keyof EntryRequest], value, `${entry.type} ${field}`);
    }
    const { imported, make, model, firstRegistration, odometerUnit, odometerDigits } = await read(number);
    assert.deepEqual([imported, { make, model, firstRegistration, odometerUnit, odometerDigits }], [true, TECHNICAL_ENTRY.technical]);
    const again = await trade.submit(org1, RECORD, number, JSON.stringify(BATTERY_ENTRY));
    assert.deepEqual([again.writes, (again.answer as EntryReceipt).sequence], [[], 3]);
});

test('an entry older than the first registration becomes possible once that is corrected', async () => {
    const number = await car(201);
    const old = reading('old', '2009-01-05', 10);
    assert.equal((await trade.refused(org1, RECORD, number, JSON.stringify(old))).code, 'INVALID_DATE');
    await record(org1, number, TECHNICAL_ENTRY);
    await record(org1, number, old);
    const later = { ...TECHNICAL_ENTRY, entryId: 'technical-2', technical: { firstRegistration: '9999-01-01' } };
    const failure = await trade.refused(org1, RECORD, number, JSON.stringify(later));
    assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'entry.technical.firstRegistration']);
});

test('the registration is known again after the facts have changed', async () => {
    const number = await car(202);
    await record(org1, number, TECHNICAL_ENTRY);
    await car(202);
    assert.equal((await read(number)).model, 'GRAND SCENIC');
});

test('an entry without a meter is a duplicate by its content, in one batch, in a long book, but not of another organisation', async () => {
    const number = await car(203);
    const keeper = meterless('k1', 'KEEPER_CHANGED', '2014-01-01');
    await record(org1, number, keeper);
    const many = Array.from({ length: 70 }, (_, n) => ({ vin: number, ...reading(`r${n}`, '2015-01-01', 1_000 + n) }));
    await trade.submit(org1, 'VehicleRecord:RecordEntries', JSON.stringify(many));
    const confirmed = { ...keeper, entryId: 'k2', detailsHash: 'a'.repeat(64) };
    const failure = await trade.refused(org1, RECORD, number, JSON.stringify(confirmed));
    assert.deepEqual([failure.code, failure.parameters], ['DUPLICATE_ENTRY', { vin: number, sequence: 2 }]);
    const batch = ['b1', 'b2'].map(entryId => ({ vin: number, ...meterless(entryId, 'KEEPER_CHANGED', '2016-01-01') }));
    const inBatch = await trade.refused(org1, 'VehicleRecord:RecordEntries', JSON.stringify(batch));
    assert.deepEqual([inBatch.code, inBatch.parameters], ['DUPLICATE_ENTRY', { vin: number, sequence: 73, index: 1 }]);
    await record(org2, number, keeper);
    await record(org1, number, { ...keeper, entryId: 'k3', refs: { workOrder: 'second-keeper' } });
    assert.equal((await read(number)).keeperChanges, 3);
});

test('a car is in stock of who took it in last by date, and only he gives it out', async () => {
    const number = await car(204);
    const early = await trade.refused(org1, RECORD, number, JSON.stringify(meterless('out-0', 'STOCK_OUT', '2015-01-01')));
    assert.equal(early.code, 'NOT_IN_STOCK');
    await record(org1, number, meterless('in-1', 'STOCK_IN', '2015-01-02'));
    assert.equal((await read(number)).inStockOf, 'Org1MSP');
    assert.equal((await trade.refused(org2, RECORD, number, JSON.stringify(meterless('out-1', 'STOCK_OUT', '2015-01-03')))).code, 'NOT_IN_STOCK');
    await record(org2, number, meterless('history', 'STOCK_IN', '2014-01-01'));
    assert.equal((await read(number)).inStockOf, 'Org1MSP', 'what is older is history');
    await record(org2, number, meterless('in-2', 'STOCK_IN', '2015-02-01'));
    assert.equal((await read(number)).inStockOf, 'Org2MSP');
    await record(org2, number, meterless('out-2', 'STOCK_OUT', '2015-03-01'));
    assert.equal((await read(number)).inStockOf, undefined);
});

test('a recall that is not open is not done', async () => {
    const number = await car(205);
    const done = reading('done', '2016-01-01', 5, { type: 'RECALL_DONE', refs: { recall: 'R-1' } });
    const failure = await trade.refused(org1, RECORD, number, JSON.stringify(done));
    assert.deepEqual([failure.code, failure.parameters], ['RECALL_NOT_OPEN', { recall: 'R-1', open: [] }]);
});

test('no organisation takes all places for replacements of the meter', async () => {
    const number = await car(206);
    const replaced = (entryId: string, day: number): EntryRequest => ({
        ...REPLACEMENT_ENTRY, source: 'dealer', entryId, date: `2016-01-${String(day).padStart(2, '0')}`,
    });
    await trade.submit(org1, 'VehicleRecord:RecordEntries', JSON.stringify(Array.from({ length: 24 }, (_, n) => ({ vin: number, ...replaced(`m${n}`, n + 1) }))));
    const failure = await trade.refused(org1, RECORD, number, JSON.stringify(replaced('m24', 25)));
    assert.deepEqual([failure.code, failure.parameters], ['REPLACEMENTS_FULL', { limit: 32 }]);
    await trade.submit(org2, 'VehicleRecord:RecordEntries', JSON.stringify(Array.from({ length: 8 }, (_, n) => ({ vin: number, ...replaced(`m${n}`, n + 1) }))));
    assert.equal((await trade.refused(org2, RECORD, number, JSON.stringify(replaced('m9', 9)))).code, 'REPLACEMENTS_FULL');
});

test('a technical change and a battery check need their roles', async () => {
    const number = await car(207);
    for (const [entry, needed] of [
        [{ ...TECHNICAL_ENTRY, source: 'dealer' }, ['inspector', 'authority', 'manufacturer']],
        [meterless('t', 'OEM_TELEMETRY', '2016-01-01', { odometer: { value: 1, unit: 'km', status: 'READ', method: 'OEM' } }), ['manufacturer']],
    ] as const) {
        const failure = await trade.refused(org2, RECORD, number, JSON.stringify(entry));
        assert.deepEqual([failure.code, failure.parameters], ['NOT_LICENSED', { needed }]);
    }
    await record(authority, number, TECHNICAL_ENTRY);
});
