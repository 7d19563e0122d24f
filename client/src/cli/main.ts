// The command carnet: finds the subcommand, reports errors as sentences, gives the exit status.
import { CarnetError } from '../errors/carnet-error.js';
import { EXIT, type Command, type ExitStatus, type Terminal } from './command/command.js';
import { CONNECTION_OPTIONS, parseOptions, UsageError } from './command/options.js';
import { jsonText, printable } from './command/output.js';
import { withSignOfLife } from './command/sign-of-life.js';
import { guarded, processTerminal } from './command/terminal.js';
import { usageOf } from './command/usage.js';
import { COMMANDS } from './commands.js';
import { refusalLines } from './refusal-lines.js';

async function overview(commands: typeof COMMANDS): Promise<string> {
    const usages = await Promise.all(Object.entries(commands).map(async ([name, load]) => `  ${usageOf(`carnet ${name}`, await load())}`));
    return `carnet: the vehicle book, money with a purpose, and documents that people open together, from the command line

${usages.join('\n')}

\`carnet COMMAND --help\` explains one. All take --json: results as JSON on standard output, errors as JSON on standard error.
Commands that connect take their settings from the environment, as \`eval "$(npx carnet-network env org1 User1)"\` sets it, or from
  --profile FILE   connection profile: endpoint, TLS CA and MSP id; --peer NAME of several in it (default: the first that can be reached)
  --identity PATH  wallet file (.id) or MSP folder
  --msp-id ID  --endpoint HOST:PORT  --host-alias NAME  --tls-ca FILE  --channel NAME  --chaincode NAME
Exit status: 0 done, 1 refused or failed, 2 wrongly called, 3 a proof that does not hold, 130 interrupted.`;
}

function errorText(error: CarnetError, json: boolean): string {
    const { code, message, details, outcome, transactionId, retryable } = error;
    if (json) return jsonText({ code, message, outcome, retryable, transactionId, details });
    return [message, ...refusalLines(error)].map(printable).join('\n');
}

/** Proofs that do not hold are told apart from everything else that can go wrong. */
function statusOf({ code }: CarnetError): ExitStatus {
    return code === 'ABORTED_BY_CALLER' ? EXIT.INTERRUPTED : code.startsWith('PROOF_') ? EXIT.NOT_PROVED : EXIT.REFUSED;
}

const usageJson = (message: string): string => jsonText({ code: 'USAGE', message });

async function runCommand(name: string, command: Command, args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
    const json = args.includes('--json');
    try {
        const kinds = { ...command.connects ? CONNECTION_OPTIONS : {}, ...command.options };
        const options = parseOptions(args, kinds, command.words);
        return await (command.connects ? withSignOfLife(terminal, at => command.run(options, at)) : command.run(options, terminal));
    } catch (error) {
        if (error instanceof UsageError) {
            terminal.note(json ? usageJson(error.message) : `carnet ${name}: ${printable(error.message)}\nusage: ${usageOf(`carnet ${name}`, command)}`);
            return EXIT.USAGE;
        }
        if (error instanceof CarnetError) {
            terminal.note(errorText(error, json));
            return statusOf(error);
        }
        // A fault of ours: the stack is for those who ask for it.
        const { message, stack } = error as Error;
        const shown = process.env['CARNET_DEBUG'] === undefined ? `${printable(message)} (CARNET_DEBUG=1 shows where)` : stack ?? message;
        terminal.note(json ? jsonText({ code: 'INTERNAL', message: shown }) : `INTERNAL: ${shown}`);
        return EXIT.REFUSED;
    }
}

const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h' || word === 'help';

/** Runs the command line. Results go to standard output, everything else to standard error. */
export async function main(args: readonly string[], given: Terminal = processTerminal()): Promise<ExitStatus> {
    const terminal = guarded(given);
    const [group, action] = args;
    if (group === undefined || isHelp(group)) {
        terminal.print(await overview(COMMANDS));
        return group === undefined ? EXIT.USAGE : EXIT.OK;
    }
    const ofGroup = Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${group} `));
    if (ofGroup.length > 0 && (action === undefined || isHelp(action))) {
        terminal.print(await overview(Object.fromEntries(ofGroup)));
        return action === undefined ? EXIT.USAGE : EXIT.OK;
    }
    const words = Object.hasOwn(COMMANDS, group) ? 1 : 2;
    const [name, rest] = [args.slice(0, words).join(' '), args.slice(words)];
    const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]?.() : undefined;
    if (command === undefined) {
        const known = (ofGroup.length > 0 ? ofGroup : Object.entries(COMMANDS)).map(([one]) => one).join(', ');
        const message = `there is no command '${name}'; take one of ${known}`;
        terminal.note(args.includes('--json') ? usageJson(message) : `carnet: ${printable(message)}`);
        return EXIT.USAGE;
    }
    if (rest.some(word => word === '--help' || word === '-h')) {
        const connecting = command.connects ? '\nConnects: `carnet --help` says with which settings.' : '';
        terminal.print(`${usageOf(`carnet ${name}`, command)}\n\n${command.help}${connecting}`);
        return EXIT.OK;
    }
    return await runCommand(name, command, rest, terminal);
}
