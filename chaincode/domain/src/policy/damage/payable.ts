// What can be paid in a stretch of time: the payments of which none is better for a thief than another, by the quotas that they count on.
import { best, Openings, type Opening } from './openings';
import type { RuleBits } from './rule-bits';
import { TimeClasses, type Stretch } from './time-classes';
import type { Work } from './work';

/** Any number of payments, each of an amount within these ends, both included. */
export interface Payable {
    /** Bits of the quotas on which they count. */
    readonly counts: bigint;
    readonly low: bigint;
    readonly high: bigint;
}

/** Most that is told apart in one stretch; of more, one is made that is as good as all. */
const MOST_IN_STRETCH = 1000;

/** One that is as good as each of them. */
function joined(all: readonly Payable[], work: Work): readonly Payable[] {
    if (all.length <= MOST_IN_STRETCH) return all;
    work.coarse = true;
    return [all.reduce((one, other) => ({
        counts: one.counts & other.counts, low: one.low < other.low ? one.low : other.low, high: one.high > other.high ? one.high : other.high,
    }))];
}

/** Finds it for one stretch after the other. */
export class Payables {
    readonly #bits: RuleBits;
    readonly #coins: bigint;
    readonly #work: Work;
    readonly #search: Openings;
    readonly #openings: readonly Opening[];
    readonly #time: TimeClasses;
    /** Bits of the quotas that count payments. */
    readonly #numbered: bigint;
    readonly #atMoment = new Map<bigint, readonly Payable[]>();
    readonly #inStretch = new Map<readonly bigint[], readonly Payable[]>();

    /** @param coins all that can be spent */
    constructor(bits: RuleBits, coins: bigint, work: Work) {
        this.#bits = bits;
        this.#coins = coins;
        this.#work = work;
        this.#search = new Openings(bits, work);
        this.#openings = this.#search.find();
        this.#time = new TimeClasses(bits);
        this.#numbered = bits.quotas.reduce((found, { bit, quota }) => quota.measure === 'count' ? found | bit : found, 0n);
    }

    /** One and the same list for stretches that look alike. */
    in(stretch: Stretch): readonly Payable[] {
        const moments = this.#time.of(stretch);
        const known = this.#inStretch.get(moments);
        if (known !== undefined) return known;
        const found = joined(best(moments.flatMap(moment => this.#at(moment)), (one, other) => this.#asGood(one, other), this.#work), this.#work);
        this.#inStretch.set(moments, found);
        return found;
    }

    #at(moment: bigint): readonly Payable[] {
        const known = this.#atMoment.get(moment);
        if (known !== undefined) return known;
        const found = this.#search.at(this.#openings, moment).flatMap(opening => this.#payable(opening));
        this.#atMoment.set(moment, found);
        return found;
    }

    /** What is too great for a limit on one payment, or for all coins, or needs approval, is cut off. */
    #payable({ bits, low, high }: Opening): readonly Payable[] {
        const { singles, quotas } = this.#bits;
        const all = high < this.#coins ? high : this.#coins;
        const greatest = singles.reduce((most, { bit, max }) => (bits & bit) !== 0n && max < most ? max : most, all);
        const counts = quotas.reduce((found, { bit }) => found | (bits & bit), 0n);
        return greatest < low ? [] : [{ counts, low, high: greatest }];
    }

    /** Whether whatever is paid by `other` could be paid by `one` as well, counting on nothing else. */
    #asGood(one: Payable, other: Payable): boolean {
        if ((one.counts & other.counts) !== one.counts) return false;
        // Where payments are not counted, a large one can be made of small ones.
        return (one.low === 1n && (one.counts & this.#numbered) === 0n) || (one.low <= other.low && one.high >= other.high);
    }
}
