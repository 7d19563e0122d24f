// The key encapsulation of HPKE on Node's own X25519: by way of Web Cryptography each step takes many times as long as the curve itself.
import { diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Dhkem, KemId, type DhkemPrimitives } from '@hpke/common';
import { moved } from './hpke-bytes.js';
import { NodeHkdfSha256 } from './hpke-hkdf.js';
import { rawPublicKey, X25519_KEY_BYTES, x25519PublicKey } from './x25519.js';

/**
 * Of the library's list what it asks for when it seals to a public key and opens with a whole pair. It hands keys on as it got them: that they are
 * the browser's, its types alone say.
 */
const primitives = {
    generateKeyPair: () => Promise.resolve(generateKeyPairSync('x25519')),
    serializePublicKey: (key: KeyObject) => Promise.resolve(rawPublicKey(key).buffer),
    deserializePublicKey: (raw: ArrayBuffer) => Promise.resolve(x25519PublicKey(new Uint8Array(raw))),
    /** Throws where the secret would be zero, as RFC 9180, section 7.1.4, asks: such a public key gives it to everybody. */
    dh: (privateKey: KeyObject, publicKey: KeyObject) => Promise.resolve(moved(diffieHellman({ privateKey, publicKey }))),
};

/** DHKEM(X25519, HKDF-SHA256) of RFC 9180; keys are Node's. Its order of steps and its labels stay with the library. */
export class NodeDhkemX25519 extends Dhkem {
    override readonly secretSize = X25519_KEY_BYTES;
    override readonly encSize = X25519_KEY_BYTES;
    override readonly publicKeySize = X25519_KEY_BYTES;
    override readonly privateKeySize = X25519_KEY_BYTES;

    constructor() {
        super(KemId.DhkemX25519HkdfSha256, primitives as unknown as DhkemPrimitives, new NodeHkdfSha256());
    }
}
