// What recording costs, from the read/write sets: constant whatever the length of the book, no range, and the same answers at any length.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    CURRENT_RULES, formatDay, judge, MILLISECONDS_PER_DAY, parseCalendarTime,
    type CorrectionReceipt, type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement, type Reading, type Vehicle,
} from '@carnet/domain';
import type { InProcessUser } from '../in-process/network.js';
import { Trade, type Done } from './trade.js';
import { VEHICLE, VIN } from './valid-requests.js';

/** Of a second long book. */
const OTHER_VIN = 'VF1KG1PBE34488861';

let trade: Trade;
let user: InProcessUser;
const sent: EntryRequest[] = [];
/** The day on which each of them was recorded. */
const recordedDays: number[] = [];

/** The nth entry: days jump back and forth over eleven years, so that every chunk is hit and split; values now and then fall. */
function nth(index: number): EntryRequest {
    const day = 14_500 + index * 7919 % 4_001;
    const value = Math.floor((day - 14_500) * 20 + (index % 97 === 0 ? 5_000 : 0));
    return {
        entryId: `e-${index}`, type: 'READING', date: formatDay(day), source: 'dealer', confirm: true,
        odometer: index % 41 === 0 ? { unit: 'km', status: 'UNREADABLE', method: 'DASH' } : { value, unit: 'km', status: 'READ', method: 'DASH' },
    };
}

function recordNow(entries: readonly EntryRequest[], fn: string, ...args: readonly string[]): Promise<Done> {
    const timestampMs = Date.now();
    sent.push(...entries);
    recordedDays.push(...entries.map(() => Math.floor(timestampMs / MILLISECONDS_PER_DAY)));
    return trade.submitWith(user, { timestampMs }, `VehicleRecord:${fn}`, ...args);
}

function recordNext(): Promise<Done> {
    const entry = nth(sent.length);
    return recordNow([entry], 'RecordEntry', VIN, JSON.stringify(entry));
}

function recordBatch(count: number): Promise<Done> {
    const entries = Array.from({ length: count }, (_, index) => nth(sent.length + index));
    return recordNow(entries, 'RecordEntries', JSON.stringify(entries.map(entry => ({ vin: VIN, ...entry }))));
}

before(async () => {
    trade = await Trade.founded();
    user = await trade.member('org1', 'dealer');
    await trade.submit(user, 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify(VEHICLE));
});
after(async () => trade.close());

function assertConstant({ reads, writes, ranges }: Done): void {
    assert.ok(reads.length <= 8, `${reads.length} reads: ${reads.join(' ').replaceAll('\0', '/')}`);
    assert.ok(writes.length <= 5, `${writes.length} writes: ${writes.join(' ').replaceAll('\0', '/')}`);
    assert.equal(ranges, 0);
    assert.equal(new Set(reads).size, reads.length, 'no key is read twice');
}

test('a short book: 5 reads (organisation, member, head, and where an id would stand) and 2 writes (head, page)', async () => {
    while (sent.length < 62) {
        const done = await recordNext();
        assert.deepEqual([done.reads.length, done.writes.length, done.ranges], [5, 2, 0]);
    }
});

test('the entry that fills the list of ids moves it out of the head, the next has a key of its own, and one moves readings out of the head', async () => {
    for (const writes of [3, 3, 5]) {
        const done = await recordNext();
        assertConstant(done);
        assert.equal(done.writes.length, writes, String(sent.length));
    }
});

test('a longer book: at most 8 reads and 5 writes, also when chunks are split', async () => {
    let written = 0;
    while (sent.length < 420) {
        const done = await recordNext();
        assertConstant(done);
        written = Math.max(written, done.written);
    }
    assert.ok(written < 40_000, `${written} bytes`);
});

test('batches into a long book: the same, but one marker for each entry', async () => {
    for (let batch = 0; batch < 18; batch++) {
        const { reads, writes, ranges } = await recordBatch(40);
        assert.equal(ranges, 0);
        assert.ok(reads.length + writes.length <= 96, `${reads.length} reads, ${writes.length} writes`);
    }
    for (let index = 0; index < 40; index++) assertConstant(await recordNext());
});

test('an entry of today costs a long book no more than a short one: 5 reads, 3 writes, a head that is as short', async () => {
    const [long, short] = ['VF1KG1PBE34488862', 'VF1KG1PBE34488863'];
    const at = (place: number): EntryRequest => ({
        entryId: `t-${place}`, type: 'READING', date: formatDay(14_500 + place), source: 'dealer', confirm: true,
        odometer: { value: place, unit: 'km', status: 'READ', method: 'DASH' },
    });
    for (const vin of [long, short]) await trade.submit(user, 'VehicleRecord:RegisterVehicle', vin, JSON.stringify(VEHICLE));
    for (let from = 0; from < 1_200; from += 40) {
        await trade.submit(user, 'VehicleRecord:RecordEntries', JSON.stringify(Array.from({ length: 40 }, (_, place) => ({ vin: long, ...at(from + place) }))));
    }
    const written: number[] = [];
    for (const [vin, start] of [[short, 0], [long, 1_200]] as const) {
        let bytes = 0;
        for (let place = start; place < start + 32; place++) {
            const { reads, writes, written: size } = await trade.submit(user, 'VehicleRecord:RecordEntry', vin, JSON.stringify(at(place)));
            const isPlain = writes.length === (vin === long ? 3 : 2);
            assert.ok(isPlain ? reads.length === 5 : reads.length <= 7 && writes.length === 5);
            if (isPlain) bytes = Math.max(bytes, size);
        }
        written.push(bytes);
    }
    const [ofShort = 0, ofLong = 0] = written;
    assert.ok(ofLong < ofShort * 1.1, `${ofLong} bytes beside ${ofShort}`);
});

