// Milliseconds to make and to verify the certificate of a long book, and to draw the buyer's report from it; bytes of the file.
// node test/dist/benchmarks/certificate.js [--engine fabric] [--length 10000] [--repeats 3]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRoots, serialiseCertificate, verifyCertificate } from '@carnet/client';
import { buyerReport } from '@carnet/client/report';
import { formatDay, type BatchEntry } from '@carnet/domain';
import { gatherMembers } from '../integration/members.js';
import { registerCars } from './cars.js';
import { inspectionHistory } from './histories.js';
import { formatSpread, spreadOf } from './spread.js';

const { values } = parseArgs({
    options: { engine: { type: 'string', default: 'fabric' }, length: { type: 'string', default: '10000' }, repeats: { type: 'string', default: '3' } },
});
process.env['CARNET_ENGINE'] = values.engine;

/** 2007-04-01, days since 1970-01-01. */
const FIRST_DAY = 13_604;

const times = new Map<string, number[]>();

async function timed<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const started = performance.now();
    const done = await work();
    times.set(what, [...times.get(what) ?? [], performance.now() - started]);
    return done;
}

const members = await gatherMembers();
try {
    const { own, inspector } = members;
    if (own === undefined) throw new Error('CARNET_ORGANIZATIONS must not be set: the benchmark needs a network of its own');
    const [vin = ''] = await registerCars(inspector, 1);
    // Two a day, so that the book ends before today.
    const entries = inspectionHistory(vin, Number(values.length) - 1).map((entry, n): BatchEntry => ({
        ...entry, date: formatDay(FIRST_DAY + Math.floor(n / 2)), odometer: { value: 10 * n, unit: 'mi', status: 'READ', method: 'DASH' },
    }));
    await inspector.vehicles.recordAll(entries, { batchSize: 40 });
    const roots = readRoots(join(own.network.dir, 'organizations'));
    let bytes = 0;
    for (let n = 0; n < Number(values.repeats); n++) {
        const certificate = await timed('certificate: signed report and all pages', () => inspector.vehicles.certificate(vin));
        const file = await timed('serialised', () => serialiseCertificate(certificate));
        bytes = Buffer.byteLength(file);
        const verified = await timed('verified without a network', () => verifyCertificate(file, roots));
        await timed('buyer\'s report drawn', () => buyerReport(verified.report, verified.entries));
        await timed('ReadReport of the ledger', () => inspector.vehicles.report(vin));
    }
    console.log(`${values.length} entries: file of ${(bytes / 1e6).toFixed(2)} MB, ${(bytes / Number(values.length)).toFixed(0)} bytes an entry`);
    for (const [what, measured] of times) console.log(`${what.padEnd(44)} ${formatSpread(spreadOf(measured), 0)} ms`);
} finally {
    await members.close();
}
