// A certificate authority of an organisation: P-256 keys, certificates as cryptogen and Fabric CA make them.
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
// @peculiar/x509 does not load without it (its tsyringe asks for the polyfill).
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { rawLowS } from '../msp/low-s.js';
import { NetworkError } from '../network-error.js';

x509.cryptoProvider.set(webcrypto);

/**
 * Web Cryptography whose signatures have a low s: Fabric rewrites a certificate whose s is high, and the identity that a peer
 * computes would then not be the bytes in the file.
 */
const LOW_S = {
    subtle: {
        exportKey: webcrypto.subtle.exportKey.bind(webcrypto.subtle),
        sign: async (algorithm: webcrypto.EcdsaParams, key: webcrypto.CryptoKey, data: ArrayBuffer) =>
            rawLowS(Buffer.from(await webcrypto.subtle.sign(algorithm, key, data)), 'prime256v1'),
    },
} as unknown as webcrypto.Crypto;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** Where Fabric CA puts a person's attributes, and where the chaincode's ClientIdentity looks for them. */
const ATTRIBUTE_OID = '1.2.3.4.5.6.7.8.1';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days, counted back from its making, from which a CA's certificate is valid: how far back an expired certificate can lie. */
export const CA_BACKDATED_DAYS = 30;
const CA_DAYS = 15 * 365;
export const LEAF_DAYS = 10 * 365;

/** A private key as PKCS#8 PEM with its certificate as PEM. */
export interface KeyAndCertificate {
    readonly key: string;
    readonly certificate: string;
}

export interface IssueOptions {
    readonly commonName: string;
    /** Organizational unit: Fabric reads the node OU (admin, client, peer, orderer) from it. */
    readonly unit?: string;
    /** Subject alternative names, host names or IP addresses, possibly none: makes a TLS certificate, for both ends. */
    readonly hosts?: readonly string[];
    readonly attributes?: Readonly<Record<string, string>>;
    /** Days of validity from now; negative: expired that many days ago, down to -(CA_BACKDATED_DAYS - 1). */
    readonly days?: number;
}

function subject(fields: { unit?: string | undefined; organisation?: string; commonName: string }): x509.Name {
    return new x509.Name([
        { C: ['US'] }, { ST: ['California'] }, { L: ['San Francisco'] },
        ...fields.organisation === undefined ? [] : [{ O: [fields.organisation] }],
        ...fields.unit === undefined ? [] : [{ OU: [fields.unit] }],
        { CN: [fields.commonName] },
    ]);
}

function serialNumber(): string {
    const bytes = randomBytes(16);
    // A leading zero bit keeps the DER integer positive without another byte.
    bytes[0] = (bytes[0] ?? 0) & 0x7f | 0x40;
    return bytes.toString('hex');
}

async function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
    return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function keyPem(key: webcrypto.CryptoKey): string {
    return KeyObject.from(key).export({ format: 'pem', type: 'pkcs8' }) as string;
}

function pem(certificate: x509.X509Certificate): string {
    return `${certificate.toString('pem').trimEnd()}\n`;
}

/** The attributes in a certificate, or none. */
export function attributesOf(certificatePem: string): Record<string, string> {
    const extension = new x509.X509Certificate(certificatePem).getExtension(ATTRIBUTE_OID);
    if (extension === null) return {};
    return (JSON.parse(Buffer.from(extension.value).toString('utf8')) as { attrs: Record<string, string> }).attrs;
}

export class CertificateAuthority {
    readonly #key: webcrypto.CryptoKey;
    readonly #keyPem: string;
    readonly #certificate: x509.X509Certificate;

    private constructor(key: webcrypto.CryptoKey, privateKeyPem: string, certificate: x509.X509Certificate) {
        this.#key = key;
        this.#keyPem = privateKeyPem;
        this.#certificate = certificate;
    }

