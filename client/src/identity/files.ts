// Reads certificates and keys from where Fabric's tools put them: MSP folders, their parts, and wallet files.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';
import { systemReason } from '../errors/system-reason.js';
import { readTextSync } from '../files/text-file.js';

/**
 * @param what the file's part in the connection, for the error
 * @param regular whether pipes and devices are refused: of a file that the caller has not named himself
 */
export function readTextFile(path: string, what: string, regular = false): string {
    try {
        return readTextSync(path, { regular });
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${what} cannot be read from ${path}: ${systemReason(cause)}.`, { details: { path, what }, cause });
    }
}

function isFolder(path: string, what: string): boolean {
    try {
        return statSync(path).isDirectory();
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${what} cannot be read from ${path}: ${systemReason(cause)}.`, { details: { path, what }, cause });
    }
}

/** Files whose text has the given PEM label; keystores and signcerts may hold other files beside them. */
function pemFilesIn(folder: string, label: string): string[] {
    return readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isFile() || entry.isSymbolicLink())
        .map(entry => join(folder, entry.name))
        .filter(path => readTextFile(path, 'A PEM file', true).includes(label))
        .sort();
}

export interface PemFile { readonly path: string; readonly text: string }

/** @param path a PEM file, or a folder with one certificate in it, as `signcerts` is */
export function readCertificateAt(path: string): PemFile {
    if (!isFolder(path, 'The certificate')) return { path, text: readTextFile(path, 'The certificate') };
    const files = pemFilesIn(path, '-----BEGIN CERTIFICATE-----');
    const [file] = files;
    if (file !== undefined && files.length === 1) return { path: file, text: readTextFile(file, 'A PEM file', true) };
    throw new CarnetError('CERTIFICATE_MISSING', `${path} holds ${files.length} certificates, and one is needed.`, { details: { path, files } });
}

function belongsTo(certificate: string, key: PemFile): boolean {
    try {
        return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key.text));
    } catch {
        return false; // Not readable, so not the one; a certificate that is not readable either is refused by checkIdentity.
    }
}

/** A warning, where ssh refuses: Kubernetes mounts keys so, and who may read a folder above decides too. Windows has no such modes. */
function warnWhereAllRead(path: string): void {
    if (process.platform === 'win32' || (statSync(path).mode & 0o004) === 0) return;
    process.emitWarning(`Every user of this computer can read the private key in ${JSON.stringify(path)}: let its owner alone read it (chmod 600).`, 'CarnetWarning');
}

function readPrivateKeyFile(path: string, inFolder: boolean): PemFile {
    const text = readTextFile(path, inFolder ? 'A PEM file' : 'The private key', inFolder);
    warnWhereAllRead(path);
    return { path, text };
}

/**
 * @param path a PEM file, or a folder as `keystore` is. Fabric CA leaves the old key beside the new one when it enrols a person again,
 * so of several keys the one that belongs to the certificate is taken, as a peer does.
 */
export function readPrivateKeyAt(path: string, certificate: string): PemFile {
    if (!isFolder(path, 'The private key')) return readPrivateKeyFile(path, false);
    const keys = pemFilesIn(path, 'PRIVATE KEY-----').map(file => readPrivateKeyFile(file, true));
    const [only, ...others] = keys;
    if (only === undefined) throw new CarnetError('KEY_MISSING', `${path} holds no private key.`, { details: { path } });
    const key = others.length === 0 ? only : keys.find(candidate => belongsTo(certificate, candidate));
    if (key !== undefined) return key;
    throw new CarnetError('KEYSTORE_AMBIGUOUS', `${path} holds ${keys.length} private keys, and none of them belongs to the certificate.`, {
        details: { path, files: keys.map(file => file.path) },
    });
}

export interface WalletFile {
    readonly mspId: string;
    readonly certificate: string;
    readonly privateKey: string;
}

/** Reads a `<label>.id` as the file system wallets of earlier SDKs hold it. @throws CarnetError FILE_UNREADABLE, WALLET_FILE_INVALID */
export function readWalletFile(path: string): WalletFile {
    const refuse = (reason: string): CarnetError => new CarnetError('WALLET_FILE_INVALID', `The wallet file ${path} ${reason}.`, { details: { path } });
    const text = readTextFile(path, 'The wallet file');
    warnWhereAllRead(path);
    let content: unknown;
    try {
        content = JSON.parse(text);
    } catch {
        // Not kept as the cause: JSON.parse quotes what stands around the fault, and that may be the private key.
        throw refuse('is not JSON');
    }
    if (typeof content !== 'object' || content === null) throw refuse('is not a JSON object');
    const { type, version, mspId, credentials } = content as Record<string, unknown>;
    if (type !== 'X.509' || version !== 1) throw refuse('is not of type X.509 and version 1');
    if (typeof credentials !== 'object' || credentials === null) throw refuse('has no credentials');
    const { certificate, privateKey } = credentials as Record<string, unknown>;
    if (typeof mspId !== 'string' || mspId === '') throw refuse('has no mspId');
    if (typeof certificate !== 'string') throw refuse('has no credentials.certificate');
    if (typeof privateKey !== 'string') throw refuse('has no credentials.privateKey');
    return { mspId, certificate, privateKey };
}
