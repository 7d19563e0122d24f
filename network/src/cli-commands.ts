// The subcommands of carnet-network.
import { up as upCommand } from './cli-up.js';
import type { Terminal } from './cli-options.js';
import { deploy } from './cli-deploy.js';
import { down, logs, status } from './cli-operate.js';
import { env, identity } from './cli-people.js';

export interface Command {
    readonly usage: string;
    readonly help: string;
    /** Answers whether all is well. */
    readonly run: (args: readonly string[], terminal: Terminal) => Promise<boolean>;
}

export const COMMANDS: Readonly<Record<string, Command>> = { up: upCommand, deploy, status, env, identity, logs, down };
