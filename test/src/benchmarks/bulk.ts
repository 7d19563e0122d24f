// Entries per second through recordAll beside the CreateAsset per second of asset-transfer-basic: one network, one run, alternating rounds.
// node test/dist/benchmarks/bulk.js --samples ../fabric-samples [--engine fabric] [--rounds 3] [--seconds 10] [--in-flight 64]
//     [--cars 1000] [--entries 12] [--concurrency N] [--batch-size N]
// Without the last two, what a caller gets who sets nothing. Each round imports the inspection histories of cars that were registered before the
// clock started. Also CPU time per record, by process.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Carnet } from '@carnet/client';
import { gatherMembers } from '../integration/members.js';
import { registerCars } from './cars.js';
import { CpuMeter, cpuPerOperation, type CpuTimes } from './cpu-time.js';
import { inspectionHistory } from './histories.js';
import { formatSpread, spreadOf } from './spread.js';

const { values } = parseArgs({
    options: {
        'engine': { type: 'string', default: 'fabric' },
        'samples': { type: 'string' },
        'rounds': { type: 'string', default: '3' },
        'seconds': { type: 'string', default: '10' },
        'in-flight': { type: 'string', default: '64' },
        'cars': { type: 'string', default: '1000' },
        'entries': { type: 'string', default: '12' },
        'concurrency': { type: 'string' },
        'batch-size': { type: 'string' },
    },
});
if (values.samples === undefined) throw new Error('--samples names a checkout of fabric-samples in which asset-transfer-basic was built');
process.env['CARNET_ENGINE'] = values.engine;

interface Measured { readonly rate: number; readonly cpu: CpuTimes }

async function measure(meter: CpuMeter, work: () => Promise<number>): Promise<Measured> {
    const [before, started] = [meter.read(), performance.now()];
    const records = await work();
    const seconds = (performance.now() - started) / 1000;
    return { rate: records / seconds, cpu: cpuPerOperation(before, meter.read(), records) };
}

/** @returns how many were created */
async function createAssets(basic: Carnet, seconds: number): Promise<number> {
    const end = performance.now() + seconds * 1000;
    let created = 0;
    await Promise.all(Array.from({ length: Number(values['in-flight']) }, async () => {
        while (performance.now() < end) {
            await basic.submit('', 'CreateAsset', [randomUUID(), 'yellow', '5', 'Tom', '1300']);
            created += 1;
        }
    }));
    return created;
}

/** @returns how many were recorded */
async function importHistories(client: Carnet, vins: readonly string[]): Promise<number> {
    const entries = vins.flatMap(vin => inspectionHistory(vin, Number(values.entries)));
    const { receipts } = await client.vehicles.recordAll(entries, {
        ...values.concurrency === undefined ? {} : { concurrency: Number(values.concurrency) },
        ...values['batch-size'] === undefined ? {} : { batchSize: Number(values['batch-size']) },
    });
    return receipts.length;
}

function print(name: string, measured: readonly Measured[]): void {
    const roles = Object.keys(measured[0]?.cpu ?? {});
    const cpu = roles.map(role => `${role} ${spreadOf(measured.map(one => one.cpu[role] ?? 0)).median.toFixed(3)}`);
    console.log(`${name.padEnd(34)} ${formatSpread(spreadOf(measured.map(({ rate }) => rate)), 0)}/s; CPU ms each: ${cpu.join(', ')}`);
}

const members = await gatherMembers();
try {
    const { own, inspector } = members;
    if (own === undefined) throw new Error('CARNET_ORGANIZATIONS must not be set: the benchmark needs a network of its own');
    const { network } = own;
    await network.deploy({ chaincodeDir: join(values.samples, 'asset-transfer-basic', 'chaincode-typescript'), name: 'basic' });
    const basic = await connect({ env: { ...network.environment('org1', 'User1'), CHAINCODE_NAME: 'basic' } });
    try {
        const [ofBasic, ofCarnet] = [await CpuMeter.of(network, 'basic'), await CpuMeter.of(network, 'carnet')];
        const creates: Measured[] = [];
        const records: Measured[] = [];
        for (let round = 0; round <= Number(values.rounds); round++) {
            const vins = await registerCars(inspector, Math.ceil(Number(values.cars) / (round === 0 ? 2 : 1)));
            const create = await measure(ofBasic, () => createAssets(basic, Number(values.seconds) / (round === 0 ? 2 : 1)));
            const record = await measure(ofCarnet, () => importHistories(inspector, vins));
            if (round === 0) continue; // Warms up both, half as long.
            creates.push(create);
            records.push(record);
        }
        print('asset-transfer-basic CreateAsset', creates);
        print('recordAll, entries', records);
        const ratios = (of: (one: Measured) => number): number[] => records.map((record, n) => of(record) / of(creates[n] ?? record));
        console.log(`ratio of records per second ${formatSpread(spreadOf(ratios(({ rate }) => rate)), 1)}`);
        console.log(`ratio of records per CPU second ${formatSpread(spreadOf(ratios(({ cpu }) => 1 / (cpu['all'] ?? 0))), 1)}`);
    } finally {
        basic.close();
    }
} finally {
    await members.close();
}
