// The command carnet-portal: its settings, its roots, and a run from start to end.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { buildVerifierPage, VERIFIER_PAGE_FILE } from '@carnet/portal/dist/build/verifier-page.js';
import { readRoots, type CarnetError } from '@carnet/client';
import { UsageError } from '@carnet/client/command-line';
import { rootsIn } from '@carnet/client/verify';
import { settingsFrom } from '@carnet/portal/dist/cli/settings.js';

const COMMAND = join(dirname(createRequire(import.meta.url).resolve('@carnet/portal')), '..', 'bin', 'carnet-portal.js');
const ONE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
let folder: string;
before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-portal-command-'));
    writeFileSync(join(folder, 'roots.json'), JSON.stringify({ Org1MSP: PEM, Org2MSP: [PEM, PEM] }));
    writeFileSync(VERIFIER_PAGE_FILE, await buildVerifierPage());
});
after(() => rmSync(folder, { recursive: true }));

test('settings have defaults, and a wrong command line says what is wrong', () => {
    assert.deepEqual(settingsFrom(['serve', '--folder', 'shares', '--roots', 'roots.json']), {
        command: 'serve', folder: 'shares', roots: 'roots.json', origin: 'http://127.0.0.1:8080', host: '127.0.0.1', port: 8080, behindProxy: false,
        check: false, channel: 'mychannel', chaincode: 'carnet', names: undefined, json: false,
    });
    assert.deepEqual(settingsFrom(['share', 'car.json', '--folder', 'shares', '--days', '3', '--origin', 'https://carnet.example/']), {
        command: 'share', file: 'car.json', folder: 'shares', days: 3, origin: 'https://carnet.example', json: false,
    });
    for (const help of ['help', '--help', '-h']) assert.equal(settingsFrom([help]), undefined);
    assert.equal(settingsFrom(['share', '-h']), undefined);
    for (const [args, message] of [
        [[], /say serve or share/], [['serve', '--roots', 'r'], /--folder is missing/], [['serve'], /--folder, --roots are missing/],
        [['share', '--folder', 'f'], /FILE is missing/], [['share', 'a', 'b', '--folder', 'f'], /'b' is one word too many/],
        ...['--roots=r', '--check', '--port=1', '--behind-proxy'].map(of => [['share', 'a', '--folder', 'f', of], /Unknown option/] as const),
        [['serve', '--folder', 'f', '--roots', 'r', '--days', '3'], /Unknown option '--days'/],
        [['share', 'a', '--folder', 'f', '--folder', 'g'], /--folder is given 2 times/], [['share', 'a', '--folder', 'f', '--days', '91'], /1 to 90/],
        [['serve', '--folder', 'f', '--roots', 'r', '--port', '70000'], /0 to 65535/], [['serve', '--folder', 'f', '--roots', 'r', '--port', '1e3'], /--port is '1e3': give a whole number/],
        [['serve', '--folder', 'f', '--roots', 'r', '--origin', 'carnet.example'], /--origin is/],
        [['serve', '--folder', 'f', '--roots', 'r', '--origin', 'https://carnet.example/path'], /scheme and host alone/], [['--wrong'], /wrong/],
    ] as const) assert.throws(() => settingsFrom(args), (error: Error) => error instanceof UsageError && message.test(error.message), args.join(' '));
});

test('what a file or an argument says moves no cursor of a terminal, and adds no line', () => {
    const names = join(folder, 'names.json');
    writeFileSync(names, '\u001b[2J\u202e');
    for (const args of [['share', 'a\u001b[2J\u009b\u202e\nlistening', '--folder', folder], ['\u001b[2J\nlistening'], ['serve', '--folder', folder, '--roots', join(folder, 'roots.json'), '--names', names]]) {
        for (const json of [[], ['--json']]) {
            const { stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args, ...json], { encoding: 'utf8' });
            assert.notEqual(stderr, '');
            assert.doesNotMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|^listening/m);
        }
    }
});

