// Reads certificates and keys from where Fabric's tools put them: MSP folders, their parts, and wallet files.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CarnetError } from '../errors/carnet-error.js';

/** @param what the file's part in the connection, for the error */
export function readTextFile(path: string, what: string): string {
    try {
        return readFileSync(path, 'utf8');
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${what} cannot be read from ${path}: ${(cause as Error).message}.`, { details: { path, what }, cause });
    }
}

function isFolder(path: string, what: string): boolean {
    try {
        return statSync(path).isDirectory();
    } catch (cause) {
        throw new CarnetError('FILE_UNREADABLE', `${what} cannot be read from ${path}: ${(cause as Error).message}.`, { details: { path, what }, cause });
    }
}

/** Files whose text has the given PEM label; keystores and signcerts may hold other files beside them. */
function pemFilesIn(folder: string, label: string): string[] {
    return readdirSync(folder, { withFileTypes: true })
        .filter(entry => entry.isFile() || entry.isSymbolicLink())
        .map(entry => join(folder, entry.name))
        .filter(path => readTextFile(path, 'A PEM file').includes(label))
        .sort();
}

export interface PemFile { readonly path: string; readonly text: string }

function onlyFile(files: readonly string[], refuse: (found: number) => CarnetError): PemFile {
    const [path] = files;
    if (path === undefined || files.length > 1) throw refuse(files.length);
    return { path, text: readTextFile(path, 'A PEM file') };
}

/** @param path a PEM file, or a folder with one certificate in it, as `signcerts` is */
export function readCertificateAt(path: string): PemFile {
    if (!isFolder(path, 'The certificate')) return { path, text: readTextFile(path, 'The certificate') };
    const files = pemFilesIn(path, '-----BEGIN CERTIFICATE-----');
    return onlyFile(files, found => new CarnetError('CERTIFICATE_MISSING', `${path} holds ${found} certificates, and one is needed.`, { details: { path, files } }));
}

/** @param path a PEM file, or a folder with one private key in it, as `keystore` is */
export function readPrivateKeyAt(path: string): PemFile {
    if (!isFolder(path, 'The private key')) return { path, text: readTextFile(path, 'The private key') };
    const files = pemFilesIn(path, 'PRIVATE KEY-----');
    return onlyFile(files, found => found === 0
        ? new CarnetError('KEY_MISSING', `${path} holds no private key.`, { details: { path } })
        : new CarnetError('KEYSTORE_AMBIGUOUS', `${path} holds ${found} private keys: name the file of the right one.`, { details: { path, files } }));
}

export interface WalletFile {
    readonly mspId: string;
    readonly certificate: string;
    readonly privateKey: string;
}

/** Reads a `<label>.id` as the file system wallets of earlier SDKs hold it. @throws CarnetError FILE_UNREADABLE, WALLET_FILE_INVALID */
export function readWalletFile(path: string): WalletFile {
    const refuse = (reason: string, cause?: unknown): CarnetError =>
        new CarnetError('WALLET_FILE_INVALID', `The wallet file ${path} ${reason}.`, { details: { path }, cause });
    let content: unknown;
    try {
        content = JSON.parse(readTextFile(path, 'The wallet file'));
    } catch (cause) {
        if (cause instanceof CarnetError) throw cause;
        throw refuse('is not JSON', cause);
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
