// The command carnet-network: finds the subcommand, reports errors as sentences, gives the exit status.
import { NetworkError } from '../network-error.js';
import { INTERRUPTED_STATUS } from '../processes/interruption.js';
import type { Terminal } from './command.js';
import { COMMANDS } from './commands.js';
import { UsageError } from './options.js';

const OK = 0;
const FAILURE = 1;
const USAGE = 2;

const HELP = `carnet-network: a Hyperledger Fabric network on this machine, without Docker

${Object.values(COMMANDS).map(({ usage }) => `  carnet-network ${usage}`).join('\n')}

All take --dir DIR, the folder of the network (default .carnet). \`carnet-network COMMAND --help\` explains one.
Engines: embedded (the default; needs nothing but Node) and fabric (real orderer and peer processes; needs Fabric's programs).
The embedded network is for development, tests and demonstrations; production is a Fabric network.`;

function processTerminal(): Terminal {
    // Whoever reads only the first lines (`| head`) closes the pipe: that is no fault of ours.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') process.exit(OK);
        throw error;
    });
    return {
        print: line => process.stdout.write(`${line}\n`),
        note: line => process.stderr.write(`${line}\n`),
    };
}

/** Colours, which Fabric writes into its logs. */
const COLOUR = /\u001b\[[0-9;]*m/g;
/** What else a terminal acts on: it can come from a log, where others have written, and from what a program says that fails. */
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A terminal to which nothing gets that would act on it: the one place through which all that a command writes goes. */
function guarded({ print, note }: Terminal): Terminal {
    const clean = (text: string): string => text.replaceAll(COLOUR, '').replaceAll(UNPRINTABLE, '?');
    return { print: text => print(clean(text)), note: text => note(clean(text)) };
}

/**
 * Runs the command line. Answers with the exit status: 0 done, 1 failed, 2 wrongly called, 130 interrupted.
 * Results go to standard output, everything else to standard error.
 */
export async function main(args: readonly string[], given: Terminal = processTerminal()): Promise<number> {
    const terminal = guarded(given);
    const [name, ...rest] = args;
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
        terminal.print(HELP);
        return name === undefined ? USAGE : OK;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) {
        terminal.note(`carnet-network: there is no command '${name}'; take one of ${Object.keys(COMMANDS).join(', ')}`);
        return USAGE;
    }
    if (rest.includes('--help') || rest.includes('-h')) {
        terminal.print(`carnet-network ${command.usage}\n\n${command.help}`);
        return OK;
    }
    try {
        return await command.run(rest, terminal) ? OK : FAILURE;
    } catch (error) {
        if (error instanceof UsageError) {
            terminal.note(`carnet-network ${name}: ${error.message}\nusage: carnet-network ${command.usage}`);
            return USAGE;
        }
        if (error instanceof NetworkError) {
            terminal.note(`carnet-network ${name}: ${error.message}`);
            return error.code === 'INTERRUPTED' ? INTERRUPTED_STATUS : FAILURE;
        }
        // A fault of ours: the stack is for those who ask for it.
        const { message, stack } = error as Error;
        terminal.note(`carnet-network ${name}: INTERNAL: ${process.env['CARNET_DEBUG'] === undefined ? `${message} (CARNET_DEBUG=1 shows where)` : stack ?? message}`);
        return FAILURE;
    }
}
