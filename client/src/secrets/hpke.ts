// Sealing to a person's encryption key: HPKE (RFC 9180) in base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256 } from '@hpke/core';
import type { SealingContext } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { ENCRYPTION_KEY_BYTES, type EncryptionKeyPair } from './encryption-keys.js';
import { NodeHkdfSha256 } from './hpke-hkdf.js';

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new NodeHkdfSha256(), aead: new Aes256Gcm() });

/** The library names a type of the browser's. */
type PlatformKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>;

function imported(key: ArrayBuffer, kind: 'public' | 'private'): Promise<PlatformKey> {
    return suite.kem.importKey('raw', key, kind === 'public') as Promise<PlatformKey>;
}

/** The library takes whole buffers. */
function copied(bytes: Uint8Array | string): ArrayBuffer {
    return Uint8Array.from(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes).buffer;
}

/**
 * The message, for whoever has the private key: the encapsulated key (32 bytes), the ciphertext, and a tag of 16.
 * Who sealed it, it does not say: that is for the signature, or the transaction, that carries it.
 * @param context what it is bound to: with another one it does not open
 * @throws CarnetError RECIPIENT_KEY_INVALID
 */
export async function sealTo(publicKey: Uint8Array, plaintext: Uint8Array, { info, aad }: SealingContext): Promise<Uint8Array> {
    const secret = copied(plaintext);
    try {
        const recipientPublicKey = await imported(copied(publicKey), 'public');
        const { enc, ct } = await suite.seal({ recipientPublicKey, info: copied(info) }, secret, copied(aad));
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
    const secret = copied(privateKey);
    try {
        // Both keys: from the private one alone the library would derive the other anew.
        const own = await imported(secret, 'private');
        const recipientKey = { privateKey: own, publicKey: await imported(copied(publicKey), 'public') };
        const enc = copied(message.subarray(0, ENCRYPTION_KEY_BYTES));
        const ciphertext = copied(message.subarray(ENCRYPTION_KEY_BYTES));
        return new Uint8Array(await suite.open({ recipientKey, enc, info: copied(info) }, ciphertext, copied(aad)));
    } catch (cause) {
        throw new CarnetError('WRONG_RECIPIENT_KEY', 'The message was not sealed to this encryption key, or for something else, or was changed.', { cause });
    } finally {
        new Uint8Array(secret).fill(0);
    }
}
