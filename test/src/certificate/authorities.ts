// Certificate authorities of a forger's, or of an organisation with a CA between its root and its peers.
import { randomBytes, webcrypto } from 'node:crypto';
import '@carnet/network/dist/identities/certificate-authority.js'; // Loads what @peculiar/x509 needs before it.
import * as x509 from '@peculiar/x509';
import { SigningIdentity } from '@carnet/network/dist/msp/signing-identity.js';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

export interface Authority {
    readonly name: string;
    readonly pem: string;
    readonly keys: webcrypto.CryptoKeyPair;
}

interface NewCertificate {
    readonly subject: string;
    readonly issuer?: Authority | undefined;
    readonly ca?: boolean;
    readonly pathLength?: number;
    readonly algorithm?: webcrypto.EcKeyGenParams | webcrypto.Algorithm;
    readonly extensions?: readonly x509.Extension[];
    /** Default: a day ago. */
    readonly notBefore?: Date;
}

async function issue(options: NewCertificate): Promise<Authority> {
    const { subject, issuer, ca = false, pathLength, algorithm = ECDSA, extensions = [], notBefore = new Date(Date.now() - DAY) } = options;
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as webcrypto.CryptoKeyPair;
    const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`, subject, issuer: issuer?.name ?? subject,
        notBefore, notAfter: new Date(Date.now() + DAY),
        signingAlgorithm: ECDSA, publicKey: keys.publicKey, signingKey: (issuer?.keys ?? keys).privateKey,
        extensions: [new x509.BasicConstraintsExtension(ca, pathLength, true), ...extensions],
    });
    return { name: subject, pem: `${certificate.toString('pem').trimEnd()}\n`, keys };
}

export function authority(name: string, issuer?: Authority, options: Pick<NewCertificate, 'ca' | 'pathLength'> = {}): Promise<Authority> {
    return issue({ subject: `CN=${name}`, issuer, ca: true, ...options });
}

export type PeerOptions = Pick<NewCertificate, 'algorithm' | 'extensions' | 'notBefore'>;

/** The certificate of a peer, for `signer` or by itself. */
export function peerOf(issuer: Authority, options: PeerOptions = {}): Promise<Authority> {
    return issue({ subject: 'OU=peer, CN=peer0', issuer, ...options });
}

/** The certificate of a member of the organisation. */
export function personOf(issuer: Authority, name: string, options: PeerOptions = {}): Promise<Authority> {
    return issue({ subject: `OU=client, CN=${name}`, issuer, ...options });
}

/** A peer that signs for this MSP id. */
export async function signer(mspId: string, { pem, keys }: Authority): Promise<SigningIdentity> {
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    return new SigningIdentity(mspId, pem, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
}
