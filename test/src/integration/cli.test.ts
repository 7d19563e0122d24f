// carnet against a network: a book opened, written, imported and read from the command line, its proof made, shared and verified.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { RecordedEntry } from '@carnet/domain';
import { CARNET_COMMAND, commandOnceSeen, done, runCarnet, runCarnetProcess, type Outcome } from './command-process.js';
import { freshVin, gatherMembers, type Members, type OrgName } from './members.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const data = join(repository, 'demo', 'data');
const skip = process.env['CARNET_ORGANIZATIONS'] !== undefined && 'needs the environment of a network of our own';

let members: Members;
let dir: string;
before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'carnet-cli-'));
    if (skip === false) members = await gatherMembers();
});
after(async () => {
    if (skip === false) await members.close();
    rmSync(dir, { recursive: true });
});

function environment(org: OrgName): Record<string, string | undefined> {
    return { PATH: process.env['PATH'], ...members.own?.network.environment(org, 'User1') };
}

/** As User1 of an organisation. */
const carnet = (org: OrgName, ...args: string[]): Outcome => runCarnet(environment(org), args, dir);

const onceThere = (...args: Parameters<typeof carnet>): Promise<Outcome> =>
    commandOnceSeen(/^(VEHICLE_NOT_FOUND|ENTRY_NOT_FOUND|CORRECTION_NOT_PENDING|BOOK_BEHIND)$/, () => carnet(...args));

function refused({ status, out, err }: Outcome): { readonly code: string; readonly details: Record<string, unknown> } {
    assert.deepEqual([status, out], [1, '']);
    return JSON.parse(err) as ReturnType<typeof refused>;
}

const FACTS = ['--make', 'RENAULT', '--model', 'SCENIC', '--first-registration', '2019-03-17', '--unit', 'km'];

test('a book from the first entry to a proof that a stranger checks', { skip }, async () => {
    const vin = freshVin();
    assert.match(done(carnet('org2', 'vehicle', 'register', vin, ...FACTS)), new RegExp(`^VIN +${vin}\n`));
    const entry = (id: string, date: string, ...more: string[]): string[] => ['vehicle', 'record', vin, '--id', id, '--date', date, '--confirm', ...more];
    const service = done(carnet('org2', ...entry('order-1', '2024-03-14', '--type', 'SERVICE', '--source', 'independent', '--reading', '84210km', '--work', 'Oil')));
    assert.equal(service, `${vin} entry 2 (order-1): NO_JUDGEMENT 06_TOO_FEW\nwarning: LATE_ENTRY\n`);
    const inspected = JSON.parse(done(await onceThere('org1', ...entry('test-1', '2025-04-02', '--type', 'INSPECTION', '--source', 'inspection', '--reading', '48210km',
        '--result', 'PASSED'), '--json')).trim()) as { verdict: string; warnings: string[] };
    assert.deepEqual([inspected.verdict, inspected.warnings], ['ILLOGICAL', ['ROLLBACK', 'LATE_ENTRY']]);

    assert.match(done(carnet('org2', 'vehicle', 'judgement', vin)), /^ILLOGICAL 04_LOWER_THAN_EARLIER \(rules 1\)\nfinding +severity +entries\n(LATE_ENTRY[^\n]*\n)*ROLLBACK +CRITICAL +2 3\n(LATE_ENTRY[^\n]*\n)*$/);
    const table = done(carnet('org2', 'vehicle', 'history', vin)).trimEnd().split('\n');
    assert.equal(table.length, 4);
    assert.match(table[2] ?? '', /^2 +2024-03-14 +SERVICE +84210 km +independent +Org2MSP +order-1 +NO_JUDGEMENT +Oil$/);
    const entries = done(carnet('org2', 'vehicle', 'history', vin, '--json')).trimEnd().split('\n').map(line => JSON.parse(line) as RecordedEntry);
    assert.deepEqual(entries.map(({ sequence, entryId }) => [sequence, entryId]).slice(1), [[2, 'order-1'], [3, 'test-1']]);
    assert.equal((JSON.parse(done(carnet('org1', 'vehicle', 'show', vin, '--json'))) as { entries: number }).entries, 3);
    assert.match(done(carnet('org2', 'vehicle', 'report', vin, '--language', 'fr')), /84.210 km/);

    const roots = join(members.own?.network.dir ?? '', 'organizations');
    done(await onceThere('org2', 'vehicle', 'certificate', vin));
    const file = join(dir, `${vin}.carnet.json`);
    assert.match(done(carnet('org2', 'vehicle', 'verify', file, '--roots', roots)), /Org1MSP[^]*Org2MSP[^]*The proof holds: 2 organisations signed this report\.\n$/);
    assert.equal(done(carnet('org2', 'vehicle', 'share', file, '--out', 'share.json', '--withhold-entries', '2', '--withhold', 'writer')),
        'share.json: 3 entries, 1 withheld, 2 shown in part\n');
    const proof = JSON.parse(done(carnet('org2', 'vehicle', 'verify', 'share.json', '--roots', roots, '--json'))) as { withheld: unknown };
    assert.deepEqual(proof.withheld, { entries: 1, partly: 2 });

    writeFileSync(join(dir, 'forged.json'), readFileSync(join(dir, 'share.json'), 'utf8').replace('"entries":1', '"entries":0'));
    const forged = carnet('org2', 'vehicle', 'verify', 'forged.json', '--roots', roots);
    assert.deepEqual([forged.status, forged.out], [3, '']);
    assert.match(forged.err, /^PROOF_[A-Z_]+: /);
});

