// The encryption of HPKE by Node's AES-GCM: for messages as short as a share, Web Cryptography takes some fifteen times as long.
import { createCipheriv, createDecipheriv, createSecretKey, type CipherGCMTypes, type KeyObject } from 'node:crypto';
import { Aes256Gcm, type AeadInterface } from '@hpke/core';
import { moved, viewed, type LibraryBytes } from './hpke-bytes.js';

const TAG_BYTES = 16;
/** Without it shorter tags would be accepted. */
const OPTIONS = { authTagLength: TAG_BYTES };

type Encryption = ReturnType<AeadInterface['createEncryptionContext']>;

/** AES-GCM under one key; nonces are the library's. */
export class NodeAesGcm implements Encryption {
    readonly #key: KeyObject;
    readonly #name: CipherGCMTypes;

    /** @param key 16 or 32 bytes, which are overwritten */
    constructor(key: LibraryBytes) {
        const bytes = viewed(key);
        this.#name = bytes.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
        this.#key = createSecretKey(bytes);
        bytes.fill(0);
    }

    seal(nonce: LibraryBytes, plaintext: LibraryBytes, aad: LibraryBytes): Promise<ArrayBuffer> {
        const cipher = createCipheriv(this.#name, this.#key, viewed(nonce), OPTIONS).setAAD(viewed(aad));
        return Promise.resolve(moved(Buffer.concat([cipher.update(viewed(plaintext)), cipher.final(), cipher.getAuthTag()])));
    }

    /** Throws where the message does not belong to key, nonce and data. */
    open(nonce: LibraryBytes, message: LibraryBytes, aad: LibraryBytes): Promise<ArrayBuffer> {
        const sealed = viewed(message);
        const tagAt = Math.max(0, sealed.length - TAG_BYTES);
        const decipher = createDecipheriv(this.#name, this.#key, viewed(nonce), OPTIONS).setAAD(viewed(aad)).setAuthTag(sealed.subarray(tagAt));
        const plaintext = moved(decipher.update(sealed.subarray(0, tagAt)));
        try {
            decipher.final();
            return Promise.resolve(plaintext);
        } catch (error) {
            new Uint8Array(plaintext).fill(0);
            throw error;
        }
    }
}

/** AES-256-GCM. */
export class NodeAes256Gcm extends Aes256Gcm {
    override createEncryptionContext(key: LibraryBytes): Encryption {
        return new NodeAesGcm(key);
    }
}
