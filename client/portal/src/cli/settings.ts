// The command line of carnet-portal, made into settings.
import { parseOptions, UsageError, usageOf, type CommandForm, type ParsedOptions } from '@carnet/client/command-line';

export const FORMS = {
    serve: {
        words: [],
        options: {
            'folder': 'DIR', 'roots': 'FILE|DIR', 'origin': '[URL]', 'host': '[127.0.0.1]', 'port': '[8080]', 'behind-proxy': 'flag', 'check': 'flag',
            'channel': '[mychannel]', 'chaincode': '[carnet]', 'names': '[FILE]',
        },
    },
    share: { words: ['FILE'], options: { folder: 'DIR', days: '[14]', origin: '[URL]' } },
} as const satisfies Readonly<Record<string, CommandForm>>;

export const USAGE = `${Object.entries(FORMS).map(([name, form]) => usageOf(`carnet-portal ${name}`, form)).join('\n')}

  --folder        where shares are kept, encrypted; only the portal's user needs to read it
  --roots         root certificates of the organisations: JSON of MSP id → PEM, a folder of MSPID.pem, or
                  organizations/ as fabric-samples and carnet-network lay it out
  --origin        scheme and host under which buyers reach the portal, such as https://carnet.example
  --host, --port  where it listens
  --behind-proxy  count visitors by the last address of X-Forwarded-For, which your own proxy writes
  --check         offer the dashboard check; the connection comes from the environment, as for every program of @carnet/client
  --channel, --chaincode  where a certificate must have been signed
  --names         JSON of MSP id → name, shown beside the MSP id
  --days          for which the link works, 1 to 90
  --json          results as JSON on standard output, errors as JSON on standard error
Exit status: 0 done, 1 failed, 2 wrongly called.`;

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
    readonly json: boolean;
}

export interface ShareSettings {
    readonly command: 'share';
    readonly file: string;
    readonly folder: string;
    readonly days: number;
    readonly origin: string;
    readonly json: boolean;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;
const DEFAULT_DAYS = 14;
const MAX_DAYS = 90;

function numberOf(options: ParsedOptions, name: string, usual: number, min: number, max: number): number {
    const value = options.number(name) ?? usual;
    if (value < min || value > max) throw new UsageError(`--${name} is ${value}: give ${min} to ${max}`);
    return value;
}

function originOf(options: ParsedOptions, usual: string): string {
    const text = options.text('origin') ?? usual;
    if (!URL.canParse(text)) throw new UsageError(`--origin is '${text}': give a URL such as https://carnet.example`);
    const { protocol, origin, pathname, search, hash } = new URL(text);
    if (!['https:', 'http:'].includes(protocol) || pathname !== '/' || search !== '' || hash !== '') {
        throw new UsageError(`--origin is '${text}': give scheme and host alone, such as https://carnet.example`);
    }
    return origin;
}

function serveSettings(options: ParsedOptions): ServeSettings {
    const [host, port] = [options.text('host') ?? DEFAULT_HOST, numberOf(options, 'port', DEFAULT_PORT, 0, 65_535)];
    return {
        command: 'serve', folder: options.needed('folder'), roots: options.needed('roots'), origin: originOf(options, `http://${host}:${port}`), host, port,
        behindProxy: options.flag('behind-proxy'), check: options.flag('check'),
        channel: options.text('channel') ?? 'mychannel', chaincode: options.text('chaincode') ?? 'carnet', names: options.text('names'), json: options.json,
    };
}

function shareSettings(options: ParsedOptions): ShareSettings {
    return {
        command: 'share', file: options.word('FILE'), folder: options.needed('folder'), days: numberOf(options, 'days', DEFAULT_DAYS, 1, MAX_DAYS),
        origin: originOf(options, `http://${DEFAULT_HOST}:${DEFAULT_PORT}`), json: options.json,
    };
}

/** @throws UsageError; undefined where the usage was asked for */
export function settingsFrom(args: readonly string[]): ServeSettings | ShareSettings | undefined {
    const [command, ...rest] = args;
    if (command === 'help' || args.includes('--help') || args.includes('-h')) return undefined;
    if (command === 'serve') return serveSettings(parseOptions(rest, FORMS.serve.options, FORMS.serve.words));
    if (command === 'share') return shareSettings(parseOptions(rest, FORMS.share.options, FORMS.share.words));
    throw new UsageError(command === undefined ? 'say serve or share' : `there is no command '${command}'; take one of serve, share`);
}
