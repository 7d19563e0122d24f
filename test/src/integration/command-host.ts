// A process that runs the commands carnet and carnet-network again and again: the programs alone take longer to load than most commands take to run.
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { main as carnet } from '@carnet/client/dist/cli/main.js';
import { main as carnetNetwork } from '@carnet/network/dist/cli/main.js';
import { rememberDerivedKeys } from './derived-keys.js';

/** As command-host.sh writes it: texts that end with U+0000. */
interface Request {
    readonly out: string;
    readonly err: string;
    readonly folder: string;
    /** `carnet`, or `carnet-network`. */
    readonly program: string;
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
}

/** Undefined while there is more to come. */
function readRequest(bytes: Buffer): Request | undefined {
    const texts = bytes.toString('utf8').split('\0');
    const [out = '', err = '', folder = '', program = '', count = '', ...rest] = texts;
    const args = rest.slice(0, Number(count));
    const variables = rest.slice(args.length);
    // An empty text ends the variables; what follows the last U+0000 is the other empty one.
    if (variables.length < 2 || variables.at(-1) !== '' || variables.at(-2) !== '') return undefined;
    const environment = Object.fromEntries(variables.slice(0, -2).map(variable => {
        const equals = variable.indexOf('=');
        return [variable.slice(0, equals), variable.slice(equals + 1)];
    }));
    return { out, err, folder, program, args, environment };
}

async function run({ out, err, folder, program, args, environment }: Request): Promise<number> {
    process.env = environment;
    process.chdir(folder);
    const [printed, noted]: [string[], string[]] = [[], []];
    const lines = { print: (line: string) => printed.push(`${line}\n`), note: (line: string) => noted.push(`${line}\n`) };
    const status = program === 'carnet-network' ? await carnetNetwork(args, lines) : await carnet(args, {
        ...lines, progress: undefined, ask: undefined, input: () => { throw new Error('the commands of this process have no standard input'); },
    });
    writeFileSync(out, printed.join(''));
    writeFileSync(err, noted.join(''));
    return status;
}

/** One at a time: environment and folder are those of the process. */
let last: Promise<unknown> = Promise.resolve();

function serve(socket: Socket): void {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        const request = readRequest(bytes);
        if (request === undefined) return;
        last = last.then(async () => { socket.end(`${await run(request)}\n`); });
    });
}

rememberDerivedKeys();
// Whoever started it holds its standard input: it ends with him.
process.stdin.on('end', () => { process.exit(0); }).resume();
const [portFile = ''] = process.argv.slice(2);
const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
    writeFileSync(`${portFile}.new`, String((server.address() as AddressInfo).port));
    renameSync(`${portFile}.new`, portFile);
});
