// Recording many entries, against a gateway whose ledger takes only small batches: halves, order, places, progress, and the first fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordingProgress } from '@carnet/client';
import type { BatchEntry, ReceiptRow } from '@carnet/domain';
import { status } from '@grpc/grpc-js';
import { connected, type Connected } from './connected.js';
import { refusalOf } from './refusal.js';
import { argumentsOf, type Received, type Reply } from './scripted-gateway.js';

let gateway: Connected['gateway'];
let carnet: Connected['carnet'];
connected(made => { ({ gateway, carnet } = made); });

function entry(car: number, n: number): BatchEntry {
    return {
        vin: `VF1AAAAAAAA${String(car).padStart(6, '0')}`, entryId: `e${n}`, type: 'READING', date: '2020-01-01', source: 'dealer',
        odometer: { value: n, unit: 'km', status: 'READ', method: 'DASH' },
    };
}

function refusal(text: string): Reply {
    return { code: status.ABORTED, text: 'failed to endorse transaction', details: [['Org1MSP', `chaincode response 500, ${text}`]] };
}

/** A ledger that takes `most` entries at a time and refuses the entry `bad`; it answers with the id in the place of the hash. */
function ledger(most: number, bad?: string): { readonly play: () => void; readonly recorded: string[] } {
    const recorded: string[] = [];
    const endorse = (received: Received): Reply => {
        const [, json = ''] = argumentsOf(received);
        const entries = JSON.parse(json) as BatchEntry[];
        if (entries.length > most) return refusal('BATCH_TOO_LARGE: Send it in two halves. {"index":3,"limit":310}');
        const index = entries.findIndex(({ entryId }) => entryId === bad);
        if (index >= 0) return refusal(`INVALID_DATE: Later than tomorrow. {"field":"entries[${index}].date","index":${index}}`);
        recorded.push(...entries.map(({ vin, entryId }) => `${vin}/${entryId}`));
        return { result: JSON.stringify(entries.map(({ entryId }): ReceiptRow => [1, entryId, '06_TOO_FEW'])) };
    };
    return { play: () => gateway.play({ Endorse: endorse }), recorded };
}

test('a batch that is too large is recorded in halves: receipts in their places, progress for each transaction', async () => {
    const entries = Array.from({ length: 23 }, (_, n) => entry(n % 3, n));
    const { play, recorded } = ledger(4);
    play();
    const progress: RecordingProgress[] = [];
    const { receipts, transactionIds } = await carnet.vehicles.recordAll(entries, { batchSize: 20, onProgress: step => progress.push(step) });
    assert.deepEqual(receipts.map(({ entryId }) => entryId), entries.map(({ entryId }) => entryId));
    assert.deepEqual(recorded, entries.map(({ vin, entryId }) => `${vin}/${entryId}`), 'in order, each once');
    // 20 → 10, 10 → 5 and 5 each → 3 and 2; then the 3 that were left.
    assert.deepEqual(progress.map(({ recorded: count, total, batches }) => [count, total, batches]),
        [3, 5, 8, 10, 13, 15, 18, 20, 23].map((count, index) => [count, 23, index + 1]));
    assert.deepEqual(progress.map(({ transactionId }) => transactionId), transactionIds);
});

test('while a batch is recorded in halves, no later batch writes into its books', async () => {
    const entries = [...Array.from({ length: 8 }, (_, n) => entry(1, n)), ...Array.from({ length: 8 }, (_, n) => entry(n % 2, 8 + n))];
    const { play, recorded } = ledger(1);
    play();
    await carnet.vehicles.recordAll(entries, { batchSize: 8, concurrency: 8 });
    assert.deepEqual(recorded, entries.map(({ vin, entryId }) => `${vin}/${entryId}`));
});

test('a single entry that is too large is the end', async () => {
    const { play, recorded } = ledger(0);
    play();
    const error = await refusalOf(carnet.vehicles.recordAll([entry(1, 0), entry(1, 1), entry(1, 2)]));
    assert.deepEqual([error.code, error.outcome, error.details['batch']], ['BATCH_TOO_LARGE', 'rejected', { first: 0, size: 1 }]);
    assert.deepEqual([recorded, error.details['recorded'], gateway.of('Endorse').length], [[], 0, 3], 'the other halves are not tried');
});

test('an entry refused in a half is named by its place in the whole, and what stood before it is on the ledger', async () => {
    const { play, recorded } = ledger(4, 'e13');
    play();
    const error = await refusalOf(carnet.vehicles.recordAll(Array.from({ length: 16 }, (_, n) => entry(1, n)), { batchSize: 16 }));
    assert.deepEqual([error.code, error.details['index'], error.details['entryId'], error.details['field'], error.details['recorded']],
        ['INVALID_DATE', 13, 'e13', 'entries[13].date', 12]);
    assert.equal(error.message, 'INVALID_DATE: entries[13].date: Later than tomorrow.');
    assert.equal(recorded.length, 12);
});

test('a caller who ends the work between two halves ends it', async () => {
    const { play, recorded } = ledger(2);
    play();
    const stop = new AbortController();
    const entries = Array.from({ length: 8 }, (_, n) => entry(1, n));
    const error = await refusalOf(carnet.vehicles.recordAll(entries, { signal: stop.signal, onProgress: () => stop.abort() }));
    assert.deepEqual([error.code, error.outcome, error.details['recorded'], recorded.length], ['ABORTED_BY_CALLER', 'rejected', 2, 2]);
});

test('entries are read from their source only as fast as they are recorded', async () => {
    const { play } = ledger(500);
    play();
    let read = 0;
    let furthest = 0;
    let recorded = 0;
    async function* source(): AsyncGenerator<BatchEntry, void, undefined> {
        for (; read < 1_000; read++) {
            furthest = Math.max(furthest, read - recorded);
            yield await Promise.resolve(entry(1, read));
        }
    }
    const { receipts } = await carnet.vehicles.recordAll(source(), {
        batchSize: 10, concurrency: 2, onProgress: step => { recorded = step.recorded; },
    });
    assert.deepEqual([receipts.length, furthest <= 40], [1_000, true], `${furthest} entries were read ahead`);
});
