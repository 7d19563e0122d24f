// Sets of the classes into which a dimension is cut, as bits of 32-bit words: bigint takes ten times as long.

/** Class i is bit i mod 32 of word ⌊i/32⌋. */
export type ClassSet = Int32Array;

export function wordsFor(classes: number): number {
    return Math.ceil(classes / 32);
}

export function emptySet(classes: number): ClassSet {
    return new Int32Array(wordsFor(classes));
}

export function fullSet(classes: number): ClassSet {
    const set = emptySet(classes);
    for (let i = 0; i < classes; i++) add(set, i);
    return set;
}

export function add(set: ClassSet, index: number): void {
    set[index >>> 5] = (set[index >>> 5] ?? 0) | (1 << (index & 31));
}

export function remove(set: ClassSet, index: number): void {
    set[index >>> 5] = (set[index >>> 5] ?? 0) & ~(1 << (index & 31));
}

export function isEmpty(set: ClassSet): boolean {
    return set.every(word => word === 0);
}

/** The classes of a set, ascending. */
export function members(set: ClassSet): number[] {
    const found: number[] = [];
    set.forEach((word, n) => {
        for (let rest = word; rest !== 0; rest &= rest - 1) found.push(32 * n + 31 - Math.clz32(rest & -rest));
    });
    return found;
}
