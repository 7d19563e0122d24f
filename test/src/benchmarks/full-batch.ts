// Milliseconds that one peer takes for the largest calls of RecordEntries, from the client's question to its answer, on one engine.
// node test/dist/benchmarks/full-batch.js [--engine fabric] [--repeats 15]
import { parseArgs } from 'node:util';
import { connect, type Carnet } from '@carnet/client';
import { BATCH_MAX_VEHICLES, formatDay, type BatchEntry } from '@carnet/domain';
import { foundConsortium, freshVin } from '../integration/members.js';
import { CARNET, startTestNetwork } from '../test-network.js';

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'fabric' }, repeats: { type: 'string', default: '15' } } });
process.env['CARNET_ENGINE'] = values.engine;

const { network, stop } = await startTestNetwork({ chaincodes: [CARNET] });
const clients: Carnet[] = [];

async function connected(org: 'org1' | 'org2', user: string): Promise<Carnet> {
    const client = await connect({ env: network.environment(org, user) });
    clients.push(client);
    return client;
}

/** `count` entries on these cars by turns, each day later than the one before; `long` makes 256 of them as long as a batch may be. */
function entriesOn(vins: readonly string[], count: number, day: number, long = false): BatchEntry[] {
    return Array.from({ length: count }, (_, n) => ({
        vin: vins[n % vins.length] ?? '', entryId: `r${day}-${n}`, type: 'SERVICE', date: formatDay(day + Math.floor(n / vins.length)), source: 'independent',
        odometer: { value: day + n, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true,
        work: long ? Array<string>(10).fill('w'.repeat(65)) : ['oil and filter'],
    }));
}

/** Evaluated, so that the same call can be measured again: the peer does all of it but the commit. */
async function measure(client: Carnet, what: string, entries: readonly BatchEntry[]): Promise<void> {
    const json = JSON.stringify(entries);
    const times: number[] = [];
    for (let n = 0; n < Number(values.repeats) + 5; n++) {
        const started = performance.now();
        await client.evaluate('VehicleRecord', 'RecordEntries', [json]);
        if (n >= 5) times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const [least = 0, median = 0, most = 0] = [times[0], times[Math.floor(times.length / 2)], times.at(-1)];
    console.log(`${what.padEnd(40)} ${[least, median, most].map(time => time.toFixed(1).padStart(6)).join(' ')}`);
}

try {
    const garage = await connected('org2', 'User1');
    await foundConsortium({
        inspectionAdmin: await connected('org1', 'Admin'), garageAdmin: await connected('org2', 'Admin'), inspector: await connected('org1', 'User1'), garage,
    });
    const vins = Array.from({ length: BATCH_MAX_VEHICLES }, freshVin);
    await Promise.all(vins.map(vin => garage.vehicles.register(vin, { make: 'OPEL', model: 'CORSA', firstRegistration: '2000-01-01', odometerUnit: 'km' })));
    console.log(`${'ms'.padEnd(40)}  least median   most`);
    await measure(garage, 'one entry', entriesOn(vins.slice(0, 1), 1, 12_000));
    await measure(garage, '24 entries on 24 new cars', entriesOn(vins, 24, 12_000));
    await measure(garage, '256 entries on 24 new cars', entriesOn(vins, 256, 12_000));
    await measure(garage, '256 entries on 24 new cars, 250 kB', entriesOn(vins, 256, 12_000, true));
    await measure(garage, '90 entries on one new car', entriesOn(vins.slice(0, 1), 90, 12_000));
    // Books of some hundred entries: their ids and series stand beside the head.
    const books = vins.slice(0, 16);
    await garage.vehicles.recordAll(entriesOn(books, 16 * 300, 12_000), { concurrency: 1 });
    await measure(garage, '30 entries on one book of 300', entriesOn(books.slice(0, 1), 30, 13_000));
    await measure(garage, '12 entries on 12 books of 300', entriesOn(books.slice(0, 12), 12, 13_000));
} finally {
    for (const client of clients) client.close();
    await stop();
}
