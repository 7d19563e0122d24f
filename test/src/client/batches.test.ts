// Cutting entries into batches: nothing lost, nothing reordered, no limit passed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutIntoBatches, type Batch } from '@carnet/client/dist/recording/batches.js';
import { BATCH_MAX_BYTES, entriesCodec, type BatchEntry } from '@carnet/domain';
import fc from 'fast-check';
import { refusalOf } from './refusal.js';

fc.configureGlobal({ seed: 20_261 });

function entry(car: number, n: number, note = 'x'): BatchEntry {
    return {
        vin: `VF1AAAAAAAA${String(car).padStart(6, '0')}`, entryId: `e${n}`, type: 'READING', date: '2020-01-01', source: 'dealer',
        odometer: { value: n, unit: 'km', status: 'READ', method: 'DASH' }, publicNote: note,
    };
}

async function cut(entries: readonly BatchEntry[], limits: Parameters<typeof cutIntoBatches>[1]): Promise<Batch[]> {
    const batches: Batch[] = [];
    for await (const batch of cutIntoBatches(entries, limits)) batches.push(batch);
    return batches;
}

test('whatever the entries, the batches hold them all, in order and within the limits', async () => {
    const entries = fc.array(fc.tuple(fc.nat(6), fc.string({ minLength: 1, maxLength: 60 })), { maxLength: 60 })
        .map(list => list.map(([car, note], n) => entry(car, n, note)));
    const sizes = [fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 })] as const;
    await fc.assert(fc.asyncProperty(entries, ...sizes, async (all, batchSize, maxVehicles) => {
        const maxBytes = 2_000;
        const batches = await cut(all, { batchSize, maxBytes, maxVehicles });
        assert.deepEqual(batches.flatMap(batch => batch.entries), all);
        let first = 0;
        for (const batch of batches) {
            assert.equal(batch.first, first);
            first += batch.entries.length;
            assert.ok(batch.entries.length >= 1 && batch.entries.length <= batchSize);
            assert.ok(batch.vins.size <= maxVehicles);
            assert.ok(Buffer.byteLength(JSON.stringify(batch.entries)) <= maxBytes);
            assert.deepEqual(new Set(batch.entries.map(({ vin }) => vin)), batch.vins);
        }
    }), { numRuns: 100 });
});

test('a car whose entries follow each other is in one batch, so that no batch has to wait for the one before it', async () => {
    const entries = Array.from({ length: 500 * 12 }, (_, n) => entry(Math.floor(n / 12), n));
    const batches = await cut(entries, { batchSize: 256 });
    assert.deepEqual(batches.map(({ entries: { length } }) => length), [...Array<number>(23).fill(252), 6000 - 23 * 252]);
    assert.equal(batches.reduce((sum, { vins }) => sum + vins.size, 0), 500);
    const [first, second, third] = await cut([entry(1, 1), entry(2, 2), entry(2, 3), entry(2, 4), entry(2, 5)], { batchSize: 3 });
    assert.deepEqual([first, second, third].map(batch => batch?.entries.map(({ entryId }) => entryId)), [['e1'], ['e2', 'e3', 'e4'], ['e5']]);
});

test('600 entries of one car are three transactions', async () => {
    const batches = await cut(Array.from({ length: 600 }, (_, n) => entry(1, n)), { batchSize: 256 });
    assert.deepEqual(batches.map(({ first, entries }) => [first, entries.length]), [[0, 256], [256, 256], [512, 88]]);
});

test('the ledger\'s own decoder takes the largest batches: 24 cars, 256 KiB', async () => {
    const cars = await cut(Array.from({ length: 250 }, (_, n) => entry(n, n)), { batchSize: 256 });
    assert.deepEqual(cars.map(({ entries }) => entries.length), [...Array<number>(10).fill(24), 10]);
    const work = Array<string>(20).fill('€'.repeat(70));
    const long = await cut(Array.from({ length: 500 }, (_, n) => ({ ...entry(1, n), work })), { batchSize: 256 });
    assert.ok(long.length > 1);
    for (const batch of [...cars, ...long]) {
        const json = entriesCodec.encode(batch.entries);
        assert.ok(Buffer.byteLength(json) <= BATCH_MAX_BYTES);
    }
});

test('two ways to write one VIN are one car', async () => {
    const [batch] = await cut([entry(1, 1), { ...entry(1, 2), vin: ` ${entry(1, 2).vin.toLowerCase()} ` }], { batchSize: 10 });
    assert.equal(batch?.vins.size, 1);
});

test('sizes outside 1 to 256 are refused', async () => {
    for (const batchSize of [0, 257, 1.5, Number.NaN]) {
        assert.equal((await refusalOf(cut([entry(1, 1)], { batchSize }))).code, 'SETTING_INVALID');
    }
});
