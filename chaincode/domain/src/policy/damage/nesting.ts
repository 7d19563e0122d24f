// Which bounds are nested: of any two, one lies within the other or they have no slot in common. Such bounds form a tree.
import { crossingFamilies } from './crossing-families';
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
export function treeOf({ slots, bounds, innerFirst }: Spending, families: ReadonlySet<number>): Tree | undefined {
    const chosen = bounds.map(({ family }) => families.has(family));
    const around: (number | undefined)[] = bounds.map(() => undefined);
    const innermost: number[] = [];
    for (const slot of slots) {
        let inner = ROOT;
        let first = ROOT;
        for (const place of slot.bounds) {
            if (chosen[place] !== true) continue;
            if (inner === ROOT) first = place;
            else if (!agrees(around, inner, place)) return undefined;
            inner = place;
        }
        if (inner !== ROOT && !agrees(around, inner, ROOT)) return undefined;
        innermost.push(first);
    }
    return { order: innerFirst.filter(place => around[place] !== undefined), around: around.map(place => place ?? ROOT), innermost };
}

/** All slots of a nested bound agree on what is around it; where they do not, it crosses another. */
function agrees(around: (number | undefined)[], inner: number, outer: number): boolean {
    if (around[inner] !== undefined && around[inner] !== outer) return false;
    around[inner] = outer;
    return true;
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
    const crossing = crossingFamilies(spending, work);
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
