// Runs a group of files of tests, one after the other in a process of their own, and says what came of each file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEvent } from './file-report.js';
import { endRecorded, killGroup, killHeirs } from './left-behind.js';

/** The longest group takes a tenth of it on an idle machine: what takes longer hangs. */
const LIMIT_MS = 30 * 60_000;
const [REPORTER, PROGRAM] = ['file-report.js', 'group-process.js'].map(name => join(import.meta.dirname, name)) as [string, string];

export interface TestFile {
    /** As it is shown: its path, and the engine it runs on if it runs on both. */
    readonly name: string;
    readonly path: string;
}

/** Files, and what their process gets beside the environment of the run. */
export interface TestGroup {
    readonly files: readonly TestFile[];
    readonly env: Readonly<Record<string, string>>;
}

export interface Failure { readonly name: string; readonly error: string }

/** What came of a file, or of what is of no file of its group. */
export interface FileOutcome {
    readonly name: string;
    readonly passed: number;
    readonly skipped: readonly { readonly name: string; readonly reason: string }[];
    readonly failed: readonly Failure[];
    readonly notes: readonly string[];
    /** All that the process wrote, also for other files. */
    readonly output: string;
    readonly seconds: number;
}

interface ProcessEnd {
    readonly events: readonly FileEvent[];
    readonly ended: string;
    readonly output: string;
    /** Names of the processes of networks that it did not end. */
    readonly left: readonly string[];
}

function readEvents(path: string): FileEvent[] {
    try {
        return readFileSync(path, 'utf8').split('\n').slice(0, -1).map(line => JSON.parse(line) as FileEvent);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
    }
}

/** All that the process makes lies in one folder: whatever becomes of it, what it started is ended and what it wrote is removed. */
async function runProcess({ files, env }: TestGroup, signal: AbortSignal): Promise<ProcessEnd> {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-tests-'));
    const [report, temporary] = [join(folder, 'events'), join(folder, 'tmp')];
    mkdirSync(temporary);
    try {
        const options = ['--enable-source-maps', `--test-reporter=${REPORTER}`, `--test-reporter-destination=${report}`];
        const args = [...options, PROGRAM, ...files.map(({ path }) => path)];
        // NODE_TEST_CONTEXT is set for what `node --test` runs: the process would report to it.
        const environment = { ...process.env, ...env, TMPDIR: temporary, NODE_TEST_CONTEXT: undefined };
        // In a group of its own: a Ctrl-C of the terminal comes to the run alone, which ends it with all that it started.
        const child = spawn(process.execPath, args, { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        const { pid } = child;
        const end = (): void => { if (pid !== undefined) killGroup(pid); };
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
        let late = '';
        const timer = setTimeout(() => {
            late = `, after ${LIMIT_MS / 60_000} minutes`;
            end();
        }, LIMIT_MS);
        signal.addEventListener('abort', end);
        child.once('exit', end);
        const [status, killed] = await once(child, 'close') as [number | null, NodeJS.Signals | null];
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        return { events: readEvents(report), ended: `${killed ?? `exit status ${status}`}${late}`, output, left: await endRecorded(temporary) };
    } finally {
        killHeirs(temporary);
        // What was just killed may still be writing.
        await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    }
}

function outcomeOf(name: string, events: readonly FileEvent[], output: string): FileOutcome {
    const end = events.find(event => event.kind === 'file-end');
    return {
        name, passed: events.filter(({ kind }) => kind === 'passed').length, skipped: events.filter(event => event.kind === 'skipped'),
        failed: events.filter(event => event.kind === 'failed'), notes: events.filter(event => event.kind === 'note').map(({ text }) => text),
        output, seconds: end?.seconds ?? 0,
    };
}

/** The events of each file that was begun, by its path, and those of none. */
function byFile(events: readonly FileEvent[]): Map<string | undefined, FileEvent[]> {
    const found = new Map<string | undefined, FileEvent[]>();
    let current: string | undefined;
    for (const event of events) {
        if (event.kind === 'file') current = event.path;
        found.set(current, [...found.get(current) ?? [], event]);
        if (event.kind === 'file-end') current = undefined;
    }
    return found;
}

/**
 * Where the process ends before all files are through, this is a failure of the group, and the files that are left are run again, each alone: so one
 * hides no other, and whose fault it is comes out.
 * @param tell is given what came of each file when its process has ended
 * @param signal ends the process, and no file is begun after it; only what was through is told then
 */
export async function runTestGroup(group: TestGroup, tell: (outcome: FileOutcome) => void, signal: AbortSignal): Promise<void> {
    const { events, ended, output, left } = await runProcess(group, signal);
    const found = byFile(events);
    const isThrough = ({ path }: TestFile): boolean => found.get(path)?.at(-1)?.kind === 'file-end';
    const [only, ...others] = group.files;
    const alone = others.length === 0;
    if (!alone || signal.aborted) for (const file of group.files.filter(isThrough)) tell(outcomeOf(file.name, found.get(file.path) ?? [], output));
    if (signal.aborted) return;
    // Of no file is the end of what files share, and what comes to light after them.
    const rest = alone ? outcomeOf(only?.name ?? '', events, output)
        : outcomeOf(`the process of ${only?.name} and ${others.length} more`, found.get(undefined) ?? [], output);
    const failed = [...rest.failed];
    const complete = events.at(-1)?.kind === 'end' && group.files.every(isThrough);
    if (!complete || (ended !== 'exit status 0' && !events.some(({ kind }) => kind === 'failed'))) {
        failed.push({ name: 'the process', error: `It ended with ${ended}${complete ? '' : ' before all was reported'}.\n${output}` });
    }
    if (left.length > 0) failed.push({ name: 'the process', error: `It left ${left.join(', ')} running.` });
    if (alone || failed.length > 0 || rest.notes.length > 0) tell({ ...rest, failed });
    if (!alone) for (const file of group.files.filter(one => !isThrough(one))) await runTestGroup({ ...group, files: [file] }, tell, signal);
}
