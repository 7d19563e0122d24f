// carnet-network status, logs and down.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeDown } from '../down.js';
import { NetworkError } from '../network-error.js';
import { logTail } from '../processes/readiness.js';
import { open } from '../up.js';
import type { Command } from './command.js';
import { DEFAULT_DIR, parseOptions, UsageError } from './options.js';

const DEFAULT_LINES = 40;

export const status: Command = {
    usage: 'status [--json] [--dir DIR]',
    help: 'Says what runs. Exit status 1 when something of the network does not.',
    run: async (args, terminal) => {
        const options = parseOptions(args, { json: 'flag' });
        const found = await (await open(options.text('dir') ?? DEFAULT_DIR)).status();
        if (options.flag('json')) {
            terminal.print(JSON.stringify(found, null, 2));
            return found.running;
        }
        terminal.print(`engine ${found.engine}, channel ${found.channel}, folder ${found.dir}`);
        const width = Math.max(...found.nodes.map(({ name }) => name.length));
        for (const node of found.nodes) {
            terminal.print(`${node.name.padEnd(width)}  ${node.address}  ${node.running ? `running (pid ${node.pid ?? '?'})` : 'not running'}`);
        }
        for (const chaincode of found.chaincodes) {
            terminal.print(`chaincode ${chaincode.name} ${chaincode.version} sequence ${chaincode.sequence} from ${chaincode.chaincodeDir}`);
        }
        if (!found.running) terminal.note('not all of it runs: `carnet-network up` starts what is missing');
        return found.running;
    },
};

export const logs: Command = {
    usage: 'logs [NAME] [--lines N] [--dir DIR]',
    help: `Prints the end of a log; without a name, lists the logs. \`tail -f\` on a listed path follows one.
  --lines  default ${DEFAULT_LINES}`,
    run: async (args, terminal) => {
        const options = parseOptions(args, { lines: 'text' }, ['NAME'], 1);
        const [name] = options.positionals;
        const lines = options.number('lines') ?? DEFAULT_LINES;
        if (lines < 1) throw new UsageError('--lines must be at least 1');
        const dir = join((await open(options.text('dir') ?? DEFAULT_DIR)).dir, 'logs');
        const known = existsSync(dir) ? readdirSync(dir).filter(file => file.endsWith('.log')).sort() : [];
        if (name === undefined) {
            for (const file of known) terminal.print(join(dir, file));
            return true;
        }
        if (!known.includes(`${name}.log`)) {
            throw new NetworkError('LOG_UNKNOWN', `there is no log of '${name}'; there are ${known.map(file => file.slice(0, -4)).join(', ')}`, { name });
        }
        terminal.print(logTail({ log: join(dir, `${name}.log`), logOffset: 0 }, lines));
        return true;
    },
};

export const down: Command = {
    usage: 'down [--keep-data] [--dir DIR]',
    help: `Ends the processes of the network and removes what it made: ledger, identities, logs.
  --keep-data  only end the processes; \`up\` starts the same network again`,
    run: async (args, terminal) => {
        const options = parseOptions(args, { 'keep-data': 'flag' });
        const dir = resolve(options.text('dir') ?? DEFAULT_DIR);
        const ended = await takeDown(dir, { keepData: options.flag('keep-data') });
        terminal.note(ended ? `down: ${dir}` : `nothing is up in ${dir}`);
        return true;
    },
};
