// The one form of an ECDSA signature that Fabric accepts: DER with S in the lower half of the curve's order.
import { MspError } from './msp-error.js';

const orders: Readonly<Record<string, bigint>> = {
    prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

interface Integers { readonly r: Uint8Array; readonly s: Uint8Array }

/** The order of the curve by OpenSSL's name. @throws MspError for curves that Fabric does not use. */
export function curveOrder(namedCurve: string | undefined): bigint {
    const order = orders[namedCurve ?? ''];
    if (order === undefined) throw new MspError(`curve ${namedCurve ?? 'unknown'} is not supported`);
    return order;
}

/**
 * Whether S is at most half the order: of the two equivalent signatures only this one counts, so that nobody can make a second from it.
 * @throws MspError when the bytes are no signature.
 */
export function isLowS(signature: Uint8Array, order: bigint): boolean {
    const { r, s } = parse(signature);
    const value = toInteger(s);
    return toInteger(r) > 0n && lower(value, order) === value;
}

/** The lower of the two values of S that both make the signature valid. */
function lower(s: bigint, order: bigint): bigint {
    return s <= order >> 1n ? s : order - s;
}

/** The same signature in its low-S form. */
export function toLowS(signature: Uint8Array, order: bigint): Uint8Array {
    const { r, s } = parse(signature);
    const value = toInteger(s);
    const lowest = lower(value, order);
    if (lowest === value) return signature;
    const low = integerBytes(lowest);
    const body = Buffer.concat([Buffer.from([0x02, r.length]), r, Buffer.from([0x02, low.length]), low]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** The same signature in its low-S form, of one written as r and s in a row, each as long as the order. @param namedCurve by OpenSSL's name */
export function rawLowS(signature: Uint8Array, namedCurve: string): Uint8Array {
    const order = curveOrder(namedCurve);
    const half = signature.length / 2;
    const s = BigInt(`0x${Buffer.from(signature.subarray(half)).toString('hex')}`);
    const lowest = lower(s, order);
    if (lowest === s) return signature;
    return Buffer.concat([signature.subarray(0, half), Buffer.from(lowest.toString(16).padStart(2 * half, '0'), 'hex')]);
}

function parse(signature: Uint8Array): Integers {
    // Signatures on P-256 and P-384 are short enough for one-byte lengths.
    if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) throw new MspError('failed unmarshalling signature: not a DER sequence');
    const r = integerAt(signature, 2);
    const s = integerAt(signature, 4 + r.length);
    if (6 + r.length + s.length !== signature.length) throw new MspError('failed unmarshalling signature: trailing data');
    return { r, s };
}

function integerAt(bytes: Uint8Array, offset: number): Uint8Array {
    const length = bytes[offset + 1];
    if (bytes[offset] !== 0x02 || length === undefined || length === 0 || offset + 2 + length > bytes.length) {
        throw new MspError('failed unmarshalling signature: not a DER integer');
    }
    return bytes.subarray(offset + 2, offset + 2 + length);
}

function toInteger(bytes: Uint8Array): bigint {
    if ((bytes[0] ?? 0) & 0x80) throw new MspError('invalid signature, R and S must be larger than zero');
    const value = BigInt('0x' + Buffer.from(bytes).toString('hex'));
    if (value === 0n) throw new MspError('invalid signature, R and S must be larger than zero');
    return value;
}

function integerBytes(value: bigint): Buffer {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.length % 2 ? '0' + hex : hex, 'hex');
    return (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}
