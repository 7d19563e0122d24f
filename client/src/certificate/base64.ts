// Base64 in the one way in which a certificate writes it.
import { CarnetError } from '../errors/carnet-error.js';

export function toBase64(bytes: Uint8Array): string {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    return btoa(binary);
}

/** @throws CarnetError PROOF_MALFORMED for anything but the one text that these bytes have */
export function fromBase64(text: string, field: string): Uint8Array<ArrayBuffer> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
        bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
    } catch (cause) {
        throw new CarnetError('PROOF_MALFORMED', 'This is not base64.', { details: { field }, cause });
    }
    // Unused bits of the last character could be changed without changing the bytes.
    if (toBase64(bytes) !== text) throw new CarnetError('PROOF_MALFORMED', 'This is not base64 as it is written.', { details: { field } });
    return bytes;
}
