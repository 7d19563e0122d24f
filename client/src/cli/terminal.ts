// The terminal that a command of this process writes to.
import type { Terminal } from './command.js';

/** Takes the state back that stands on the last line. */
const CLEAR_LINE = '\r\u001b[K';

export function processTerminal(): Terminal {
    let shown = false;
    const clear = (): void => {
        if (shown) process.stderr.write(CLEAR_LINE);
        shown = false;
    };
    // Whoever reads only the first lines (`| head`) closes the pipe: that is no fault of ours.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') process.exit(0);
        throw error;
    });
    return {
        print: line => {
            clear();
            process.stdout.write(`${line}\n`);
        },
        note: line => {
            clear();
            process.stderr.write(`${line}\n`);
        },
        progress: process.stderr.isTTY
            ? line => {
                process.stderr.write(`${CLEAR_LINE}${line.slice(0, process.stderr.columns - 1)}`);
                shown = true;
            }
            : undefined,
        input: () => process.stdin,
    };
}
