// A run that is ended half-way leaves nothing: no process of its tests or of their networks, and no file.
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessRecord } from '@carnet/network/dist/processes/detached.js';
import { NEVER } from '@carnet/network/dist/processes/interruption.js';
import { waitUntil } from '@carnet/network/dist/processes/readiness.js';
import { endRecorded, recorded } from '../left-behind.js';

const RUN = resolve(import.meta.dirname, '..', 'run.js');

let folder: string;
let run: ChildProcessWithoutNullStreams;
let said: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-interrupted-'));
    run = spawn(process.execPath, [RUN, '--files', 'conformance/traps.test on embedded'], { env: { ...process.env, TMPDIR: folder } });
    said = '';
    for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said += text; });
});
afterEach(async () => {
    run.kill('SIGKILL');
    await endRecorded(folder);
    rmSync(folder, { recursive: true });
});

/** The processes of the run's network, once there are as many. */
async function records(count: number): Promise<readonly ProcessRecord[]> {
    let found: readonly ProcessRecord[] = [];
    await waitUntil(() => {
        found = recorded(folder).map(({ record }) => record);
        return Promise.resolve(found.length >= count);
    }, { what: `${count} processes of a network`, timeoutMs: 60_000, processes: [], signal: NEVER });
    return found;
}

/** The programs that run with a path of the folder among their arguments, as the run's own do. */
function programsOfFolder(): string[] {
    const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
    return pids.flatMap(pid => {
        try {
            const program = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
            return program.includes(folder) ? [program] : [];
        } catch {
            // It has ended since.
            return [];
        }
    });
}

for (const [signal, status, count] of [['SIGINT', 130, 1], ['SIGTERM', 143, 3]] as const) {
    test(`${signal} with ${count} of the network's processes there: all are ended, nothing is left, and it says so`, async () => {
        const started = await records(count);
        assert.ok(started.some(isRunning));
        const ended = once(run, 'close');
        run.kill(signal);
        assert.deepEqual(await ended, [status, null], said);
        assert.match(said, new RegExp(`^${signal}: ending the tests and their networks; once more to leave at once$[^]*` +
            `^Ended by ${signal}, with all that was started; until then 0 passed, 0 failed, 0 skipped$`, 'm'));
        assert.deepEqual(started.filter(isRunning), []);
        if (process.platform === 'linux') assert.deepEqual(programsOfFolder(), []);
        assert.deepEqual(readdirSync(folder), []);
    });
}

test('a second Ctrl-C leaves at once, whatever does not end', async () => {
    const [node] = await records(1);
    assert.ok(node);
    process.kill(node.pid, 'SIGSTOP');
    try {
        const ended = once(run, 'close');
        while (run.exitCode === null && run.signalCode === null) {
            run.kill('SIGINT');
            await sleep(50);
        }
        assert.deepEqual(await ended, [130, null], said);
        assert.doesNotMatch(said, /Ended by/);
        assert.equal(isRunning(node), true);
    } finally {
        process.kill(node.pid, 'SIGCONT');
    }
});