test('roots are read from a JSON file or a folder of PEM files; what holds none is named', () => {
    assert.deepEqual(readRoots(join(folder, 'roots.json')), { Org1MSP: [ONE], Org2MSP: [ONE, ONE] });
    const pems = join(folder, 'pems');
    mkdirSync(pems);
    assert.throws(() => readRoots(pems), /neither peerOrganizations\/ nor a \.pem file: name one after each organisation/);
    writeFileSync(join(pems, 'Org1MSP.pem'), `${PEM}\n${PEM}\n`);
    assert.deepEqual(readRoots(pems), { Org1MSP: [ONE, ONE] });
    assert.deepEqual(readRoots(join(pems, 'Org1MSP.pem')), { Org1MSP: [ONE, ONE] });
    writeFileSync(join(pems, 'Org2MSP.pem'), 'nothing');
    assert.throws(() => readRoots(pems), /Org2MSP\.pem: it is neither JSON nor a certificate in PEM/);
    writeFileSync(join(folder, 'list.json'), '[]');
    assert.throws(() => readRoots(join(folder, 'list.json')), /not a JSON object of MSP id/);
    assert.throws(() => readRoots(join(folder, 'none.json')), /No roots can be read from .*none\.json: ENOENT/);
    writeFileSync(join(folder, 'torn.json'), '{"Org1MSP":');
    assert.throws(() => readRoots(join(folder, 'torn.json')), /torn\.json: it is not JSON/);
    writeFileSync(join(folder, 'wrong.json'), '{"Org1MSP": 1}');
    assert.throws(() => readRoots(join(folder, 'wrong.json')), /what it has for Org1MSP is no certificate/);
    for (const [table, organisation] of [[{ Org1MSP: PEM, 'Org 2': PEM }, 'Org 2'], [{ Org1MSP: PEM, Org2MSP: [PEM, 7] }, 'Org2MSP'], [{ Org1MSP: [] }, 'Org1MSP']] as const) {
        assert.throws(() => rootsIn('roots.json', JSON.stringify(table)), (error: CarnetError) => error.details['organisation'] === organisation);
    }
});

test('names of organisations are texts, and a file of names that is not is refused before anything is served', () => {
    const names = join(folder, 'names.json');
    for (const [text, said] of [['{"Org1MSP": {}}', /names\.json: the name of Org1MSP is not a text/], ['{', /names\.json cannot be read as JSON/]] as const) {
        writeFileSync(names, text);
        const args = ['serve', '--folder', join(folder, 'shares'), '--roots', join(folder, 'roots.json'), '--names', names, '--port', '0'];
        const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
        assert.deepEqual([status, stdout], [1, '']);
        assert.match(stderr, said);
    }
});

test('a file that is no certificate is not shared, and a wrong command line ends with 2 and the usage', () => {
    const shares = join(folder, 'shares');
    const refused = spawnSync(process.execPath, [COMMAND, 'share', join(folder, 'roots.json'), '--folder', shares], { encoding: 'utf8' });
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    assert.match(refused.stderr, /^PROOF_MALFORMED: /);
    const wrong = spawnSync(process.execPath, [COMMAND, 'serve'], { encoding: 'utf8' });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--folder, --roots are missing\ncarnet-portal serve --folder DIR --roots FILE\|DIR/);
    const asJson = spawnSync(process.execPath, [COMMAND, 'serve', '--json'], { encoding: 'utf8' });
    assert.deepEqual([asJson.status, JSON.parse(asJson.stderr)], [2, { code: 'USAGE', message: '--folder, --roots are missing' }]);
});

test('the service runs until it is told to end, and ends with 0', async () => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--folder', join(folder, 'shares'), '--roots', join(folder, 'roots.json'), '--port', '0'], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = await once(lines, 'line') as [string];
    const address = /^listening on (http:\/\/127\.0\.0\.1:\d+) for .*; roots of Org1MSP, Org2MSP$/.exec(line)?.[1] ?? '';
    for (const [path, status] of [['/', 200], ['/verify', 200], ['/check', 404], [`/r/${'A'.repeat(43)}`, 404]] as const) {
        assert.equal((await fetch(address + path)).status, status, path);
    }
    const verifier = await fetch(`${address}/verify`);
    assert.match(verifier.headers.get('content-security-policy') ?? '', /script-src 'sha256-[^']+'; .*connect-src 'none'; .*frame-ancestors 'none'$/);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
});
