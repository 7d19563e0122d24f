// One tool for lint and format; the rules on chaincode keep it deterministic.
import stylistic from '@stylistic/eslint-plugin';
import tseslint from 'typescript-eslint';

const nondeterministicGlobals = ['Date', 'Intl', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto', 'fetch', 'WeakRef', 'FinalizationRegistry']
    .map(name => ({ name, message: 'Two peers must compute the same bytes: take time and randomness from the transaction.' }));

const nondeterministicSyntax = [
    { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Random numbers differ between peers.' },
    { selector: "CallExpression[callee.property.name=/^toLocale|^localeCompare$/]", message: 'Locale rules differ between peers.' },
    { selector: "CallExpression[callee.property.name=/^(sort|toSorted)$/][arguments.length=0]", message: 'Give sort a comparator: the default compares as strings.' },
    { selector: 'ForInStatement', message: 'Iterate sorted keys.' },
    { selector: 'Program > VariableDeclaration[kind="let"]', message: 'Module state outlives a transaction.' },
];

/** What each package may not import, and its rooms: a room, or a file of the package's own folder, imports only those before it. */
const PACKAGES = [
    {
        folder: 'chaincode/domain/src', forbidden: '^(?!\\.|@noble/hashes)', message: 'The domain imports nothing of Node or Fabric.',
        rooms: ['canonical', 'failure', 'codec', 'membership', 'decisions', 'policy', 'vehicle', 'wallet', 'document', 'contract', 'index'],
    },
    {
        folder: 'chaincode/src', forbidden: allOf('client', 'network', 'portal', 'demo', 'test'),
        rooms: ['ledger', 'membership', 'decisions', 'vehicle', 'wallet', 'document', 'contracts', 'index'],
    },
    {
        folder: 'client/src', forbidden: allOf('chaincode', 'network', 'portal', 'demo', 'test'),
        rooms: ['errors', 'report', 'files', 'identity', 'secrets', 'signing', 'call', 'connection', 'events', 'recording', 'import', 'membership', 'certificate',
            'wallets', 'vehicles', 'documents', 'carnet', 'connect', 'cli', 'verify', 'index'],
        inside: { cli: ['command', 'key', 'vehicle', 'policy', 'decision', 'wallet', 'document', 'refusal-lines', 'commands', 'main'] },
    },
    {
        folder: 'client/portal/src', forbidden: allOf('chaincode', 'network', 'demo', 'test'),
        rooms: ['page', 'shares', 'build', 'certificate', 'verifier', 'service', 'cli', 'index'],
    },
    {
        folder: 'network/src', forbidden: allOf('domain', 'chaincode', 'client', 'portal', 'demo', 'test'),
        rooms: ['msp', 'transaction', 'processes', 'identities', 'chaincode', 'fabric', 'embedded', 'cli', 'index'],
        inside: {
            embedded: ['grpc', 'ledger', 'test-switches', 'policy', 'channel', 'lifecycle', 'chaincode', 'validation', 'endorser', 'deliver', 'orderer', 'peer',
                'gateway', 'nodes', 'layout-nodes', 'control', 'server'],
        },
    },
    { folder: 'demo/src', forbidden: allOf('chaincode', 'portal', 'test'), rooms: [] },
];

function allOf(...packages) {
    return `^@carnet/(?:${packages.join('|')})(?:/|$)`;
}

/** One configuration for the package, and one for each room, which takes its place there. */
function importRules({ folder, forbidden, message = 'HACKING.md says which package may import which.', rooms, inside = {} }) {
    const restricted = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });
    const ordered = (parent, names, outer) => names.flatMap((name, place) => {
        const room = `${parent}/${name}`;
        const later = names.slice(place + 1).join('|');
        const rule = start => later === '' ? outer : [...outer, {
            regex: `^${start}(?:${later})(?:/|\\.js$|$)`, message: `A room imports those before it alone: ${names.join(', ')}.`,
        }];
        const within = rule('(?:\\.\\./)+');
        return [restricted([`${room}.ts`], rule('\\./')), restricted([`${room}/**/*.ts`], within), ...ordered(room, inside[name] ?? [], within)];
    });
    const packages = [{ regex: forbidden, message }];
    return [restricted([`${folder}/**/*.ts`], packages), ...ordered(folder, rooms, packages)];
}

export default tseslint.config(
    { ignores: ['**/dist/**', '**/node_modules/**', '**/*.js', '**/*.mjs', '**/*.cjs', '!eslint.config.mjs'] },
    {
        files: ['**/*.ts'],
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { '@stylistic': stylistic },
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            '@stylistic/indent': ['error', 4, { SwitchCase: 0 }],
            '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: 'always' }],
            '@stylistic/semi': ['error', 'always'],
            '@stylistic/comma-dangle': ['error', 'always-multiline'],
            '@stylistic/arrow-parens': ['error', 'as-needed'],
            '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: true }],
            '@stylistic/object-curly-spacing': ['error', 'always'],
            '@stylistic/max-len': ['error', { code: 150, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreUrls: true, ignoreComments: false }],
            '@stylistic/no-trailing-spaces': 'error',
            '@stylistic/eol-last': 'error',
            '@stylistic/no-multiple-empty-lines': ['error', { max: 1 }],
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allow: [{ name: ['bigint'], from: 'lib' }] }],
            '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
            '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
            'eqeqeq': 'error',
        },
    },
    {
        files: ['chaincode/src/**/*.ts', 'chaincode/domain/src/**/*.ts'],
        rules: {
            'no-restricted-globals': ['error', ...nondeterministicGlobals],
            'no-restricted-syntax': ['error', ...nondeterministicSyntax],
        },
    },
    ...PACKAGES.flatMap(importRules),
    {
        files: ['test/src/**/*.ts'],
        rules: {
            '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' }] }],
        },
    },
    {
        files: ['test/src/**/*.test.ts'],
        rules: {
            'no-restricted-syntax': ['error', {
                selector: 'Program > ExpressionStatement > AwaitExpression, Program > VariableDeclaration > VariableDeclarator > AwaitExpression',
                message: 'Files of tests are read by require(): wait in before().',
            }],
        },
    },
);
