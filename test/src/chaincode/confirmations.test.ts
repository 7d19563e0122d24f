// Soft checks: what is possible and seldom right is asked about once, and recorded all the same when its writer stands by it.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { EntryRequest } from '@carnet/domain';
import { DatedTrade, kilometres } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => { trade = await DatedTrade.open(); });

function unconfirmed(entryId: string, date: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    const { confirm, ...entry } = kilometres(entryId, date, value, change);
    assert.ok(confirm);
    return entry;
}

async function carWithReading(number: number): Promise<string> {
    trade.day = '2024-03-10';
    const of = await trade.register(vin(number));
    await trade.record('garage', of, kilometres('r1', '2024-03-05', 90_000));
    return of;
}

test('each check by its limit', async () => {
    const of = await carWithReading(1);
    for (const [entry, findings] of [
        [unconfirmed('a', '2024-03-10', 89_900), ['LOWER_THAN_BEFORE']],
        [unconfirmed('a', '2024-03-10', 95_001), ['ABOVE_CAP']],
        [unconfirmed('a', '2024-03-04', 89_000), ['LATE']],
        [unconfirmed('a', '2024-03-10', 56_000, { odometer: { value: 56_000, unit: 'mi', status: 'READ', method: 'DASH' } }), ['UNIT_DIFFERS']],
        [unconfirmed('a', '2024-03-10', 1, { odometer: { value: 1, unit: 'mi', status: 'READ', method: 'DASH' } }), ['LOWER_THAN_BEFORE', 'UNIT_DIFFERS']],
        [unconfirmed('a', '2024-03-04', 1, { odometer: { unit: 'mi', status: 'UNREADABLE', method: 'DASH' } }), ['LATE']],
        [{ entryId: 'a', type: 'KEEPER_CHANGED', date: '2024-03-04', source: 'dealer' }, ['LATE']],
    ] as const) {
        const failure = await trade.refusal('garage', 'RecordEntry', of, entry);
        assert.deepEqual([failure.code, failure.parameters], ['CONFIRMATION_NEEDED', { findings }], JSON.stringify(entry));
    }
    for (const [n, [date, value]] of ([['2024-03-10', 89_901], ['2024-03-10', 95_000], ['2024-03-05', 90_000]] as const).entries()) {
        const fresh = await carWithReading(10 + n);
        await trade.record('garage', fresh, unconfirmed('a', date, value, { publicNote: 'just within the limit' }));
    }
});

test('what was confirmed is recorded with that sign, judged as ever, and asked about once', async () => {
    const of = await carWithReading(2);
    const entry = unconfirmed('low', '2024-03-09', 50_000);
    assert.equal((await trade.refusal('garage', 'RecordEntry', of, entry)).code, 'CONFIRMATION_NEEDED');
    const receipt = await trade.record('garage', of, { ...entry, confirm: true });
    assert.deepEqual([receipt.verdict, receipt.warnings], ['ILLOGICAL', ['ROLLBACK']]);
    assert.equal((await trade.history(of)).at(-1)?.confirm, true);
    assert.deepEqual(await trade.record('garage', of, { ...entry, confirm: true }), receipt);
    assert.equal((await trade.refusal('garage', 'RecordEntry', of, entry)).code, 'ALREADY_EXISTS');
    assert.equal((await trade.refusal('garage', 'RecordEntry', of, { ...entry, entryId: 'twin' })).code, 'DUPLICATE_ENTRY', 'a repetition is not asked about');
});

test('an entry that was in time is answered again long after, without being asked about', async () => {
    const of = await carWithReading(3);
    const entry = unconfirmed('in-time', '2024-03-10', 90_050);
    const receipt = await trade.record('garage', of, entry);
    trade.day = '2024-06-01';
    assert.deepEqual(await trade.record('garage', of, entry), receipt);
});

test('in a batch the entry at fault is named, what it follows in the batch counts, and nothing is recorded', async () => {
    const of = await carWithReading(4);
    const batch = [kilometres('b1', '2024-03-08', 91_000), unconfirmed('b2', '2024-03-09', 90_900)].map(entry => ({ vin: of, ...entry }));
    const failure = await trade.refused('garage', 'VehicleRecord:RecordEntries', JSON.stringify(batch));
    assert.deepEqual([failure.code, failure.parameters], ['CONFIRMATION_NEEDED', { findings: ['LOWER_THAN_BEFORE'], index: 1 }]);
    assert.equal((await trade.vehicle(of)).entries, 2);
});

test('a higher reading before a lower one is asked about like a lower one after it, in whichever order they are sent', async () => {
    const of = await carWithReading(6);
    const higher = { vin: of, ...unconfirmed('higher', '2024-03-07', 91_500) };
    const lower = { vin: of, ...unconfirmed('lower', '2024-03-09', 91_400) };
    for (const [batch, finding] of [[[higher, lower], 'LOWER_THAN_BEFORE'], [[lower, higher], 'HIGHER_THAN_AFTER']] as const) {
        const failure = await trade.refused('garage', 'VehicleRecord:RecordEntries', JSON.stringify(batch));
        assert.deepEqual([failure.code, failure.parameters], ['CONFIRMATION_NEEDED', { findings: [finding], index: 1 }]);
    }
    await trade.record('garage', of, unconfirmed('lower', '2024-03-09', 91_401));
    await trade.record('garage', of, unconfirmed('higher', '2024-03-07', 91_500));
});

test('against the new meter, not the old one', async () => {
    const of = await carWithReading(5);
    await trade.record('garage', of, {
        entryId: 'meter', type: 'ODOMETER_REPLACED', date: '2024-03-08', source: 'franchised', replacement: { oldValue: 90_100, newValue: 3, unit: 'km' },
    });
    const receipt = await trade.record('garage', of, unconfirmed('r2', '2024-03-09', 60));
    assert.deepEqual([receipt.verdict, receipt.reason], ['NO_JUDGEMENT', '02_REPLACED']);
    assert.equal((await trade.refusal('garage', 'RecordEntry', of, unconfirmed('r3', '2024-03-10', 90_200))).code, 'CONFIRMATION_NEEDED');
});
