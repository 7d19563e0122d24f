// Random bits for the polynomials of shares: from the operating system, in pools, every byte as likely as every other, zero too.
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const BITS_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'));

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Eight random bits as a text of 0 and 1. The generator of the library leaves zero out: then, of 2 shares, no byte of a share ever equals the byte of
 * the secret, and whoever sees many splits of one secret reads it off; and it asks the system for each byte, which takes many times as long.
 */
export function uniformByteBits(): string {
    if (used === POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
    }
    const bits = BITS_OF_BYTE[pool[used] ?? 0] ?? '';
    pool[used] = 0;
    used += 1;
    return bits;
}
