// The domain's hash, computed by OpenSSL: the same value at a fraction of the time, which counts where hundreds of entries are sealed.
import { hash } from 'node:crypto';
import { canonicalJson } from '@carnet/domain';

/** As `sha256Hex` of the domain: SHA-256 of the UTF-8 bytes of a text, lower-case hex. */
export function hashOfText(text: string): string {
    return hash('sha256', text, 'hex');
}

/** As `canonicalHash` of the domain: SHA-256 of the canonical JSON, lower-case hex. */
export function hashOf(value: unknown): string {
    return hashOfText(canonicalJson(value));
}
