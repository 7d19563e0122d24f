// A second reading of HPKE (RFC 9180), from Node's primitives alone: what a message must be that a library seals or opens.
import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

export const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const number = (value: number): Buffer => Buffer.of(value >> 8, value & 255);

export const privateKey = (raw: Uint8Array): KeyObject =>
    createPrivateKey({ key: Buffer.concat([hex('302e020100300506032b656e04220420'), raw]), format: 'der', type: 'pkcs8' });
export const publicKey = (raw: Uint8Array): KeyObject => createPublicKey({ key: Buffer.concat([hex('302a300506032b656e032100'), raw]), format: 'der', type: 'spki' });

export interface Aead { readonly id: number; readonly name: 'aes-128-gcm' | 'aes-256-gcm'; readonly keyBytes: number }
export const AES_128: Aead = { id: 1, name: 'aes-128-gcm', keyBytes: 16 };
export const AES_256: Aead = { id: 2, name: 'aes-256-gcm', keyBytes: 32 };

/** RFC 9180, 4 to 5.1, for DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256 in base mode, from Node's primitives alone. */
export function schedule(
    dh: Buffer, enc: Uint8Array, recipient: Uint8Array, info: string, { id, keyBytes }: Aead,
): Record<'key' | 'nonce' | 'secret', Buffer> {
    const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
    const labelled = (suite: Buffer) => ({
        extract: (salt: Uint8Array, label: string, ikm: Uint8Array) => hmac(salt, Buffer.from('HPKE-v1'), suite, Buffer.from(label), ikm),
        expand: (prk: Uint8Array, label: string, context: Uint8Array, length: number) =>
            hmac(prk, number(length), Buffer.from('HPKE-v1'), suite, Buffer.from(label), context, Buffer.of(1)).subarray(0, length),
    });
    const none = Buffer.alloc(0);
    const kem = labelled(Buffer.concat([Buffer.from('KEM'), number(0x20)]));
    const secret = kem.expand(kem.extract(none, 'eae_prk', dh), 'shared_secret', Buffer.concat([enc, recipient]), 32);
    const suite = labelled(Buffer.concat([Buffer.from('HPKE'), number(0x20), number(1), number(id)]));
    const context = Buffer.concat([Buffer.of(0), suite.extract(none, 'psk_id_hash', none), suite.extract(none, 'info_hash', Buffer.from(info))]);
    const prk = suite.extract(secret, 'secret', none);
    return { secret, key: suite.expand(prk, 'key', context, keyBytes), nonce: suite.expand(prk, 'base_nonce', context, 12) };
}
