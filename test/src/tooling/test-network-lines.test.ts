// The README's lines for fabric-samples' test-network: only flags that its network.sh knows, and a chaincode folder that its scripts can use.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const LINE = /^\.\/network\.sh (.*)$/gm;
const readme = readFileSync(join(repository, 'README.md'), 'utf8');
const lines = [...readme.matchAll(LINE)].map(([, words]) => (words ?? '').split(' '));

/** Modes and flags of network.sh, as its help names them. */
const MODES = ['up', 'createChannel', 'deployCC', 'deployCCAAS'];
const FLAGS = ['-c', '-ca', '-s', '-bft', '-r', '-d', '-i', '-cai', '-verbose', '-ccn', '-ccp', '-ccl', '-ccv', '-ccs', '-ccep', '-cccg', '-cci', '-ccaasdocker'];

const samples = process.env['FABRIC_SAMPLES'];

function flagsOf(line: readonly string[]): string[] {
    return line.filter(word => word.startsWith('-'));
}

test('the README shows how to bring up the test-network and to deploy in both ways', () => {
    assert.deepEqual(lines.map(line => line.filter(word => MODES.includes(word)).join(' ')), ['up createChannel', 'deployCC']);
    assert.match(readme, /as a service with `deployCCAAS` and no `-ccl`/);
    for (const line of lines) {
        for (const flag of flagsOf(line)) assert.ok(FLAGS.includes(flag), `${flag} in: ${line.join(' ')}`);
    }
});

test('network.sh has every mode and flag that the README uses', { skip: samples === undefined && 'FABRIC_SAMPLES is not set' }, () => {
    const script = readFileSync(join(samples ?? '', 'test-network', 'network.sh'), 'utf8');
    for (const line of lines) {
        for (const flag of flagsOf(line)) assert.match(script, new RegExp(`^ *${flag} \\)`, 'm'));
    }
    for (const mode of MODES) assert.ok(script.includes(`"${mode}"`), mode);
});

test('the chaincode folder holds what deployCC and deployCCAAS use of it', () => {
    const chaincode = join(repository, 'chaincode');
    const { scripts, main } = JSON.parse(readFileSync(join(chaincode, 'package.json'), 'utf8')) as { scripts: Record<string, string>; main: string };
    // packageCC.sh runs `npm install` and `npm run build`; the peer's Node runtime runs `npm start`.
    assert.equal(scripts['build'], 'tsc -b');
    assert.equal(scripts['start'], 'fabric-chaincode-node start');
    assert.equal(main, 'dist/index.js');
    assert.ok(existsSync(join(chaincode, 'package-lock.json')));
    // deployCCAAS.sh builds the image with this argument and starts it with these two variables.
    const dockerfile = readFileSync(join(chaincode, 'Dockerfile'), 'utf8');
    assert.match(dockerfile, /^ARG CC_SERVER_PORT=9999$/m);
    const entrypoint = readFileSync(join(chaincode, 'docker', 'docker-entrypoint.sh'), 'utf8');
    assert.match(entrypoint, /start:server/);
    for (const variable of ['CHAINCODE_SERVER_ADDRESS', 'CHAINCODE_ID']) assert.ok((scripts['start:server-nontls'] ?? '').includes(variable), variable);
});
