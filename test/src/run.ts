// Runs the suites: files beside each other, on both engines where Fabric's programs are found; at the end what failed, and one line of counts.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findFabricPrograms, NetworkError } from '@carnet/network';
import { shareOrganizations } from './organizations.js';
import { integrationFiles, inOrder, filesByNeed } from './suites.js';
import { runTestFile, type FileOutcome, type TestFile } from './test-file.js';

/** Lines of an error that are repeated at the end. */
const REPEATED_LINES = 40;

const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '    ');

function shorten(text: string): string {
    const lines = text.trimEnd().split('\n');
    return lines.length <= REPEATED_LINES ? lines.join('\n') : [...lines.slice(0, REPEATED_LINES), `… and ${lines.length - REPEATED_LINES} lines above`].join('\n');
}

function report(file: TestFile, { passed, skipped, failed, notes, output, seconds }: FileOutcome): void {
    const counts = `${passed} passed${failed.length > 0 ? `, ${failed.length} failed` : ''}${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
    console.log(`${failed.length > 0 ? '✖' : '✔'} ${file.name}: ${counts} (${seconds.toFixed(1)} s)`);
    for (const note of notes) console.log(indented(`ℹ ${note}`));
    for (const { name, error } of failed) console.log(indented(`✖ ${name}\n${indented(error)}`));
    if (failed.length > 0 && output.trim() !== '') console.log(indented(`what it wrote:\n${indented(output)}`));
}

/** So many files at a time; every outcome is shown when it is there. */
async function runFiles(files: readonly TestFile[], atOnce: number): Promise<(readonly [TestFile, FileOutcome])[]> {
    const outcomes: (readonly [TestFile, FileOutcome])[] = [];
    const left = files.values();
    await Promise.all(Array.from({ length: atOnce }, async () => {
        for (const file of left) {
            const outcome = await runTestFile(file);
            report(file, outcome);
            outcomes.push([file, outcome]);
        }
    }));
    return outcomes;
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
            // Half as many again as there are cores: what runs on a network waits for others part of the time.
            jobs: { type: 'string', default: String(Math.ceil(1.5 * availableParallelism())) },
        },
    });
    const [filter, jobs] = [new RegExp(values.files), Number(values.jobs)];
    const chosen = (files: readonly TestFile[]): TestFile[] => files.filter(({ name }) => filter.test(name));
    if (!Number.isInteger(jobs) || jobs < 1 || ![undefined, 'integration'].includes(values.suite)) {
        console.error('Usage: run.js [--files REGEX] [--jobs NUMBER] [--suite integration]');
        process.exitCode = 2;
        return;
    }
    await shareOrganizations();
    let outcomes: (readonly [TestFile, FileOutcome])[];
    let unrun: readonly TestFile[] = [];
    let missing: string | undefined;
    if (values.suite === 'integration') {
        // The network comes from outside (CARNET_ORGANIZATIONS), so one at a time; without it each file brings up its own.
        outcomes = await runFiles(chosen(integrationFiles()), 1);
    } else {
        const { everywhere, withFabric } = filesByNeed();
        missing = whyNoFabric();
        if (missing !== undefined) unrun = chosen(withFabric);
        outcomes = await runFiles(inOrder(chosen(missing === undefined ? [...withFabric, ...everywhere] : everywhere)), jobs);
    }

    const failures = outcomes.flatMap(([file, { failed }]) => failed.map(failure => ({ file, ...failure })));
    const skipped = outcomes.flatMap(([file, outcome]) => outcome.skipped.map(({ reason }) => `${reason} (${file.name})`));
    if (skipped.length > 0) console.log(`\nSkipped tests:${[...new Set(skipped)].map(why => `\n  ${skipped.filter(one => one === why).length} because ${why}`).join('')}`);
    if (unrun.length > 0) console.log(`\nThe Fabric suite is skipped (${unrun.length} files): ${missing}`);
    for (const { file, name, error } of failures) console.log(`\n✖ ${file.name}, ${name}\n${indented(shorten(error))}`);
    const passed = outcomes.reduce((sum, [, outcome]) => sum + outcome.passed, 0);
    console.log(`\n${passed} passed, ${failures.length} failed, ${skipped.length + unrun.length} skipped`);
    // A run in which nothing was tested has proved nothing.
    process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

await main();
