// A share at rest: encrypted under the key that only its link carries. The file alone, or the portal's whole folder, reveals no car.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Of AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MAGIC = Buffer.from('carnet share 1\n');
const EXPIRY_BYTES = 8;
const HEADER_BYTES = MAGIC.length + EXPIRY_BYTES;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export function tokenOf(key: Uint8Array): string {
    return Buffer.from(key).toString('base64url');
}

/** Undefined where the text is not 256 bits in base64url, written in the one way they can be written. */
export function keyOf(token: string): Buffer | undefined {
    if (!TOKEN.test(token)) return undefined;
    const key = Buffer.from(token, 'base64url');
    return key.length === KEY_BYTES && tokenOf(key) === token ? key : undefined;
}

/** The name says nothing of the key: SHA-256 of it, under a prefix of its own. */
export function fileNameOf(key: Uint8Array): string {
    return `${createHash('sha256').update('carnet share name\n').update(key).digest('hex')}.share`;
}

/** @param expires milliseconds since the epoch; stands in clear, so that it can be swept, and is authenticated */
export function sealShare(key: Uint8Array, content: Uint8Array, expires: number): Buffer {
    const header = Buffer.alloc(HEADER_BYTES);
    MAGIC.copy(header);
    header.writeBigUInt64BE(BigInt(expires), MAGIC.length);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(header);
    return Buffer.concat([header, nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Milliseconds since the epoch, from the first bytes of a file; undefined where they are not those of a share. */
export function expiryOf(file: Uint8Array): number | undefined {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
    return Number(bytes.readBigUInt64BE(MAGIC.length));
}

/** Undefined where the file was not sealed with this key, or was changed since. */
export function openShare(key: Uint8Array, file: Buffer): Buffer | undefined {
    if (expiryOf(file) === undefined || file.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES) return undefined;
    const header = file.subarray(0, HEADER_BYTES);
    const nonce = file.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(header).setAuthTag(file.subarray(file.length - TAG_BYTES));
    try {
        return Buffer.concat([decipher.update(file.subarray(HEADER_BYTES + NONCE_BYTES, file.length - TAG_BYTES)), decipher.final()]);
    } catch {
        return undefined; // The authentication failed: node:crypto says no more than that.
    }
}

/** Bytes from the start of a file in which `expiryOf` finds the time. */
export const EXPIRY_PREFIX_BYTES = HEADER_BYTES;
