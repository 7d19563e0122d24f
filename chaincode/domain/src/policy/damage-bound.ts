// The damage bound: the most that a thief with the holder's key can move before a freeze, without managers.
import { MILLISECONDS_PER_DAY } from '../codec/calendar';
import { crossingMost } from './damage/crossing-most';
import { partsOf, type DamagePart } from './damage/damage-part';
import { damageText } from './damage/damage-text';
import { nestedFamilies, treeOf } from './damage/nesting';
import { nestedMost } from './damage/nested-most';
import { carriesOut, type Most } from './damage/plan';
import type { BoundLayer } from './damage/quota';
import { spendingOf, type SpendableCoins, type Spending } from './damage/spending';
import { Work } from './damage/work';
import type { Amount } from './policy';

export type { DamagePart } from './damage/damage-part';
export type { BoundLayer } from './damage/quota';
export type { SpendableCoins } from './damage/spending';

/** Days between now and the freeze, at most. */
export const HORIZON_MAX_DAYS = 366;

export interface DamageBoundInput {
    /** Policies that must all allow a payment; the first one's currency is the coins'. */
    readonly layers: readonly BoundLayer[];
    readonly coins: readonly SpendableCoins[];
    /** Milliseconds since 1970-01-01 UTC. */
    readonly now: number;
    /** The freeze comes so many times 24 hours after now, 0…366; a payment in its very moment is still made. */
    readonly horizonDays: number;
}

export interface DamageBound {
    /** Minor units; '0' where nothing can be moved. */
    readonly bound: Amount;
    /** Whether there are payments, all allowed, that come to the bound; else it may be above what can be moved, never below. */
    readonly exact: boolean;
    /** What stops the thief; the amounts come to the bound. Empty where nothing can be moved. */
    readonly by: readonly DamagePart[];
    readonly sentence: string;
}

/** What an upper bound takes for each slot and bound, the first one of all left aside. */
const STEPS_PER_PLACE = 15;

/**
 * Upper bounds, each under some of the bounds: under every choice of nested ones, then under every two choices, of which the second has what
 * the first has not.
 */
function* upperBounds(spending: Spending, work: Work): Generator<Most> {
    const choices = nestedFamilies(spending, work);
    const isTime = (): boolean => work.take(STEPS_PER_PLACE * (spending.slots.length + spending.bounds.length));
    for (const [index, choice] of choices.entries()) {
        const tree = index === 0 || isTime() ? treeOf(spending, choice) : undefined;
        if (tree !== undefined) yield nestedMost(spending, tree);
    }
    for (const [index, one] of choices.entries()) {
        for (const other of choices.slice(index + 1)) {
            if (!isTime()) return;
            const trees = [treeOf(spending, one), treeOf(spending, new Set([...other].filter(family => !one.has(family))))] as const;
            const most = trees[0] === undefined || trees[1] === undefined ? undefined : crossingMost(spending, [trees[0], trees[1]], work);
            if (most !== undefined) yield most;
        }
    }
}

interface Found extends Pick<Most, 'amount' | 'bindings'> {
    readonly spending: Spending;
    /** Whether payments are known that come to the amount: then no upper bound is lower. */
    readonly reached: boolean;
    readonly coarse: boolean;
}

/** The least upper bound that is found. */
function foundUnder(layers: readonly BoundLayer[], { coins, now, horizonDays }: DamageBoundInput): Found {
    const work = new Work();
    const spending = spendingOf(layers, coins, { from: now, until: now + horizonDays * MILLISECONDS_PER_DAY + 1 }, work);
    let least: Most = { amount: spending.coins, bindings: [{ bound: 'coins', amount: spending.coins }], plan: new Map() };
    for (const most of upperBounds(spending, work)) {
        if (most.amount <= least.amount) least = most;
        if (carriesOut(most.plan, most.amount, spending)) return { ...most, spending, reached: !work.coarse, coarse: work.coarse };
    }
    return { ...least, spending, reached: false, coarse: work.coarse };
}

/**
 * The most that can be moved from `now` until the freeze by payments that need no approval: over all payees, channels and moments that the
 * policies allow, in every calendar period that the time touches, the present one with what is left of it. Exact where the limits are nested
 * or form two trees (as weeks and months do), and otherwise wherever a plan of payments is found that reaches it. Takes bounded work: what
 * would take longer is bounded coarsely, on the safe side.
 * @throws RangeError where the horizon is none
 */
export function damageBound(input: DamageBoundInput): DamageBound {
    const { horizonDays } = input;
    if (!Number.isInteger(horizonDays) || horizonDays < 0 || horizonDays > HORIZON_MAX_DAYS) throw new RangeError(`Not a horizon: ${horizonDays} days`);
    const together = foundUnder(input.layers, input);
    // What all layers must allow is no more than what one of them allows alone.
    const found = [together, ...together.coarse && input.layers.length > 1 ? input.layers.map(layer => foundUnder([layer], input)) : []];
    const { amount, bindings, spending } = found.reduce((least, other) => other.amount < least.amount ? other : least);
    const splits = input.layers.every(({ policy }) => policy.policy.transfer.split);
    const bound = String(amount);
    const by = partsOf(bindings, spending);
    return {
        bound, exact: amount === 0n || (together.reached && splits), by,
        sentence: damageText(bound, by, horizonDays, input.layers[0]?.policy.policy.currency),
    };
}
