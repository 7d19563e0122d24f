// Which bounds are nested: of any two, one lies within the other or they have no slot in common. Such bounds form a tree.
import type { Spending } from './spending';
import type { Work } from './work';

/** Place of what contains everything: all coins. */
export const ROOT = -1;

export interface Tree {
    /** Places of the bounds, inner before outer. */
    readonly order: readonly number[];
    /** By the place of a bound: the next one around it, or ROOT. */
    readonly around: readonly number[];
    /** By the place of a slot: the innermost bound on it, or ROOT. */
    readonly innermost: readonly number[];
}

/** @returns undefined where the bounds of these families are not nested */
export function treeOf({ slots, bounds }: Spending, families: ReadonlySet<number>): Tree | undefined {
    const sizes = bounds.map(() => 0);
    for (const slot of slots) for (const place of slot.bounds) sizes[place] = (sizes[place] ?? 0) + 1;
    const innerFirst = (a: number, b: number): number => (sizes[a] ?? 0) - (sizes[b] ?? 0) || a - b;
    const around: (number | undefined)[] = bounds.map(() => undefined);
    const innermost: number[] = [];
    for (const slot of slots) {
        const chain = slot.bounds.filter(place => families.has(bounds[place]?.family ?? ROOT)).sort(innerFirst);
        innermost.push(chain[0] ?? ROOT);
        for (const [index, place] of chain.entries()) {
            const outer = chain[index + 1] ?? ROOT;
            // All slots of a nested bound agree on what is around it; where they do not, it crosses another.
            if (around[place] !== undefined && around[place] !== outer) return undefined;
            around[place] = outer;
        }
    }
    const order = bounds.map((_, place) => place).filter(place => around[place] !== undefined).sort(innerFirst);
    return { order, around: around.map(place => place ?? ROOT), innermost };
}

/** So many choices of nested families are tried at most. */
const MOST_CHOICES = 12;

/**
 * The families of which no two cross, each choice as large as it can be: one if all are nested; with weeks and months, which cross, one with the
 * weeks and one with the months.
 */
export function nestedFamilies(spending: Spending, work: Work): readonly ReadonlySet<number>[] {
    const families = Array.from({ length: spending.families }, (_, family) => family);
    if (treeOf(spending, new Set(families)) !== undefined) return [new Set(families)];
    const crossing = families.map(a => new Set(families.filter(b => {
        if (a === b) return false;
        return !work.take(spending.slots.length) || treeOf(spending, new Set([a, b])) === undefined;
    })));
    const alone = families.filter(family => crossing[family]?.size === 0);
    const choices: ReadonlySet<number>[] = [];
    // C. Bron, J. Kerbosch, "Finding all cliques of an undirected graph" (1973), on the families that do not cross.
    const extend = (chosen: readonly number[], open: readonly number[], done: readonly number[]): void => {
        if (open.length === 0 && done.length === 0) choices.push(new Set([...alone, ...chosen]));
        open.forEach((family, index) => {
            if (choices.length === MOST_CHOICES || (choices.length > 0 && !work.take(families.length))) return;
            const fits = (other: number): boolean => crossing[family]?.has(other) === false;
            extend([...chosen, family], open.slice(index + 1).filter(fits), [...done, ...open.slice(0, index)].filter(fits));
        });
    };
    extend([], families.filter(family => !alone.includes(family)), []);
    return choices;
}
