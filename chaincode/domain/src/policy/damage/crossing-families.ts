// Which families of bounds cross: a bound of one and a bound of the other share slots, and neither lies within the other.
import { sizesOf, type Spending } from './spending';
import type { Work } from './work';

/** Of a slot, that no bound of a family is on it; of a bound, that nothing is around it. */
const NONE = -1;
const UNKNOWN = -2;

/** Comparing two families in one slot takes a tenth of a step. */
const SLOTS_PER_STEP = 10;

/** By family, those that it crosses. What there is no time to look at is taken to cross. */
export function crossingFamilies({ slots, bounds, families }: Spending, work: Work): readonly ReadonlySet<number>[] {
    const placesOf = Array.from({ length: families }, () => new Int32Array(slots.length).fill(NONE));
    slots.forEach((slot, index) => {
        for (const place of slot.bounds) {
            const places = placesOf[bounds[place]?.family ?? NONE];
            if (places !== undefined) places[index] = place;
        }
    });
    const sizes = Int32Array.from(sizesOf(slots, bounds.length));
    const crossing = placesOf.map(() => new Set<number>());
    placesOf.forEach((first, a) => {
        placesOf.slice(a + 1).forEach((second, after) => {
            if (work.take(Math.ceil(slots.length / SLOTS_PER_STEP)) && areNested(first, second, sizes)) return;
            const b = a + 1 + after;
            crossing[a]?.add(b);
            crossing[b]?.add(a);
        });
    });
    return crossing;
}

/** Whether all slots agree on what is around each bound. @param first by slot the place of the bound of one family; @param second of the other */
function areNested(first: Int32Array, second: Int32Array, sizes: Int32Array): boolean {
    const around = new Int32Array(sizes.length).fill(UNKNOWN);
    for (let slot = 0; slot < first.length; slot++) {
        const a = first[slot] ?? NONE;
        const b = second[slot] ?? NONE;
        const swap = a === NONE || (b !== NONE && ((sizes[b] ?? 0) - (sizes[a] ?? 0) || b - a) < 0);
        const inner = swap ? b : a;
        const outer = swap ? a : b;
        if (inner === NONE) continue;
        if (around[inner] !== UNKNOWN && around[inner] !== outer) return false;
        around[inner] = outer;
        if (outer === NONE) continue;
        if (around[outer] !== UNKNOWN && around[outer] !== NONE) return false;
        around[outer] = NONE;
    }
    return true;
}
