// carnet without a network: usage, the check of a VIN, the judgement of a file, and that neither loads what only a connection needs.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, mock, test } from 'node:test';
import { promisify } from 'node:util';
import { COMMANDS } from '@carnet/client/dist/cli/commands.js';
import type { Terminal } from '@carnet/client/dist/cli/command/command.js';
import { withSignOfLife } from '@carnet/client/dist/cli/command/sign-of-life.js';
import { carnetCommand, type Outcome } from './command.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const bin = join(repository, 'client', 'bin', 'carnet.js');
const SERIES = { readings: [{ date: '2020-03-01', value: 84210, unit: 'km' }, { date: '2021-03-01', value: 48210, unit: 'km' }] };
const ROLLBACK = { judgement: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [{ code: 'ROLLBACK', severity: 'CRITICAL', readings: [1, 2] }] };

let dir: string;
before(() => { dir = mkdtempSync(join(tmpdir(), 'carnet-offline-')); });
after(() => { rmSync(dir, { recursive: true }); });

test('help names every command; each explains itself', async () => {
    const { status, out } = await carnetCommand(['--help']);
    assert.equal(status, 0);
    const names = [...out.matchAll(/^ {2}carnet ([a-z]+) ([a-z-]+)/gm)].map(([, group = '', action = '']) => [group, action]);
    assert.ok(names.length >= 8);
    for (const name of names) {
        const own = await carnetCommand([...name, '--help']);
        assert.equal(own.status, 0);
        assert.ok(own.out.startsWith(`carnet ${name.join(' ')} `));
    }
    const group = await carnetCommand(['vin', '--help']);
    assert.match(group.out, /carnet vin check VIN/);
    assert.doesNotMatch(group.out, /carnet vehicle/);
});

