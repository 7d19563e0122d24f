// Processes that outlive their starter: found again, ended exactly, never mistaken for another with the same pid.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '@carnet/network/dist/processes/command.js';
import { isRunning, readRecords, runningProcess, startDetached, stopRecorded, type ProcessRecord } from '@carnet/network/dist/processes/detached.js';
import { interruptible, NEVER } from '@carnet/network/dist/processes/interruption.js';
import { processMark } from '@carnet/network/dist/processes/process-mark.js';
import { answersWithTls, waitUntil } from '@carnet/network/dist/processes/readiness.js';
import { isPortFree, requireFreePorts } from '@carnet/network/dist/ports.js';
import { NetworkError } from '@carnet/network';

let folder: string;
let run: string;

before(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-processes-'));
    run = join(folder, 'run');
});
after(() => rmSync(folder, { recursive: true }));

function start(name: string, script: string): Promise<ProcessRecord> {
    return startDetached(run, { name, program: process.execPath, args: ['-e', script], cwd: folder, env: {}, log: join(folder, `${name}.log`) });
}

const SLEEPS = 'setInterval(() => {}, 1000)';

test('a process is found by its record and ended, and no other', async () => {
    const one = await start('one', SLEEPS);
    const two = await start('two', SLEEPS);
    assert.deepEqual(readRecords(run).map(({ name }) => name), ['one', 'two']);
    assert.equal(runningProcess(run, 'one')?.pid, one.pid);
    await stopRecorded(run, one);
    assert.equal(isRunning(one), false);
    assert.equal(isRunning(two), true);
    assert.deepEqual(readRecords(run).map(({ name }) => name), ['two']);
    await stopRecorded(run, two);
});

test('a record whose pid now belongs to another process harms nobody', async () => {
    const bystander = spawn(process.execPath, ['-e', SLEEPS], { stdio: 'ignore' });
    const pid = bystander.pid ?? 0;
    try {
        const stale: ProcessRecord = { name: 'stale', pid, mark: 'of another time', command: [], log: join(folder, 'stale.log'), logOffset: 0 };
        writeFileSync(join(run, 'stale.json'), JSON.stringify(stale));
        assert.equal(runningProcess(run, 'stale'), undefined);
        await stopRecorded(run, stale);
        assert.notEqual(processMark(pid), undefined, 'the bystander lives');
        assert.deepEqual(readRecords(run), []);
    } finally {
        bystander.kill('SIGKILL');
    }
});

test('waiting ends when the process does, with what it said last', async () => {
    const record = await start('dies', 'console.error("no contracts found"); process.exit(3)');
    await assert.rejects(
        waitUntil(() => Promise.resolve(false), { what: 'anything', timeoutMs: 10_000, processes: [record], diedCode: 'CHAINCODE_DIED', signal: NEVER }),
        (error: unknown) => {
            assert.ok(error instanceof NetworkError);
            assert.equal(error.code, 'CHAINCODE_DIED');
            assert.match(error.message, /dies ended while waiting for: anything[^]*no contracts found/);
            return true;
        },
    );
    await stopRecorded(run, record);
});

test('waiting in vain names what was waited for and why the last look failed', async () => {
    await assert.rejects(
        waitUntil(() => Promise.reject(new Error('refused')), { what: 'the peer to answer', timeoutMs: 30, processes: [], signal: NEVER }),
        { name: 'NetworkError', code: 'NOT_READY', message: /waited 0\.03 s in vain for: the peer to answer \(refused\)/ },
    );
});

test('waiting and programs end when the signal is aborted', async () => {
    const controller = new AbortController();
    const waiting = waitUntil(() => Promise.resolve(false), { what: 'the peer to answer', timeoutMs: 10_000, processes: [], signal: controller.signal });
    const running = runCommand({ program: process.execPath, args: ['-e', SLEEPS], env: {}, signal: controller.signal });
    controller.abort();
    await Promise.all([
        assert.rejects(waiting, { code: 'INTERRUPTED', message: /interrupted while waiting for: the peer to answer/ }),
        assert.rejects(running, { code: 'INTERRUPTED' }),
    ]);
});

