// A person's encryption key: X25519, beside the key that signs and never in its place.
import { createPublicKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { rawPublicKey, X25519_KEY_BYTES, x25519PrivateKey } from './x25519.js';

export const ENCRYPTION_KEY_BYTES = X25519_KEY_BYTES;

/** Raw keys (RFC 7748), 32 bytes each. */
export interface EncryptionKeyPair {
    /** Secret. */
    readonly privateKey: Uint8Array;
    readonly publicKey: Uint8Array;
}

/**
 * The pair whose private key is this seed: 32 bytes, each as likely as every other. The seed is copied. Whoever logs the pair, or what holds it, does
 * not log the private key.
 * @throws RangeError
 */
export function encryptionKeyFromSeed(seed: Uint8Array): EncryptionKeyPair {
    const publicKey = rawPublicKey(createPublicKey(x25519PrivateKey(seed)));
    const pair = { privateKey: Uint8Array.from(seed), publicKey };
    return Object.defineProperty(pair, inspect.custom, { value: () => ({ privateKey: '(secret)', publicKey }) });
}

export function newEncryptionKey(): EncryptionKeyPair {
    const seed = randomBytes(ENCRYPTION_KEY_BYTES);
    try {
        return encryptionKeyFromSeed(seed);
    } finally {
        seed.fill(0);
    }
}
