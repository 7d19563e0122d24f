// Every error code in the client's source is in a table, and every code of the client's table is in the source.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { CLIENT_CODES } from '@carnet/client';
import { FAILURE_CODES } from '@carnet/domain';

const source = resolve(import.meta.dirname, '..', '..', '..', 'client', 'src');
const texts = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !/errors[/\\](?:secret-|bundle-)?codes\.ts$/.test(name))
    .map(name => readFileSync(join(source, name), 'utf8').replace(/^ *\* .*$/gm, '')); // Without examples, in which a currency has a code.

test('a code that is thrown is explained', () => {
    const thrown = texts.flatMap(text => [...text.matchAll(/(?:new CarnetError\(\s*|code: )'([A-Z0-9_]+)'/g)].map(([, code]) => code ?? ''));
    assert.ok(thrown.length > 40);
    for (const code of thrown) assert.ok(Object.hasOwn(CLIENT_CODES, code) || Object.hasOwn(FAILURE_CODES, code), code);
});

test('a code that is explained is thrown', () => {
    for (const code of Object.keys(CLIENT_CODES)) assert.ok(texts.some(text => text.includes(`'${code}'`)), code);
});
