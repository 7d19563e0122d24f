// Processes that outlive the command that started them: a record on disk for each, so that exactly they can be found and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetworkError } from '../network-error.js';
import { lingeringMark, processMark } from './process-mark.js';

export interface ProcessRecord {
    readonly name: string;
    readonly pid: number;
    /** See process-mark.ts. */
    readonly mark: string;
    readonly command: readonly string[];
    readonly log: string;
    /** Where in the log this process's lines begin: earlier ones are of earlier runs. */
    readonly logOffset: number;
    /** What its starter will want to recognise it by. */
    readonly tag?: string;
}

export interface StartOptions {
    readonly name: string;
    readonly program: string;
    readonly args: readonly string[];
    readonly cwd: string;
    /** The whole environment of the process. */
    readonly env: Readonly<Record<string, string>>;
    readonly log: string;
    readonly tag?: string;
}

/** Time that a process gets between SIGTERM and SIGKILL. */
const GRACE_MS = 10_000;

function recordFile(run: string, name: string): string {
    return join(run, `${name}.json`);
}

function writeRecord(run: string, record: ProcessRecord): void {
    const file = recordFile(run, record.name);
    writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(`${file}.new`, file);
}

/** A shell that becomes the program, with the same pid, at a line on its standard input, and ends at the end of that input. */
const UPON_A_LINE = 'read -r line && exec "$@" </dev/null';

/** Starts the program once `record` has taken down its pid: a starter that is killed before that leaves no process that no record knows. */
async function startOnceRecorded(
    { name, program, args, cwd, env }: StartOptions, output: number, record: (pid: number) => ProcessRecord,
): Promise<ProcessRecord> {
    accessSync(program, constants.X_OK);
    const shell = spawn('/bin/sh', ['-c', UPON_A_LINE, name, program, ...args], { cwd, env: { ...env }, detached: true, stdio: ['pipe', output, output] });
    const stdin = shell.stdin as Writable;
    try {
        await once(shell, 'spawn');
        shell.unref();
        const recorded = record(shell.pid ?? 0);
        await once(stdin.end('\n'), 'finish');
        return recorded;
    } finally {
        stdin.destroy();
    }
}

/** Starts the process with its output appended to its log, and records it in the folder `run`. @throws NetworkError PROGRAM_NOT_STARTED */
export async function startDetached(run: string, options: StartOptions): Promise<ProcessRecord> {
    const { name, program, args, log, tag } = options;
    mkdirSync(run, { recursive: true });
    mkdirSync(dirname(log), { recursive: true });
    const logOffset = existsSync(log) ? statSync(log).size : 0;
    const output = openSync(log, 'a');
    try {
        return await startOnceRecorded(options, output, pid => {
            // A process that is gone already has no mark; its record then matches no process, which is what it says.
            const mark = processMark(pid) ?? 'gone';
            const record = { name, pid, mark, command: [program, ...args], log, logOffset, ...tag === undefined ? {} : { tag } };
            writeRecord(run, record);
            return record;
        });
    } catch (cause) {
        throw new NetworkError('PROGRAM_NOT_STARTED', `${program} cannot be started: ${(cause as Error).message}`, { name, program }, { cause });
    } finally {
        closeSync(output);
    }
}

export function readRecord(run: string, name: string): ProcessRecord | undefined {
    const file = recordFile(run, name);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord : undefined;
}

export function readRecords(run: string): ProcessRecord[] {
    if (!existsSync(run)) return [];
    return readdirSync(run).filter(file => file.endsWith('.json')).sort()
        .map(file => JSON.parse(readFileSync(join(run, file), 'utf8')) as ProcessRecord);
}

export function isRunning(record: ProcessRecord): boolean {
    return processMark(record.pid) === record.mark;
}

/** The record of the process of that name, if it runs. */
export function runningProcess(run: string, name: string): ProcessRecord | undefined {
    const record = readRecord(run, name);
    return record !== undefined && isRunning(record) ? record : undefined;
}

async function untilGone({ pid, mark }: ProcessRecord): Promise<boolean> {
    const deadline = Date.now() + GRACE_MS;
    while (lingeringMark(pid) === mark && Date.now() < deadline) await sleep(10);
    return lingeringMark(pid) !== mark;
}

/** Waits until a process of that name that was killed has given up its ports and files, for the next one to take. */
export async function untilReleased(run: string, name: string): Promise<void> {
    const record = readRecord(run, name);
    if (record !== undefined && !isRunning(record)) await untilGone(record);
}

function signal(record: ProcessRecord, which: NodeJS.Signals): void {
    try {
        // The process leads a group of its own; what it started goes with it.
        process.kill(-record.pid, which);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

/** Ends the recorded process, if it is still that one, and forgets it. @throws NetworkError PROCESS_WONT_END */
export async function stopRecorded(run: string, record: ProcessRecord): Promise<void> {
    let gone = lingeringMark(record.pid) !== record.mark;
    for (const which of ['SIGTERM', 'SIGKILL'] as const) {
        if (gone) break;
        signal(record, which);
        gone = await untilGone(record);
    }
    if (!gone) {
        throw new NetworkError('PROCESS_WONT_END', `${record.name} (pid ${record.pid}) does not end: end it by hand and try again`,
            { name: record.name, pid: record.pid });
    }
    rmSync(recordFile(run, record.name), { force: true });
}
