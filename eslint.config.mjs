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
    {
        files: ['chaincode/domain/src/**/*.ts'],
        rules: {
            'no-restricted-imports': ['error', { patterns: [{ regex: '^(?!\\.|@noble/hashes)', message: 'The domain imports nothing of Node or Fabric.' }] }],
        },
    },
    ...[
        ['chaincode/src', ['client', 'network', 'portal', 'demo', 'test']],
        ['client/src', ['chaincode', 'network', 'portal', 'demo', 'test']],
        ['client/portal/src', ['chaincode', 'network', 'demo', 'test']],
        ['network/src', ['domain', 'chaincode', 'client', 'portal', 'demo', 'test']],
        ['demo/src', ['chaincode', 'portal', 'test']],
    ].map(([folder, others]) => ({
        files: [`${folder}/**/*.ts`],
        rules: {
            'no-restricted-imports': ['error', { patterns: [{ regex: `^@carnet/(?:${others.join('|')})(?:/|$)`, message: 'HACKING.md says which package may import which.' }] }],
        },
    })),
    {
        files: ['test/src/**/*.ts'],
        rules: {
            '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' }] }],
        },
    },
);
