// The command line of carnet-portal, made into settings.
import { parseArgs } from 'node:util';

export const USAGE = `carnet-portal serve --folder DIR --roots FILE|DIR [--origin URL] [--host 127.0.0.1] [--port 8080] [--behind-proxy] [--check]
                    [--channel mychannel] [--chaincode carnet] [--names FILE]
carnet-portal share FILE --folder DIR [--days 14] [--origin URL]

  --folder        where shares are kept, encrypted; only the portal's user needs to read it
  --roots         root certificates of the organisations: JSON of MSP id → PEM, a folder of MSPID.pem, or
                  organizations/ as fabric-samples and carnet-network lay it out
  --origin        scheme and host under which buyers reach the portal, such as https://carnet.example
  --behind-proxy  count visitors by the last address of X-Forwarded-For, which your own proxy writes
  --check         offer the dashboard check; the connection comes from the environment, as for every program of @carnet/client
  --names         JSON of MSP id → name, shown beside the MSP id`;

/** A fault of the command line: the usage is printed with it. */
export class UsageError extends Error {}

export interface ServeSettings {
    readonly command: 'serve';
    readonly folder: string;
    readonly roots: string;
    readonly origin: string;
    readonly host: string;
    readonly port: number;
    readonly behindProxy: boolean;
    readonly check: boolean;
    readonly channel: string;
    readonly chaincode: string;
    readonly names: string | undefined;
}

export interface ShareSettings {
    readonly command: 'share';
    readonly file: string;
    readonly folder: string;
    readonly days: number;
    readonly origin: string;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
    const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max)) throw new UsageError(`--${name} is a whole number from ${min} to ${max}.`);
    return value;
}

function originOf(text: string): string {
    if (!URL.canParse(text)) throw new UsageError('--origin is a URL such as https://carnet.example.');
    const { protocol, origin, pathname, search, hash } = new URL(text);
    if (!['https:', 'http:'].includes(protocol) || pathname !== '/' || search !== '' || hash !== '') {
        throw new UsageError('--origin is scheme and host alone, such as https://carnet.example.');
    }
    return origin;
}

function required(name: string, value: string | undefined): string {
    if (value === undefined || value === '') throw new UsageError(`--${name} is needed.`);
    return value;
}

/** @throws UsageError; undefined where the usage was asked for */
export function settingsFrom(args: readonly string[]): ServeSettings | ShareSettings | undefined {
    let parsed;
    try {
        parsed = parseArgs({
            args: [...args], allowPositionals: true, strict: true,
            options: {
                'folder': { type: 'string' }, 'roots': { type: 'string' }, 'origin': { type: 'string' }, 'host': { type: 'string', default: '127.0.0.1' },
                'port': { type: 'string', default: '8080' }, 'behind-proxy': { type: 'boolean', default: false }, 'check': { type: 'boolean', default: false },
                'channel': { type: 'string', default: 'mychannel' }, 'chaincode': { type: 'string', default: 'carnet' }, 'names': { type: 'string' },
                'days': { type: 'string', default: '14' }, 'help': { type: 'boolean', default: false },
            },
        });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
    const { values, positionals: [command, file, ...more] } = parsed;
    if (values.help) return undefined;
    const port = wholeNumber('port', values.port, 0, 65_535);
    const origin = originOf(values.origin ?? `http://${values.host}:${port}`);
    if (command === 'serve' && file === undefined) {
        const { host, check, channel, chaincode, names } = values;
        const [folder, roots] = [required('folder', values.folder), required('roots', values.roots)];
        return { command, folder, roots, origin, host, port, behindProxy: values['behind-proxy'], check, channel, chaincode, names };
    }
    if (command === 'share' && file !== undefined && more.length === 0) {
        return { command, file, folder: required('folder', values.folder), days: wholeNumber('days', values.days, 1, 90), origin };
    }
    throw new UsageError('Say serve, or share with one file.');
}
