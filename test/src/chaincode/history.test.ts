// ReadHistory: the whole book in order by any size of page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH, car, history, openBooks, org1, reading, record, trade } from './books.js';

openBooks();

test('comes whole and in order, whatever the page size and however the entries were recorded', async () => {
    const number = await car(40);
    const batch = Array.from({ length: 7 }, (_, index) => ({ vin: number, ...reading(`b${index}`, `20${10 + index}-01-01`, index) }));
    await trade.submit(org1, BATCH, JSON.stringify(batch));
    await record(org1, number, reading('single', '2020-01-01', 100));
    await trade.submit(org1, BATCH, JSON.stringify(batch.map(entry => ({ ...entry, entryId: `${entry.entryId}x`, date: `${entry.date}T10:00` }))));
    for (const pageSize of ['1', '2', '3', '7', '8', '15', '16', '100']) {
        const sequences = (await history(number, pageSize)).map(({ sequence }) => sequence);
        assert.deepEqual(sequences, Array.from({ length: 16 }, (_, index) => index + 1), pageSize);
    }
});

test('a bookmark that was never given is refused', async () => {
    const number = await car(41);
    for (const bookmark of ['1', 'x', '99.0', '1.99', '1.0.0', '1.1']) {
        const failure = await trade.refused(org1, 'VehicleRecord:ReadHistory', number, '10', bookmark);
        assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_BOOKMARK', 'bookmark'], bookmark);
    }
});
