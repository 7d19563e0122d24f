// The platform's cryptography, the same in Node and in a browser.
import { CarnetError } from '../errors/carnet-error.js';

type Subtle = typeof globalThis.crypto.subtle;

/** @throws CarnetError PROOF_CRYPTO_UNAVAILABLE */
export function webCrypto(): Subtle {
    // Browsers leave it out of pages that came over plain http.
    const { crypto } = globalThis as { readonly crypto?: { readonly subtle?: Subtle } };
    if (crypto?.subtle !== undefined) return crypto.subtle;
    throw new CarnetError('PROOF_CRYPTO_UNAVAILABLE', 'This page has no access to WebCrypto: open it over https, or as a file.');
}

export async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await webCrypto().digest('SHA-256', concatenated(parts)));
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
