// The one form that a share has: field, number and points, as secrets.js writes them.
import { CarnetError } from '../errors/carnet-error.js';

/** Hexadecimal digits of a group key. */
export const KEY_DIGITS = 64;
/** Digits that say the field (`8`) and the number of a share. */
const PREFIX_DIGITS = 3;
/** The library pads secrets to a multiple of so many bits. */
const PAD_BITS = 128;

/** How long a share is, of a secret of so many hexadecimal digits: 99 for a group key. */
export function shareDigits(secretDigits: number): number {
    // One bit marks where the secret begins.
    return PREFIX_DIGITS + Math.ceil((secretDigits * 4 + 1) / PAD_BITS) * (PAD_BITS / 4);
}

/** The number of a share that has the form of one. */
export function shareNumber(share: string): number {
    return Number.parseInt(share.slice(1, PREFIX_DIGITS), 16);
}

/**
 * The share in lower case. @param digits that it has; @param details for the error, never the share itself
 * @throws CarnetError UNSUPPORTED_FIELD for shares over another field than GF(2^8), MALFORMED_SHARE
 */
export function readShare(text: string, digits: number, details: Readonly<Record<string, unknown>>): string {
    const share = text.toLowerCase();
    if (/^[0-9a-f]+$/.test(share.slice(1)) && /^[3-79a-k]/.test(share)) {
        throw new CarnetError('UNSUPPORTED_FIELD', 'The share is over another field than GF(2^8).', { details: { ...details, bits: Number.parseInt(share.slice(0, 1), 36) } });
    }
    const fits = share.length === digits && /^8[0-9a-f]+$/.test(share) && shareNumber(share) > 0;
    if (!fits) throw new CarnetError('MALFORMED_SHARE', `A share is ${digits} hexadecimal digits, of which the first is 8 and the next two are not 00.`, { details });
    return share;
}
