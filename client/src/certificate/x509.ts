// X.509 certificates as an MSP uses them: reading one, and the chain from a peer's certificate to a root.
import { AsnConvert } from '@peculiar/asn1-schema';
import {
    BasicConstraints, Certificate, id_ce_basicConstraints, id_ce_keyUsage, KeyUsage, KeyUsageFlags, type Extension, type Name,
} from '@peculiar/asn1-x509';
import { CarnetError } from '../errors/carnet-error.js';
import { fromBase64 } from './base64.js';
import { curveOf, isSignedBy, type PublicKey } from './ecdsa.js';
import { sha256, toHex } from './web-crypto.js';

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const HASHES: Readonly<Record<string, 'SHA-256' | 'SHA-384' | 'SHA-512'>> = {
    '1.2.840.10045.4.3.2': 'SHA-256', '1.2.840.10045.4.3.3': 'SHA-384', '1.2.840.10045.4.3.4': 'SHA-512',
};
const SHORT_NAMES: Readonly<Record<string, string>> = {
    '2.5.4.3': 'CN', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.10': 'O', '2.5.4.11': 'OU', '2.5.4.5': 'serialNumber',
};
/** Key usages, key and subject identifiers, alternative names: what they say is looked at here, or limits nothing that is done here. */
const UNDERSTOOD = new Set([id_ce_basicConstraints, id_ce_keyUsage, '2.5.29.37', '2.5.29.14', '2.5.29.35', '2.5.29.17', '2.5.29.18']);
const PEM = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/;
/** Intermediate CAs between a peer and its root. */
const LONGEST_CHAIN = 5;

export interface X509 {
    readonly subject: string;
    readonly issuer: string;
    /** Organisational units of the subject. */
    readonly units: readonly string[];
    /** Milliseconds since 1970. */
    readonly notBefore: number;
    readonly notAfter: number;
    /** SHA-256 of the certificate, lower-case hex. */
    readonly fingerprint: string;
    /** SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex. */
    readonly keyFingerprint: string;
    readonly selfIssued: boolean;
    readonly publicKey: PublicKey | undefined;
    /** May issue certificates, and how many CAs may stand below it. */
    readonly ca: { readonly pathLength: number } | undefined;
    readonly signedPart: Uint8Array<ArrayBuffer>;
    readonly signature: Uint8Array<ArrayBuffer>;
    readonly signatureHash: 'SHA-256' | 'SHA-384' | 'SHA-512' | undefined;
}

function describe(name: Name): string {
    return name.map(parts => parts.map(({ type, value }) => `${SHORT_NAMES[type] ?? type}=${value.toString()}`).join('+')).join(',');
}

function unitsOf(name: Name): string[] {
    return name.flatMap(parts => parts.filter(({ type }) => type === '2.5.4.11').map(({ value }) => value.toString()));
}

function caOf(extensions: readonly Extension[]): X509['ca'] {
    const find = (id: string): ArrayBuffer | undefined => extensions.find(({ extnID }) => extnID === id)?.extnValue.buffer;
    const [constraints, usage] = [find(id_ce_basicConstraints), find(id_ce_keyUsage)];
    if (constraints === undefined) return undefined;
    const { cA, pathLenConstraint } = AsnConvert.parse(constraints, BasicConstraints);
    const maySign = usage === undefined || (AsnConvert.parse(usage, KeyUsage).toNumber() & KeyUsageFlags.keyCertSign) !== 0;
    return cA && maySign ? { pathLength: pathLenConstraint ?? LONGEST_CHAIN } : undefined;
}

/**
 * Whether the bytes are one DER SEQUENCE and no more, its length in as few bytes as it takes: the reader of ASN.1 overlooks all that, and one
 * certificate would have several forms.
 */
function isWhole(der: Uint8Array): boolean {
    const [tag, first = 0] = der;
    const sizeBytes = first < 0x80 ? 0 : first & 0x7f;
    const size = sizeBytes === 0 ? first : der.subarray(2, 2 + sizeBytes).reduce((sum, byte) => sum * 256 + byte, 0);
    const shortest = first < 0x80 || (size >= 0x80 && size >= 2 ** (8 * (sizeBytes - 1)));
    return tag === 0x30 && sizeBytes <= 3 && shortest && der.length === 2 + sizeBytes + size;
}

