// Where an S3-compatible store is, and as whom it is used: options first, then the variables that AWS's own tools read.
import { CarnetError } from '../../errors/carnet-error.js';

export interface S3Options {
    readonly bucket: string;
    /** `https://s3.example.com`; default AWS in the region. http is taken for this computer only: the credentials sign, but nothing hides what is asked for. */
    readonly endpoint?: string;
    /** Default `us-east-1`, which most compatible servers expect. */
    readonly region?: string;
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
    readonly sessionToken?: string;
    /** Stands before the hash in the name of each object, e.g. `carnet/`. */
    readonly prefix?: string;
    /** How long the server may let nothing pass, or less than 64 KiB, before it is given up; default 60. */
    readonly timeoutSeconds?: number;
}

export interface S3Settings {
    /** Of the bucket, path style: every compatible server takes it. Ends in `/`. */
    readonly base: URL;
    readonly prefix: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | undefined;
    readonly timeoutSeconds: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** It becomes part of AWS's host, to which signed requests go. */
const REGION = /^[A-Za-z0-9_-]{1,64}$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Of parts between slashes, none of them empty, `.` or `..`: those lead out of the bucket, or to another server. */
const PREFIX = /^(?!.{257})(?:(?!\.{1,2}\/)[A-Za-z0-9._-]+\/)*(?!\.{1,2}$)[A-Za-z0-9._-]*$/;

function needed(name: string, option: string | undefined, variable: string | undefined): string {
    const value = option ?? variable;
    if (value !== undefined && value !== '') return value;
    throw new CarnetError('SETTING_MISSING', `The S3 store needs ${name}, as an option or in the environment.`, { details: { setting: name } });
}

function refuse(setting: string, sentence: string): never {
    throw new CarnetError('SETTING_INVALID', sentence, { details: { setting } });
}

function endpointOf(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : refuse('endpoint', 'The endpoint of the S3 store is not a URL.');
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') refuse('endpoint', 'The endpoint of the S3 store is https://host:port and nothing more.');
    if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
        throw new CarnetError('PLAINTEXT_REFUSED', `The S3 store ${url.host} is asked for without TLS.`, { details: { setting: 'endpoint' } });
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('endpoint', 'The endpoint of the S3 store begins with https://.');
    return url;
}

/**
 * Credentials that are not given come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, region and endpoint from AWS_REGION
 * and AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.
 * @throws CarnetError SETTING_MISSING, SETTING_INVALID, PLAINTEXT_REFUSED
 */
export function s3Settings(options: S3Options, environment: Variables = process.env): S3Settings {
    const { bucket, prefix = '', timeoutSeconds = 60 } = options;
    if (!BUCKET.test(bucket)) refuse('bucket', 'The name of the bucket is not one: 3 to 63 of a-z, 0-9, . and -.');
    if (!PREFIX.test(prefix)) refuse('prefix', 'The prefix of the S3 store is names of letters, digits, . _ and -, with one slash between them; none is . or .., and none comes before the first.');
    if (!(timeoutSeconds > 0 && timeoutSeconds <= 3_600)) refuse('timeoutSeconds', 'The S3 store is waited for up to an hour: give more than 0 and at most 3600 seconds.');
    const region = options.region ?? environment['AWS_REGION'] ?? 'us-east-1';
    if (!REGION.test(region)) refuse('region', 'The region of the S3 store is a name of letters, digits, - and _.');
    const endpoint = endpointOf(options.endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'] ?? `https://s3.${region}.amazonaws.com`);
    // Credentials of two sources do not belong together.
    const [variables, own] = options.accessKeyId === undefined ? [environment, {} as S3Options] : [{} as Variables, options];
    return {
        base: new URL(`${bucket}/`, endpoint.href.endsWith('/') ? endpoint : `${endpoint.href}/`),
        prefix, region, timeoutSeconds,
        accessKeyId: needed('accessKeyId', own.accessKeyId, variables['AWS_ACCESS_KEY_ID']),
        secretAccessKey: needed('secretAccessKey', own.secretAccessKey, variables['AWS_SECRET_ACCESS_KEY']),
        sessionToken: own.sessionToken ?? variables['AWS_SESSION_TOKEN'],
    };
}
