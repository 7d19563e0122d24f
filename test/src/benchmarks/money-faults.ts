// Schedules of random faults under more than a hundred payers, each on a new network of real Fabric with three orderers; prints the outages.
// node test/dist/benchmarks/money-faults.js [--schedules 10] [--seed 1] [--faults 6]
import { parseArgs } from 'node:util';
import { Dice } from '../chaincode/dice.js';
import { runSchedule, type FaultReport } from '../fabric/money-faults.js';
import { FAULTS, type Fault } from '../fabric/node-faults.js';
import { whyNoFabric } from '../fabric/peer-command.js';
import { spreadOf } from './spread.js';

const { values } = parseArgs({
    options: { schedules: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, faults: { type: 'string', default: '6' } },
});

function printOutages(reports: readonly FaultReport[]): void {
    console.log('\nfault                        times  seconds without a success: median (least–most)  until the processes answered: median');
    for (const fault of FAULTS) {
        const of = reports.flatMap(({ outages }) => outages).filter(one => one.fault === fault);
        if (of.length === 0) continue;
        const [out, back] = [spreadOf(of.map(({ outageMs }) => outageMs / 1000)), spreadOf(of.map(({ backMs }) => backMs / 1000))];
        console.log(`${fault.padEnd(28)} ${String(of.length).padStart(5)}  ${out.median.toFixed(1)} (${out.min.toFixed(1)}–${out.max.toFixed(1)})  ${back.median.toFixed(1)}`);
    }
}

const missing = whyNoFabric();
if (missing !== false) {
    console.log(`Skipped: ${missing}.`);
} else {
    const [first, schedules, count] = [Number(values.seed), Number(values.schedules), Number(values.faults)];
    const reports: FaultReport[] = [];
    for (let seed = first; seed < first + schedules; seed++) {
        const dice = new Dice(Math.imul(seed, 2_654_435_761));
        const faults = Array.from({ length: count }, (): Fault => dice.one(FAULTS) ?? 'Raft leader');
        console.log(`seed ${seed}: ${faults.join(', ')}`);
        const report = await runSchedule({ seed, faults, size: { singles: 60, shared: 2, payersPerShared: 22 }, note: line => { console.log(`  ${line}`); } });
        reports.push(report);
        const { blocks, succeeded, refused, unknown, kills, coinFreezes, resumed, validation } = report;
        console.log(`  holds over ${blocks} blocks: ${succeeded} succeeded, ${refused} refused, ${unknown} unknown at first, ${kills} payers killed, `
            + `coins frozen ${coinFreezes} times, ${resumed} settled by journals; by validation code ${JSON.stringify(validation)}`);
    }
    printOutages(reports);
}