    /** A new authority, such as `ca.org1.example.com` of `org1.example.com`. */
    static async create(name: string, domain: string): Promise<CertificateAuthority> {
        const keys = await newKeyPair();
        const now = Date.now();
        const certificate = await x509.X509CertificateGenerator.createSelfSigned({
            serialNumber: serialNumber(),
            name: subject({ organisation: domain, commonName: `${name}.${domain}` }),
            notBefore: new Date(now - CA_BACKDATED_DAYS * DAY),
            notAfter: new Date(now + CA_DAYS * DAY),
            signingAlgorithm: ALGORITHM,
            keys,
            extensions: [
                new x509.KeyUsagesExtension(
                    x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment
                    | x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
                new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, x509.ExtendedKeyUsage.serverAuth]),
                new x509.BasicConstraintsExtension(true, undefined, true),
                await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
            ],
        }, LOW_S);
        return new CertificateAuthority(keys.privateKey, keyPem(keys.privateKey), certificate);
    }

    /**
     * The authority that `save` wrote to the folder.
     * @throws NetworkError CA_UNREADABLE
     */
    static async load(dir: string, name: string, domain: string): Promise<CertificateAuthority> {
        try {
            const privateKeyPem = readFileSync(join(dir, 'priv_sk'), 'utf8');
            const der = createPrivateKey(privateKeyPem).export({ format: 'der', type: 'pkcs8' });
            const key = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
            const certificate = new x509.X509Certificate(readFileSync(join(dir, `${name}.${domain}-cert.pem`), 'utf8'));
            return new CertificateAuthority(key, privateKeyPem, certificate);
        } catch (cause) {
            throw new NetworkError('CA_UNREADABLE', `the certificate authority in ${dir} cannot be read, so it cannot issue identities: ` +
                'it must hold priv_sk and its certificate', { dir }, { cause });
        }
    }

    get certificatePem(): string {
        return pem(this.#certificate);
    }

    save(dir: string, name: string, domain: string): void {
        mkdirSync(dir, { recursive: true });
        writeFileSync(join(dir, 'priv_sk'), this.#keyPem, { mode: 0o600 });
        writeFileSync(join(dir, `${name}.${domain}-cert.pem`), this.certificatePem);
    }

    /** Makes a key and its certificate. */
    async issue(options: IssueOptions): Promise<KeyAndCertificate> {
        const { privateKey, publicKey } = await newKeyPair();
        return { key: keyPem(privateKey), certificate: await this.certify(publicKey, options) };
    }

    /** @returns the certificate of a key that is there, as PEM */
    async certify(publicKey: webcrypto.CryptoKey, { commonName, unit, hosts, attributes, days = LEAF_DAYS }: IssueOptions): Promise<string> {
        const now = Date.now();
        const notAfter = now + days * DAY;
        const extensions: x509.Extension[] = [
            hosts === undefined
                ? new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)
                : new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
            new x509.BasicConstraintsExtension(false, undefined, true),
            await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
        ];
        if (hosts !== undefined) {
            extensions.push(new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]));
        }
        if (hosts !== undefined && hosts.length > 0) {
            extensions.push(new x509.SubjectAlternativeNameExtension(
                hosts.map(host => ({ type: isIP(host) === 0 ? 'dns' as const : 'ip' as const, value: host }))));
        }
        if (attributes !== undefined) {
            extensions.push(new x509.Extension(ATTRIBUTE_OID, false, Buffer.from(JSON.stringify({ attrs: attributes }))));
        }
        const certificate = await x509.X509CertificateGenerator.create({
            serialNumber: serialNumber(),
            subject: subject({ unit, commonName }),
            issuer: this.#certificate.subjectName,
            // A Fabric MSP checks the chain as of the leaf's first moment, so that may not lie before the CA's.
            notBefore: new Date(Math.min(now - 5 * MINUTE, notAfter - DAY)),
            notAfter: new Date(notAfter),
            signingAlgorithm: ALGORITHM,
            publicKey,
            signingKey: this.#key,
            extensions,
        }, LOW_S);
        return pem(certificate);
    }
}
