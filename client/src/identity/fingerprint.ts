// The fingerprint of a public key, by which the ledger knows holders and managers: no CA can put another key into its place.
import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import { readCertificateAt, readTextFile, readWalletFile } from './files.js';

/** @returns SHA-256 of the SubjectPublicKeyInfo (DER), lower-case hex: `publicKeyHash` of WhoAmI, wallets and rosters */
export function fingerprintOf(publicKey: KeyObject): string {
    return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
}

function publicKeyIn(pem: string, path: string): KeyObject {
    try {
        if (pem.includes('-----BEGIN CERTIFICATE-----')) return new X509Certificate(pem).publicKey;
        return pem.includes('PRIVATE KEY-----') ? createPublicKey(createPrivateKey(pem)) : createPublicKey(pem);
    } catch (cause) {
        throw new CarnetError('KEY_INVALID', `${path} holds neither a certificate nor a key in PEM that can be read.`, { details: { path }, cause });
    }
}

/**
 * @param path a wallet file (.id), an MSP folder, or a certificate, public key or private key in PEM
 * @throws CarnetError FILE_UNREADABLE, CERTIFICATE_MISSING, WALLET_FILE_INVALID, KEY_INVALID
 */
export function fingerprintAt(path: string): string {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
        const { path: file, text } = readCertificateAt(join(path, 'signcerts'));
        return fingerprintOf(publicKeyIn(text, file));
    }
    if (path.endsWith('.id')) return fingerprintOf(publicKeyIn(readWalletFile(path).certificate, path));
    return fingerprintOf(publicKeyIn(readTextFile(path, 'The key'), path));
}
