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

/**
 * Upper bounds, each under some of the bounds: under every choice of nested ones, then under every two choices, of which the second has what
 * the first has not.
 */
function* upperBounds(spending: Spending, work: Work): Generator<Most> {
    const choices = nestedFamilies(spending, work);
    const trees = choices.map(choice => treeOf(spending, choice)).filter(tree => tree !== undefined);
    for (const tree of trees) yield nestedMost(spending, tree);
    for (const [index, first] of trees.entries()) {
        for (const choice of choices.slice(index + 1)) {
            const second = treeOf(spending, new Set([...choice].filter(family => choices[index]?.has(family) === false)));
            const most = second === undefined ? undefined : crossingMost(spending, [first, second], work);
            if (most !== undefined) yield most;
        }
    }
}

/** The least upper bound, and whether its payments can really be made: then there is no lesser one. */
function leastOf(spending: Spending, work: Work): { readonly least: Most; readonly reached: boolean } {
    let least: Most | undefined;
    for (const most of upperBounds(spending, work)) {
        if (carriesOut(most.plan, most.amount, spending)) return { least: most, reached: true };
        if (least === undefined || most.amount < least.amount) least = most;
    }
    if (least === undefined) throw new Error('There is always a choice of nested bounds');
    return { least, reached: false };
}

/**
 * The most that can be moved from `now` until the freeze by payments that need no approval: over all payees, channels and moments that the
 * policies allow, in every calendar period that the time touches, the present one with what is left of it. Exact where the limits are nested
 * or form two trees (as weeks and months do), and otherwise wherever a plan of payments is found that reaches it. Takes bounded work: what
 * would take longer is bounded coarsely, on the safe side.
 * @throws RangeError where the horizon is none
 */
export function damageBound({ layers, coins, now, horizonDays }: DamageBoundInput): DamageBound {
    if (!Number.isInteger(horizonDays) || horizonDays < 0 || horizonDays > HORIZON_MAX_DAYS) throw new RangeError(`Not a horizon: ${horizonDays} days`);
    const work = new Work();
    const spending = spendingOf(layers, coins, { from: now, until: now + horizonDays * MILLISECONDS_PER_DAY + 1 }, work);
    const { least, reached } = leastOf(spending, work);
    const splits = layers.every(({ policy }) => policy.policy.transfer.split);
    const exact = least.amount === 0n || (reached && splits && !work.coarse);
    const bound = String(least.amount);
    const by = partsOf(least.bindings, spending);
    return { bound, exact, by, sentence: damageText(bound, by, horizonDays, layers[0]?.policy.policy.currency) };
}
