// What one member of the consortium tries against another's entries and cars, within the rights that its licence gives it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    entryHash, formatDay, receiptsFrom, type BatchEntry, type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement, type ReceiptRow,
    type Vehicle,
} from '@carnet/domain';
import type { InProcessUser } from '../in-process/network.js';
import { Trade } from './trade.js';
import { VEHICLE } from './valid-requests.js';

const RECORD = 'VehicleRecord:RecordEntry';
const BATCH = 'VehicleRecord:RecordEntries';

let trade: Trade;
/** Registers the cars and keeps honest books. */
let garage: InProcessUser;
let attacker: InProcessUser;
before(async () => {
    trade = await Trade.founded();
    garage = await trade.member('org1', 'workshop', 'dealer');
    attacker = await trade.member('org2', 'dealer');
});
after(async () => trade.close());

async function car(number: number): Promise<string> {
    const vin = `VF1KG1PBE${String(30_000_000 + number)}`;
    await trade.submit(garage, 'VehicleRecord:RegisterVehicle', vin, JSON.stringify(VEHICLE));
    return vin;
}

function reading(entryId: string, date: string, value: number, publicNote?: string): EntryRequest {
    return {
        entryId, type: 'READING', date, odometer: { value, unit: 'mi', status: 'READ', method: 'DASH' }, source: 'dealer', confirm: true,
        ...publicNote === undefined ? {} : { publicNote },
    };
}

async function record(user: InProcessUser, vin: string, entry: EntryRequest): Promise<EntryReceipt> {
    return (await trade.submit(user, RECORD, vin, JSON.stringify(entry))).answer as EntryReceipt;
}

async function recordMany(user: InProcessUser, vin: string, entries: readonly EntryRequest[]): Promise<EntryReceipt[]> {
    const batch = entries.map((entry): BatchEntry => ({ vin, ...entry }));
    return receiptsFrom(batch, (await trade.submit(user, BATCH, JSON.stringify(batch))).answer as ReceiptRow[]);
}

test('taking the ids that another will use is no obstacle to it: ids are each organisation\'s own', async () => {
    const vin = await car(1);
    const entry = reading('mot-914655760009', '2013-11-03', 47_125);
    // With other content, and with the very same, as one who saw the proposal could send first.
    await record(attacker, vin, { ...entry, odometer: { value: 1, unit: 'mi', status: 'READ', method: 'DASH' } });
    const receipt = await record(garage, vin, entry);
    assert.deepEqual([receipt.entryId, receipt.sequence], [entry.entryId, 3]);
    assert.deepEqual(await record(garage, vin, entry), receipt, 'and repeating it finds its own');
    await record(attacker, vin, reading('second', '2014-01-01', 50_000));
    await record(garage, vin, reading('second', '2014-01-01', 50_000));
    const { entries } = await trade.evaluate(garage, 'VehicleRecord:ReadHistory', vin, '100', '') as HistoryPage;
    assert.deepEqual(entries.map(({ mspId, entryId }) => `${mspId} ${entryId}`), [
        'Org1MSP registration', 'Org2MSP mot-914655760009', 'Org1MSP mot-914655760009', 'Org2MSP second', 'Org1MSP second',
    ]);
});

test('the same in a long book, whose ids stand beside it', async () => {
    const vin = await car(2);
    const many = Array.from({ length: 68 }, (_, n) => reading(`r${n}`, formatDay(16_000 + n), 1_000 + n));
    const taken = await recordMany(attacker, vin, many);
    const own = [...await recordMany(garage, vin, many.slice(0, 34)), ...await recordMany(garage, vin, many.slice(34))];
    assert.deepEqual(own.map(({ sequence }) => sequence), many.map((_, n) => 70 + n));
    assert.deepEqual([await recordMany(garage, vin, many), await recordMany(attacker, vin, many)], [own, taken]);
});

test('filling a day of somebody\'s car leaves room on it for the others', async () => {
    const vin = await car(3);
    const junk = Array.from({ length: 96 }, (_, n) => reading(`junk-${n}`, '2020-05-05', n));
    await recordMany(attacker, vin, junk);
    const refused = await trade.refused(attacker, RECORD, vin, JSON.stringify(reading('one-more', '2020-05-05', 7_000)));
    assert.deepEqual([refused.code, refused.parameters], ['DAY_FULL', { vin }]);
    const receipt = await record(garage, vin, reading('honest', '2020-05-05', 80_000));
    assert.equal(receipt.sequence, 98);
    assert.equal((await record(attacker, vin, reading('next-day', '2020-05-06', 80_001))).sequence, 99);
});

test('what another recorded is not recorded again in its name, nor refused as its duplicate', async () => {
    const vin = await car(4);
    const entry = reading('original', '2020-01-01', 10_000);
    const original = await record(garage, vin, entry);
    const copy = await record(attacker, vin, entry);
    assert.notEqual(copy.hash, original.hash);
    const { entries } = await trade.evaluate(garage, 'VehicleRecord:ReadHistory', vin, '100', '2.0') as HistoryPage;
    assert.deepEqual(entries.map(({ mspId, hash }) => [mspId, hash]), [['Org1MSP', original.hash], ['Org2MSP', copy.hash]]);
});

