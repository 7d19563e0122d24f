// Bounded work: steps are counted, not time, so that every peer stops at the same place.

/** Elementary steps (comparing or joining two sets of rules) that one bound may take; about 100 ns each. */
const STEPS = 150_000;

/** Counts down; what is left undone is done coarsely, on the safe side. */
export class Work {
    #left: number;
    /** Whether something was done coarsely: the bound may then be above what a thief can reach. */
    coarse = false;

    constructor(steps: number = STEPS) {
        this.#left = steps;
    }

    /** Whether there are so many steps left; takes them. */
    take(steps: number): boolean {
        if (steps > this.#left) return false;
        this.#left -= steps;
        return true;
    }
}
