// The lint rules against nondeterminism, and on who imports what, fire: they are only worth what they catch.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { CHAINCODE_DIR } from './trade.js';

const ROOT = dirname(CHAINCODE_DIR);

/** Only these rules: the others need to know the file as part of its project. */
const eslint = new ESLint({
    cwd: ROOT,
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

async function caught(file: string, code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath: join(ROOT, file) });
    assert.ok(result);
    assert.deepEqual(result.messages.filter(({ fatal }) => fatal === true), []);
    return result.messages.map(({ ruleId }) => ruleId ?? '');
}

const NONDETERMINISTIC: readonly (readonly [string, string, string])[] = [
    ['the local clock', 'export const now = (): number => Date.now();', 'no-restricted-globals'],
    ['a date', 'export const now = (): unknown => new Date();', 'no-restricted-globals'],
    ['a locale', 'export const format = (): unknown => new Intl.NumberFormat();', 'no-restricted-globals'],
    ['the environment', 'export const home = (): unknown => process.env;', 'no-restricted-globals'],
    ['a timer', 'export const later = (work: () => void): void => { setTimeout(work, 1); };', 'no-restricted-globals'],
    ['random bytes', 'export const salt = (): unknown => crypto.randomUUID();', 'no-restricted-globals'],
    ['a request', 'export const get = (): unknown => fetch("https://example.com");', 'no-restricted-globals'],
    ['a random number', 'export const dice = (): number => Math.random();', 'no-restricted-syntax'],
    ['a locale order', 'export const order = (a: string, b: string): number => a.localeCompare(b);', 'no-restricted-syntax'],
    ['a locale form', 'export const show = (n: number): string => n.toLocaleString();', 'no-restricted-syntax'],
    ['an order by text', 'export const order = (list: number[]): number[] => list.sort();', 'no-restricted-syntax'],
    ['for … in', 'export function keys(o: object): void { for (const key in o) void key; }', 'no-restricted-syntax'],
    ['state of the module', 'let calls = 0;\nexport const count = (): number => ++calls;', 'no-restricted-syntax'],
];

for (const [what, code, rule] of NONDETERMINISTIC) {
    test(`${what} is refused in chaincode and domain`, async () => {
        for (const file of ['chaincode/src/vehicle/book.ts', 'chaincode/domain/src/vehicle/judge.ts']) {
            assert.ok((await caught(file, code)).includes(rule), file);
        }
        assert.deepEqual(await caught('client/src/index.ts', code), [], 'elsewhere it is allowed');
    });
}

test('the domain imports nothing of Node or Fabric', async () => {
    for (const source of ['node:fs', 'fabric-contract-api', 'crypto', '@carnet/chaincode']) {
        assert.deepEqual(await caught('chaincode/domain/src/vehicle/judge.ts', `import * as x from '${source}';\nexport { x };`), ['no-restricted-imports'], source);
    }
    assert.deepEqual(await caught('chaincode/domain/src/vehicle/judge.ts', 'export { sha256 } from "@noble/hashes/sha2";'), []);
});

test('the one place where the clock and the environment are read is named with its reason', async () => {
    const results = await eslint.lintFiles([join(ROOT, 'chaincode/**/*.ts')]);
    const suppressed = results.flatMap(({ filePath, suppressedMessages }) => suppressedMessages.map(message => ({ filePath, message })));
    assert.equal(suppressed.length, 2);
    for (const { filePath, message } of suppressed) {
        assert.ok(filePath.endsWith(join('ledger', 'clock.ts')), filePath);
        assert.ok(message.suppressions.every(({ justification }) => justification.length > 20));
    }
});

const FORBIDDEN_IMPORTS: readonly (readonly [string, string])[] = [
    ['chaincode/src/index.ts', '@carnet/client'], ['client/src/index.ts', '@carnet/network'],
    ['client/portal/src/index.ts', '@carnet/network'], ['network/src/index.ts', '@carnet/domain'], ['demo/src/main.ts', '@carnet/chaincode'],
];

for (const [file, module] of FORBIDDEN_IMPORTS) {
    test(`${file} may not import ${module}`, async () => {
        assert.deepEqual(await caught(file, `export * from '${module}';`), ['no-restricted-imports']);
    });
}