test('what the ledger refuses is a code and a sentence, for machines and for people', { skip }, () => {
    const carnet = (org: OrgName, ...args: string[]): Outcome => runCarnetProcess(environment(org), args, dir);
    const vin = freshVin();
    const unknown = refused(carnet('org2', 'vehicle', 'show', vin, '--json'));
    assert.equal(unknown.code, 'VEHICLE_NOT_FOUND');
    const { status, err } = carnet('org2', 'vehicle', 'show', vin);
    assert.equal(status, 1);
    assert.match(err, /^VEHICLE_NOT_FOUND: [^\n]+\n$/);
    const wrong = refused(carnet('org2', 'vehicle', 'register', vin, '--make', 'RENAULT', '--model', 'SCENIC', '--first-registration', '2023-02-29', '--unit', 'km', '--json'));
    assert.deepEqual([wrong.code, wrong.details['field']], ['INVALID_DATE', 'vehicle.firstRegistration']);
    assert.equal(refused(carnet('org2', 'vehicle', 'show', 'VF1JZ0J0H4881234O', '--json')).code, 'INVALID_VIN');
});

test('a published file is imported with its mapping; the second time nothing is recorded twice', { skip }, () => {
    const args = ['vehicle', 'import', join(data, 'dft-mot-tests.csv'), '--mapping', join(data, 'dft-mapping.json'), '--vins', join(data, 'dft-vins.csv')];
    assert.equal(done(carnet('org1', ...args, '--register', '--confirm-vin', '--dry-run')),
        'dry run, nothing was sent: 9 rows: 9 recorded, 0 already there, 0 refused, 0 skipped; 9 cars registered\n');
    const unregistered = carnet('org1', ...args);
    assert.equal(unregistered.status, 1);
    assert.match(unregistered.out, /^row 2, vehicle_id: VEHICLE_NOT_FOUND: [^]*9 refused, 0 skipped; 0 cars registered\n$/);
    assert.match(done(carnet('org1', ...args, '--register', '--confirm-vin')), /^9 rows: 9 recorded, .*; 9 cars registered\n$/);
    const again = done(carnet('org1', ...args, '--register', '--rows', '--json')).trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(again.slice(0, -1).map(({ status }) => status), Array.from({ length: 9 }, () => 'already'));
    assert.deepEqual(again.at(-1), { summary: { rows: 9, recorded: 0, already: 9, refused: 0, skipped: 0, registered: 0, dryRun: false } });
});

