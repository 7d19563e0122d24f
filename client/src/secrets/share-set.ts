// A secret of any kind, split into files without any network: each holds a share and the encrypted secret, and any k of them give it back.
import { randomBytes } from 'node:crypto';
import { canonicalHash, canonicalJson, CarnetFailure, decoders, HOLDERS_MAX, readJson } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { openContent, sealContent } from './chunked-encryption.js';
import { combineShares, type SharedGroup } from './combining.js';
import { dealGroup } from './dealing.js';

/** Bytes of a secret: every file holds it, encrypted. */
export const SECRET_MAX_BYTES = 64 * 1024;
const FILE_MAX_BYTES = 256 * 1024;
const FORMAT = 'carnet-secret-share' as const;
const GROUP = 'secret';

const { identifier, integer, list, object, oneOf, required, sha256Text, text } = decoders;

/** One holder's file, as JSON. */
export interface SecretShare {
    readonly format: typeof FORMAT;
    readonly v: number;
    /** Name of the splitting, random. */
    readonly set: string;
    readonly k: number;
    readonly keyCommitment: string;
    /** By index, from 1. */
    readonly shareCommitments: readonly string[];
    /** Encrypted under the key that was split: base64. */
    readonly secret: string;
    readonly index: number;
    /** Secret. */
    readonly share: string;
}

const shareFile: decoders.Decoder<SecretShare> = object({
    format: required(oneOf([FORMAT])), v: required(integer(1, 1)), set: required(identifier), k: required(integer(2, HOLDERS_MAX)),
    keyCommitment: required(sha256Text), shareCommitments: required(list(sha256Text, { min: 2, max: HOLDERS_MAX })),
    secret: required(text({ max: FILE_MAX_BYTES, pattern: /^[A-Za-z0-9+/]+={0,2}$/, described: 'Send base64.' })),
    index: required(integer(1, HOLDERS_MAX)), share: required(text({ max: 256 })),
});

const contextOf = (set: string): Buffer => Buffer.from(`carnet/secret/v1\0${canonicalJson([set])}`);

/**
 * The secret, 1…64 KiB, encrypted under a new key that is split: one file for each of n holders, of which any k give it back.
 * @throws CarnetError CONTENT_INVALID for a secret of another length, THRESHOLD_INVALID
 */
export async function splitSecret(secret: Uint8Array, { k, n }: { readonly k: number; readonly n: number }): Promise<readonly SecretShare[]> {
    if (secret.length === 0 || secret.length > SECRET_MAX_BYTES) {
        throw new CarnetError('CONTENT_INVALID', `A secret has 1 to ${SECRET_MAX_BYTES} bytes; this one has ${secret.length}.`, { details: { limit: SECRET_MAX_BYTES } });
    }
    const set = randomBytes(16).toString('hex');
    const { groupKey, keyCommitment, shares } = dealGroup({ docId: set, group: GROUP, epoch: 1 }, { k, n });
    try {
        const sealed: Buffer[] = [];
        for await (const piece of sealContent([secret], groupKey, contextOf(set))) sealed.push(piece);
        const shareCommitments = shares.map(({ shareCommitment }) => shareCommitment);
        const common = { format: FORMAT, v: 1, set, k, keyCommitment, shareCommitments, secret: Buffer.concat(sealed).toString('base64') } as const;
        return shares.map(({ index, share }) => ({ ...common, index, share }));
    } finally {
        groupKey.fill(0);
    }
}

/** @param origin where the text is from: the error names it, and holds nothing of what the file says. @throws CarnetError MALFORMED_SHARE */
export function readSecretShare(json: string, origin: string): SecretShare {
    try {
        return shareFile(readJson(json, { name: 'share', maxBytes: FILE_MAX_BYTES }), 'share');
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        throw new CarnetError('MALFORMED_SHARE', `${origin} is not a share of a secret, or not as it was written.`, { details: { path: origin } });
    }
}

/** What all files of a set have in common. */
function commonOf({ format, v, set, k, keyCommitment, shareCommitments, secret }: SecretShare): object {
    return { format, v, set, k, keyCommitment, shareCommitments, secret };
}

/**
 * The secret; overwrite it after use.
 * @throws CarnetError WRONG_DOCUMENT for files of different secrets, CIPHERTEXT_CORRUPT, and as `combineShares`
 */
export async function combineSecret(files: readonly SecretShare[]): Promise<Buffer> {
    const [first] = files;
    if (first === undefined) throw new CarnetError('NOT_ENOUGH_SHARES', 'No share was given.', { details: { have: 0, need: 2 } });
    const expected = canonicalHash(commonOf(first));
    const other = files.find(file => canonicalHash(commonOf(file)) !== expected);
    if (other !== undefined) {
        throw new CarnetError('WRONG_DOCUMENT', `The shares ${first.index} and ${other.index} are of different secrets, or one of the files was changed.`, {
            details: { index: other.index, docId: other.set, expected: first.set },
        });
    }
    const { set, k, keyCommitment, shareCommitments, secret } = first;
    const binding = { docId: set, group: GROUP, epoch: 1 };
    const group: SharedGroup = {
        ...binding, keyEpoch: 1, k, keyCommitment,
        holders: shareCommitments.map((shareCommitment, place) => ({ index: place + 1, shareCommitment })),
    };
    const key = combineShares(files.map(({ index, share }) => ({ ...binding, index, share })), group);
    try {
        const opened: Buffer[] = [];
        for await (const piece of openContent([Buffer.from(secret, 'base64')], key, contextOf(set))) opened.push(piece);
        return Buffer.concat(opened);
    } finally {
        key.fill(0);
    }
}
