// That a holder has seen what he is asked for, before his key is touched: he types yes under it, or names the hash of what he reviewed before.
import { CarnetError } from '../errors/carnet-error.js';
import type { Terminal } from './command.js';
import { UsageError, type OptionKinds, type ParsedOptions } from './options.js';

export const HASH_OPTION = { hash: 'text' } as const satisfies OptionKinds;

export interface Shown {
    /** Of what is asked for. */
    readonly hash: string;
    readonly lines: () => readonly string[];
    /** As `Give your share for this?`. */
    readonly question: string;
    /** The command that prints the hash. */
    readonly printedBy: string;
}

/** @throws UsageError where nobody can be asked; CarnetError REQUEST_MISMATCH, ABORTED_BY_CALLER */
export async function requireSeen({ hash: shown, lines, question, printedBy }: Shown, options: ParsedOptions, terminal: Terminal): Promise<void> {
    const hash = options.text('hash');
    if (hash !== undefined) {
        if (hash === shown) return;
        throw new CarnetError('REQUEST_MISMATCH', 'This is not what you give the hash of: review it again.', { details: { hash: shown } });
    }
    if (terminal.ask === undefined) throw new UsageError(`nobody can be asked: give --hash, as \`${printedBy}\` prints it`);
    for (const line of lines()) terminal.note(line);
    const answer = await terminal.ask(`${question} Type yes: `, 'shown');
    if (answer.trim() !== 'yes') throw new CarnetError('ABORTED_BY_CALLER', 'You did not say yes: your key was not touched, and nothing was sent.');
}
