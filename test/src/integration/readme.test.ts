// The client code of the README, run as it stands there, with the environment that `carnet-network env` prints.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gatherMembers } from './members.js';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const skip = process.env['CARNET_ORGANIZATIONS'] !== undefined && 'the VIN of the README is free on a new network only';

test('the README\'s client code does what its comment says', { skip }, async () => {
    const [, code] = /^```js\n(.*?)^```$/ms.exec(readFileSync(join(repository, 'README.md'), 'utf8')) ?? [];
    assert.ok(code !== undefined, 'the README has a block of code');
    const [, promised] = /console\.log\(.*\); +\/\/ (.*)$/m.exec(code) ?? [];
    const members = await gatherMembers();
    // Beside the suites, so that the packages are found as a user's program finds them.
    const program = join(import.meta.dirname, 'readme-example.mjs');
    try {
        writeFileSync(program, code);
        const { stdout } = await promisify(execFile)(process.execPath, [program], {
            env: { ...process.env, ...members.own?.network.environment('org2', 'User1') },
        });
        assert.equal(stdout.trim(), promised);
    } finally {
        rmSync(program, { force: true });
        await members.close();
    }
});
