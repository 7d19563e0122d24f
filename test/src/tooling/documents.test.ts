// The documents say what the code does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const read = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8');

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');
const distinct = (values: string[]): string[] => [...new Set(values)].sort();

test('docs/conformance.md lists exactly the rules that have a conformance case', () => {
    const documented = matches(read('docs', 'conformance.md'), /^\| (\d+\.\d+) \|/gm);
    const tested = matches(read('test', 'src', 'conformance', 'traps.test.ts'), /test\('(\d+\.\d+) /g);
    assert.ok(documented.length > 0);
    assert.deepEqual(distinct(documented), distinct(tested));
});
