// SHA-256 of texts, as lower-case hex.
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from './json';

/** SHA-256 of the UTF-8 bytes of a text, lower-case hex, 64 characters. */
export function sha256Hex(text: string): string {
    return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of the canonical JSON of a value: equal exactly for equal values. */
export function canonicalHash(value: unknown): string {
    return sha256Hex(canonicalJson(value));
}
