// The rules of lint, kept by every file: beside the other tests, because it takes one core for minutes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const eslint = join(dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin', 'eslint.js');

test('eslint finds nothing', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [eslint, '.'], { cwd: resolve(import.meta.dirname, '..', '..', '..'), encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`);
});
