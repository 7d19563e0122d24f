// Files of tests that share a process: each is told by its name, whatever another one does, and none is left out.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { NEVER } from '@carnet/network/dist/processes/interruption.js';
import { processMark } from '@carnet/network/dist/processes/process-mark.js';
import { waitUntil } from '@carnet/network/dist/processes/readiness.js';
import { runTestGroup, type FileOutcome } from '../test-group.js';

const FILES = {
    passes: 'test(\'one\', () => {}); suite(\'two\', () => { test(\'of two\', () => {}); }); test(\'not here\', { skip: \'it rains\' }, () => {});',
    fails: 'test(\'good\', () => {}); test(\'bad\', () => { throw new Error(\'it is broken\'); });',
    'cannot-be-read': 'throw new Error(\'no such thing\');',
    'cannot-begin': 'before(() => { throw new Error(\'no network\'); }); test(\'one\', () => {});',
    'speaks-late': 'test(\'one\', () => { setTimeout(() => { throw new Error(\'too late\'); }); }); test(\'two\', () => new Promise(done => setTimeout(done, 50)));',
    dies: 'test(\'one\', () => { console.log(\'the last words\'); process.exit(0); });',
    'last': 'test(\'one\', () => {});',
    'leaves-a-process': `import { startDetached } from ${JSON.stringify(import.meta.resolve('@carnet/network/dist/processes/detached.js'))};
        test('one', async () => {
            const cwd = process.env.TMPDIR;
            const args = ['-e', 'setInterval(() => {}, 1000)'];
            console.log((await startDetached(cwd + '/net/run', { name: 'sleeper', program: process.execPath, args, cwd, env: {}, log: cwd + '/log' })).pid);
        });`,
    'never-ends': 'test(\'one\', () => { setInterval(() => {}, 1000); });',
    'leaves-a-group': `import { spawn } from 'node:child_process';
        test('one', () => {
            const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
            child.unref();
            console.log(child.pid);
        });`,
};

let folder: string;
before(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-groups-'));
    for (const [name, tests] of Object.entries(FILES)) {
        writeFileSync(join(folder, `${name}.mjs`), `import { before, suite, test } from 'node:test';\n${tests}\n`);
    }
});
after(() => rmSync(folder, { recursive: true }));

/** For a process that does not end by itself a second is enough. */
const env = { CARNET_TEST_GRACE: '1' };

async function outcomesOf(...names: readonly (keyof typeof FILES)[]): Promise<FileOutcome[]> {
    const outcomes: FileOutcome[] = [];
    const files = names.map(name => ({ name, path: join(folder, `${name}.mjs`) }));
    await runTestGroup({ files, env }, outcome => outcomes.push(outcome), new AbortController().signal);
    return outcomes;
}

/** For each file its counts, and the names and first lines of what failed. */
async function told(...names: readonly (keyof typeof FILES)[]): Promise<unknown[]> {
    return (await outcomesOf(...names)).map(({ name, passed, skipped, failed }) =>
        [name, passed, skipped.length, ...failed.map(one => `${one.name}: ${one.error.split('\n')[0]}`)]);
}

test('what fails is told of its file, and the others are told as if they were alone', async () => {
    assert.deepEqual(await told('passes', 'fails', 'cannot-be-read', 'cannot-begin', 'last'), [
        ['passes', 2, 1], ['fails', 1, 0, 'bad: Error: it is broken'], ['cannot-be-read', 0, 0, 'what surrounds the tests: Error: no such thing'],
        ['cannot-begin', 0, 0, 'one: test did not finish before its parent and was cancelled', 'what surrounds the tests: Error: no network'], ['last', 1, 0],
    ]);
});

test('what is thrown after its test has ended is a failure of the process', async () => {
    assert.deepEqual(await told('speaks-late', 'last'), [
        ['speaks-late', 2, 0], ['last', 1, 0], ['the process of speaks-late and 1 more', 0, 0, 'the process: It ended with exit status 1.'],
    ]);
});

test('where the process dies this is a failure, and what it had not come to is run', async () => {
    const outcomes = await told('passes', 'dies', 'last');
    assert.deepEqual(outcomes.filter(outcome => (outcome as unknown[])[0] !== 'passes'), [
        ['the process of passes and 2 more', 0, 0, 'the process: It ended with exit status 0 before all was reported.'],
        ['dies', 0, 0, 'the process: It ended with exit status 0 before all was reported.'], ['last', 1, 0],
    ]);
    assert.deepEqual(outcomes.filter(outcome => (outcome as unknown[])[0] === 'passes'), [['passes', 2, 1]]);
});

test('a network process that was left running is a failure, and is ended', async () => {
    const [outcome] = await outcomesOf('leaves-a-process');
    assert.deepEqual(outcome?.failed, [{ name: 'the process', error: 'It left sleeper running.' }]);
    assert.equal(processMark(Number(outcome.output)), undefined);
});

test('a process in a group of its own is ended too', { skip: process.platform !== 'linux' && 'the system does not show whose it is' }, async () => {
    const [outcome] = await outcomesOf('leaves-a-group');
    const pid = Number(outcome?.output);
    assert.deepEqual([outcome?.passed, outcome?.failed, pid > 0], [1, [], true]);
    await waitUntil(() => Promise.resolve(processMark(pid) === undefined), { what: 'its end', timeoutMs: 60_000, processes: [], signal: NEVER });
});

test('a process that something keeps open when all files are through is ended, and says what', async () => {
    const outcomes = await outcomesOf('never-ends', 'last');
    assert.deepEqual(outcomes.slice(0, -1).map(({ name, passed, failed }) => [name, passed, failed]), [['never-ends', 1, []], ['last', 1, []]]);
    assert.match(outcomes.at(-1)?.failed[0]?.error ?? '', /^It ended with exit status 1[^]*After all files these were still open: .*\bTimeout\b/);
});
