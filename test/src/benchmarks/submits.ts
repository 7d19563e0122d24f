// Submits per second, and CPU time of each, of RecordEntry beside CreateAsset of asset-transfer-basic and beside a call that touches nothing: one
// network, one client, one run, alternating rounds.
// node test/dist/benchmarks/submits.js --engine fabric --samples ../fabric-samples [--in-flight 64] [--seconds 15] [--rounds 3] [--warm-up 20]
import { randomUUID } from 'node:crypto';
import { connect } from '@carnet/client';
import { freshVin, foundConsortium } from '../integration/members.js';
import { CARNET, PROBE, startTestNetwork } from '../test-network.js';
import { besideSample } from './beside-sample.js';
import { CpuMeter } from './cpu-time.js';
import { compare, printRates } from './rounds.js';

const { engine, sample, rounds } = besideSample();

const upStarted = performance.now();
const { network, stop } = await startTestNetwork();
const upSeconds = (performance.now() - upStarted) / 1000;
try {
    const deployStarted = performance.now();
    await network.deploy(CARNET);
    console.log(`${engine}: up ${upSeconds.toFixed(2)} s, deploy ${((performance.now() - deployStarted) / 1000).toFixed(2)} s`);
    await network.deploy(sample);
    await network.deploy(PROBE);

    const admins = await Promise.all((['org1', 'org2'] as const).map(org => connect({ env: network.environment(org, 'Admin') })));
    const carnet = await connect({ env: network.environment('org2', 'User1') });
    const inspector = await connect({ env: network.environment('org1', 'User1') });
    const [basic, probe] = await Promise.all(['basic', PROBE.name].map(name => connect({ env: { ...network.environment('org2', 'User1'), CHAINCODE_NAME: name } })));
    const [inspectionAdmin, garageAdmin] = admins;
    if (inspectionAdmin === undefined || garageAdmin === undefined || basic === undefined || probe === undefined) throw new Error('a client is missing');
    await foundConsortium({ inspectionAdmin, garageAdmin, inspector, garage: carnet });

    // One car per lane and some: two entries on one car at once would measure conflicts.
    const vins = Array.from({ length: rounds.inFlight }, freshVin);
    await Promise.all(vins.map(vin => carnet.vehicles.register(vin, {
        make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'km',
    })));
    const free = vins.map(vin => ({ vin, days: 0 }));
    const recordEntry = async (): Promise<void> => {
        const car = free.pop();
        if (car === undefined) throw new Error('fewer cars than lanes');
        // Day after day and kilometre after kilometre, as a book grows.
        car.days += 1;
        try {
            await carnet.vehicles.record(car.vin, {
                entryId: randomUUID(), type: 'READING', source: 'independent',
                date: new Date(Date.UTC(2010, 0, car.days)).toISOString().slice(0, 10),
                odometer: { value: 10 * car.days, unit: 'km', status: 'READ', method: 'DASH' }, confirm: true,
            });
        } finally {
            free.push(car);
        }
    };
    const createAsset = (): Promise<unknown> => basic.submit('', 'CreateAsset', [randomUUID(), 'yellow', '5', 'Tom', '1300']);
    // A program of no steps: what a transaction costs that reads and writes nothing.
    const nothing = (): Promise<unknown> => probe.submit('', 'run', ['[]']);
    printRates(await compare([
        { name: 'VehicleRecord:RecordEntry', operation: recordEntry, meter: await CpuMeter.of(network, 'carnet') },
        { name: 'asset-transfer-basic CreateAsset', operation: createAsset, meter: await CpuMeter.of(network, 'basic') },
        { name: 'a contract that does nothing', operation: nothing, meter: await CpuMeter.of(network, PROBE.name) },
    ], rounds));
    for (const client of [...admins, carnet, inspector, basic, probe]) client.close();
} finally {
    await stop();
}
