// AES-GCM of messages that fit in memory, by Node: the tag follows the ciphertext, and what is not authentic is overwritten.
import { createCipheriv, createDecipheriv, type CipherGCMTypes, type KeyObject } from 'node:crypto';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** Without it shorter tags would be accepted, of which one in four thousand million can be guessed. */
export const GCM_OPTIONS = { authTagLength: TAG_BYTES };

/** What a message is encrypted with. */
export interface GcmParameters {
    /** 16 or 32 bytes. */
    readonly key: KeyObject;
    /** 12 bytes, never twice under one key. */
    readonly nonce: Uint8Array;
    /** Authenticated beside the message. */
    readonly aad: Uint8Array;
}

function cipherOf({ symmetricKeySize = 0 }: KeyObject): CipherGCMTypes {
    return symmetricKeySize === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
}

/** Ciphertext and tag. */
export function sealGcm({ key, nonce, aad }: GcmParameters, plaintext: Uint8Array): Buffer {
    const cipher = createCipheriv(cipherOf(key), key, nonce, GCM_OPTIONS).setAAD(aad);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Throws where the message does not belong to key, nonce and data. */
export function openGcm({ key, nonce, aad }: GcmParameters, sealed: Uint8Array): Buffer {
    const tagAt = Math.max(0, sealed.length - TAG_BYTES);
    const decipher = createDecipheriv(cipherOf(key), key, nonce, GCM_OPTIONS).setAAD(aad).setAuthTag(sealed.subarray(tagAt));
    const plaintext = decipher.update(sealed.subarray(0, tagAt));
    try {
        decipher.final();
        return plaintext;
    } catch (error) {
        plaintext.fill(0);
        throw error;
    }
}
