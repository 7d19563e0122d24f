// A person's `.id` file: the wallet format of the Fabric SDKs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyAndCertificate } from './certificate-authority.js';

/** Writes `<wallet>/<label>.id`, readable by its owner only, and answers with its path. */
export function writeWalletFile(wallet: string, label: string, mspId: string, identity: KeyAndCertificate): string {
    mkdirSync(wallet, { recursive: true });
    const path = join(wallet, `${label}.id`);
    const content = {
        credentials: { certificate: identity.certificate, privateKey: identity.key },
        mspId,
        type: 'X.509',
        version: 1,
    };
    writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    return path;
}
