// Which files of tests there are, on which engine each runs, which share a process, and which are begun first.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineName } from '@carnet/network';
import type { TestFile, TestGroup } from './test-group.js';

/** Folders whose tests are written once and run on the engine that CARNET_ENGINE names. */
const BOTH_ENGINES = ['conformance', 'integration', 'samples'];
/** Folders that are only about real Fabric processes. */
const FABRIC_ONLY = ['fabric'];

const root = import.meta.dirname;
/** All other folders: their tests run on every machine. Not a list, so that none is forgotten. */
const ONE_PROCESS = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && ![...BOTH_ENGINES, ...FABRIC_ONLY].includes(entry.name))
    .map(({ name }) => name);

/** Each folder's list is run in this order on one network, which its first file brings up. */
const ON_ONE_NETWORK = [
    [
        'integration',
        // Reads the channel from its beginning.
        'events',
        'bad-input', 'book', 'certificate', 'cli', 'decisions', 'details', 'import', 'import-files', 'portal', 'procedures', 'readme',
        // Suspends an organisation in the end.
        'callers',
    ],
    ['integration', 'money-attacks', 'money-cli', 'wallets'],
    [
        'integration',
        'document-answers', 'document-approvals', 'document-attacks', 'document-confirmations', 'document-holders', 'document-leaks', 'document-lies',
        'document-rebinding', 'document-two-faces', 'documents',
    ],
    ['conformance', 'chaincode-calls', 'proposal-checks', 'traps'],
].map(([folder = '', ...names]) => names.map(name => `${folder}/${name}.test.js`));

/** Folders of which each file is alone: their files run programs. */
const ALONE = ['browser', 'tooling'];
/** What a file says that changes, or measures, all of its process: it is alone too. */
const OF_ITS_PROCESS = /\bmock\b|\bdelete process\.env\b|\bprocess\.(?:env\b.* = |exit\b|chdir\b|memoryUsage\b)/;
/** Files that call the chaincode at any time are not with those that do not: how far a time may be from the clock it reads when it is loaded. */
const AT_ANY_TIME = /\bfrom '\.\/(?:council|dated-trade|money-world|treasury)\.js'/;
/** Files that share a process and no network: not so many that one process is waited for in the end. */
const AT_MOST = 12;

/** The longest, in this order: begun last, one of them would be waited for alone. */
const FIRST = [
    'tooling/lint.', 'integration/tutorials', 'integration/document-answers', 'integration/events', 'fabric/money-faults', 'integration/money-attacks',
    'fabric/repairs', 'cases/basics', 'fabric/money-races', 'chaincode/package', 'embedded/repairs', 'browser/report',
];

const rankOf = ({ files }: TestGroup): number => {
    const place = FIRST.findIndex(start => files.some(({ name }) => name.startsWith(start)));
    return place === -1 ? FIRST.length : place;
};

/** Paths below the root. */
function pathsIn(folder: string): string[] {
    const path = join(root, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.test.js')).sort().map(name => join(folder, name));
}

/** These files, each list in a process. */
function testGroups(lists: readonly (readonly string[])[], engine?: EngineName): TestGroup[] {
    return lists.map(paths => ({
        files: paths.map(path => {
            const shown = path.replace(/\.js$/, '');
            return { name: engine === undefined ? shown : `${shown} on ${engine}`, path: join(root, path) };
        }),
        env: engine === undefined ? {} : { CARNET_ENGINE: engine },
    }));
}

function groupsOnNetworks(folders: readonly string[], engine?: EngineName): TestGroup[] {
    const paths = folders.flatMap(pathsIn);
    const together = ON_ONE_NETWORK.filter(group => group.some(path => paths.includes(path)));
    const missing = together.flat().filter(path => !paths.includes(path));
    if (missing.length > 0) throw new Error(`There are no such files of tests: ${missing.join(', ')}`);
    return testGroups([...together, ...paths.filter(path => !together.flat().includes(path)).map(path => [path])], engine);
}

/** As few lists as there can be, and as even. */
function inLists(paths: readonly string[], most: number): string[][] {
    const lists = Math.ceil(paths.length / most);
    const size = Math.ceil(paths.length / lists);
    return Array.from({ length: lists }, (_, place) => paths.slice(place * size, (place + 1) * size));
}

function groupsOfFolder(folder: string): TestGroup[] {
    const files = pathsIn(folder).map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
    const isAlone = ({ text }: { readonly text: string }): boolean => ALONE.includes(folder) || OF_ITS_PROCESS.test(text);
    const others = files.filter(file => !isAlone(file));
    const together = [true, false].map(is => others.filter(({ text }) => AT_ANY_TIME.test(text) === is).map(({ path }) => path));
    return testGroups([...files.filter(isAlone).map(({ path }) => [path]), ...together.flatMap(paths => inLists(paths, AT_MOST))]);
}

/** Those that need Fabric's programs, and those that need nothing. */
export const groupsByNeed = (): { readonly withFabric: TestGroup[]; readonly everywhere: TestGroup[] } => ({
    withFabric: groupsOnNetworks([...FABRIC_ONLY, ...BOTH_ENGINES], 'fabric'),
    everywhere: [...groupsOnNetworks(BOTH_ENGINES, 'embedded'), ...ONE_PROCESS.flatMap(groupsOfFolder)],
});

/** The files by which a network that is there already is tried. */
export const integrationGroups = (): TestGroup[] => groupsOnNetworks(['integration']);

/** Those whose files are chosen by their names. */
export const groupsWith = (groups: readonly TestGroup[], chosen: (file: TestFile) => boolean): TestGroup[] =>
    groups.map(group => ({ ...group, files: group.files.filter(chosen) })).filter(({ files }) => files.length > 0);

/** The longest first; of the others those on a network before those that only compute, which fill the pauses. */
export const inOrder = (groups: readonly TestGroup[]): TestGroup[] => [...groups].sort((a, b) => rankOf(a) - rankOf(b));
