// The command `carnet` as its users run it: a process of its own, with the environment of one of the people of a network.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The file that `npx carnet` runs. */
export const CARNET_COMMAND = join(resolve(import.meta.dirname, '..', '..', '..'), 'client', 'bin', 'carnet.js');

export interface Outcome { readonly status: number | null; readonly out: string; readonly err: string }

/** @param environment all that the process gets beside PATH */
export function runCarnet(environment: Readonly<Record<string, string | undefined>>, args: readonly string[], cwd?: string): Outcome {
    const env = { PATH: process.env['PATH'], ...environment };
    const { status, stdout, stderr } = spawnSync(process.execPath, [CARNET_COMMAND, ...args], { env, encoding: 'utf8', cwd });
    return { status, out: stdout, err: stderr };
}

/** A peer may be a block behind: while the command is refused with one of these codes it is given again, 50 times at the most. */
export async function commandOnceSeen(codes: RegExp, run: () => Outcome): Promise<Outcome> {
    for (let left = 50; ; left--) {
        const outcome = run();
        if (left === 0 || !codes.test(outcome.err.split(':')[0] ?? '')) return outcome;
        await sleep(100);
    }
}

/** What a command printed that succeeded and had nothing to complain of. */
export function done({ status, out, err }: Outcome): string {
    assert.deepEqual([status, err], [0, '']);
    return out;
}
