// The key derivation of HPKE by Node's HMAC: the library's own asks WebCrypto twice for each step, which takes longer than the curve.
import { createHmac } from 'node:crypto';
import { HkdfSha256 } from '@hpke/core';

type Bytes = ArrayBufferLike | ArrayBufferView;

const HASH_BYTES = 32;

const viewed = (bytes: Bytes): Uint8Array =>
    ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);

/** The library takes whole buffers. */
function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const hash = createHmac('sha256', key);
    for (const part of parts) hash.update(part);
    const digest = hash.digest();
    const bytes = Uint8Array.from(digest);
    digest.fill(0);
    return bytes;
}

/** HKDF-SHA256 (RFC 5869); what the labels of RFC 9180 are, and when each step is taken, stays with the library. */
export class NodeHkdfSha256 extends HkdfSha256 {
    override extract(salt: Bytes, ikm: Bytes): Promise<ArrayBuffer> {
        const given = viewed(salt);
        return Promise.resolve(hmac(given.length === 0 ? new Uint8Array(HASH_BYTES) : given, viewed(ikm)).buffer);
    }

    /** All that HPKE derives here is one block long. */
    override expand(prk: Bytes, info: Bytes, length: number): Promise<ArrayBuffer> {
        if (length > HASH_BYTES) return super.expand(prk, info, length);
        const block = hmac(viewed(prk), viewed(info), Uint8Array.of(1));
        const expanded = block.slice(0, length).buffer;
        block.fill(0);
        return Promise.resolve(expanded);
    }
}
