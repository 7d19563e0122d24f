// VehicleRecord on the network in one process: registering, recording, repetition, batches, history, judgement, and who is refused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
    canonicalHash, type BatchEntry, type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement, type Vehicle,
} from '@carnet/domain';
import type { InProcessUser } from '@carnet/network/dist/embedded/inprocess.js';
import { refusalIn, Trade } from './trade.js';
import { ENTRY, INSPECTION_ENTRY, VEHICLE, VIN } from './valid-requests.js';

const RECORD = 'VehicleRecord:RecordEntry';
const BATCH = 'VehicleRecord:RecordEntries';

function reading(entryId: string, date: string, value: number, change: Partial<EntryRequest> = {}): EntryRequest {
    return { entryId, type: 'READING', date, odometer: { value, unit: 'mi', status: 'READ', method: 'DASH' }, source: 'dealer', ...change };
}

/** VINs for tests that need a car of their own: 17 characters, European, numeric serial. */
function vin(number: number): string {
    return `VF1KG1PBE${String(30_000_000 + number)}`;
}

let trade: Trade;
let org1: InProcessUser;
let org2: InProcessUser;
before(async () => {
    trade = await Trade.founded();
    org1 = await trade.member('org1', 'workshop', 'inspector', 'dealer');
    org2 = await trade.member('org2', 'dealer');
});
after(async () => trade.close());

async function car(number: number): Promise<string> {
    await trade.submit(org1, 'VehicleRecord:RegisterVehicle', vin(number), JSON.stringify(VEHICLE));
    return vin(number);
}

async function record(user: InProcessUser, of: string, entry: EntryRequest): Promise<EntryReceipt> {
    return (await trade.submit(user, RECORD, of, JSON.stringify(entry))).answer as EntryReceipt;
}

async function history(of: string, pageSize = '100'): Promise<HistoryPage['entries']> {
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

describe('registering', () => {
    test('opens a book whose first entry holds what was registered', async () => {
        const done = await trade.submit(org1, 'VehicleRecord:RegisterVehicle', `  ${VIN.toLowerCase()} `, JSON.stringify(VEHICLE));
        const vehicle = done.answer as Vehicle;
        const [first] = await history(VIN);
        assert.ok(first);
        const { hash, ...hashed } = first;
        assert.deepEqual([first.type, first.sequence, first.vin, first.vehicle, first.mspId], ['VEHICLE_REGISTERED', 1, VIN, VEHICLE, 'Org1MSP']);
        assert.equal(first.previousHash, '0'.repeat(64));
        assert.equal(hash, canonicalHash(hashed));
        assert.equal(first.date, first.recordedAt.slice(0, 10));
        assert.deepEqual(vehicle, {
            vin: VIN, make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'mi', registeredBy: 'Org1MSP',
            entries: 1, headHash: hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', rulesVersion: 1,
        });
        assert.deepEqual(await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', VIN), vehicle);
        assert.deepEqual(done.event, { v: 1, type: 'VehicleRegistered', items: [{ vin: VIN, mspId: 'Org1MSP', make: 'RENAULT', model: 'SCENIC' }] });
    });

    test('again answers the vehicle as it stands; with other facts, or by another organisation, it exists already', async () => {
        const number = await car(1);
        await record(org1, number, reading('r1', '2012-02-20', 21_757));
        const again = await trade.submit(org1, 'VehicleRecord:RegisterVehicle', number, JSON.stringify(VEHICLE));
        assert.deepEqual([again.writes, (again.answer as Vehicle).entries], [[], 2]);
        const other = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', number, JSON.stringify({ ...VEHICLE, make: 'PEUGEOT' }));
        assert.deepEqual([other.code, other.parameters], ['ALREADY_EXISTS', { registeredBy: 'Org1MSP', vin: number }]);
        assert.equal((await trade.refused(org2, 'VehicleRecord:RegisterVehicle', number, JSON.stringify(VEHICLE))).code, 'ALREADY_EXISTS');
    });

    test('an unusual VIN needs its warnings confirmed', async () => {
        const unusual = '1HGCM82643A004352';
        const open = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', unusual, JSON.stringify(VEHICLE));
        assert.deepEqual([open.code, open.parameters], ['VIN_NOT_CONFIRMED', { field: 'vehicle.confirmedVinWarnings', warnings: ['CHECK_DIGIT_NA'] }]);
        await trade.submit(org1, 'VehicleRecord:RegisterVehicle', unusual, JSON.stringify({ ...VEHICLE, confirmedVinWarnings: ['CHECK_DIGIT_NA'] }));
    });

    test('a first registration later than tomorrow is refused', async () => {
        const failure = await trade.refused(org1, 'VehicleRecord:RegisterVehicle', vin(2), JSON.stringify({ ...VEHICLE, firstRegistration: '9999-01-01' }));
        assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'vehicle.firstRegistration']);
    });
});

