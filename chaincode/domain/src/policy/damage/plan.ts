// A plan of payments: the proof that a thief can really move so much.
import type { Spending } from './spending';

/** By slot: how many payments, and their sum. */
export type Plan = ReadonlyMap<number, { readonly payments: bigint; readonly amount: bigint }>;

/** What bounds the sum: a bound by its place, or all coins; and how much of the sum. */
export interface Binding { readonly bound: number | 'coins'; readonly amount: bigint }

/** An upper bound of what can be moved, what makes it one, and a plan that may reach it. */
export interface Most { readonly amount: bigint; readonly bindings: readonly Binding[]; readonly plan: Plan }

/** Whether every bound holds, payments are within the amounts of their slots, and all together come to `amount`. */
export function carriesOut(plan: Plan, amount: bigint, { slots, bounds, coins }: Spending): boolean {
    const sums = bounds.map(() => 0n);
    let sum = 0n;
    for (const [place, { payments, amount: paid }] of plan) {
        const slot = slots[place];
        if (slot === undefined || paid < payments * slot.low || paid > payments * slot.high) return false;
        sum += paid;
        for (const bound of slot.bounds) sums[bound] = (sums[bound] ?? 0n) + (bounds[bound]?.measure === 'count' ? payments : paid);
    }
    return sum === amount && sum <= coins && bounds.every(({ room }, place) => (sums[place] ?? 0n) <= room);
}
