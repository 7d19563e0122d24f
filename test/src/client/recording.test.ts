// Recording on although the ledger refuses some entries: each is told by its place, the others of its batch are recorded in order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetError } from '@carnet/client';
import { cutIntoBatches } from '@carnet/client/dist/recording/batches.js';
import { Recording } from '@carnet/client/dist/recording/recording.js';
import type { BatchEntry, ReceiptRow } from '@carnet/domain';

function entry(n: number): BatchEntry {
    return {
        vin: `VF1AAAAAAAA${String(n % 3).padStart(6, '0')}`, entryId: `e${n}`, type: 'READING', date: '2020-01-01', source: 'dealer',
        odometer: { value: n, unit: 'km', status: 'READ', method: 'DASH' },
    };
}

/** A ledger that refuses the first entry of a batch that `refuses` names, and the whole batch with it. */
async function record(count: number, refuses: (id: string) => boolean, goOn: boolean) {
    const calls: number[] = [];
    const recorded: number[] = [];
    const refused: number[] = [];
    const recording = new Recording(json => {
        const entries = JSON.parse(json) as BatchEntry[];
        calls.push(entries.length);
        const index = entries.findIndex(({ entryId }) => refuses(entryId));
        if (index >= 0) return Promise.reject(new CarnetError('DUPLICATE_ENTRY', 'It stands there.', { details: { index, field: `entries[${index}].date` } }));
        return Promise.resolve({ rows: entries.map((_, n): ReceiptRow => [n + 2, '0'.repeat(64), '00_ASCENDING']), transactionId: 't' });
    }, {
        recorded: (index, { entryId }) => {
            assert.equal(entryId, `e${index}`, 'the place is that of the entry');
            recorded.push(index);
        },
        sent: () => undefined,
        refused: (index, error) => {
            assert.deepEqual([error.details['entryId'], error.details['field']], [`e${index}`, `entries[${index}].date`]);
            refused.push(index);
            return goOn;
        },
    }, 4);
    for await (const batch of cutIntoBatches(Array.from({ length: count }, (_, n) => entry(n)), { batchSize: 100 })) await recording.start(batch);
    return { calls, recorded, refused, finished: recording.finish() };
}

test('refused entries are taken out one by one, the rest of their batch is recorded in order', async () => {
    const { recorded, refused, calls, finished } = await record(250, id => id.endsWith('7') && id.length === 3, true);
    await finished;
    assert.deepEqual(refused, [17, 27, 37, 47, 57, 67, 77, 87, 97]);
    assert.deepEqual(recorded, Array.from({ length: 250 }, (_, n) => n).filter(n => !refused.includes(n)));
    assert.ok(calls.length < 20);
});

test('where everything is refused, the parts become smaller, so that the work stays in bounds', async () => {
    const { recorded, refused, calls, finished } = await record(100, () => true, true);
    await finished;
    assert.deepEqual([recorded.length, refused.length], [0, 100]);
    assert.ok(calls.reduce((sum, size) => sum + size, 0) < 100 * 30, 'each entry is proposed a few times, not a hundred');
});

test('where the caller wants to stop, the first refusal is the error, with its place', async () => {
    const { refused, finished } = await record(250, id => id === 'e120', false);
    await assert.rejects(finished, (error: CarnetError) => error.code === 'DUPLICATE_ENTRY' && error.details['index'] === 120 && error.details['recorded'] === 100);
    assert.deepEqual(refused, [120]);
});
