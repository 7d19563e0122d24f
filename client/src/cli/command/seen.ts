// That a person has seen what he is asked for, before his key is touched: he types yes under it, or names the hash of what he reviewed before.
import { CarnetError } from '../../errors/carnet-error.js';
import type { Terminal } from './command.js';
import { UsageError, type OptionKinds, type ParsedOptions } from './options.js';
import { fitted, printable } from './output.js';

export const HASH_OPTION = { hash: '[SHA256]' } as const satisfies OptionKinds;

export interface Shown {
    /** Of what is asked for. */
    readonly hash: string;
    readonly lines: () => readonly string[];
    /** As `Give your share for this?`. */
    readonly question: string;
    /** The command that prints the hash. */
    readonly printedBy: string;
    /** Where it is another hash; default REQUEST_MISMATCH. */
    readonly mismatch?: 'CONTENT_MISMATCH' | 'REQUEST_MISMATCH';
}

/** @throws UsageError where nobody can be asked; CarnetError ABORTED_BY_CALLER, REQUEST_MISMATCH or what takes its place */
export async function requireSeen({ hash: shown, lines, question, printedBy, mismatch = 'REQUEST_MISMATCH' }: Shown, options: ParsedOptions, terminal: Terminal): Promise<void> {
    const hash = options.text('hash');
    if (hash !== undefined) {
        if (hash === shown) return;
        throw new CarnetError(mismatch, 'This is not what you give the hash of: review it again.', { details: { hash: shown } });
    }
    if (terminal.ask === undefined) throw new UsageError(`nobody can be asked: give --hash, as \`${printedBy}\` prints it`);
    const { columns = Infinity } = terminal;
    for (const line of lines().flatMap(one => fitted(printable(one), columns))) terminal.note(line);
    const answer = await terminal.ask(`${question} Type yes: `, 'shown');
    if (answer.trim() !== 'yes') throw new CarnetError('ABORTED_BY_CALLER', 'You did not say yes: your key was not touched, and nothing was sent.');
}
