// Property: a batch leaves the same book as its entries one by one: same entries, verdicts and head, but for pages and transactions.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { formatDay, receiptsFrom, type EntryReceipt, type ReceiptRow, type RecordedEntry, type Vehicle } from '@carnet/domain';
import fc from 'fast-check';
import { DatedTrade } from './dated-trade.js';
import { vin } from './vins.js';

let trade: DatedTrade;
before(async () => { trade = await DatedTrade.open(); });

const FIRST_DAY = 19_000;
const day = fc.integer({ min: 0, max: 40 }).map(days => formatDay(FIRST_DAY + days));
const odometer = fc.oneof(
    { weight: 5, arbitrary: fc.record({ value: fc.integer({ min: 0, max: 2_000 }), unit: fc.constantFrom('km', 'mi'), status: fc.constant('READ'), method: fc.constant('DASH') }) },
    { weight: 1, arbitrary: fc.constant({ unit: 'km', status: 'UNREADABLE', method: 'DASH' }) },
);
const source = fc.constantFrom('dealer', 'legacy', 'import');
const common = { date: day, confirm: fc.constant(true) };
const entries = fc.array(fc.oneof(
    { weight: 6, arbitrary: fc.record({ ...common, source, type: fc.constant('READING'), odometer }) },
    { weight: 1, arbitrary: fc.record({ ...common, source, type: fc.constantFrom('KEEPER_CHANGED', 'STOCK_IN') }) },
    { weight: 1, arbitrary: fc.record({ ...common, source, type: fc.constant('IMPORTED'), imported: fc.constant({ country: 'BE' }) }) },
    { weight: 1, arbitrary: fc.record({ ...common, source: fc.constant('dealer'), type: fc.constant('ODOMETER_REPLACED'), replacement: fc.record({
        oldValue: fc.integer({ min: 0, max: 2_000 }), newValue: fc.integer({ min: 0, max: 300 }), unit: fc.constant('km'),
    }) }) },
), { minLength: 1, maxLength: 80 }).map(list => list.map((entry, n) => ({ entryId: `e${n}`, refs: { workOrder: `w${n}` }, ...entry })));

/** What depends on the transaction that recorded it. */
const OF_TRANSACTION: ReadonlySet<string> = new Set(['vin', 'transactionId', 'previousHash', 'hash', 'headHash']);
const withoutTransaction = (value: object): unknown => Object.fromEntries(Object.entries(value).filter(([field]) => !OF_TRANSACTION.has(field)));

test('any entries of any types', async () => {
    let cars = 0;
    await fc.assert(fc.asyncProperty(entries, async list => {
        const [batched, single] = [await trade.register(vin(2 * cars)), await trade.register(vin(2 * cars + 1))];
        cars += 1;
        const replacements = list.filter(({ type }) => type === 'ODOMETER_REPLACED');
        const taken = list.filter(entry => entry.type !== 'ODOMETER_REPLACED' || replacements.indexOf(entry) < 24);
        const receipts: EntryReceipt[] = [];
        const half = Math.ceil(taken.length / 2);
        for (const part of [taken.slice(0, half), taken.slice(half)].filter(({ length }) => length > 0)) {
            const batch = part.map(entry => ({ vin: batched, ...entry }));
            receipts.push(...receiptsFrom(batch, (await trade.done('garage', 'VehicleRecord:RecordEntries', JSON.stringify(batch))).answer as ReceiptRow[]));
        }
        const singles: EntryReceipt[] = [];
        for (const entry of taken) singles.push(await trade.record('garage', single, entry));
        assert.deepEqual(receipts.map(withoutTransaction), singles.map(withoutTransaction));
        const [one, other]: (readonly RecordedEntry[])[] = [await trade.history(batched), await trade.history(single)];
        assert.deepEqual(one?.map(withoutTransaction), other?.map(withoutTransaction));
        const [head, singleHead]: Vehicle[] = [await trade.vehicle(batched), await trade.vehicle(single)];
        assert.ok(head && singleHead);
        assert.deepEqual(withoutTransaction(head), withoutTransaction(singleHead));
        assert.deepEqual(await trade.judgement(batched), await trade.judgement(single));
    }), { numRuns: 25, seed: 20_260 });
});