test('no two entries have one canonical form: whatever differs, in content or in place, differs in the hash', async () => {
    const [vin, other] = [await car(5), await car(6)];
    const variants: EntryRequest[] = [
        reading('a', '2020-01-01', 1), reading('a.', '2020-01-01', 1), reading('b', '2020-01-01T00:00', 1), reading('c', '2020-01-01', 1, '{"x":1}'),
        reading('d', '2020-01-01', 1, '{"x": 1}'), reading('e', '2020-01-01', 1, 'é'), reading('f', '2020-01-01', 1, 'e\u0301'),
        { ...reading('g', '2020-01-01', 1), work: ['a', 'b'] }, { ...reading('h', '2020-01-01', 1), work: ['a","b'] },
    ];
    // Of the duplicates by content only one may stand; the id is no part of it.
    const sent = variants.filter(({ entryId }) => entryId !== 'a.');
    for (const number of [vin, other]) await recordMany(garage, number, sent);
    const pages = await Promise.all([vin, other].map(number => trade.evaluate(garage, 'VehicleRecord:ReadHistory', number, '100', '') as Promise<HistoryPage>));
    const hashes = pages.flatMap(({ entries }) => entries.map(({ hash, ...hashed }) => {
        assert.equal(entryHash(hashed), hash, 'as a reader computes it from what was answered');
        return hash;
    }));
    assert.equal(new Set(hashes).size, 2 * (sent.length + 1));
    const contents = pages.map(({ entries }) => entries.map(({ publicNote, work }) => [publicNote, work]));
    assert.deepEqual(contents[0]?.slice(1), sent.map(({ publicNote, work }) => [publicNote, work]), 'what was sent is kept as it was');
    const twin = await trade.refused(garage, RECORD, vin, JSON.stringify(variants[1]));
    assert.equal(twin.code, 'DUPLICATE_ENTRY');
});

test('a batch that makes the ledger read page after page of large entries is refused before it holds up a peer', async () => {
    const vin = await car(7);
    const work = Array<string>(32).fill('w'.repeat(200));
    const large = Array.from({ length: 12 }, (_, page) => Array.from({ length: 36 }, (_entry, n): EntryRequest => ({
        ...reading(`p${page}-${n}`, formatDay(15_000 + page * 36 + n), 10_000 + page * 36 + n), work,
    })));
    for (const entries of large) await recordMany(attacker, vin, entries);
    // One entry of each page: 12 pages of some 235 kB.
    const repeated = large.flatMap(([first]) => first === undefined ? [] : [{ vin, ...first }]);
    assert.equal((await trade.refused(attacker, BATCH, JSON.stringify(repeated))).code, 'BATCH_TOO_LARGE');
    assert.equal((await trade.submit(attacker, BATCH, JSON.stringify(repeated.slice(0, 2)))).writes.length, 0);
});

test('a false reading far in the past or above all others is judged, and named with its writer; it hides nothing', async () => {
    const vin = await car(8);
    await recordMany(garage, vin, [reading('one', '2015-01-01', 20_000), reading('two', '2016-01-01', 30_000)]);
    await recordMany(attacker, vin, [reading('high', '2014-01-01', 9_999_999), reading('low', '2017-01-01', 0)]);
    const judgement = await trade.evaluate(garage, 'VehicleRecord:ReadJudgement', vin) as Judgement;
    assert.equal(judgement.verdict, 'ILLOGICAL');
    assert.deepEqual(judgement.findings.find(({ code }) => code === 'ROLLBACK')?.readings, [4, 2, 3, 5]);
    const { entries } = await trade.evaluate(garage, 'VehicleRecord:ReadVehicle', vin) as Vehicle;
    assert.equal(entries, 5);
});

test('a bookmark leads to no entry of another car, and to none twice', async () => {
    const [vin, other] = [await car(9), await car(10)];
    await recordMany(garage, vin, [reading('one', '2015-01-01', 1), reading('two', '2016-01-01', 2)]);
    const { bookmark } = await trade.evaluate(garage, 'VehicleRecord:ReadHistory', vin, '2', '') as HistoryPage;
    const foreign = await trade.refused(garage, 'VehicleRecord:ReadHistory', other, '2', bookmark);
    assert.equal(foreign.code, 'INVALID_BOOKMARK');
    for (const odd of ['999999999.0', '2.999999999', '0.0.0', '-1.0', '2.-1', '2.1e0', '٢.٠', ' 2.0', '2.0\n', '02.0', '2', '.', '2.']) {
        assert.equal((await trade.refused(garage, 'VehicleRecord:ReadHistory', vin, '2', odd)).code, 'INVALID_BOOKMARK', odd);
    }
});

test('a text that hides something is refused', async () => {
    const vin = await car(11);
    for (const hidden of ['\u202e', '\u200b', '\u3164', '\u115f', '\u{e0041}', '\ufeff', '\u00ad', '\u2066', '\u034f', '\u17b4']) {
        const failure = await trade.refused(garage, RECORD, vin, JSON.stringify(reading('r', '2015-01-01', 1, `sound${hidden}car`)));
        assert.deepEqual([failure.code, failure.parameters], ['FORBIDDEN_CHARACTER', { field: 'entry.publicNote' }], JSON.stringify(hidden));
    }
    for (const written of ['Škoda Ôtö ﬁne', 'می‌خواهم', '点検 👍🏽', '❤️']) await record(garage, vin, reading(`r${written.length}`, '2015-01-01', written.length, written));
});