const MAPPING = {
    v: 1, vin: { column: 'vin' },
    entry: {
        type: { constant: 'READING' }, date: { column: 'date', form: 'YYYY-MM-DD' }, source: { constant: 'independent' },
        odometer: { value: { column: 'km' }, unit: { constant: 'km' } },
    },
    vehicle: { make: { constant: 'RENAULT' }, model: { constant: 'SCENIC' }, firstRegistration: { constant: '2009-03-17' }, odometerUnit: { constant: 'km' } },
};

/** Resolves once the process has ended; it is killed, unasked, once the checkpoint stands. */
async function killedInTheMiddle(args: readonly string[], checkpoint: string): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, [CARNET_COMMAND, ...args], { env: environment('org2'), stdio: 'ignore', cwd: dir });
    const ended = new Promise<NodeJS.Signals | null>(resolve => { child.once('exit', (_, signal) => { resolve(signal); }); });
    while (!existsSync(checkpoint) && child.exitCode === null) await new Promise(resolve => { setTimeout(resolve, 5); });
    child.kill('SIGKILL');
    return await ended;
}

test('an import that was killed goes on where it was, and every row stands in its book once', { skip }, async () => {
    const vins = Array.from({ length: 4 }, freshVin);
    const rows = Array.from({ length: 60 }, (_, n) => vins.map(vin => `${vin},${new Date(Date.UTC(2010, n, 1)).toISOString().slice(0, 10)},${1_000 * (n + 1)}`)).flat();
    writeFileSync(join(dir, 'readings.csv'), ['vin,date,km', ...rows].join('\n'));
    writeFileSync(join(dir, 'mapping.json'), JSON.stringify(MAPPING));
    const checkpoint = join(dir, 'readings.checkpoint');
    const args = ['vehicle', 'import', 'readings.csv', '--mapping', 'mapping.json', '--register', '--checkpoint', checkpoint, '--batch-size', '8', '--concurrency', '2'];
    assert.equal(await killedInTheMiddle(args, checkpoint), 'SIGKILL');
    assert.ok(existsSync(checkpoint), 'it was in the middle');
    const lines = done(carnet('org2', ...args, '--json')).trimEnd().split('\n');
    const { summary } = JSON.parse(lines.at(-1) ?? '') as { summary: Record<string, number> };
    assert.deepEqual([summary['rows'], summary['refused']], [240, 0]);
    assert.ok((summary['skipped'] ?? 0) > 0 && (summary['recorded'] ?? 0) > 0);
    assert.equal(existsSync(checkpoint), false);
    for (const vin of vins) {
        const entries: RecordedEntry[] = [];
        for await (const entry of members.garage.vehicles.history(vin)) entries.push(entry);
        assert.deepEqual(entries.slice(1).map(({ odometer }) => odometer?.value), Array.from({ length: 60 }, (_, n) => 1_000 * (n + 1)));
    }
});

