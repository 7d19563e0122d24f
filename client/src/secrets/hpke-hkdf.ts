// The key derivation of HPKE by Node's HMAC: the library's own asks Web Cryptography twice for each step, which takes longer than the curve.
import { createHmac, createSecretKey } from 'node:crypto';
import { HkdfSha256 } from '@hpke/core';
import { moved, viewed, type LibraryBytes } from './hpke-bytes.js';

const HASH_BYTES = 32;

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): ArrayBuffer {
    // Node 24 takes long to find out of bytes that they are no key object.
    const hash = createHmac('sha256', createSecretKey(key));
    for (const part of parts) hash.update(part);
    return moved(hash.digest());
}

/** HKDF-SHA256 (RFC 5869); what the labels of RFC 9180 are, and when each step is taken, stays with the library. */
export class NodeHkdfSha256 extends HkdfSha256 {
    override extract(salt: LibraryBytes, ikm: LibraryBytes): Promise<ArrayBuffer> {
        const given = viewed(salt);
        return Promise.resolve(hmac(given.length === 0 ? new Uint8Array(HASH_BYTES) : given, viewed(ikm)));
    }

    /** All that HPKE derives here is one block long. */
    override expand(prk: LibraryBytes, info: LibraryBytes, length: number): Promise<ArrayBuffer> {
        if (length > HASH_BYTES) return super.expand(prk, info, length);
        const block = hmac(viewed(prk), viewed(info), Uint8Array.of(1));
        const expanded = block.slice(0, length);
        new Uint8Array(block).fill(0);
        return Promise.resolve(expanded);
    }

    override async extractAndExpand(salt: LibraryBytes, ikm: LibraryBytes, info: LibraryBytes, length: number): Promise<ArrayBuffer> {
        const prk = await this.extract(salt, ikm);
        try {
            return await this.expand(prk, info, length);
        } finally {
            new Uint8Array(prk).fill(0);
        }
    }
}
