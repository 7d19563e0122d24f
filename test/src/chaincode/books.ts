// A founded consortium with one licensed person in each organisation, and cars for them to write about: for the tests of VehicleRecord.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { EntryReceipt, EntryRequest, HistoryPage } from '@carnet/domain';
import type { InProcessUser } from '../in-process/network.js';
import { Trade } from './trade.js';
import { VEHICLE } from './valid-requests.js';
import { vin } from './vins.js';

export { vin };
export const RECORD = 'VehicleRecord:RecordEntry';
export const BATCH = 'VehicleRecord:RecordEntries';

export function reading(entryId: string, date: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    return { entryId, type: 'READING', date, odometer: { value, unit: 'mi', status: 'READ', method: 'DASH' }, source: 'dealer', confirm: true, ...change };
}

export let trade: Trade;
/** Roles workshop, inspector, dealer. */
export let org1: InProcessUser;
/** Role dealer. */
export let org2: InProcessUser;
/** Another person of the second organisation, with the role authority. */
export let authority: InProcessUser;

/** For a file of tests: they are there before its first, and end with its last. */
export function openBooks(): void {
    before(async () => {
        trade = await Trade.founded();
        org1 = await trade.member('org1', 'workshop', 'inspector', 'dealer');
        org2 = await trade.member('org2', 'dealer');
        authority = await trade.issued('org2', 'official', 'authority');
    });
    after(async () => trade.close());
}

export async function car(number: number): Promise<string> {
    await trade.submit(org1, 'VehicleRecord:RegisterVehicle', vin(number), JSON.stringify(VEHICLE));
    return vin(number);
}

export async function record(user: InProcessUser, of: string, entry: EntryRequest): Promise<EntryReceipt> {
    return (await trade.submit(user, RECORD, of, JSON.stringify(entry))).answer as EntryReceipt;
}

export async function history(of: string, pageSize = '100'): Promise<HistoryPage['entries']> {
    const entries: HistoryPage['entries'][number][] = [];
    let bookmark = '';
    do {
        const page = await trade.evaluate(org2, 'VehicleRecord:ReadHistory', of, pageSize, bookmark) as HistoryPage;
        assert.ok(page.entries.length > 0 && page.entries.length <= Number(pageSize));
        entries.push(...page.entries);
        bookmark = page.bookmark;
    } while (bookmark !== '');
    return entries;
}
