// Opening one HPKE message (RFC 9180, base mode): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, over node's own primitives.
import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';

/** RFC 9180, 7.1 to 7.3. */
const KEM_ID = Uint8Array.of(0x00, 0x20);
const KDF_ID = Uint8Array.of(0x00, 0x01);
const AEAD_ID = Uint8Array.of(0x00, 0x02);
const KEM_SUITE = Buffer.concat([Buffer.from('KEM'), KEM_ID]);
const HPKE_SUITE = Buffer.concat([Buffer.from('HPKE'), KEM_ID, KDF_ID, AEAD_ID]);
const VERSION = Buffer.from('HPKE-v1');
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const EMPTY = new Uint8Array();

/** An X25519 private key in PKCS #8, and a public one as SubjectPublicKeyInfo (RFC 8410), before their 32 bytes. */
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
    const mac = createHmac('sha256', key);
    for (const part of parts) mac.update(part);
    return mac.digest();
}

/** RFC 9180, 4: LabeledExtract. */
function extract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
    return hmac(salt.length === 0 ? new Uint8Array(32) : salt, VERSION, suite, Buffer.from(label), ikm);
}

/** RFC 9180, 4: LabeledExpand, of one block of SHA-256 at most. */
function expand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
    return hmac(prk, Uint8Array.of(length >> 8, length & 0xff), VERSION, suite, Buffer.from(label), info, Uint8Array.of(1)).subarray(0, length);
}

function rawPublicKey(key: KeyObject): Buffer {
    return createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(PUBLIC_PREFIX.length);
}

/** A private key by its 32 bytes. */
export class ReaderKey {
    readonly #key: KeyObject;
    /** 32 bytes. */
    readonly publicKey: Uint8Array;

    constructor(bytes: Uint8Array) {
        this.#key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, bytes]), format: 'der', type: 'pkcs8' });
        this.publicKey = rawPublicKey(this.#key);
    }

    /**
     * @param message encapsulated key (32 bytes), ciphertext and tag
     * @returns undefined where it was not sealed to this key under this info and additional data
     */
    open(message: Uint8Array, info: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
        if (message.length < KEY_BYTES + TAG_BYTES) return undefined;
        const encapsulated = message.subarray(0, KEY_BYTES);
        const sealed = message.subarray(KEY_BYTES, message.length - TAG_BYTES);
        try {
            const publicKey = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, encapsulated]), format: 'der', type: 'spki' });
            const { key, nonce } = this.#schedule(diffieHellman({ privateKey: this.#key, publicKey }), encapsulated, info);
            const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
            decipher.setAAD(aad);
            decipher.setAuthTag(message.subarray(message.length - TAG_BYTES));
            return Buffer.concat([decipher.update(sealed), decipher.final()]);
        } catch {
            return undefined; // A point of low order, or a tag that does not fit: both mean that nobody sealed this to the key.
        }
    }

    /** RFC 9180, 4.1 (Decap) and 5.1 (KeySchedule, mode_base). */
    #schedule(shared: Uint8Array, encapsulated: Uint8Array, info: Uint8Array): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
        const kemContext = Buffer.concat([encapsulated, this.publicKey]);
        const secret = expand(KEM_SUITE, extract(KEM_SUITE, EMPTY, 'eae_prk', shared), 'shared_secret', kemContext, 32);
        const context = Buffer.concat([
            Uint8Array.of(0), extract(HPKE_SUITE, EMPTY, 'psk_id_hash', EMPTY), extract(HPKE_SUITE, EMPTY, 'info_hash', info),
        ]);
        const schedule = extract(HPKE_SUITE, secret, 'secret', EMPTY);
        return { key: expand(HPKE_SUITE, schedule, 'key', context, 32), nonce: expand(HPKE_SUITE, schedule, 'base_nonce', context, 12) };
    }
}
