// The identity that signs: certificate and private key, checked to belong together before anything is sent.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { CarnetError } from '../errors/carnet-error.js';

/** What was found, and where, as the reader of an error needs it. */
export interface IdentityMaterial {
    readonly mspId: string;
    /** PEM. */
    readonly certificate: string;
    /** PEM, PKCS#8 or SEC1, without a passphrase. */
    readonly privateKey: string;
    /** File or folder, or 'the option identity'. */
    readonly certificateOrigin: string;
    readonly privateKeyOrigin: string;
}

export interface SigningIdentity {
    readonly mspId: string;
    readonly certificate: X509Certificate;
    readonly privateKey: KeyObject;
}

function readCertificate({ certificate, certificateOrigin: origin }: IdentityMaterial): X509Certificate {
    try {
        return new X509Certificate(certificate);
    } catch (cause) {
        throw new CarnetError('CERTIFICATE_INVALID', `What ${origin} holds is not an X.509 certificate in PEM.`, { details: { origin }, cause });
    }
}

function readPrivateKey({ privateKey, privateKeyOrigin: origin }: IdentityMaterial): KeyObject {
    try {
        return createPrivateKey(privateKey);
    } catch (cause) {
        throw new CarnetError('KEY_INVALID', `What ${origin} holds is not a private key in PEM without a passphrase.`, { details: { origin }, cause });
    }
}

function requireValidity(certificate: X509Certificate, origin: string, now: number): void {
    const { validFrom, validTo, subject } = certificate;
    const details = { origin, subject, validFrom, validTo };
    if (now > Date.parse(validTo)) {
        throw new CarnetError('CERTIFICATE_EXPIRED', `The certificate of ${origin} was valid until ${validTo}.`, { details });
    }
    if (now < Date.parse(validFrom)) {
        throw new CarnetError('CERTIFICATE_NOT_YET_VALID', `The certificate of ${origin} is valid from ${validFrom}.`, { details });
    }
}

/**
 * @param now milliseconds since 1970
 * @throws CarnetError CERTIFICATE_INVALID, KEY_INVALID, KEY_MISMATCH, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID
 */
export function checkIdentity(material: IdentityMaterial, now = Date.now()): SigningIdentity {
    const certificate = readCertificate(material);
    const privateKey = readPrivateKey(material);
    const { certificateOrigin, privateKeyOrigin } = material;
    if (!certificate.checkPrivateKey(privateKey)) {
        throw new CarnetError('KEY_MISMATCH', `The key of ${privateKeyOrigin} does not belong to the certificate of ${certificateOrigin}.`, {
            details: { certificateOrigin, privateKeyOrigin, subject: certificate.subject },
        });
    }
    requireValidity(certificate, certificateOrigin, now);
    return { mspId: material.mspId, certificate, privateKey };
}
