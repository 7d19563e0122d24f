// Sealing to a person's encryption key: HPKE (RFC 9180) in base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
import { CipherSuite } from '@hpke/core';
import type { SealingContext } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { ENCRYPTION_KEY_BYTES, type EncryptionKeyPair } from './encryption-keys.js';
import { NodeAes256Gcm } from './hpke-aead.js';
import { ownBuffer } from './hpke-bytes.js';
import { NodeHkdfSha256 } from './hpke-hkdf.js';
import { NodeDhkemX25519 } from './hpke-kem.js';
import { x25519PrivateKey, x25519PublicKey } from './x25519.js';

const suite = new CipherSuite({ kem: new NodeDhkemX25519(), kdf: new NodeHkdfSha256(), aead: new NodeAes256Gcm() });

/**
 * The message, for whoever has the private key: the encapsulated key (32 bytes), the ciphertext, and a tag of 16.
 * Who sealed it, it does not say: that is for the signature, or the transaction, that carries it.
 * @param context what it is bound to: with another one it does not open
 * @throws CarnetError RECIPIENT_KEY_INVALID
 */
export async function sealTo(publicKey: Uint8Array, plaintext: Uint8Array, { info, aad }: SealingContext): Promise<Uint8Array> {
    const secret = ownBuffer(plaintext);
    try {
        const recipientPublicKey = x25519PublicKey(publicKey);
        const { enc, ct } = await suite.seal({ recipientPublicKey, info: Buffer.from(info) }, secret, Buffer.from(aad));
        return Buffer.concat([new Uint8Array(enc), new Uint8Array(ct)]);
    } catch (cause) {
        throw new CarnetError('RECIPIENT_KEY_INVALID', 'Nothing can be sealed to this public key: it is no X25519 key, or one with which everybody could open it.', { cause });
    } finally {
        new Uint8Array(secret).fill(0);
    }
}

/** @throws CarnetError WRONG_RECIPIENT_KEY: sealed to another key or for another context, or changed; which of them cannot be told */
export async function openWith(
    { privateKey, publicKey }: EncryptionKeyPair, message: Uint8Array, { info, aad }: SealingContext,
): Promise<Uint8Array> {
    try {
        // Both keys: from the private one alone the library would derive the other anew.
        const recipientKey = { privateKey: x25519PrivateKey(privateKey), publicKey: x25519PublicKey(publicKey) };
        const [enc, sealed] = [message.subarray(0, ENCRYPTION_KEY_BYTES), message.subarray(ENCRYPTION_KEY_BYTES)];
        return new Uint8Array(await suite.open({ recipientKey, enc, info: Buffer.from(info) }, sealed, Buffer.from(aad)));
    } catch (cause) {
        throw new CarnetError('WRONG_RECIPIENT_KEY', 'The message was not sealed to this encryption key, or for something else, or was changed.', { cause });
    }
}
