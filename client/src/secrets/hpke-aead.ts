// The encryption of HPKE by Node's AES-GCM: for messages as short as a share, Web Cryptography takes some fifteen times as long.
import { createSecretKey, type KeyObject } from 'node:crypto';
import { Aes256Gcm, type AeadInterface } from '@hpke/core';
import { openGcm, sealGcm } from './aes-gcm.js';
import { moved, viewed, type LibraryBytes } from './hpke-bytes.js';

type Encryption = ReturnType<AeadInterface['createEncryptionContext']>;

/** AES-GCM under one key; nonces are the library's. */
export class NodeAesGcm implements Encryption {
    readonly #key: KeyObject;

    /** @param key 16 or 32 bytes, which are overwritten */
    constructor(key: LibraryBytes) {
        const bytes = viewed(key);
        this.#key = createSecretKey(bytes);
        bytes.fill(0);
    }

    seal(nonce: LibraryBytes, plaintext: LibraryBytes, aad: LibraryBytes): Promise<ArrayBuffer> {
        return Promise.resolve(moved(sealGcm({ key: this.#key, nonce: viewed(nonce), aad: viewed(aad) }, viewed(plaintext))));
    }

    /** Throws where the message does not belong to key, nonce and data. */
    open(nonce: LibraryBytes, message: LibraryBytes, aad: LibraryBytes): Promise<ArrayBuffer> {
        return Promise.resolve(moved(openGcm({ key: this.#key, nonce: viewed(nonce), aad: viewed(aad) }, viewed(message))));
    }
}

/** AES-256-GCM. */
export class NodeAes256Gcm extends Aes256Gcm {
    override createEncryptionContext(key: LibraryBytes): Encryption {
        return new NodeAesGcm(key);
    }
}
