// The terminal that a command of this process writes to, and where it asks.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CarnetError } from '../../errors/carnet-error.js';
import type { Terminal } from './command.js';
import { printable, printableLines } from './output.js';

/** Takes the state back that stands on the last line. */
const CLEAR_LINE = '\r\u001b[K';

/** One line from the keyboard. The question stands on standard error, so that results can be sent elsewhere. */
function askPerson(question: string, kind: 'shown' | 'secret'): Promise<string> {
    const silent = new Writable({ write: (_piece, _encoding, done) => { done(); } });
    // From here on the terminal shows nothing by itself: before the question, as somebody may type at once.
    const lines = createInterface({ input: process.stdin, output: kind === 'secret' ? silent : process.stderr, terminal: true });
    process.stderr.write(question);
    return new Promise<string>((resolve, reject) => {
        lines.once('line', resolve);
        lines.once('close', () => { reject(new CarnetError('ABORTED_BY_CALLER', 'Nothing was answered, so nothing was done.')); });
    }).finally(() => {
        lines.close();
        if (kind === 'secret') process.stderr.write('\n');
    });
}

/** A terminal to which nothing gets that would act on it, whoever made the text: the one place through which all that a command writes goes. */
export function guarded({ print, note, progress, ask, ...others }: Terminal): Terminal {
    return {
        ...others,
        print: text => print(printableLines(text)), note: text => note(printableLines(text)),
        progress: progress && (line => progress(printable(line))), ask: ask && ((question, kind) => ask(printable(question), kind)),
    };
}

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
        ...process.stderr.isTTY ? { columns: Math.max(20, process.stderr.columns) } : {},
        input: () => process.stdin,
        ask: process.stdin.isTTY && process.stderr.isTTY
            ? (...given) => {
                clear();
                return askPerson(...given);
            }
            : undefined,
    };
}