test('an entry at the end of the series, and one before its beginning', async () => {
    for (const date of ['2026-01-01', '2009-03-17', '2009-03-16', '2026-01-02']) {
        const entry: EntryRequest = { ...nth(1), entryId: `edge-${date}`, date };
        assertConstant(await recordNow([entry], 'RecordEntry', VIN, JSON.stringify(entry)));
    }
});

test('entries without a meter, replacements of it, and corrections in a long book cost no more', async () => {
    const own = (request: object): Promise<Done> => trade.submit(user, 'VehicleRecord:RecordEntry', OTHER_VIN, JSON.stringify(request));
    const common = { source: 'dealer', confirm: true };
    await trade.submit(user, 'VehicleRecord:RegisterVehicle', OTHER_VIN, JSON.stringify(VEHICLE));
    for (let from = 0; from < 600; from += 40) {
        const entries = Array.from({ length: 40 }, (_, index) => ({ vin: OTHER_VIN, ...nth(from + index) }));
        await trade.submit(user, 'VehicleRecord:RecordEntries', JSON.stringify(entries));
    }
    for (const day of [14_490, 14_501, 15_900, 18_400, 19_900]) {
        const date = formatDay(day);
        assertConstant(await own({ ...common, entryId: `keeper-${day}`, type: 'KEEPER_CHANGED', date }));
        assertConstant(await own({ ...common, entryId: `meter-${day}`, type: 'ODOMETER_REPLACED', date, replacement: { oldValue: 9, newValue: 5_000, unit: 'km' } }));
    }
    for (const index of [1, 30, 62, 63, 300, 599]) {
        const done = await trade.submit(user, 'VehicleRecord:ProposeCorrection', OTHER_VIN, JSON.stringify({
            entryId: `correction-${index}`, corrects: `e-${index}`, value: 7, unit: 'km', reason: 'a test', date: '2024-01-01',
        }));
        assertConstant(done);
        assert.equal((done.answer as CorrectionReceipt).status, 'CONFIRMED');
    }
});

test('a batch that would hold up a peer is refused', async () => {
    const entries = Array.from({ length: 250 }, (_, index) => ({ vin: VIN, ...nth(100_000 + index), publicNote: 'late' }));
    assert.equal((await trade.refused(user, 'VehicleRecord:RecordEntries', JSON.stringify(entries))).code, 'BATCH_TOO_LARGE');
});

test('the judgement of the long book is that of all its readings, and so is the verdict kept with it', async () => {
    const readings = sent.map(({ date, odometer, source }, index): Reading => {
        const time = parseCalendarTime(date);
        assert.ok(time !== undefined && odometer !== undefined);
        const { value = 0, unit, status } = odometer;
        return { ...time, sequence: index + 2, value, unit, status, source, recordedDay: recordedDays[index] ?? 0 };
    });
    const expected = judge({ readings, replacements: [], imported: false, foreignHistory: false }, CURRENT_RULES);
    const judgement = await trade.evaluate(user, 'VehicleRecord:ReadJudgement', VIN) as Judgement;
    assert.deepEqual(judgement, expected);
    const vehicle = await trade.evaluate(user, 'VehicleRecord:ReadVehicle', VIN) as Vehicle;
    assert.deepEqual([vehicle.verdict, vehicle.reason, vehicle.entries], [expected.verdict, expected.reason, sent.length + 1]);
});

test('every entry of the long book is known again: first, inlined, beyond', async () => {
    for (const index of [0, 62, 63, 64, 65, 300, sent.length - 1]) {
        const entry = sent[index];
        assert.ok(entry);
        const again = await trade.submit(user, 'VehicleRecord:RecordEntry', VIN, JSON.stringify(entry));
        assert.deepEqual([(again.answer as EntryReceipt).sequence, again.writes], [index + 2, []]);
        assertConstant(again);
        const other = await trade.refused(user, 'VehicleRecord:RecordEntry', VIN, JSON.stringify({ ...entry, publicNote: 'other' }));
        assert.equal(other.code, 'ALREADY_EXISTS');
    }
});

test('a page of history reads no more keys at the end of the book than at its beginning', async () => {
    const vehicle = await trade.evaluate(user, 'VehicleRecord:ReadVehicle', VIN) as Vehicle;
    for (const [bookmark, sequence] of [['', 1], ['300.0', 300]] as const) {
        // Endorsed but not submitted, since an evaluation shows no read set.
        const { answer, reads, writes, ranges } = await trade.endorse(user, 'VehicleRecord:ReadHistory', VIN, '20', bookmark);
        const page = answer as HistoryPage;
        assert.deepEqual([page.entries[0]?.sequence, page.entries.length], [sequence, 20]);
        assert.deepEqual([reads.length, writes.length, ranges], [21, 0, 0]);
    }
    assert.ok(vehicle.entries > 1_000);
});
