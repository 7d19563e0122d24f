// ECDSA signatures as Fabric's MSP demands them: DER, with the lower of the two possible values of s.

interface Curve {
    /** Bytes of a coordinate, and of r and s. */
    readonly size: number;
    /** Order of the base point: FIPS 186-4, D.1.2.3 and D.1.2.4. */
    readonly order: bigint;
}

/** By the names that `node:crypto` gives the curves. */
export const CURVES = {
    'prime256v1': { size: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
    'secp384r1': { size: 48, order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n },
} as const satisfies Record<string, Curve>;

export type CurveName = keyof typeof CURVES;

function hexOf(value: bigint, size: number): string {
    return value.toString(16).padStart(size * 2, '0');
}

const HALF_ORDERS: Readonly<Record<CurveName, Buffer>> = {
    prime256v1: Buffer.from(hexOf(CURVES.prime256v1.order >> 1n, 32), 'hex'),
    secp384r1: Buffer.from(hexOf(CURVES.secp384r1.order >> 1n, 48), 'hex'),
};

/** The lower of s and n − s, both of which verify; big-endian, of the curve's size. */
function lower(s: Buffer, curve: CurveName): Buffer {
    if (s.compare(HALF_ORDERS[curve]) <= 0) return s;
    const { order, size } = CURVES[curve];
    return Buffer.from(hexOf(order - BigInt(`0x${s.toString('hex')}`), size), 'hex');
}

/** DER INTEGER of an unsigned big-endian number: no superfluous zeros, and one zero where the first bit is set. */
function derInteger(value: Buffer): Buffer {
    let start = 0;
    while (start < value.length - 1 && value[start] === 0) start += 1;
    const digits = value.subarray(start);
    const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
    return Buffer.from([0x02, digits.length + sign.length, ...sign, ...digits]);
}

/**
 * @param raw r and s side by side, each of the curve's size (`dsaEncoding: 'ieee-p1363'`)
 * @returns DER SEQUENCE { r, min(s, n − s) }; at most 104 bytes, so that one length byte is enough
 */
export function lowSDer(raw: Buffer, curve: CurveName): Buffer {
    const { size } = CURVES[curve];
    if (raw.length !== 2 * size) throw new RangeError(`A signature on ${curve} has ${2 * size} bytes, not ${raw.length}.`);
    const r = derInteger(raw.subarray(0, size));
    const s = derInteger(lower(raw.subarray(size), curve));
    return Buffer.concat([Buffer.from([0x30, r.length + s.length]), r, s]);
}
