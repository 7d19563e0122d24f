// An X.509 certificate as an MSP looks at it: its units, its key, its place below a CA.
import { X509Certificate, createHash, type KeyObject } from 'node:crypto';
import { MspError } from './msp-error.js';

/** Parses one PEM certificate. @throws MspError when the bytes are not one. */
export function parseCertificate(pem: Uint8Array | string): X509Certificate {
    const text = typeof pem === 'string' ? pem : Buffer.from(pem).toString('latin1');
    // Node would also take bare DER, which Fabric refuses.
    if (!text.includes('-----BEGIN ')) throw new MspError('could not decode the PEM structure');
    try {
        return new X509Certificate(text);
    } catch (error) {
        throw new MspError(`getCertFromPem error: failed to parse x509 cert: ${(error as Error).message}`);
    }
}

/** The organisational units of the subject, in order. */
export function organizationalUnits(certificate: X509Certificate): readonly string[] {
    const subject = (certificate.toLegacyObject() as { subject?: { OU?: string | string[] } }).subject;
    const units = subject?.OU;
    return units === undefined ? [] : Array.isArray(units) ? units : [units];
}

/** The time after which the certificate no longer counts, in milliseconds since 1970. */
export function expiresAt(certificate: X509Certificate): number {
    return Date.parse(certificate.validTo);
}

/** The chain from a certificate to one of the roots, itself first. Expiry is not looked at, as in Fabric. @throws MspError without a chain. */
export function certificationChain(
    certificate: X509Certificate, roots: readonly X509Certificate[], intermediates: readonly X509Certificate[],
): readonly X509Certificate[] {
    const chain = climb(certificate, roots, intermediates, 8);
    if (!chain) throw new MspError('the supplied identity is not valid: x509: certificate signed by unknown authority');
    return chain;
}

/** SHA-256 over the raw certificates: how Fabric names "certified through exactly these CAs". */
export function chainIdentifier(chain: readonly X509Certificate[]): Buffer {
    const hash = createHash('sha256');
    for (const certificate of chain) hash.update(certificate.raw);
    return hash.digest();
}

function climb(
    certificate: X509Certificate, roots: readonly X509Certificate[], intermediates: readonly X509Certificate[], depth: number,
): X509Certificate[] | undefined {
    if (roots.some(root => root.raw.equals(certificate.raw))) return [certificate];
    if (depth === 0) return undefined;
    for (const issuer of [...roots, ...intermediates]) {
        if (!issuer.ca || !certificate.checkIssued(issuer) || !signedBy(certificate, issuer.publicKey)) continue;
        const above = climb(issuer, roots, intermediates, depth - 1);
        if (above) return [certificate, ...above];
    }
    return undefined;
}

function signedBy(certificate: X509Certificate, key: KeyObject): boolean {
    return certificate.verify(key);
}
