// A part of the space of cells, and how boxes lie to it: the arithmetic of the search, in place, since it is done a million times.
import { wordsFor, type ClassSet } from './class-set';

/** Place of each dimension in the words of a region or box; groups come last, since a region has several rows of them. */
export class Layout {
    readonly offsets: readonly number[];
    readonly lengths: readonly number[];
    /** Words of the dimensions before the groups. */
    readonly size: number;
    readonly groupWords: number;
    readonly groups: number;

    /** @param counts classes of each dimension; the last is that of groups */
    constructor(counts: readonly number[]) {
        this.lengths = counts.map(wordsFor);
        this.groups = counts.length - 1;
        this.groupWords = this.lengths[this.groups] ?? 0;
        let at = 0;
        this.offsets = this.lengths.map(length => (at += length) - length);
        this.size = at - this.groupWords;
    }

    /** The words of one set per dimension. */
    words(sets: readonly ClassSet[]): Int32Array {
        const words = new Int32Array(this.size + this.groupWords);
        sets.forEach((set, dimension) => words.set(set, this.offsets[dimension]));
        return words;
    }
}

/** A match as classes: the cells of its box are those in which it holds. */
export interface Box {
    /** A set of classes per dimension; of groups, those one of which is enough. */
    readonly words: Int32Array;
    /** Dimensions in which it has a clause, ascending. */
    readonly clauses: readonly number[];
    /** Words of its clauses: what it takes to look at it. */
    readonly size: number;
}

/** No cell of a region is in a box. */
export const APART = -1;

/** How many cells of a region a clause holds in. */
const [NONE, SOME, ALL] = [0, 1, 2];

/** Most boxes that must hold in one search. */
const MAX_ROWS = 4;

/**
 * The cells with a class of each set. Groups are rows instead: every box that must hold and asks for groups has a row, of which the payee is in
 * one; so a region says in which groups a payee may still be, and a payee in no group at all is what has no rows.
 */
export class Region {
    readonly #words: Int32Array;
    rows = 0;

    constructor(private readonly layout: Layout) {
        this.#words = new Int32Array(layout.size + MAX_ROWS * layout.groupWords);
    }

    copy(other: Region): void {
        this.#words.set(other.#words);
        this.rows = other.rows;
    }

    /** All cells of these words. */
    begin(words: Int32Array): void {
        for (let i = 0; i < this.layout.size; i++) this.#words[i] = words[i] ?? 0;
        this.rows = 0;
    }

    /** In how many cells a clause holds, of which a payee needs one group of each row. */
    #held(words: Int32Array, dimension: number): number {
        const { layout } = this;
        const from = layout.offsets[dimension] ?? 0;
        const length = layout.lengths[dimension] ?? 0;
        const rows = dimension === layout.groups ? this.rows : 1;
        let held = NONE;
        for (let row = 0; row < rows; row++) {
            let shared = 0;
            let beside = 0;
            for (let i = 0; i < length; i++) {
                const word = this.#words[from + row * length + i] ?? 0;
                const both = word & (words[from + i] ?? 0);
                shared |= both;
                beside |= word ^ both;
            }
            if (beside === 0) return ALL;
            if (shared !== 0) held = SOME;
        }
        return held;
    }

    /** Whether a clause holds in some of the cells and not in others. */
    crosses(words: Int32Array, dimension: number): boolean {
        return this.#held(words, dimension) === SOME;
    }

    /** The dimensions in which some cells of the region are outside a box, a bit each; 0 where all are in it, APART where none is. */
    waysOut({ words, clauses }: Box): number {
        let ways = 0;
        for (let i = 0; i < clauses.length; i++) {
            const dimension = clauses[i] ?? 0;
            const held = this.#held(words, dimension);
            if (held === NONE) return APART;
            if (held === SOME) ways |= 1 << dimension;
        }
        return ways;
    }

    /** Keeps the cells outside a clause, which holds in some of them, not in all. */
    leave(words: Int32Array, dimension: number): void {
        const { layout } = this;
        const from = layout.offsets[dimension] ?? 0;
        const length = layout.lengths[dimension] ?? 0;
        const rows = dimension === layout.groups ? this.rows : 1;
        for (let at = from; at < from + rows * length; at++) {
            this.#words[at] = (this.#words[at] ?? 0) & ~(words[from + (at - from) % length] ?? 0);
        }
    }

    /** Keeps the cells of a clause. Of groups it keeps all: a payee who is in one more group is another payee. @returns whether there are any */
    enter(words: Int32Array, dimension: number): boolean {
        const { layout } = this;
        if (dimension === layout.groups) return true;
        const from = layout.offsets[dimension] ?? 0;
        let any = 0;
        for (let at = from; at < from + (layout.lengths[dimension] ?? 0); at++) any |= (this.#words[at] = (this.#words[at] ?? 0) & (words[at] ?? 0));
        return any !== 0;
    }

    /** Asks that the payee is in one of the groups of a box. */
    askGroup(words: Int32Array): void {
        const { size, groupWords } = this.layout;
        if (this.rows === MAX_ROWS) throw new RangeError('More boxes than a search takes.');
        for (let i = 0; i < groupWords; i++) this.#words[size + this.rows * groupWords + i] = words[size + i] ?? 0;
        this.rows += 1;
    }

    #first(at: number, length: number): number {
        for (let i = 0; i < length * 32; i++) if (((this.#words[at + (i >>> 5)] ?? 0) & (1 << (i & 31))) !== 0) return i;
        throw new RangeError('An empty set of classes.');
    }

    /** One of its cells: the first class of each dimension, and of each row. */
    cell(): Cell {
        const { offsets, lengths, groups, size, groupWords } = this.layout;
        return {
            classes: offsets.slice(0, groups).map((at, dimension) => this.#first(at, lengths[dimension] ?? 0)),
            groups: Array.from({ length: this.rows }, (_, row) => this.#first(size + row * groupWords, groupWords)),
        };
    }
}

/** One cell, by its class in each dimension and the classes of groups that the payee is in. */
export interface Cell { readonly classes: readonly number[]; readonly groups: readonly number[] }
