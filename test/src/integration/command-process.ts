// The command carnet as its users run it: with the environment of one of the people of a network, and in a folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The file that `npx carnet` runs. */
export const CARNET_COMMAND = join(resolve(import.meta.dirname, '..', '..', '..'), 'client', 'bin', 'carnet.js');
const HOST = join(import.meta.dirname, 'command-host.js');
/** Gives a command to the host of commands, as if it were the command by whose name it is called. What it printed comes through files. */
const ASK_HOST = `#!/bin/bash
out=$(mktemp); err=$(mktemp)
while [ ! -s 'PORT_FILE' ]; do sleep 0.02; done
exec 3<>/dev/tcp/127.0.0.1/$(<'PORT_FILE')
{ printf '%s\\0' "$out" "$err" "$PWD" "\${0##*/}" "$#" "$@"; env -0; printf '\\0'; } >&3
read -r status <&3 || { echo 'the host of commands ended' >&2; status=70; }
cat "$out"; cat "$err" >&2; rm -f "$out" "$err"
exit "$status"
`;

export interface Outcome { readonly status: number | null; readonly out: string; readonly err: string }
/** Where programs are found, and where they put what they need for a moment. */
export const SYSTEM = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] };
type Environment = Readonly<Record<string, string | undefined>>;

let programs: ReturnType<typeof hostedPrograms> | undefined;

/** Programs to be run in place of `carnet` and `carnet-network`; they have no standard input, and work as long as this process lives. */
export function hostedPrograms(): Record<'carnet' | 'carnetNetwork', string> {
    if (programs !== undefined) return programs;
    const folder = mkdtempSync(join(tmpdir(), 'carnet-commands-'));
    process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
    programs = { carnet: join(folder, 'carnet'), carnetNetwork: join(folder, 'carnet-network') };
    const portFile = join(folder, 'port');
    for (const program of Object.values(programs)) writeFileSync(program, ASK_HOST.replaceAll('PORT_FILE', portFile), { mode: 0o755 });
    const host = spawn(process.execPath, [HOST, portFile], { stdio: ['pipe', 'inherit', 'inherit'], env: SYSTEM });
    // It ends with this process, and does not keep it.
    host.unref();
    return programs;
}

function run(file: string, args: readonly string[], environment: Environment, cwd: string | undefined): Outcome {
    const { status, stdout, stderr } = spawnSync(file, args, { env: { ...SYSTEM, ...environment }, encoding: 'utf8', cwd });
    return { status, out: stdout, err: stderr };
}

/** A process of its own, as `npx carnet` starts it. @param environment all that it gets beside PATH and TMPDIR */
export function runCarnetProcess(environment: Environment, args: readonly string[], cwd?: string): Outcome {
    return run(process.execPath, [CARNET_COMMAND, ...args], environment, cwd);
}

/** The same command in a process that is there already. @param environment as of runCarnetProcess */
export function runCarnet(environment: Environment, args: readonly string[], cwd?: string): Outcome {
    return run(hostedPrograms().carnet, args, environment, cwd);
}

/** A peer may be a block behind: while the command is refused with one of these codes it is given again, 300 times at the most. */
export async function commandOnceSeen(codes: RegExp, run: () => Outcome): Promise<Outcome> {
    for (let left = 300; ; left--) {
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
