// What a subcommand of carnet-network is, and where it writes.

/** Where a command writes. */
export interface Terminal {
    /** A line of the result: standard output. */
    readonly print: (line: string) => void;
    /** A line about what is being done: standard error. */
    readonly note: (line: string) => void;
}

export interface Command {
    readonly usage: string;
    readonly help: string;
    /** Answers whether all is well. */
    readonly run: (args: readonly string[], terminal: Terminal) => Promise<boolean>;
}
