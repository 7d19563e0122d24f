// The field of the shares, GF(2^8) over x^8+x^4+x^3+x^2+1 as secrets.js has it: what is computed on shares without ever rebuilding the key.

const EXPONENTS = new Uint8Array(255);
const LOGARITHMS = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
    EXPONENTS[power] = value;
    LOGARITHMS[value] = power;
    value = value << 1 ^ (value >= 128 ? 0x11d : 0);
}

/** a · b^sign, both not zero. */
function combined(a: number, b: number, sign: 1 | -1): number {
    return EXPONENTS[((LOGARITHMS[a] ?? 0) + sign * (LOGARITHMS[b] ?? 0) + 255) % 255] ?? 0;
}

/** a · b. */
export function productOf(a: number, b: number): number {
    return a === 0 || b === 0 ? 0 : combined(a, b, 1);
}

/** base to a power from 0; the power 0 is 1, of 0 too. */
export function powerOf(base: number, power: number): number {
    let result = 1;
    for (let left = power; left > 0; left--) result = productOf(result, base);
    return result;
}

/**
 * Factors for values at these points, all different: times the point to the power 0, 1, … n - d - 1 they add values of any polynomial of degree
 * below d up to zero.
 */
export function dualFactors(points: readonly number[]): readonly number[] {
    return points.map(own => points.reduce((factor, other) => other === own ? factor : combined(factor, own ^ other, -1), 1));
}

/** Factor of the share at `own` where the polynomial through the points of `quorum` is evaluated at `at`; 0 is where the key is. */
export function lagrangeFactor(own: number, quorum: readonly number[], at: number): number {
    return quorum.reduce((factor, other) => other === own ? factor : combined(combined(factor, at ^ other, 1), own ^ other, -1), 1);
}

/** Each byte times a factor that is not zero. */
export function scaled(bytes: Uint8Array, factor: number): Buffer {
    return Buffer.from(bytes.map(byte => byte === 0 ? 0 : combined(byte, factor, 1)));
}

/** Addition, which is subtraction too. All are as long as the first. */
export function added(first: Uint8Array, ...others: readonly Uint8Array[]): Buffer {
    const sum = Buffer.from(first);
    for (const other of others) other.forEach((byte, place) => { sum[place] = (sum[place] ?? 0) ^ byte; });
    return sum;
}
