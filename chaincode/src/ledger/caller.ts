// Who calls: an identity of an organisation. Two organisations may name their people alike, so both parts always count.
import { createHash, verify, X509Certificate } from 'node:crypto';
import type { Context } from 'fabric-contract-api';
import { Kept } from './kept';

/** The organisational unit that Fabric's node OUs give to administrators. */
const ADMINISTRATOR_UNIT = 'admin';

/** Hashes of public keys by certificate: who pays often is not parsed every time. */
const knownKeys = new Kept<string>(4096);

export class Caller {
    readonly mspId: string;
    /** As ClientIdentity.getID() gives it; unique only within the organisation. */
    readonly identity: string;
    readonly #certificateBytes: Uint8Array;
    #certificate: X509Certificate | undefined;

    constructor(client: Context['clientIdentity']) {
        this.mspId = client.getMSPID();
        this.identity = client.getID();
        this.#certificateBytes = client.getIDBytes();
    }

    /** Parsed only where a function asks for more than the identity: that costs as much as the rest of a small call. */
    #parsed(): X509Certificate {
        this.#certificate ??= new X509Certificate(this.#certificateBytes);
        return this.#certificate;
    }

    /** Whether the certificate's subject has the organisational unit `admin`. Taken from the certificate, since getID() escapes names badly. */
    get administrator(): boolean {
        const units: unknown = this.#parsed().toLegacyObject().subject.OU;
        return Array.isArray(units) ? units.includes(ADMINISTRATOR_UNIT) : units === ADMINISTRATOR_UNIT;
    }

    /** SHA-256 of the certificate's SubjectPublicKeyInfo (DER), lower-case hex. */
    get publicKeyHash(): string {
        const { certificate } = this;
        const known = knownKeys.get(certificate);
        if (known !== undefined) return known;
        const hash = createHash('sha256').update(this.#parsed().publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
        knownKeys.keep(certificate, hash);
        return hash;
    }

    /** PEM, as the caller sent it. */
    get certificate(): string {
        return Buffer.from(this.#certificateBytes).toString('latin1');
    }

    /**
     * Whether a signature of a text (ECDSA with SHA-256, DER) is by the certificate's key, which must be of P-256: what is signed inside content is
     * to be verified in browsers too.
     */
    signed(text: string, signature: Uint8Array): boolean {
        const { publicKey } = this.#parsed();
        if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
        return verify('sha256', Buffer.from(text, 'utf8'), publicKey, signature);
    }
}
