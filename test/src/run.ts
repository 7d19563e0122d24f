// Runs the suites: all that needs no Fabric programs, then the Fabric suite where they are found, and closes with one line of counts.
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { findFabricPrograms, NetworkError } from '@carnet/network';

/** Folders whose tests are written once and run on the engine that CARNET_ENGINE names. */
const BOTH_ENGINES = ['conformance', 'integration', 'samples'];
/** Folders that are only about real Fabric processes. */
const FABRIC_ONLY = ['fabric'];

const root = import.meta.dirname;
/** All other folders: their tests run on every machine, each process beside others. Not a list, so that none is forgotten. */
const PURE = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && ![...BOTH_ENGINES, ...FABRIC_ONLY].includes(entry.name))
    .map(({ name }) => name);
const counts = { passed: 0, failed: 0, skipped: 0 };

function testFiles(folders: readonly string[], filter: RegExp): string[] {
    return folders.flatMap(folder => {
        const path = join(root, folder);
        if (!existsSync(path)) return [];
        return readdirSync(path, { recursive: true, encoding: 'utf8' })
            .filter(name => name.endsWith('.test.js'))
            .map(name => join(path, name))
            .filter(file => filter.test(relative(root, file)))
            .sort();
    });
}

async function runFiles(title: string, files: string[], concurrency: number): Promise<void> {
    if (files.length === 0) return;
    console.log(`\n=== ${title}`);
    const stream = run({ files, concurrency, timeout: 15 * 60_000 });
    stream.on('test:pass', event => {
        if (event.skip !== undefined || event.todo !== undefined) counts.skipped += 1;
        else if (event.details.type !== 'suite') counts.passed += 1;
    });
    stream.on('test:fail', event => {
        if (event.details.type !== 'suite') counts.failed += 1;
    });
    const report = stream.pipe(new spec());
    report.pipe(process.stdout, { end: false });
    await new Promise<void>((resolve, reject) => {
        report.once('end', resolve);
        stream.once('error', reject);
    });
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

async function runOnEngine(engine: 'embedded' | 'fabric', folders: readonly string[], filter: RegExp): Promise<void> {
    process.env['CARNET_ENGINE'] = engine;
    await runFiles(`on the ${engine} network`, testFiles(folders, filter), 1);
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            suite: { type: 'string' },
            files: { type: 'string', default: '' },
        },
    });
    const filter = new RegExp(values.files);
    if (values.suite === 'integration') {
        // The network comes from outside (CARNET_ORGANIZATIONS); without it the suite brings up its own.
        await runFiles('integration', testFiles(['integration'], filter), 1);
    } else if (values.suite === undefined) {
        await runFiles('no network, or inside one process', testFiles(PURE, filter), availableParallelism());
        await runOnEngine('embedded', BOTH_ENGINES, filter);
        const missing = whyNoFabric();
        if (missing === undefined) {
            await runOnEngine('fabric', [...FABRIC_ONLY, ...BOTH_ENGINES], filter);
        } else {
            const files = testFiles([...FABRIC_ONLY, ...BOTH_ENGINES], filter);
            counts.skipped += files.length;
            console.log(`\nFabric suite skipped (${files.length} files): ${missing}`);
        }
    } else {
        console.error(`Unknown suite '${values.suite}': leave --suite out, or say --suite integration.`);
        process.exitCode = 2;
        return;
    }
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    // A run in which nothing was tested has proved nothing.
    process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

await main();
