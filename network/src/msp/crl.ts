// Certificate revocation lists of an MSP folder (RFC 5280, section 5).
import { verify, type X509Certificate } from 'node:crypto';
import { derElement, derElements, type DerElement } from './der.js';
import { MspError } from './msp-error.js';

/** A list already matched to the CA that signed it. */
export interface RevocationList {
    /** Raw certificate of the CA whose signature the list carries. */
    readonly issuer: Buffer;
    /** Serial numbers, hexadecimal, upper case, without leading zeros. */
    readonly serialNumbers: ReadonlySet<string>;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** Hash names by the last byte of the ecdsa-with-SHA2 object identifiers 1.2.840.10045.4.3.x. */
const ecdsaHashes: Readonly<Record<string, string>> = { '2a8648ce3d040302': 'sha256', '2a8648ce3d040303': 'sha384', '2a8648ce3d040304': 'sha512' };

/** Reads the lists (PEM or DER) and keeps those signed by one of the CAs; one signed by nobody known is dropped, as in Fabric. @throws MspError */
export function readRevocationLists(files: readonly Buffer[], authorities: readonly X509Certificate[]): readonly RevocationList[] {
    return files.flatMap(file => {
        const [signed, algorithm, signature] = derElements(derElement(unwrap(file)).content);
        if (!signed || !algorithm || !signature) throw new MspError('could not parse revocation list: it is not a CertificateList');
        const hash = ecdsaHashes[derElement(algorithm.content).content.toString('hex')];
        if (hash === undefined) throw new MspError('could not parse revocation list: its signature is not ECDSA');
        const issuer = authorities.find(authority => verify(hash, signed.whole, authority.publicKey, signature.content.subarray(1)));
        return issuer ? [{ issuer: issuer.raw, serialNumbers: revokedSerials(signed) }] : [];
    });
}

/** Whether the CA that issued the certificate (second in its chain) has revoked it. */
export function isRevoked(lists: readonly RevocationList[], certificate: X509Certificate, issuer: X509Certificate): boolean {
    const serial = normalSerial(certificate.serialNumber);
    return lists.some(list => list.issuer.equals(issuer.raw) && list.serialNumbers.has(serial));
}

function unwrap(file: Buffer): Buffer {
    const pem = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/.exec(file.toString('latin1'))?.[1];
    return pem === undefined ? file : Buffer.from(pem, 'base64');
}

function revokedSerials(list: DerElement): ReadonlySet<string> {
    // version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates?, extensions?
    const fields = derElements(list.content);
    const times = fields.map((field, index) => field.tag === UTC_TIME || field.tag === GENERALIZED_TIME ? index : -1).filter(index => index >= 0);
    const revoked = fields[(times.at(-1) ?? fields.length) + 1];
    if (revoked?.tag !== SEQUENCE) return new Set();
    return new Set(derElements(revoked.content).map(entry => {
        const serial = derElement(entry.content);
        if (serial.tag !== INTEGER) throw new MspError('could not parse revocation list: an entry has no serial number');
        return normalSerial(serial.content.toString('hex'));
    }));
}

function normalSerial(serial: string): string {
    return serial.toUpperCase().replace(/^0+(?=.)/, '');
}
