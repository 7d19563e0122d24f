// carnet-network without a network that runs: usage, refusals, and what it prints for a shell.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NETWORK_CODES } from '@carnet/network';
import { main } from '@carnet/network/dist/cli/main.js';
import { writeState } from '@carnet/network/dist/folder.js';
import { withFolderLock } from '@carnet/network/dist/folder-lock.js';
import { ensureOrganizations } from '@carnet/network/dist/identities/organizations-folder.js';
import { portsOf } from '@carnet/network/dist/ports.js';
import { newSettings } from '@carnet/network/dist/settings.js';

let folder: string;
/** A network folder as `up` leaves it after a stop; its name needs quoting. */
let dir: string;

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-command-'));
    dir = join(folder, 'it\'s a $HOME "net"');
    writeState(dir, { format: 1, settings: newSettings({ engine: 'embedded', portOffset: 12_000 }), chaincodes: [] });
    await ensureOrganizations(join(dir, 'organizations'), portsOf(12_000, 1), 12_000);
});
after(() => rmSync(folder, { recursive: true }));

interface Outcome { readonly status: number; readonly out: string; readonly err: string }

async function command(...args: string[]): Promise<Outcome> {
    const out: string[] = [];
    const err: string[] = [];
    const status = await main(args, { print: line => out.push(line), note: line => err.push(line) });
    return { status, out: out.join('\n'), err: err.join('\n') };
}

