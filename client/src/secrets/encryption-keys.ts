// A person's encryption key: X25519, beside the key that signs and never in its place.
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';

export const ENCRYPTION_KEY_BYTES = 32;

/** Raw keys (RFC 7748), 32 bytes each. */
export interface EncryptionKeyPair {
    /** Secret. */
    readonly privateKey: Uint8Array;
    readonly publicKey: Uint8Array;
}

/** PKCS#8 of an X25519 private key, up to the key itself (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The pair whose private key is this seed: 32 bytes, each as likely as every other. The seed is copied. */
export function encryptionKeyFromSeed(seed: Uint8Array): EncryptionKeyPair {
    if (seed.length !== ENCRYPTION_KEY_BYTES) throw new RangeError(`The seed of an encryption key has ${ENCRYPTION_KEY_BYTES} bytes.`);
    const pkcs8 = Buffer.concat([PKCS8_PREFIX, seed]);
    const publicKey = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }).x ?? '';
    pkcs8.fill(0);
    return { privateKey: Uint8Array.from(seed), publicKey: Uint8Array.from(Buffer.from(publicKey, 'base64url')) };
}

export function newEncryptionKey(): EncryptionKeyPair {
    const seed = randomBytes(ENCRYPTION_KEY_BYTES);
    try {
        return encryptionKeyFromSeed(seed);
    } finally {
        seed.fill(0);
    }
}
