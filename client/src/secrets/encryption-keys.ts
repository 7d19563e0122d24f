// A person's encryption key: X25519, beside the key that signs and never in its place.
import { createPublicKey, randomBytes } from 'node:crypto';
import { rawPublicKey, X25519_KEY_BYTES, x25519PrivateKey } from './x25519.js';

export const ENCRYPTION_KEY_BYTES = X25519_KEY_BYTES;

/** Raw keys (RFC 7748), 32 bytes each. */
export interface EncryptionKeyPair {
    /** Secret. */
    readonly privateKey: Uint8Array;
    readonly publicKey: Uint8Array;
}

/** The pair whose private key is this seed: 32 bytes, each as likely as every other. The seed is copied. @throws RangeError */
export function encryptionKeyFromSeed(seed: Uint8Array): EncryptionKeyPair {
    const publicKey = rawPublicKey(createPublicKey(x25519PrivateKey(seed)));
    return { privateKey: Uint8Array.from(seed), publicKey };
}

export function newEncryptionKey(): EncryptionKeyPair {
    const seed = randomBytes(ENCRYPTION_KEY_BYTES);
    try {
        return encryptionKeyFromSeed(seed);
    } finally {
        seed.fill(0);
    }
}
