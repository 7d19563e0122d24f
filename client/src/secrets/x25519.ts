// X25519 (RFC 7748) by Node's own implementation: raw keys, 32 bytes each, as those that it computes with.
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

export const X25519_KEY_BYTES = 32;

/** PKCS#8 of a private key, up to the key itself (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/**
 * From PKCS#8, which Node 20 takes ten times as long to read as a JWK: what a JWK holds is a text, and no text can be overwritten.
 * @throws RangeError for other lengths
 */
export function x25519PrivateKey(raw: Uint8Array): KeyObject {
    if (raw.length !== X25519_KEY_BYTES) throw new RangeError(`A private key of X25519 has ${X25519_KEY_BYTES} bytes.`);
    const pkcs8 = Buffer.concat([PKCS8_PREFIX, raw]);
    try {
        return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    } finally {
        pkcs8.fill(0);
    }
}

/** @throws RangeError for other lengths */
export function x25519PublicKey(raw: Uint8Array): KeyObject {
    if (raw.length !== X25519_KEY_BYTES) throw new RangeError(`A public key of X25519 has ${X25519_KEY_BYTES} bytes.`);
    return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });
}

export function rawPublicKey(key: KeyObject): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}
