// Finds a cell that lies in all of some boxes and in none of others, or proves that there is none: exact, without sampling.
import { GROUPS, type CellSpace, type World } from './cell-space';
import { APART, Region, type Box, type Cell, type Layout } from './region';
import type { StepBudget } from './step-budget';

/** A part of the space on one level of the search, and the boxes that it may meet. Levels are used again: searches make no garbage. */
class Level {
    readonly region: Region;
    readonly boxes: Box[] = [];
    /** The dimensions in which each box can be left, a bit each; several where the region is in all of its other clauses. */
    readonly ways: number[] = [];
    count = 0;

    constructor(layout: Layout) {
        this.region = new Region(layout);
    }

    add(box: Box): void {
        this.boxes[this.count] = box;
        this.count += 1;
    }
}

/** Stands for a box that is not there. */
const NO_BOX: Box = { words: new Int32Array(0), clauses: [], size: 0 };

function bits(word: number): number {
    let count = 0;
    for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
    return count;
}

/** What a search is about: cells that lie in all boxes of `inside` and in none of `avoiding`, but for `except`. */
export interface Sought {
    readonly inside: readonly Box[];
    readonly avoiding: readonly (readonly Box[])[];
    readonly except?: Box;
    /** Which payments there are. */
    readonly worlds: readonly World[];
}

/** Searches one space; all searches share the budget. */
export class CellSearch {
    readonly #levels: Level[] = [];
    readonly #union: Int32Array;
    #found: Region | undefined;

    constructor(private readonly space: CellSpace, private readonly budget: StepBudget) {
        this.#union = new Int32Array(space.layout.size + space.layout.groupWords);
    }

    #level(depth: number): Level {
        return this.#levels[depth] ??= new Level(this.space.layout);
    }

    /** @returns undefined: proved that there is no such cell. @throws StepsUsedUp */
    find({ inside, avoiding, except, worlds }: Sought): Cell | undefined {
        for (const world of worlds) {
            if (!this.#begin(world, inside)) continue;
            const level = this.#level(0);
            level.count = 0;
            for (const box of this.space.nowhere) level.add(box);
            for (const boxes of avoiding) for (const box of boxes) if (box !== except) level.add(box);
            if (this.#free(0)) return this.#found?.cell();
        }
        return undefined;
    }

    /** Whether there are cells that lie in all boxes; they are then the region of level 0. */
    #begin(world: World, inside: readonly Box[]): boolean {
        const { region } = this.#level(0);
        region.begin(world.words);
        for (const { words, clauses } of inside) {
            this.budget.spend(1 + clauses.length);
            for (const dimension of clauses) {
                if (dimension === GROUPS && world.groups) region.askGroup(words);
                else if (dimension === GROUPS || !region.enter(words, dimension)) return false;
            }
        }
        return true;
    }

    /** Leaves out boxes that the region does not meet. @returns whether none holds everywhere in it: else no cell is left */
    #meet(level: Level): boolean {
        const { region, boxes, ways } = level;
        let kept = 0;
        let steps = level.count;
        for (let index = 0; index < level.count; index++) {
            const box = boxes[index];
            if (box === undefined) throw new RangeError('A level has fewer boxes than it counts.');
            steps += box.size;
            const open = region.waysOut(box);
            if (open === APART) continue;
            if (open === 0) {
                this.budget.spend(steps);
                return false;
            }
            boxes[kept] = box;
            ways[kept] = open;
            kept += 1;
        }
        this.budget.spend(steps);
        level.count = kept;
        return true;
    }

    /** Whether a part of the region of this level meets none of its boxes; it is then `#found`. */
    #free(depth: number): boolean {
        const level = this.#level(depth);
        for (;;) {
            if (!this.#meet(level)) return false;
            if (level.count === 0) {
                this.#found = level.region;
                return true;
            }
            const tightest = this.#tightest(level);
            const [box, ways] = [level.boxes[tightest], level.ways[tightest] ?? 0];
            if (box === undefined) throw new RangeError('No box to leave.');
            // A box with one way is left that way; this may put the region inside another, which the next round sees.
            if (bits(ways) === 1) level.region.leave(box.words, 31 - Math.clz32(ways));
            else if (!this.#takeFree(level)) return this.#split(depth, box, ways);
        }
    }

    /** The box that can be left in the fewest ways. */
    #tightest({ ways, count }: Level): number {
        let [best, fewest] = [0, Infinity];
        for (let index = 0; index < count; index++) {
            const open = bits(ways[index] ?? 0);
            if (open < fewest) [best, fewest] = [index, open];
        }
        return best;
    }

    /** Where no box has some class of a dimension, that class is free of all boxes with a clause there: no need to look at the others. */
    #takeFree({ region, boxes, count }: Level): boolean {
        const { offsets, lengths } = this.space.layout;
        const union = this.#union;
        let present = 0;
        union.fill(0);
        this.budget.spend(union.length);
        for (let index = 0; index < count; index++) {
            const { words, clauses } = boxes[index] ?? NO_BOX;
            for (const dimension of clauses) {
                present |= 1 << dimension;
                const from = offsets[dimension] ?? 0;
                const end = from + (lengths[dimension] ?? 0);
                this.budget.spend(end - from);
                for (let at = from; at < end; at++) union[at] = (union[at] ?? 0) | (words[at] ?? 0);
            }
        }
        for (let dimension = 0; dimension <= GROUPS; dimension++) {
            if ((present & (1 << dimension)) === 0 || !region.crosses(union, dimension)) continue;
            region.leave(union, dimension);
            return true;
        }
        return false;
    }

    /** Leaves a box in each of its ways in turn; what was looked at for one way is not looked at for the next. */
    #split(depth: number, box: Box, ways: number): boolean {
        const [level, next] = [this.#level(depth), this.#level(depth + 1)];
        for (let dimension = 0; dimension <= GROUPS; dimension++) {
            if ((ways & (1 << dimension)) === 0) continue;
            next.region.copy(level.region);
            next.region.leave(box.words, dimension);
            next.count = 0;
            for (let index = 0; index < level.count; index++) {
                const other = level.boxes[index];
                if (other !== undefined && other !== box) next.add(other);
            }
            if (this.#free(depth + 1)) return true;
            level.region.enter(box.words, dimension);
        }
        return false;
    }
}
