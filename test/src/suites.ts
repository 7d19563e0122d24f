// Which files of tests there are, on which engine each runs, and which are begun first.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { EngineName } from '@carnet/network';
import type { TestFile } from './test-file.js';

/** Folders whose tests are written once and run on the engine that CARNET_ENGINE names. */
const BOTH_ENGINES = ['conformance', 'integration', 'samples'];
/** Folders that are only about real Fabric processes. */
const FABRIC_ONLY = ['fabric'];

const root = import.meta.dirname;
/** All other folders: their tests run on every machine. Not a list, so that none is forgotten. */
const ONE_PROCESS = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && ![...BOTH_ENGINES, ...FABRIC_ONLY].includes(entry.name))
    .map(({ name }) => name);

/** The longest, in this order: begun last, one of them would be waited for alone. */
const FIRST = [
    'tooling/lint.', 'integration/tutorials', 'fabric/money-faults', 'integration/cli', 'integration/bad-input', 'integration/money-cli', 'fabric/repairs',
    'fabric/money-races', 'integration/document-holders', 'chaincode/package', 'embedded/repairs', 'browser/report', 'integration/document-attacks',
];

const rankOf = ({ name }: TestFile): number => {
    const place = FIRST.findIndex(start => name.startsWith(start));
    return place === -1 ? FIRST.length : place;
};

function filesOf(folders: readonly string[], engine?: EngineName): TestFile[] {
    return folders.flatMap(folder => {
        const path = join(root, folder);
        if (!existsSync(path)) return [];
        return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.js')).sort().map(name => {
            const shown = relative(root, join(path, name)).replace(/\.js$/, '');
            return {
                name: engine === undefined ? shown : `${shown} on ${engine}`, path: join(path, name),
                env: engine === undefined ? {} : { CARNET_ENGINE: engine },
            };
        });
    });
}

/** Those that need Fabric's programs, and those that need nothing. */
export const filesByNeed = (): { readonly withFabric: TestFile[]; readonly everywhere: TestFile[] } => ({
    withFabric: filesOf([...FABRIC_ONLY, ...BOTH_ENGINES], 'fabric'),
    everywhere: [...filesOf(BOTH_ENGINES, 'embedded'), ...filesOf(ONE_PROCESS)],
});

/** The files by which a network that is there already is tried. */
export const integrationFiles = (): TestFile[] => filesOf(['integration']);

/** The longest first; of the others those on a network before those that only compute, which fill the pauses. */
export const inOrder = (files: readonly TestFile[]): TestFile[] => [...files].sort((a, b) => rankOf(a) - rankOf(b));
