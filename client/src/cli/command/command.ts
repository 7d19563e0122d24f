// What a subcommand of carnet is, where it writes, and what its exit status says.
import type { ParsedOptions } from './options.js';
import type { CommandForm } from './usage.js';

/** Exit statuses; docs and `carnet --help` list them. */
export const EXIT = {
    OK: 0,
    /** The ledger, or the client, refused it, or it failed. */
    REFUSED: 1,
    /** Wrongly called. */
    USAGE: 2,
    /** A proof that does not hold. */
    NOT_PROVED: 3,
    INTERRUPTED: 130,
} as const;
export type ExitStatus = typeof EXIT[keyof typeof EXIT];

/** Where a command writes. */
export interface Terminal {
    /** A line of the result, or JSON of several: standard output. */
    readonly print: (line: string) => void;
    /** A line about what is being done: standard error. */
    readonly note: (line: string) => void;
    /** Shows a state that the next one replaces; undefined where standard error is no terminal. */
    readonly progress: ((line: string) => void) | undefined;
    /** Characters of a line of standard error; undefined where it is no terminal. */
    readonly columns?: number;
    /** Everything that is sent to standard input. */
    readonly input: () => AsyncIterable<Uint8Array>;
    /** Asks the person who sits there, without showing what is typed if it is secret; undefined where nobody does. */
    readonly ask: ((question: string, kind: 'shown' | 'secret') => Promise<string>) | undefined;
}

export interface Command extends CommandForm {
    /** What it does, and what its options mean; how it is called is made of words and options. */
    readonly help: string;
    /** Connects to the network, and so takes the options of a connection. */
    readonly connects: boolean;
    readonly run: (options: ParsedOptions, terminal: Terminal) => Promise<ExitStatus>;
}