async function parseDer(der: Uint8Array<ArrayBuffer>): Promise<X509> {
    if (!isWhole(der)) throw new Error('it is longer or shorter than it says');
    const { tbsCertificate: tbs, tbsCertificateRaw, signatureAlgorithm, signatureValue } = AsnConvert.parse(der, Certificate);
    const extensions: readonly Extension[] = Array.from(tbs.extensions ?? []);
    const strange = extensions.find(({ extnID, critical }) => critical && !UNDERSTOOD.has(extnID));
    if (strange !== undefined) throw new Error(`the critical extension ${strange.extnID} is not understood`);
    if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) throw new Error('an extension stands twice');
    if (tbsCertificateRaw === undefined || tbs.signature.algorithm !== signatureAlgorithm.algorithm) throw new Error('it names two signature algorithms');
    const spki = new Uint8Array(AsnConvert.serialize(tbs.subjectPublicKeyInfo));
    const { algorithm, parameters } = tbs.subjectPublicKeyInfo.algorithm;
    const curve = algorithm === EC_PUBLIC_KEY && parameters instanceof ArrayBuffer ? curveOf(toHex(new Uint8Array(parameters))) : undefined;
    const [subject, issuer] = [describe(tbs.subject), describe(tbs.issuer)];
    return {
        subject, issuer, units: unitsOf(tbs.subject), selfIssued: subject === issuer,
        notBefore: tbs.validity.notBefore.getTime().getTime(), notAfter: tbs.validity.notAfter.getTime().getTime(),
        fingerprint: toHex(await sha256(der)), keyFingerprint: toHex(await sha256(spki)),
        publicKey: curve === undefined ? undefined : { curve, spki }, ca: caOf(extensions),
        signedPart: new Uint8Array(tbsCertificateRaw), signature: new Uint8Array(signatureValue), signatureHash: HASHES[signatureAlgorithm.algorithm],
    };
}

/** Read last, by their text: every answer carries the certificates of the same few peers, and reading one takes longer than verifying a signature. */
const known = new Map<string, X509>();
const KNOWN_MAX = 64;

/** @param pem one certificate and nothing else. @throws Error saying what is wrong with it */
export async function parsePem(pem: string): Promise<X509> {
    const certificate = known.get(pem) ?? await readPem(pem);
    known.delete(pem);
    known.set(pem, certificate);
    const [oldest] = known.size > KNOWN_MAX ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    return certificate;
}

async function readPem(pem: string): Promise<X509> {
    const base64 = PEM.exec(pem)?.[1]?.replaceAll(/[\r\n]/g, '');
    if (base64 === undefined) throw new Error('it is not one certificate in PEM');
    return parseDer(fromBase64(base64, 'certificate'));
}

/** Of each certificate those that did issue it, and that did not. */
const issuers = new WeakMap<X509, WeakMap<X509, boolean>>();

async function hasIssued(issuer: X509, certificate: X509): Promise<boolean> {
    const tried = issuers.get(certificate) ?? new WeakMap<X509, boolean>();
    issuers.set(certificate, tried);
    const issued = tried.get(issuer) ?? await isIssuedBy(issuer, certificate);
    tried.set(issuer, issued);
    return issued;
}

async function isIssuedBy(issuer: X509, certificate: X509): Promise<boolean> {
    const { publicKey } = issuer;
    const { signedPart: message, signature, signatureHash: hash } = certificate;
    // CAs, unlike peers, write both of the two signatures that ECDSA allows.
    return publicKey !== undefined && hash !== undefined && isSignedBy(publicKey, { message, signature, hash, lowS: false });
}

/**
 * The way from a certificate up to a root, itself first.
 * @param known certificates of the organisation's CAs: those that issued themselves are its roots
 * @throws CarnetError PROOF_SIGNER_ISSUER_UNKNOWN, PROOF_SIGNER_FORGED
 */
export async function chainOf(certificate: X509, known: readonly X509[], mspId: string): Promise<readonly X509[]> {
    const chain = [certificate];
    for (let below = certificate; chain.length <= LONGEST_CHAIN; chain.push(below)) {
        const named = known.filter(({ subject, ca }) => subject === below.issuer && ca !== undefined && ca.pathLength >= chain.length - 1);
        if (named.length === 0) {
            throw new CarnetError(
                'PROOF_SIGNER_ISSUER_UNKNOWN',
                `A certificate of ${mspId} was issued by ${below.issuer}, which is not among the CAs that you trust for it.`, { details: { mspId, issuer: below.issuer } },
            );
        }
        let issuer: X509 | undefined;
        for (const candidate of named) if (issuer === undefined && await hasIssued(candidate, below)) issuer = candidate;
        if (issuer === undefined) {
            throw new CarnetError('PROOF_SIGNER_FORGED', `A certificate of ${mspId} carries the name of its CA, ${below.issuer}, which did not sign it.`, {
                details: { mspId, issuer: below.issuer },
            });
        }
        if (issuer.selfIssued) return [...chain, issuer];
        below = issuer;
    }
    throw new CarnetError('PROOF_SIGNER_ISSUER_UNKNOWN', `A certificate of ${mspId} has more CAs above it than are looked at.`, { details: { mspId } });
}
