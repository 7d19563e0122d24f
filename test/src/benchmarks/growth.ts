// What RecordEntry costs on books of 10 000 entries beside books that were just opened, and a page of history by the length of the book.
// node test/dist/benchmarks/growth.js [--engine fabric] [--rounds 3] [--books 3] [--length 10000] [--each 64]
// A round records `each` entries per lane, as many lanes as long books; a fresh book takes five entries, then the lane takes the next one.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Carnet } from '@carnet/client';
import { formatDay, type BatchEntry } from '@carnet/domain';
import { gatherMembers } from '../integration/members.js';
import { registerCars } from './cars.js';
import { CpuMeter, cpuPerOperation, type CpuTimes } from './cpu-time.js';
import { formatSpread, spreadOf } from './spread.js';

const { values } = parseArgs({
    options: {
        engine: { type: 'string', default: 'fabric' },
        rounds: { type: 'string', default: '3' },
        books: { type: 'string', default: '3' },
        length: { type: 'string', default: '10000' },
        each: { type: 'string', default: '64' },
    },
});
process.env['CARNET_ENGINE'] = values.engine;
const [rounds, books, length, each] = [Number(values.rounds), Number(values.books), Number(values.length), Number(values.each)];
/** Entries that a fresh book takes, so that it stays one that was just opened. */
const PER_FRESH_BOOK = 5;

/** 2008-01-01: books of 12 000 entries have two a day until 2024. */
const FIRST_DAY = 13_879;

/** The entry at one place of a book that grows by two a day. */
function entryAt(vin: string, place: number): BatchEntry {
    return {
        vin, entryId: randomUUID(), type: 'READING', date: formatDay(FIRST_DAY + Math.floor(place / 2)), source: 'inspection',
        odometer: { value: 10 * place, unit: 'mi', status: 'READ', method: 'DASH' }, confirm: true,
    };
}

interface Round { readonly latencies: readonly number[]; readonly perSecond: number; readonly cpu: CpuTimes }

/** Each lane records its entries one after the other. */
async function record(client: Carnet, meter: CpuMeter, lanes: readonly (readonly BatchEntry[])[]): Promise<Round> {
    const latencies: number[] = [];
    const [before, started] = [meter.read(), performance.now()];
    await Promise.all(lanes.map(async lane => {
        for (const { vin, ...entry } of lane) {
            const sent = performance.now();
            await client.vehicles.record(vin, entry);
            latencies.push(performance.now() - sent);
        }
    }));
    const seconds = (performance.now() - started) / 1000;
    return { latencies, perSecond: latencies.length / seconds, cpu: cpuPerOperation(before, meter.read(), latencies.length) };
}

function report(name: string, measured: readonly Round[]): void {
    const roles = Object.keys(measured[0]?.cpu ?? {});
    const cpu = roles.map(role => `${role} ${spreadOf(measured.map(one => one.cpu[role] ?? 0)).median.toFixed(2)}`).join(', ');
    const rate = formatSpread(spreadOf(measured.map(({ perSecond }) => perSecond)), 1);
    console.log(`${name.padEnd(26)} ${rate}/s, ${formatSpread(spreadOf(measured.flatMap(({ latencies }) => latencies)), 0)} ms; CPU ms: ${cpu}`);
}

function reportRatio(what: string, long: readonly Round[], fresh: readonly Round[], of: (one: Round) => number): void {
    console.log(`${what.padEnd(44)} ${formatSpread(spreadOf(long.map((one, n) => of(one) / of(fresh[n] ?? one))), 3)}`);
}

async function compareRecording(client: Carnet, meter: CpuMeter, vins: readonly string[]): Promise<void> {
    const freshRounds: Round[] = [];
    const longRounds: Round[] = [];
    for (let round = 0; round <= rounds; round++) {
        const fresh = await registerCars(client, Math.ceil(each / PER_FRESH_BOOK) * books);
        const freshLanes = vins.map((_, lane) => Array.from({ length: each }, (__, n) => {
            return entryAt(fresh[Math.floor(n / PER_FRESH_BOOK) * books + lane] ?? '', n % PER_FRESH_BOOK);
        }));
        const longLanes = vins.map(vin => Array.from({ length: each }, (_, n) => entryAt(vin, length + round * each + n)));
        const measured = [await record(client, meter, freshLanes), await record(client, meter, longLanes)] as const;
        if (round === 0) continue; // Warms up.
        freshRounds.push(measured[0]);
        longRounds.push(measured[1]);
    }
    report('RecordEntry, fresh book', freshRounds);
    report(`RecordEntry, ${length} entries`, longRounds);
    reportRatio('ratio of latency', longRounds, freshRounds, ({ latencies }) => spreadOf(latencies).median);
    reportRatio('ratio of time per entry', longRounds, freshRounds, ({ perSecond }) => 1 / perSecond);
    for (const role of Object.keys(freshRounds[0]?.cpu ?? {})) reportRatio(`ratio of CPU, ${role}`, longRounds, freshRounds, ({ cpu }) => cpu[role] ?? 0);
}

async function pageMilliseconds(client: Carnet, vin: string, bookmark: string): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < 30; n++) {
        const started = performance.now();
        await client.vehicles.historyPage(vin, { pageSize: 20, bookmark });
        if (n >= 5) times.push(performance.now() - started);
    }
    return times;
}

/** Entries that were recorded one by one stand one to a page of the ledger: the dearest kind to read. */
async function comparePages(client: Carnet, long: string): Promise<void> {
    const [short = ''] = await registerCars(client, 1);
    for (let n = 0; n < 25; n++) {
        const { vin, ...entry } = entryAt(short, n);
        await client.vehicles.record(vin, entry);
    }
    // The last entries of the long book were recorded one by one too.
    let bookmark = '';
    const { entries: total } = await client.vehicles.read(long);
    for (let seen = 0; seen < total - 25;) {
        const page = await client.vehicles.historyPage(long, { pageSize: Math.min(100, total - 25 - seen), bookmark });
        seen += page.entries.length;
        ({ bookmark } = page);
    }
    const rows = [
        ['20 entries of a book of 26', await pageMilliseconds(client, short, '2.0')],
        [`20 last entries of one of ${total}`, await pageMilliseconds(client, long, bookmark)],
        [`20 first entries of one of ${total}`, await pageMilliseconds(client, long, '')],
    ] as const;
    for (const [name, times] of rows) console.log(`ReadHistory, ${name.padEnd(36)} ${formatSpread(spreadOf(times), 1)} ms`);
    console.log(`ratio of the last page to the short book's    ${(spreadOf(rows[1][1]).median / spreadOf(rows[0][1]).median).toFixed(3)}`);
}

const members = await gatherMembers();
try {
    const { own, inspector } = members;
    if (own === undefined) throw new Error('CARNET_ORGANIZATIONS must not be set: the benchmark needs a network of its own');
    const vins = await registerCars(inspector, books);
    console.log(`building ${books} books of ${length} entries`);
    // One stretch of each book by turns, so that the batches of different books go side by side.
    const stretch = 40;
    const stretches = Array.from({ length: Math.ceil(length / stretch) }, (_, n) => n * stretch);
    const entries = stretches.flatMap(from => vins.flatMap(vin => {
        return Array.from({ length: Math.min(stretch, length - from) }, (_, n) => entryAt(vin, from + n));
    }));
    await inspector.vehicles.recordAll(entries, { batchSize: stretch, concurrency: books });
    await compareRecording(inspector, await CpuMeter.of(own.network, 'carnet'), vins);
    await comparePages(inspector, vins[0] ?? '');
} finally {
    await members.close();
}
