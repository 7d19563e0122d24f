// A person's encryption key: shares and grants are sealed to it, and a signature of the person's certificate says whose it is.
import { canonicalJson } from '../canonical/json';
import { identifier, integer, object, oneOf, optional, refuseField, required, type Decoder } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { base64 } from './base64';
import { DOCUMENT_REQUEST_MAX_BYTES } from './numbers';
import type { Person } from './person';
import { signatureText } from './signatures';

export const ENCRYPTION_ALGORITHMS = ['X25519'] as const;

/** Sent as JSON to `SharedDocument:RegisterEncryptionKey(key)`, by the person whose key it is. */
export interface EncryptionKeyRequest {
    /** Chosen by the person, each once. */
    readonly keyId: string;
    /** X25519 of HPKE (RFC 9180, DHKEM(X25519, HKDF-SHA256)). */
    readonly algorithm: typeof ENCRYPTION_ALGORITHMS[number];
    /** 32 bytes, base64. */
    readonly publicKey: string;
    /** ECDSA signature of `encryptionKeyText` by the person's signing key. */
    readonly signature: string;
    /**
     * Roster that may bind this person's documents to a new signing key where the old one is lost; 2 ≤ k ≤ n − 1, two organisations. Said once, with
     * whichever key; another one later is ALREADY_EXISTS.
     */
    readonly roster?: string;
    /** With `roster`: seconds from the proposal to bind them to another key until it can be done, in which the person objects. Default: 3 days. */
    readonly rebindingDelaySeconds?: number;
}

/** Keys of one person that managers may replace, one after the other: whoever is asked for whom he acts goes through them. */
export const FORMER_KEYS_MAX = 16;

/** Bounds and default of `rebindingDelaySeconds`. */
export const REBINDING_DELAY = { default: 3 * 86_400, max: 90 * 86_400 } as const;

/** `SharedDocument:RegisterEncryptionKey`, `RevokeEncryptionKey` and `ReadEncryptionKey` answer this. */
export interface EncryptionKey extends Omit<EncryptionKeyRequest, 'roster' | 'rebindingDelaySeconds'> {
    readonly owner: Person;
    /** PEM, of the person at the registration: with it the binding is verified without the ledger. */
    readonly certificate: string;
    readonly registeredAt: string;
    /** Null while shares may be sealed to it. */
    readonly revokedAt: string | null;
}

/** What the signature that binds an encryption key to a person is over. */
export function encryptionKeyText(owner: Person, { keyId, algorithm, publicKey }: Pick<EncryptionKeyRequest, 'keyId' | 'algorithm' | 'publicKey'>): string {
    return canonicalJson(['carnet-encryption-key-1', owner.mspId, owner.publicKeyHash, keyId, algorithm, publicKey]);
}

const fields: Decoder<EncryptionKeyRequest> = object({
    keyId: required(identifier), algorithm: required(oneOf(ENCRYPTION_ALGORITHMS)), publicKey: required(base64({ min: 32, max: 32 })),
    signature: required(signatureText), roster: optional(identifier), rebindingDelaySeconds: optional(integer(0, REBINDING_DELAY.max)),
});

const encryptionKey: Decoder<EncryptionKeyRequest> = (value, field) => {
    const decoded = fields(value, field);
    if (decoded.rebindingDelaySeconds !== undefined && decoded.roster === undefined) {
        refuseField('INVALID_VALUE', `${field}.rebindingDelaySeconds`, 'Name the roster with it that decides.');
    }
    return decoded;
};

/** `SharedDocument:RegisterEncryptionKey(key)` */
export const encryptionKeyCodec = requestCodec('key', encryptionKey, DOCUMENT_REQUEST_MAX_BYTES);
