// Base64 in the one way in which a certificate writes it.
import { CarnetError } from '../errors/carnet-error.js';

export function toBase64(bytes: Uint8Array): string {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    return btoa(binary);
}

/** @throws CarnetError PROOF_MALFORMED for anything but the one text that these bytes have */
export function fromBase64(text: string, field: string): Uint8Array<ArrayBuffer> {
    let binary: string;
    try {
        binary = atob(text);
    } catch (cause) {
        throw new CarnetError('PROOF_MALFORMED', 'This is not base64.', { details: { field }, cause });
    }
    // Spaces and missing padding, over which atob passes; and unused bits of the last character, which could be changed without changing the bytes.
    const last = binary.slice(-(binary.length % 3 || 3));
    if (text.length !== 4 * Math.ceil(binary.length / 3) || !text.endsWith(btoa(last))) {
        throw new CarnetError('PROOF_MALFORMED', 'This is not base64 as it is written.', { details: { field } });
    }
    // A loop: `Uint8Array.from` with a function takes twenty times as long, and answers are kilobytes.
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
}