test('a correction is proposed, confirmed by the other organisation, and changes the judgement; a dispute is opened and withdrawn', { skip }, async () => {
    const vin = freshVin();
    done(carnet('org2', 'vehicle', 'register', vin, ...FACTS));
    const record = async (org: 'org1' | 'org2', id: string, date: string, reading: string, ...more: string[]): Promise<string> =>
        done(await onceThere(org, 'vehicle', 'record', vin, '--id', id, '--date', date, '--reading', reading, '--confirm', ...more));
    await record('org2', 'order-1', '2023-03-14', '842100km', '--type', 'SERVICE', '--source', 'independent');
    await record('org1', 'test-1', '2024-03-14', '90100km', '--type', 'INSPECTION', '--source', 'inspection', '--result', 'PASSED');
    writeFileSync(join(dir, 'meter.jpg'), 'a photo');
    const proposed = done(carnet('org2', 'vehicle', 'correct', vin, '--id', 'c1', '--corrects', 'order-1', '--reading', '84210km', '--reason', 'a digit too many',
        '--evidence', 'Photo of the meter=meter.jpg'));
    assert.match(proposed, /^correction PENDING\n.*\(c1\): ILLOGICAL/);
    const alone = refused(carnet('org2', 'vehicle', 'confirm', vin, '--id', 'k1', '--correction', 'Org2MSP/c1', '--json'));
    assert.ok(['SECOND_ORGANISATION_NEEDED', 'NOT_LICENSED'].includes(alone.code));
    assert.match(done(await onceThere('org1', 'vehicle', 'confirm', vin, '--id', 'k1', '--correction', 'Org2MSP/c1')), /\(k1\): LOGICAL 00_ASCENDING/);
    assert.equal(done(carnet('org2', 'vehicle', 'check', vin, '--reading', '95000km', '--date', '2024-06-01')), 'MATCH\n');
    assert.equal(done(carnet('org2', 'vehicle', 'check', vin, '--reading', '50000km', '--date', '2024-06-01')), 'LOWER_THAN_LEDGER\n');
    done(await onceThere('org2', 'vehicle', 'dispute', vin, '--id', 'd1', '--entry', 'Org1MSP/test-1', '--reason', 'another car'));
    done(carnet('org2', 'vehicle', 'resolve', vin, '--id', 'd2', '--dispute', 'Org2MSP/d1', '--outcome', 'WITHDRAWN'));
    const rows = done(carnet('org2', 'vehicle', 'history', vin)).trimEnd().split('\n').slice(1).map(line => line.split(/ {2,}/)[2]);
    assert.deepEqual(rows, ['VEHICLE_REGISTERED', 'SERVICE', 'INSPECTION', 'CORRECTION_PROPOSED', 'CORRECTION_CONFIRMED', 'DISPUTE_OPENED', 'DISPUTE_RESOLVED']);
    assert.match(done(carnet('org1', 'vehicle', 'retire', vin, '--id', 'end', '--reason', 'dismantled')), /\(end\): /);
    assert.match(done(carnet('org1', 'vehicle', 'show', vin)), /^retired +yes$/m);
});

test('confidential details are recorded, disclosed in part, checked by the other organisation, and erased', { skip }, async () => {
    const vin = freshVin();
    done(carnet('org2', 'vehicle', 'register', vin, ...FACTS));
    writeFileSync(join(dir, 'details.json'), JSON.stringify({ invoice: 'Timing belt, 684.20 EUR', customer: 'K-20931' }));
    done(carnet('org2', 'vehicle', 'record', vin, '--id', 'order-1', '--date', '2024-03-14', '--type', 'SERVICE', '--source', 'independent', '--reading', '84210km',
        '--confirm', '--details', 'details.json'));
    assert.equal(done(carnet('org2', 'vehicle', 'details', vin, 'order-1')), 'customer  K-20931\ninvoice   Timing belt, 684.20 EUR\n');
    assert.equal(done(carnet('org2', 'vehicle', 'disclose', vin, 'order-1', '--name', 'invoice', '--out', 'shown.json')), 'shown.json: 1 details, 1 withheld\n');
    const checked = done(await onceThere('org1', 'vehicle', 'check-details', 'shown.json'));
    assert.match(checked, /^invoice {2}Timing belt, 684\.20 EUR\nThese are details of entry order-1 of Org2MSP; 1 others are withheld\.\n$/);
    assert.match(done(carnet('org2', 'vehicle', 'purge', vin, 'order-1')), /^details of order-1 erased at /);
    assert.equal(refused(carnet('org2', 'vehicle', 'details', vin, 'order-1', '--json')).code, 'DETAILS_PURGED');
});
