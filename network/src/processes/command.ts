// Runs a program to its end and gives its output, or an error that holds what it said.
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { NetworkError } from '../network-error.js';
import { interruption } from './interruption.js';

export interface CommandOptions {
    readonly program: string;
    readonly args: readonly string[];
    /** The whole environment of the program. */
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly timeoutMs?: number;
    /** Ends the program. */
    readonly signal: AbortSignal;
}

export interface CommandOutput {
    readonly stdout: string;
    readonly stderr: string;
}

/** Colour codes, which Fabric's log lines carry. */
const COLOUR = /\u001b\[[0-9;]*m/g;

/** Fabric's programs print the error and then all of their usage. */
function whatMatters(output: string): string {
    const lines = output.split('\n');
    const error = lines.findIndex(line => /^(?:Error|.*error):/.test(line));
    const usage = lines.findIndex(line => line.startsWith('Usage:'));
    const from = error === -1 ? 0 : error;
    return lines.slice(from, usage > from ? usage : undefined).slice(0, 12).join('\n').trim();
}

/** @throws NetworkError COMMAND_FAILED, INTERRUPTED; `details.stderr` is all that it wrote there. */
export function runCommand({ program, args, env, cwd, timeoutMs = 60_000, signal }: CommandOptions): Promise<CommandOutput> {
    return new Promise((resolve, reject) => {
        execFile(program, args, { env: { ...env }, cwd, signal, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' }, (error, stdout, stderr) => {
            if (error === null) {
                resolve({ stdout, stderr });
                return;
            }
            if (signal.aborted) {
                reject(interruption(`${basename(program)} to end`));
                return;
            }
            const said = whatMatters(`${stderr}\n${stdout}`.replace(COLOUR, '').trim());
            const command = [basename(program), ...args.slice(0, 3)].join(' ');
            const reason = error.killed === true ? `did not end within ${timeoutMs / 1000} s` : 'failed';
            reject(new NetworkError('COMMAND_FAILED', `\`${command} …\` ${reason}: ${said === '' ? error.message : said}`,
                { program, args, stdout, stderr: stderr.replace(COLOUR, '') }, { cause: error }));
        });
    });
}
