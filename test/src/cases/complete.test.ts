// Every row of the money cases that is not about another kind of system is a test named after it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** Rows by section: how many numbers it has; every other one, from 1 or as said. Left out: C19 and C21, which are about token buckets. */
const ROWS: Readonly<Record<string, number>> = { A: 25, B: 9, C: 53, D: 25, E: 39, F: 7, G: 7, H: 41, I: 7, J: 7, K: 9, L: 5 };
const NOT_APPLICABLE = ['C19', 'C21'];

test('every row has its test, and every test that is named after a row has a row', () => {
    const expected = Object.entries(ROWS).flatMap(([section, last]) =>
        Array.from({ length: Math.ceil(last / 2) }, (_, n) => `${section}${String(2 * n + 1).padStart(2, '0')}`));
    const names = readdirSync(import.meta.dirname).filter(name => name.endsWith('.test.js'))
        .flatMap(name => [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/^test\('([A-L]\d\d)\b/gm)].map(([, row]) => row ?? ''));
    assert.deepEqual(names.sort(), expected.filter(row => !NOT_APPLICABLE.includes(row)).sort());
});
