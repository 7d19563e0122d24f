// The order of keys is that of their UTF-8 bytes, which is not JavaScript's order of strings: rule 4.7.

/** Compares as `Buffer.compare` would compare the UTF-8 encodings. */
export function compareUtf8(one: string, other: string): number {
    const length = Math.min(one.length, other.length);
    for (let index = 0; index < length; index++) {
        const a = one.charCodeAt(index);
        const b = other.charCodeAt(index);
        if (a !== b) return rank(a) - rank(b);
    }
    return one.length - other.length;
}

// A surrogate is half of a character above U+FFFF, whose UTF-8 sorts after all others.
function rank(unit: number): number {
    if (unit < 0xd800) return unit;
    return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** The entries of a map in the order of its keys. */
export function inKeyOrder<T>(map: ReadonlyMap<string, T>): [key: string, value: T][] {
    const entries = [...map];
    return entries.length < 2 ? entries : entries.sort(([one], [other]) => compareUtf8(one, other));
}