test('a task that is interrupted fails as interrupted, whatever it fails with; one that fails by itself does not', async () => {
    const notes: string[] = [];
    await assert.rejects(interruptible(line => notes.push(line), async signal => {
        process.emit('SIGINT', 'SIGINT');
        assert.equal(signal.aborted, true);
        await Promise.reject(new Error('the peer CLI was interrupted too'));
    }), { code: 'INTERRUPTED' });
    assert.deepEqual(notes, ['SIGINT: ending what was started; once more to leave at once']);
    await assert.rejects(interruptible(() => undefined, () => Promise.reject(new Error('of its own'))), { message: 'of its own' });
    assert.equal(process.listenerCount('SIGINT'), 0);
});

test('a listener that takes connections and never answers is not waited for', async () => {
    const server = createServer(() => undefined);
    const port = await new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, '');
    try {
        assert.equal(await answersWithTls(port, 'peer0.org1.example.com', caFile), false);
    } finally {
        server.close();
    }
});

test('a program that is not there is an error of its own', async () => {
    await assert.rejects(
        startDetached(run, { name: 'x', program: join(folder, 'nothing'), args: [], cwd: folder, env: {}, log: join(folder, 'x.log') }),
        { code: 'PROGRAM_NOT_STARTED' },
    );
});

test('whoever is killed before he has recorded what he starts leaves no process behind', async () => {
    const ran = join(folder, 'ran');
    const options = { name: 'unrecorded', program: process.execPath, args: ['-e', `fs.writeFileSync(${JSON.stringify(ran)}, ''); ${SLEEPS}`],
        cwd: folder, env: {}, log: join(folder, 'unrecorded.log') };
    // Dies at the moment of writing the record down, having told its process's pid.
    const starter = `
        import fs from 'node:fs';
        import { syncBuiltinESMExports } from 'node:module';
        fs.writeFileSync = (file, record) => {
            fs.writeSync(1, String(JSON.parse(record).pid));
            process.kill(process.pid, 'SIGKILL');
        };
        syncBuiltinESMExports();
        const { startDetached } = await import(${JSON.stringify(import.meta.resolve('@carnet/network/dist/processes/detached.js'))});
        await startDetached(${JSON.stringify(run)}, ${JSON.stringify(options)});`;
    const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', starter], { encoding: 'utf8' });
    assert.equal(signal, 'SIGKILL');
    const pid = Number(stdout);
    assert.ok(pid > 0, stdout);
    try {
        await waitUntil(() => Promise.resolve(processMark(pid) === undefined),
            { what: 'the unrecorded process to end', timeoutMs: 5_000, processes: [], signal: NEVER });
    } finally {
        if (processMark(pid) !== undefined) process.kill(pid, 'SIGKILL');
    }
    assert.equal(existsSync(ran), false, 'the program never ran');
});

test('a process whose record cannot be written is not started', async () => {
    const ran = join(folder, 'ran all the same');
    mkdirSync(join(run, 'blocked.json', 'by a folder'), { recursive: true });
    try {
        await assert.rejects(start('blocked', `fs.writeFileSync(${JSON.stringify(ran)}, '')`), { code: 'PROGRAM_NOT_STARTED' });
    } finally {
        rmSync(join(run, 'blocked.json'), { recursive: true });
    }
    // Ten times what a program takes to come that far.
    await sleep(500);
    assert.equal(existsSync(ran), false);
});

test('a taken port is named, with who wanted it', async () => {
    const server = createServer();
    const port = await new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
    try {
        assert.equal(await isPortFree(port), false);
        await assert.rejects(requireFreePorts([{ port, owner: 'peer0.org1.example.com' }]), {
            code: 'PORT_IN_USE', message: new RegExp(`port ${port}, wanted by peer0\\.org1\\.example\\.com, is taken`),
        });
    } finally {
        await new Promise(resolve => server.close(resolve));
    }
});