test('whoever reads no further than he wants is shown no fault', () => {
    const program = join(import.meta.dirname, '..', '..', '..', 'network', 'bin', 'carnet-network.js');
    const { status, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', '"$0" "$1" --help | true', process.execPath, program], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
});

test('help names every command; each explains itself', async () => {
    const help = await command('--help');
    assert.equal(help.status, 0);
    for (const name of ['up', 'deploy', 'status', 'env', 'identity', 'logs', 'down']) {
        assert.match(help.out, new RegExp(`^ {2}carnet-network ${name} `, 'm'));
        const own = await command(name, '--help');
        assert.equal(own.status, 0);
        assert.match(own.out, new RegExp(`^carnet-network ${name} `));
    }
});

test('a wrong call has exit status 2 and says what is wrong with it', async () => {
    const wrong: [string[], RegExp][] = [
        [[], /./],
        [['start'], /there is no command 'start'; take one of up, deploy/],
        [['constructor'], /there is no command 'constructor'/],
        [['toString', '--help'], /there is no command 'toString'/],
        [['up', '--engine', 'docker'], /--engine is 'docker': take embedded or fabric/],
        [['up', '--orderers', '2'], /--orderers is 2: take 1 or 3 \(Raft\) or 4 \(BFT\)/],
        [['up', '--batch-timeout', 'soon'], /--batch-timeout is 'soon'/],
        [['up', '--batch-size', '1.5'], /--batch-size is '1\.5': give a whole number/],
        [['up', '--fast'], /Unknown option '--fast'/],
        [['up', '--dir', 'a', '--dir', 'b'], /--dir is given 2 times/],
        [['up', 'now'], /'now' is one word too many/],
        [['deploy', '--chaincode', 'x'], /--chaincode needs --name/],
        [['deploy', '--env', 'x'], /--env is 'x': give NAME=VALUE/],
        [['env'], /ORG is missing/],
        [['identity', 'org1'], /NAME is missing/],
        [['identity', 'org1', 'x', '--attribute', 'a=1', '--attribute', 'a=2'], /--attribute gives a twice/],
    ];
    for (const [args, message] of wrong) {
        const { status, err, out } = await command(...args);
        assert.equal(status, 2, args.join(' '));
        assert.match(`${err}${out}`, message);
    }
});

test('what cannot be done has exit status 1 and a code', async () => {
    const plain = join(folder, 'plain');
    mkdirSync(plain);
    writeFileSync(join(plain, 'letter.txt'), '');
    const damaged = join(folder, 'damaged');
    mkdirSync(damaged);
    writeFileSync(join(damaged, 'network.json'), '{"format":99}');
    const failing: [string[], RegExp][] = [
        [['status', '--dir', join(folder, 'none')], /^carnet-network status: NO_NETWORK: there is no network in .*: run `carnet-network up` first$/],
        [['up', '--dir', join(plain, 'letter.txt')], /FOLDER_UNUSABLE: .*letter\.txt cannot be used as a network's folder \(EEXIST/],
        [['up', '--dir', join(plain, 'letter.txt', 'net')], /FOLDER_UNUSABLE: .* \(ENOTDIR/],
        [['up', '--dir', plain], /FOLDER_NOT_EMPTY: .* holds letter\.txt but no network\.json/],
        [['up', '--dir', damaged], /FOLDER_DAMAGED/],
        [['up', '--dir', dir, '--engine', 'fabric'], /(SETTINGS_DIFFER: .* made with engine embedded, and now fabric|FABRIC_PROGRAMS_MISSING)/],
        [['up', '--dir', dir, '--batch-size', '7'], /SETTINGS_DIFFER: .* made with batchSize 500, and now 7 is asked for/],
        [['up', '--dir', dir, '--port-offset', '60000'], /OPTION_INVALID: portOffset is 60000/],
        [['up', '--dir', join(folder, 'new'), '--orderers', '3'], /ORDERERS_UNSUPPORTED/],
        [['deploy', '--dir', dir], /NETWORK_NOT_RUNNING/],
        [['env', 'org3', '--dir', dir], /ORG_UNKNOWN: there is no organisation 'org3': take org1 or org2/],
        [['env', 'org1', 'nobody', '--dir', dir], /IDENTITY_UNKNOWN: org1\.example\.com has no 'nobody'; it has Admin, User1/],
        [['identity', 'org1', '../x', '--dir', dir], /IDENTITY_NAME_INVALID/],
        [['logs', 'peer9', '--dir', dir], /LOG_UNKNOWN/],
    ];
    for (const [args, message] of failing) {
        const { status, err } = await command(...args);
        assert.equal(status, 1, args.join(' '));
        assert.match(err, message);
        assert.doesNotMatch(err, /\n\s+at /, 'no stack trace');
    }
    assert.ok(existsSync(join(plain, 'letter.txt')));
});

test('env is what a shell takes over, whatever is in the folder\'s name', async () => {
    const { status, out } = await command('env', 'org1', 'admin', '--chaincode', 'basic', '--dir', dir);
    assert.equal(status, 0);
    const values = execFileSync('sh', ['-c', 'eval "$LINES"; printf "%s\\n" "$CORE_PEER_MSPCONFIGPATH" "$KEY_PATH" "$CHAINCODE_NAME" "$PEER_ENDPOINT" "$ORDERER_ADDRESS"'],
        { env: { PATH: process.env['PATH'], LINES: out }, encoding: 'utf8' }).split('\n');
    const admin = join(dir, 'organizations/peerOrganizations/org1.example.com/users/Admin@org1.example.com/msp');
    assert.deepEqual(values, [admin, join(admin, 'keystore/priv_sk'), 'basic', 'localhost:19051', 'localhost:19050', '']);
    const names = [...out.matchAll(/^export ([A-Z_]+)=/gm)].map(([, name]) => name);
    for (const name of ['FABRIC_CFG_PATH', 'CORE_PEER_TLS_ENABLED', 'CORE_PEER_LOCALMSPID', 'CORE_PEER_TLS_ROOTCERT_FILE', 'CORE_PEER_ADDRESS', 'ORDERER_CA',
        'CHANNEL_NAME', 'MSP_ID', 'CRYPTO_PATH', 'KEY_DIRECTORY_PATH', 'CERT_DIRECTORY_PATH', 'CERT_PATH', 'TLS_CERT_PATH', 'PEER_HOST_ALIAS']) {
        assert.ok(names.includes(name), name);
    }
});

test('identity issues a person, for whom env then speaks', async () => {
    const issued = await command('identity', 'org2', 'anna', '--attribute', 'role=dealer', '--dir', dir);
    assert.equal(issued.status, 0, issued.err);
    const [mspDir = '', walletFile = ''] = issued.out.split('\n');
    assert.ok(existsSync(join(mspDir, 'keystore', 'priv_sk')));
    assert.equal((JSON.parse(readFileSync(walletFile, 'utf8')) as { mspId: string }).mspId, 'Org2MSP');
    assert.match((await command('env', 'org2', 'anna', '--dir', dir)).out, /users\/anna@org2\.example\.com\/msp/);
});

test('status of a stopped network says so, also as JSON', async () => {
    const { status, out, err } = await command('status', '--json', '--dir', dir);
    assert.equal(status, 1, err);
    const found = JSON.parse(out) as { engine: string; running: boolean; nodes: { name: string; running: boolean }[] };
    assert.equal(found.engine, 'embedded');
    assert.equal(found.running, false);
    assert.deepEqual(found.nodes.map(({ name }) => name), ['orderer.example.com', 'peer0.org1.example.com', 'peer0.org2.example.com']);
});

test('two commands do not change one folder at the same time; a dead holder\'s lock is taken over', async () => {
    await withFolderLock(dir, 'up', async () => {
        const busy = await command('down', '--dir', dir);
        assert.equal(busy.status, 1);
        assert.match(busy.err, /NETWORK_BUSY: another command \(up, pid \d+\) is at work on this network/);
    });
    writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: process.pid, mark: 'of another time', doing: 'up' }));
    assert.equal(await withFolderLock(dir, 'status', () => Promise.resolve('done')), 'done');
    assert.ok(!existsSync(join(dir, 'lock')));
});

test('down removes what is the network\'s and leaves what is not; where nothing is up it is content', async () => {
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    assert.equal((await command('down', '--keep-data', '--dir', dir)).status, 0);
    assert.ok(existsSync(join(dir, 'organizations')));
    assert.equal((await command('down', '--dir', dir)).status, 0);
    assert.deepEqual(existsSync(join(dir, 'organizations')) || existsSync(join(dir, 'network.json')), false);
    assert.equal(readFileSync(join(dir, 'notes.txt'), 'utf8'), 'mine');
    const again = await command('down', '--dir', join(folder, 'none'));
    assert.equal(again.status, 0);
    assert.match(again.err, /nothing is up in/);
});

test('every code in the table is thrown somewhere; that none else is, the compiler sees to', () => {
    const source = join(import.meta.dirname, '..', '..', '..', 'network', 'src');
    const text = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts') && name !== 'network-codes.ts')
        .map(name => readFileSync(join(source, name), 'utf8')).join('\n');
    assert.deepEqual(Object.keys(NETWORK_CODES).filter(code => !text.includes(`'${code}'`)), []);
});