describe('recording', () => {
    test('every field of an entry comes back, chained by hash', async () => {
        const number = await car(10);
        const receipt = await record(org1, number, INSPECTION_ENTRY);
        const second = await record(org1, number, ENTRY);
        const entries = await history(number, '1');
        assert.equal(entries.length, 3);
        entries.forEach(({ hash, ...hashed }, index) => {
            assert.equal(hash, canonicalHash(hashed));
            assert.equal(hashed.previousHash, entries[index - 1]?.hash ?? '0'.repeat(64));
            assert.equal(hashed.sequence, index + 1);
        });
        const [, inspection] = entries;
        for (const [field, value] of Object.entries(INSPECTION_ENTRY)) assert.deepEqual(inspection?.[field as keyof EntryRequest], value, field);
        assert.deepEqual(receipt, {
            vin: number, entryId: INSPECTION_ENTRY.entryId, sequence: 2, hash: inspection?.hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', warnings: [],
        });
        assert.deepEqual([second.sequence, second.verdict, second.reason], [3, 'LOGICAL', '00_ASCENDING']);
        const vehicle = await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', number) as Vehicle;
        assert.deepEqual([vehicle.entries, vehicle.headHash, vehicle.verdict], [3, second.hash, 'LOGICAL']);
    });

    test('the event says what was recorded', async () => {
        const number = await car(11);
        const { event, answer } = await trade.submit(org2, RECORD, number, JSON.stringify(reading('r1', '2012-02-20', 21_757)));
        const { hash } = answer as EntryReceipt;
        assert.deepEqual(event, {
            v: 1, type: 'EntriesRecorded',
            items: [{ vin: number, entryId: 'r1', sequence: 2, type: 'READING', mspId: 'Org2MSP', hash, verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW' }],
        });
    });

    test('a lower reading is recorded, warned about and judged, never refused', async () => {
        const number = await car(12);
        await record(org1, number, reading('r1', '2018-03-11', 104_510));
        const lower = await record(org2, number, reading('r2', '2021-04-02', 58_300));
        assert.deepEqual([lower.verdict, lower.reason, lower.warnings], ['ILLOGICAL', '04_LOWER_THAN_EARLIER', ['ROLLBACK']]);
        const higher = await record(org2, number, reading('r3', '2023-04-02', 204_510));
        assert.deepEqual([higher.verdict, higher.warnings], ['ILLOGICAL', []]);
        const judgement = await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', number) as Judgement;
        assert.deepEqual(judgement, {
            verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', rulesVersion: 1, findings: [{ code: 'ROLLBACK', severity: 'CRITICAL', readings: [2, 3] }],
        });
    });

    test('the same entry again gives the same receipt and writes nothing; another content under its id is refused', async () => {
        const number = await car(13);
        await record(org1, number, reading('r0', '2012-02-20', 30_000));
        const first = await record(org1, number, reading('r1', '2013-02-20', 20_000));
        const again = await trade.submit(org1, RECORD, number, JSON.stringify(reading('r1', '2013-02-20', 20_000), null, 1));
        assert.deepEqual([again.answer, again.writes, again.event], [first, [], undefined]);
        assert.deepEqual(first.warnings, ['ROLLBACK']);
        const other = await trade.refused(org1, RECORD, number, JSON.stringify(reading('r1', '2013-02-20', 20_001)));
        assert.deepEqual([other.code, other.parameters], ['ALREADY_EXISTS', { vin: number, entryId: 'r1', sequence: 3 }]);
        for (const user of [org1, org2]) {
            const taken = await trade.refused(user, RECORD, number, JSON.stringify(reading('registration', '2013-02-20', 1)));
            assert.deepEqual([taken.code, taken.parameters['sequence']], ['ALREADY_EXISTS', 1]);
        }
    });

    test('exactly the same under another id is a duplicate, but not of another organisation', async () => {
        const number = await car(14);
        await record(org1, number, reading('r1', '2013-03-13', 30_217));
        const twin = await trade.refused(org1, RECORD, number, JSON.stringify(reading('r2', '2013-03-13', 30_217)));
        assert.deepEqual([twin.code, twin.parameters], ['DUPLICATE_ENTRY', { vin: number, sequence: 2 }]);
        await record(org1, number, reading('r2', '2013-03-13', 30_217, { refs: { workOrder: 'retest' } }));
        await record(org2, number, reading('r3', '2013-03-13', 30_217));
        assert.equal((await trade.evaluate(org1, 'VehicleRecord:ReadJudgement', number) as Judgement).verdict, 'LOGICAL');
    });

    test('a date later than tomorrow or before the day before first registration is refused', async () => {
        const number = await car(15);
        const now = Date.now();
        const day = (days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
        await record(org1, number, reading('tomorrow', day(1), 1000));
        await record(org1, number, reading('first', '2009-03-16', 1));
        for (const date of [day(2), '2009-03-15', '9999-12-31T23:59']) {
            const failure = await trade.refused(org1, RECORD, number, JSON.stringify(reading('r', date, 1)));
            assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_DATE', 'entry.date'], date);
        }
    });

    test('a vehicle that is not registered has no book', async () => {
        for (const [name, args] of [
            [RECORD, [JSON.stringify(ENTRY)]], ['VehicleRecord:ReadVehicle', []], ['VehicleRecord:ReadHistory', ['1', '']], ['VehicleRecord:ReadJudgement', []],
        ] as const) {
            const failure = await trade.refused(org1, name, vin(99), ...args);
            assert.deepEqual([failure.code, failure.parameters], ['VEHICLE_NOT_FOUND', { vin: vin(99) }], name);
        }
    });
});

describe('batches', () => {
    const batchOf = (of: string, ...entries: EntryRequest[]): BatchEntry[] => entries.map(entry => ({ vin: of, ...entry }));

    test('many entries of many cars: what each car gets is what one by one would give', async () => {
        const [one, other, single] = [await car(20), await car(21), await car(22)];
        const entries = [reading('r1', '2012-01-01', 50_000), reading('r2', '2013-01-01', 40_000), reading('r3', '2011-01-01', 45_000)];
        const batch = entries.flatMap(entry => [...batchOf(one, entry), ...batchOf(other, entry)]);
        const done = await trade.submit(org1, BATCH, JSON.stringify(batch));
        const receipts = done.answer as EntryReceipt[];
        assert.deepEqual(receipts.map(({ vin: of, entryId }) => [of, entryId]), batch.map(({ vin: of, entryId }) => [of, entryId]));
        const singly: EntryReceipt[] = [];
        for (const entry of entries) singly.push(await record(org1, single, entry));
        const compared = ({ sequence, verdict, reason, warnings }: EntryReceipt): unknown => ({ sequence, verdict, reason, warnings });
        assert.deepEqual(receipts.filter(({ vin: of }) => of === one).map(compared), singly.map(compared));
        // Authorisation, two heads; for each car its head and one page.
        assert.deepEqual([done.reads.length, done.writes.length], [4, 4]);
        assert.deepEqual(done.event?.items.map(item => (item as { sequence: number }).sequence), [2, 3, 4, 2, 3, 4]);
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
        assert.deepEqual((more.answer as EntryReceipt[]).map(({ sequence }) => sequence), [2, 3, 4]);
        assert.equal(more.event?.items.length, 1);
    });

    test('an id twice in one batch: the same content is one entry, another content is refused by its index', async () => {
        const number = await car(24);
        const twice = await trade.submit(org1, BATCH, JSON.stringify(batchOf(number, reading('r1', '2012-01-01', 10), reading('r1', '2012-01-01', 10))));
        const [one, two] = twice.answer as EntryReceipt[];
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
        const numbers = Array.from({ length: 65 }, (_, index) => vin(1000 + index));
        for (const number of numbers) await car(Number(number.slice(-4)));
        const batch = numbers.map(number => ({ vin: number, ...reading('r1', '2012-01-01', 10) }));
        assert.equal((await trade.refused(org1, BATCH, JSON.stringify(batch))).code, 'BATCH_TOO_LARGE');
        const most = await trade.submit(org1, BATCH, JSON.stringify(batch.slice(1)));
        assert.deepEqual([most.reads.length, most.writes.length], [66, 128]);
    });
});

describe('who may record', () => {
    test('the role decides on the type of entry and on the source class', async () => {
        const number = await car(30);
        const cases: readonly (readonly [EntryRequest, readonly string[]])[] = [
            [INSPECTION_ENTRY, ['inspector', 'authority']],
            [reading('r', '2012-01-01', 1, { source: 'oem' }), ['manufacturer']],
            [reading('r', '2012-01-01', 1, { source: 'independent' }), ['workshop']],
            [reading('r', '2012-01-01', 1, { source: 'inspection' }), ['inspector', 'authority']],
        ];
        for (const [entry, needed] of cases) {
            const failure = await trade.refused(org2, RECORD, number, JSON.stringify(entry));
            assert.deepEqual([failure.code, failure.parameters], ['NOT_LICENSED', { needed }]);
        }
        for (const source of ['dealer', 'franchised', 'import', 'legacy'] as const) await record(org2, number, reading(source, '2012-01-01', 1, { source }));
    });

    test('no role, a revoked role, an administrator without role, a suspended organisation: each refused by name', async () => {
        const number = await car(31);
        const entry = JSON.stringify(ENTRY);
        const stranger = await trade.network.issueUser('org1', { name: 'stranger', attributes: { role: 'workshop' } });
        for (const user of [stranger, trade.admin('org1')]) assert.equal((await trade.refused(user, RECORD, number, entry)).code, 'NOT_A_MEMBER');
        assert.equal((await trade.refused(stranger, 'VehicleRecord:RegisterVehicle', vin(32), JSON.stringify(VEHICLE))).code, 'NOT_A_MEMBER');
        assert.equal((await trade.refused(stranger, BATCH, JSON.stringify([{ vin: number, ...ENTRY }]))).code, 'NOT_A_MEMBER');

        const clerk = await trade.network.issueUser('org2', { name: 'clerk' });
        const { identity } = await trade.evaluate(clerk, 'Membership:WhoAmI') as { identity: string };
        const grant = JSON.stringify({ identity, roles: ['workshop'] });
        await trade.submit(trade.admin('org2'), 'Membership:GrantRole', grant);
        await record(clerk, number, ENTRY);
        await trade.submit(trade.admin('org2'), 'Membership:RevokeRole', grant);
        assert.equal((await trade.refused(clerk, RECORD, number, entry)).code, 'NOT_A_MEMBER');

        await trade.submit(trade.admin('org2'), 'Membership:SuspendOrganisation', 'Org2MSP');
        assert.equal((await trade.refused(org2, RECORD, number, entry)).code, 'ORGANISATION_SUSPENDED');
        assert.equal((await trade.evaluate(org2, 'VehicleRecord:ReadVehicle', number) as Vehicle).entries, 2);
    });

    test('an entry of a time that is not now is refused', async () => {
        for (const milliseconds of [-180_000, 180_000]) {
            const submitted = trade.submitWith(org1, { timestampMs: Date.now() + milliseconds }, RECORD, vin(10), JSON.stringify(ENTRY));
            await assert.rejects(submitted, error => refusalIn(error).code === 'CLOCK_SKEW');
        }
        await trade.submitWith(org1, { timestampMs: Date.now() - 60_000 }, RECORD, vin(10), JSON.stringify(reading('a-minute-ago', '2017-01-01', 52_000)));
    });
});

describe('history', () => {
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
        for (const bookmark of ['1', 'x', '99.0', '1.99', '1.0.0', '1.1']) {
            const failure = await trade.refused(org1, 'VehicleRecord:ReadHistory', VIN, '10', bookmark);
            assert.deepEqual([failure.code, failure.parameters['field']], ['INVALID_BOOKMARK', 'bookmark'], bookmark);
        }
    });
});
