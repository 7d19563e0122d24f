// Runs the suites: groups of files beside each other, on both engines where Fabric is found; at the end what failed, and one line of counts.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findFabricPrograms, NetworkError } from '@carnet/network';
import { shareOrganizations } from './organizations.js';
import { groupsByNeed, groupsWith, inOrder, integrationGroups } from './suites.js';
import { runTestGroup, type FileOutcome, type TestGroup } from './test-group.js';

/** Lines of an error that are repeated at the end. */
const REPEATED_LINES = 40;

const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');

function shorten(text: string): string {
    const lines = text.trimEnd().split('\n');
    return lines.length <= REPEATED_LINES ? lines.join('\n') : [...lines.slice(0, REPEATED_LINES), `… and ${lines.length - REPEATED_LINES} lines above`].join('\n');
}

function report({ name: file, passed, skipped, failed, notes, output, seconds }: FileOutcome): void {
    const counts = `${passed} passed${failed.length > 0 ? `, ${failed.length} failed` : ''}${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
    console.log(`${failed.length > 0 ? '✖' : '✔'} ${file}: ${counts} (${seconds.toFixed(1)} s)`);
    for (const note of notes) console.log(indented(`ℹ ${note}`));
    for (const { name, error } of failed) console.log(indented(`✖ ${name}\n${indented(error)}`));
    if (failed.length > 0 && output.trim() !== '') console.log(indented(`what it wrote:\n${indented(output)}`));
}

/** So many groups at a time, until the signal; every outcome is shown when it is there. */
async function runGroups(groups: readonly TestGroup[], atOnce: number, signal: AbortSignal): Promise<FileOutcome[]> {
    const outcomes: FileOutcome[] = [];
    const left = groups.values();
    await Promise.all(Array.from({ length: atOnce }, async () => {
        for (const group of left) {
            if (signal.aborted) return;
            await runTestGroup(group, outcome => {
                report(outcome);
                outcomes.push(outcome);
            }, signal);
        }
    }));
    return outcomes;
}

/** As shells have it: 128 and the number of the signal. */
const STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** A Ctrl-C under npm comes twice: from the terminal, and from npm, which hands it on. */
const ONE_PRESS_MS = 500;

/** Aborted by the first signal, whose name is the reason; a second one ends this process at once. */
function interruption(): AbortSignal {
    const controller = new AbortController();
    let first = 0;
    for (const [name, status] of Object.entries(STATUS)) {
        process.on(name, () => {
            if (!controller.signal.aborted) {
                first = Date.now();
                console.error(`${name}: ending the tests and their networks; once more to leave at once`);
                controller.abort(name);
            } else if (Date.now() - first > ONE_PRESS_MS) process.exit(status);
        });
    }
    return controller.signal;
}

/** What says why the Fabric suite cannot run here, or undefined where it can. */
function whyNoFabric(): string | undefined {
    try {
        findFabricPrograms();
        return undefined;
    } catch (error) {
        if (error instanceof NetworkError) return error.message;
        throw error;
    }
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            suite: { type: 'string' },
            files: { type: 'string', default: '' },
            // Two more than there are cores: what runs on a network waits for others part of the time.
            jobs: { type: 'string', default: String(availableParallelism() + 2) },
        },
    });
    const [filter, jobs] = [new RegExp(values.files), Number(values.jobs)];
    const chosen = (groups: readonly TestGroup[]): TestGroup[] => groupsWith(groups, ({ name }) => filter.test(name));
    if (!Number.isInteger(jobs) || jobs < 1 || ![undefined, 'integration'].includes(values.suite)) {
        console.error('Usage: run.js [--files REGEX] [--jobs NUMBER] [--suite integration]');
        process.exitCode = 2;
        return;
    }
    const signal = interruption();
    await shareOrganizations();
    let outcomes: FileOutcome[];
    let unrun = 0;
    let missing: string | undefined;
    if (values.suite === 'integration') {
        // The network comes from outside (CARNET_ORGANIZATIONS), so one at a time; without it each group brings up its own.
        outcomes = await runGroups(chosen(integrationGroups()), 1, signal);
    } else {
        const { everywhere, withFabric } = groupsByNeed();
        missing = whyNoFabric();
        if (missing !== undefined) unrun = chosen(withFabric).flatMap(({ files }) => files).length;
        outcomes = await runGroups(inOrder(chosen(missing === undefined ? [...withFabric, ...everywhere] : everywhere)), jobs, signal);
    }

    const failures = outcomes.flatMap(({ name: file, failed }) => failed.map(failure => ({ file, ...failure })));
    const skipped = outcomes.flatMap(({ name, skipped: tests }) => tests.map(({ reason }) => `${reason} (${name})`));
    if (skipped.length > 0) console.log(`\nSkipped tests:${[...new Set(skipped)].map(why => `\n  ${skipped.filter(one => one === why).length} because ${why}`).join('')}`);
    if (unrun > 0) console.log(`\nThe Fabric suite is skipped (${unrun} files): ${missing}`);
    for (const { file, name, error } of failures) console.log(`\n✖ ${file}, ${name}\n${indented(shorten(error))}`);
    const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
    const counts = `${passed} passed, ${failures.length} failed, ${skipped.length + unrun} skipped`;
    if (signal.aborted) {
        const name = signal.reason as keyof typeof STATUS;
        console.log(`\nEnded by ${name}, with all that was started; until then ${counts}`);
        process.exitCode = STATUS[name];
        return;
    }
    console.log(`\n${counts}`);
    // A run in which nothing was tested has proved nothing.
    process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

await main();