test('help hides no option, and names none that is not there', async () => {
    for (const [name, load] of Object.entries(COMMANDS)) {
        const { options = {} } = await load();
        const { out } = await carnetCommand([...name.split(' '), '--help']);
        const [usage = '', ...explained] = out.split('\n\n');
        for (const option of Object.keys(options)) assert.match(usage, new RegExp(`--${option}(?![a-z-])`), name);
        const named = [...explained.join('\n').replaceAll(/`[^`]*`/g, '').matchAll(/--([a-z][a-z-]*)/g)].map(([, option = '']) => option);
        const known = new Set([...Object.keys(options), 'json', 'help']);
        assert.deepEqual(named.filter(option => !known.has(option)), [], name);
    }
});

test('a wrong call has exit status 2 and says what is wrong with it', async () => {
    const wrong: [string[], RegExp][] = [
        [['car'], /there is no command 'car'; take one of vin check, vehicle judge/],
        [['vehicle', 'drive'], /there is no command 'vehicle drive'; take one of vehicle judge/],
        [['vehicle', 'drive\u001b[2J'], /there is no command 'vehicle drive\?\[2J'/],
        [['vin', 'check'], /VIN is missing\nusage: carnet vin check VIN/],
        [['vin', 'check', 'A', 'B'], /'B' is one word too many/],
        [['vin', 'check', 'A', '--fast'], /Unknown option '--fast'/],
        [['vehicle', 'register', 'A', '--make', 'x', '--unit', 'km', '--first-registration', '2020-01-01'], /--model is missing/],
        [['vehicle', 'register', 'A', '--make', 'x'], /--model, --first-registration, --unit are missing\nusage: carnet vehicle register VIN --make MAKE/],
        [['vehicle', 'register', 'A', '--make', 'x', '--model', 'y', '--first-registration', '2020-01-01', '--unit', 'miles'], /--unit is 'miles': take km, mi/],
        [['vehicle', 'purge', 'A', 'B', '--profile', ''], /--profile is empty/],
        [['document', 'reshare-join', 'p', '--key', 'k', '--out', 'o'], /--dealt is missing/],
        [['vehicle', 'record', 'A', '--id', 'x', '--id', 'y'], /--id is given 2 times/],
        [['vehicle', 'record', 'A', '--id', 'x', '--type', 'READING', '--date', '2024-01-01', '--source', 'dealer', '--reading', '1e3km'], /give it as 84210km/],
        ...['0', '367', '999999999'].flatMap((days): [string[], RegExp][] => [
            [['roster', 'propose', 'roster.json', '--id', 'r', '--days', days], /--days is \d+: give 1 to 366/],
            [['charter', 'propose', 'suspend', 'Org2MSP', '--id', 'c', '--days', days], /--days is \d+: give 1 to 366/],
        ]),
        [['vehicle', 'import', 'f', '--batch-size', 'many'], /--batch-size is 'many': give a whole number/],
    ];
    for (const [args, said] of wrong) {
        const { status, err, out } = await carnetCommand(args);
        assert.deepEqual([status, out], [2, ''], args.join(' '));
        assert.match(err, said);
    }
    const unknown = await carnetCommand(['vin', 'guess', '--json']);
    assert.deepEqual([unknown.status, JSON.parse(unknown.err)], [2, { code: 'USAGE', message: "there is no command 'vin guess'; take one of vin check" }]);
    const asJson = await carnetCommand(['vin', 'check', '--json']);
    assert.deepEqual([asJson.status, JSON.parse(asJson.err)], [2, { code: 'USAGE', message: 'VIN is missing' }]);
});

test('a VIN is checked as the ledger checks it', async () => {
    const checks: [string, unknown][] = [
        ['VF1JZ0J0H48812345', { accept: true, warnings: [] }],
        ['vf1jz0j0h48812345', { accept: true, warnings: [] }],
        ['VF1JZ0J0H4881234O', { accept: false, warnings: [] }],
        ['1M8GDM9A1KP042788', { accept: true, warnings: ['CHECK_DIGIT_NA'] }],
    ];
    for (const [vin, expected] of checks) {
        const { status, out } = await carnetCommand(['vin', 'check', vin, '--json']);
        assert.deepEqual([status, JSON.parse(out)], [0, expected], vin);
    }
    assert.equal((await carnetCommand(['vin', 'check', 'VF1JZ0J0H48812345'])).out, 'VF1JZ0J0H48812345: accepted');
});

test('a series is judged from a file or from standard input', async () => {
    const file = join(dir, 'series.json');
    writeFileSync(file, JSON.stringify(SERIES));
    const fromFile = await carnetCommand(['vehicle', 'judge', file, '--json']);
    assert.deepEqual([fromFile.status, JSON.parse(fromFile.out)], [0, ROLLBACK]);
    const fromInput = await carnetCommand(['vehicle', 'judge', '-', '--json'], JSON.stringify(SERIES).split(',').map((part, n) => n === 0 ? part : `,${part}`));
    assert.deepEqual(JSON.parse(fromInput.out), ROLLBACK);
    assert.equal((await carnetCommand(['vehicle', 'judge', file])).out,
        'ILLOGICAL 04_LOWER_THAN_EARLIER\nfinding   severity  readings\nROLLBACK  CRITICAL  1 2');
});

test('a file that is no series is refused by field, on standard error', async () => {
    const refusals: [string, RegExp][] = [
        ['{', /^MALFORMED_JSON: /],
        ['{"readings":[{"date":"2023-02-29","value":1,"unit":"km"}]}', /^INVALID_DATE: file\.readings\[0\]\.date: /],
        ['{"readings":[],"readings":[]}', /^DUPLICATE_FIELD: file\.readings: /],
        ['{"readings":[],"odometer":1}', /^UNKNOWN_FIELD: file\.odometer: /],
        [`{"readings":${'['.repeat(100_000)}`, /^TOO_DEEP: /],
    ];
    for (const [text, said] of refusals) {
        const { status, out, err } = await carnetCommand(['vehicle', 'judge', '-'], [text]);
        assert.deepEqual([status, out], [1, '']);
        assert.match(err, said);
    }
    const asJson = await carnetCommand(['vehicle', 'judge', '-', '--json'], ['[]']);
    const { code, details } = JSON.parse(asJson.err) as { code: string; details: unknown };
    assert.deepEqual([asJson.status, code, details], [1, 'WRONG_TYPE', { field: 'file' }]);
    assert.match((await carnetCommand(['vehicle', 'judge', join(dir, 'none.json')])).err, /^FILE_UNREADABLE: .*none\.json cannot be read/);
});

test('a key file needs a passphrase of some length and a name that is free, which is said before anybody is asked', async () => {
    const file = join(dir, 'holder.key');
    const making = (passphrase: string): Promise<Outcome> => carnetCommand(['document', 'keygen', '--out', file], [], [passphrase, passphrase]);
    assert.match((await making('7 chars')).err, /^PASSPHRASE_SHORT: The passphrase has fewer than 8 characters/);
    assert.match((await making('')).err, /^PASSPHRASE_MISSING/);
    const made = await making('four words nobody guesses');
    assert.equal(made.status, 0, made.err);
    assert.match(made.out, /carnet document register-key/);
    const again = await making('four words nobody guesses');
    assert.deepEqual([again.status, again.err], [1, `FILE_UNWRITABLE: ${file} is there already: nothing is overwritten.`]);
    assert.match((await carnetCommand(['document', 'keygen', '--out', '-'], [], [])).err, /^carnet document keygen: - stands for/);
});

test('where a terminal looks on, silence is broken, but no question', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
        const said: string[] = [];
        const terminal: Terminal = {
            print: line => said.push(line), note: line => said.push(line), progress: line => said.push(line),
            input: () => { throw new Error('nothing is read'); },
            ask: question => {
                mock.timers.tick(60_000);
                return Promise.resolve(question);
            },
        };
        await withSignOfLife(terminal, async at => {
            mock.timers.tick(1_999);
            at.note('one');
            mock.timers.tick(2_000);
            await at.ask?.('two', 'shown');
            at.print('three');
        });
        mock.timers.tick(60_000);
        assert.deepEqual(said, ['one', 'waiting for the network …', 'three']);
        assert.equal(await withSignOfLife({ ...terminal, progress: undefined }, at => Promise.resolve(at.progress)), undefined);
    } finally {
        mock.timers.reset();
    }
});

test('a command without settings says what is missing, and shows no stack', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [bin, 'vehicle', 'show', 'VF1JZ0J0H48812345'], { env: {}, encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^SETTING_MISSING: Give the option identity, or set CERT_PATH .*\n$/);
});

test('the command as it is installed, and what it loads', async () => {
    const npx = await promisify(execFile)(join(repository, 'node_modules', '.bin', 'carnet'), ['vin', 'check', 'VF1JZ0J0H48812345', '--json']);
    assert.deepEqual(JSON.parse(npx.stdout), { accept: true, warnings: [] });
    const program = `
        const { main } = await import(${JSON.stringify(join(repository, 'client', 'dist', 'cli', 'main.js'))});
        await main(['vin', 'check', 'VF1JZ0J0H48812345']);
        const { createRequire } = await import('node:module');
        console.log(Object.keys(createRequire(${JSON.stringify(bin)}).cache).filter(path => /grpc|fabric|peculiar|secrets/.test(path)).length);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(stdout.trim().split('\n').at(-1), '0', 'nothing of gRPC or Fabric, of certificates or shares');
});
