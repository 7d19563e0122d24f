// What a thief can pay to whom, time left aside: the classes of payments of which none is better for him than another.
import type { Clause } from '../match';
import { amounts, MOST, payeeDimensions, toAnotherHolder, type Dimension } from './dimensions';
import { bitsWith, type RuleBits } from './rule-bits';
import type { Work } from './work';

/** A class of payments: the rules that may apply, and the least and greatest amount. */
export interface Opening { readonly bits: bigint; readonly low: bigint; readonly high: bigint }

/** Most classes that are kept; what goes beyond is joined into one that is as good as all of them. */
const KEPT = 512;

const TIME = ['window', 'between'] as const;

/** What it takes to make a class and look at it, in steps. */
const STEPS_PER_CLASS = 10;

/** What an opening leads to is compared by this: more allow rules are better, fewer of all others. */
type Better<T> = (one: T, other: T) => boolean;

/** Those to which no other is as good; in the order given, of equals the first. */
export function best<T>(all: readonly T[], asGood: Better<T>, work: Work): readonly T[] {
    let kept: T[] = [];
    for (const one of all) {
        if (!work.take(kept.length + 1)) return all;
        if (kept.some(other => asGood(other, one))) continue;
        kept = kept.filter(other => !asGood(one, other));
        kept.push(one);
    }
    return kept;
}

/** One class that is at least as good as each of them. */
function joined(all: readonly Opening[], allows: bigint): Opening {
    return all.reduce((one, other) => ({
        bits: ((one.bits | other.bits) & allows) | (one.bits & other.bits & ~allows),
        low: one.low < other.low ? one.low : other.low, high: one.high > other.high ? one.high : other.high,
    }));
}

function distinct(all: Iterable<Opening>): readonly Opening[] {
    const found = new Map<bigint, Opening>();
    for (const one of all) {
        const key = one.bits << 128n | one.low << 64n | one.high;
        if (!found.has(key)) found.set(key, one);
    }
    return [...found.values()];
}

/**
 * The walk over the product of the dimensions, by bitwise AND. After each dimension go: classes that a deny rule without further clauses
 * denies, those that a layer cannot allow any more, and those to which another is as good.
 */
export class Openings {
    readonly #bits: RuleBits;
    readonly #work: Work;

    constructor(bits: RuleBits, work: Work) {
        this.#bits = bits;
        this.#work = work;
    }

    /** Rules with a clause on time may still apply or not. */
    find(): readonly Opening[] {
        const dimensions = payeeDimensions(this.#bits, this.#work);
        let found: readonly Opening[] = [{ bits: this.#bits.all, low: 1n, high: MOST }];
        dimensions.forEach((dimension, index) => {
            found = this.#across(found, dimension, this.#having([...dimensions.slice(index + 1).map(({ clause }) => clause), 'amount', ...TIME]));
        });
        const toHolders = toAnotherHolder(this.#bits).map(({ bits }) => ({ bits, low: 1n, high: MOST }));
        return this.#across([...found, ...toHolders], amounts(this.#bits), this.#having(TIME));
    }

    #having(clauses: readonly Clause[]): bigint {
        return clauses.reduce((bits, clause) => bits | bitsWith(this.#bits, clause), 0n);
    }

    /** The openings among which are left where the rules with a clause on time are known; @param time bits of those that time does not exclude */
    at(openings: readonly Opening[], time: bigint): readonly Opening[] {
        const taken = this.#work.take(openings.length * STEPS_PER_CLASS) ? openings : [this.#coarse(openings)];
        return this.#kept(taken.map(({ bits, low, high }) => ({ bits: bits & time, low, high })), 0n);
    }

    #across(openings: readonly Opening[], { classes }: Dimension, pending: bigint): readonly Opening[] {
        const cut = this.#few(distinct(classes.map(({ bits, low = 1n, high = MOST }) => ({ bits, low, high }))));
        const before = this.#work.take(openings.length * cut.length * STEPS_PER_CLASS) ? openings : [this.#coarse(openings)];
        return this.#few(this.#kept(before.flatMap(one => cut.map(other => this.#and(one, other))), pending));
    }

    #and(one: Opening, other: Opening): Opening {
        return { bits: one.bits & other.bits, low: one.low > other.low ? one.low : other.low, high: one.high < other.high ? one.high : other.high };
    }

    /** @param pending bits of the rules of which not all clauses are known */
    #kept(openings: readonly Opening[], pending: bigint): readonly Opening[] {
        const { allowsByLayer, allows, denies } = this.#bits;
        const open: Opening[] = [];
        for (const one of openings) {
            if ((one.bits & denies & ~pending) !== 0n || one.low > one.high) continue;
            if (allowsByLayer.some(bits => (one.bits & bits) === 0n)) continue;
            // Where one allow rule applies for certain, the others of its layer do not matter any more.
            const settled = allowsByLayer.reduce((bits, layer) => (one.bits & layer & ~pending) === 0n ? bits : bits | layer, one.bits);
            open.push({ ...one, bits: settled });
        }
        return best(distinct(open), (one, other) => {
            const worse = one.bits ^ allows;
            return (worse & (other.bits ^ allows)) === worse && one.low <= other.low && one.high >= other.high;
        }, this.#work);
    }

    #few(openings: readonly Opening[]): readonly Opening[] {
        return openings.length <= KEPT ? openings : [this.#coarse(openings)];
    }

    #coarse(openings: readonly Opening[]): Opening {
        if (openings.length > 1) this.#work.coarse = true;
        return joined(openings, this.#bits.allows);
    }
}
