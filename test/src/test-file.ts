// Runs one file of tests in a process of its own, and says what came of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEvent } from './file-report.js';

/** The longest file takes a tenth of it on an idle machine: what takes longer hangs. */
const LIMIT_MS = 30 * 60_000;
/** What an ended process has to leave with. */
const GRACE_MS = 10_000;
const REPORTER = join(import.meta.dirname, 'file-report.js');

/** A file, and what its process gets beside the environment of the run. */
export interface TestFile {
    /** As it is shown: its path, and the engine it runs on if it runs on both. */
    readonly name: string;
    readonly path: string;
    readonly env: Readonly<Record<string, string>>;
}

export interface Failure { readonly name: string; readonly error: string }

export interface FileOutcome {
    readonly passed: number;
    readonly skipped: readonly { readonly name: string; readonly reason: string }[];
    readonly failed: readonly Failure[];
    readonly notes: readonly string[];
    /** All that the process wrote. */
    readonly output: string;
    readonly seconds: number;
}

function readEvents(path: string): FileEvent[] {
    try {
        return readFileSync(path, 'utf8').split('\n').slice(0, -1).map(line => JSON.parse(line) as FileEvent);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
    }
}

function outcomeOf(events: readonly FileEvent[], ended: string, output: string): Omit<FileOutcome, 'seconds'> {
    const failed: Failure[] = events.filter(event => event.kind === 'failed');
    const complete = events.at(-1)?.kind === 'end';
    if (!complete || (ended !== 'exit status 0' && failed.length === 0)) {
        failed.push({ name: 'the process of the file', error: `It ended with ${ended}${complete ? '' : ' before all was reported'}.\n${output}` });
    }
    return {
        passed: events.filter(({ kind }) => kind === 'passed').length, skipped: events.filter(event => event.kind === 'skipped'),
        failed, notes: events.filter(event => event.kind === 'note').map(({ text }) => text), output,
    };
}

export async function runTestFile({ path, env }: TestFile): Promise<FileOutcome> {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-report-'));
    const report = join(folder, 'events');
    const start = performance.now();
    try {
        const args = ['--enable-source-maps', `--test-reporter=${REPORTER}`, `--test-reporter-destination=${report}`, path];
        const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
        let late = '';
        const timers = [
            setTimeout(() => { late = `, after ${LIMIT_MS / 60_000} minutes`; child.kill('SIGTERM'); }, LIMIT_MS),
            setTimeout(() => child.kill('SIGKILL'), LIMIT_MS + GRACE_MS),
        ];
        const ended = await new Promise<string>((resolve, reject) => {
            child.once('error', reject);
            child.once('close', (status, signal) => { resolve(`${signal ?? `exit status ${status}`}${late}`); });
        });
        for (const timer of timers) clearTimeout(timer);
        return { ...outcomeOf(readEvents(report), ended, output), seconds: (performance.now() - start) / 1000 };
    } finally {
        rmSync(folder, { recursive: true });
    }
}
