// Where a command keeps and finds contents that are too large for the ledger: a folder, or an S3-compatible store.
import type { CiphertextStore } from '../../documents/stores/ciphertext-store.js';
import { FilesystemStore } from '../../documents/stores/filesystem-store.js';
import { S3Store } from '../../documents/stores/s3-store.js';
import { UsageError, type OptionKinds, type ParsedOptions } from '../command/options.js';

export const STORE_OPTION = { store: '[DIR]' } as const satisfies OptionKinds;

export const STORE_HELP = `  --store DIR  for contents that are too large for the ledger: a folder, or s3://BUCKET/PREFIX with the variables of AWS's tools
               (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, …)`;

const S3 = /^s3:\/\/([^/]+)(?:\/(.*))?$/;

/** @throws UsageError, CarnetError SETTING_MISSING, SETTING_INVALID */
export function storeOf(options: ParsedOptions): CiphertextStore | undefined {
    const place = options.text('store');
    if (place === undefined) return undefined;
    const [, bucket, prefix] = S3.exec(place) ?? [];
    if (bucket === undefined) {
        if (/^[a-z0-9]+:\//i.test(place)) throw new UsageError(`--store is '${place}': take a folder, or s3://BUCKET/PREFIX`);
        return new FilesystemStore(place);
    }
    return new S3Store({ bucket, ...prefix === undefined || prefix === '' ? {} : { prefix: prefix.endsWith('/') ? prefix : `${prefix}/` } });
}
