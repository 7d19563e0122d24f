// Long work through the client: many entries in several transactions, broken off, wrong in one place, and taken up again after a crash.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, FileJournal, type RecordingProgress } from '@carnet/client';
import type { BatchEntry, EntryReceipt } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { freshVin, gatherMembers, type Members } from './members.js';

let members: Members;
before(async () => { members = await gatherMembers(); });
after(async () => { await members.close(); });

const CAR = { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km' } as const;

/** `count` entries for each of some newly registered cars, the cars by turns. */
async function entriesOfNewCars(cars: number, count: number): Promise<BatchEntry[]> {
    const vins = Array.from({ length: cars }, freshVin);
    await Promise.all(vins.map(vin => members.garage.vehicles.register(vin, CAR)));
    return Array.from({ length: count }, (_, n) => vins.map((vin): BatchEntry => ({
        vin, entryId: `r${n}`, type: 'READING', date: new Date(Date.UTC(2010, n, 1)).toISOString().slice(0, 10), source: 'independent',
        odometer: { value: 1_000 * (n + 1), unit: 'km', status: 'READ', method: 'DASH' }, confirm: true,
    }))).flat();
}

function placeOf({ vin, entryId, sequence }: EntryReceipt): readonly unknown[] {
    return [vin, entryId, sequence];
}

test('many entries: receipts in their order, progress after each transaction, and nothing twice when it is done again', async () => {
    const entries = await entriesOfNewCars(3, 30);
    const progress: RecordingProgress[] = [];
    const recording = await members.garage.vehicles.recordAll(entries, { batchSize: 20, onProgress: step => progress.push(step) });
    assert.deepEqual(recording.receipts.map(placeOf), entries.map(({ vin, entryId }, n) => [vin, entryId, Math.floor(n / 3) + 2]));
    const told = progress.map(({ recorded, total, batches }) => [recorded, total, batches]);
    assert.deepEqual(told, [[20, 90, 1], [40, 90, 2], [60, 90, 3], [80, 90, 4], [90, 90, 5]]);
    assert.equal(new Set(recording.transactionIds).size, 5);
    const again = await members.garage.vehicles.recordAll(entries, { batchSize: 45 });
    assert.deepEqual(again.receipts, recording.receipts);
    assert.equal((await members.garage.vehicles.read(entries[0]?.vin ?? '')).entries, 31);
});

test('more of one car than one transaction may touch of the ledger goes in halves, each entry once and in its place', async () => {
    const entries = await entriesOfNewCars(1, 180);
    const progress: RecordingProgress[] = [];
    const vin = entries[0]?.vin ?? '';
    for (const part of [entries.slice(0, 70), entries]) {
        const { receipts } = await members.garage.vehicles.recordAll(part, { onProgress: step => progress.push(step) });
        assert.deepEqual(receipts.map(placeOf), part.map(({ entryId }, n) => [vin, entryId, n + 2]));
    }
    assert.ok(progress.length > 2, 'the second part took more than one transaction');
    assert.deepEqual([progress.at(-1)?.recorded, (await members.garage.vehicles.read(vin)).entries], [180, 181]);
});

test('one entry that the ledger refuses is named by its place in the whole, and what came before it stays', async () => {
    const entries = await entriesOfNewCars(1, 30);
    const wrong = entries.map((entry, n) => n === 23 ? { ...entry, vin: freshVin() } : entry);
    const error = await refusalOf(members.garage.vehicles.recordAll(wrong, { batchSize: 10 }));
    assert.deepEqual([error.code, error.outcome, error.details['index'], error.details['entryId']], ['VEHICLE_NOT_FOUND', 'rejected', 23, 'r23']);
    const { entries: standing } = await members.garage.vehicles.read(entries[0]?.vin ?? '');
    assert.equal(error.details['recorded'], standing - 1);
    assert.equal((await members.garage.vehicles.recordAll(entries, { batchSize: 10 })).receipts.at(-1)?.sequence, 31);
});

test('work that was broken off is done by doing it again', async () => {
    const entries = await entriesOfNewCars(1, 30);
    const stop = new AbortController();
    const error = await refusalOf(members.garage.vehicles.recordAll(entries, { batchSize: 5, signal: stop.signal, onProgress: () => stop.abort() }));
    assert.equal(error.code, 'ABORTED_BY_CALLER');
    const { receipts } = await members.garage.vehicles.recordAll(entries);
    assert.deepEqual(receipts.map(({ sequence }) => sequence), entries.map((_, n) => n + 2));
});

test('a committed transaction that a crash left in the journal is committed once, and its answer found again', async context => {
    if (members.own === undefined) {
        context.skip('needs identities that the environment does not name');
        return;
    }
    const [entry] = await entriesOfNewCars(1, 1);
    assert.ok(entry !== undefined);
    const { vin, ...request } = entry;
    const dir = mkdtempSync(join(tmpdir(), 'carnet-crash-'));
    const env = members.own.network.environment('org2', 'User1');
    const journal = new FileJournal(dir);
    // The program ends between commit and removal.
    const keeping = { write: journal.write.bind(journal), list: journal.list.bind(journal), remove: () => Promise.resolve() };
    const crashing = await connect({ env, journal: keeping });
    const receipt = await crashing.vehicles.record(vin, request);
    crashing.close();
    const restarted = await connect({ env, journal });
    const [resumed, ...others] = await restarted.resume();
    assert.ok(resumed?.outcome === 'committed' && others.length === 0);
    assert.deepEqual([resumed.call, JSON.parse(resumed.result)], ['VehicleRecord:RecordEntry', receipt]);
    assert.equal((await restarted.vehicles.read(vin)).entries, 2);
    assert.deepEqual(await journal.list(), []);
    restarted.close();
    rmSync(dir, { recursive: true });
});

test('a person whose wallet file was issued connects by the connection profile', async context => {
    if (members.own === undefined) {
        context.skip('needs a network that issues identities');
        return;
    }
    const { network } = members.own;
    const { walletPath } = await network.issueIdentity({ org: 'org2', name: 'mechanic' });
    const mechanic = await connect({ env: {}, profile: network.connectionProfilePath('org2'), identity: { walletFile: walletPath } });
    const caller = await mechanic.membership.whoAmI();
    assert.deepEqual([caller.mspId, caller.roles, caller.administrator], ['Org2MSP', [], false]);
    assert.match(caller.identity, /CN=mechanic@org2\.example\.com::/);
    mechanic.close();
});
