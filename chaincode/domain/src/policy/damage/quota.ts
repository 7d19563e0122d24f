// What bounds sums of payments of a thief: limits and cumulative approvals of both layers, with what is left of them now.
import type { CompiledPolicy } from '../compile';
import { stripeRoom } from '../counters';
import type { StripeUsage, Usage } from '../payment-facts';
import { periodIndex, type CountedPeriod, type PolicyCalendar } from '../periods';
import type { PolicyLayer } from '../policy-decision';

/** One policy that must allow, and what its counters hold now. */
export interface BoundLayer {
    readonly layer: PolicyLayer;
    readonly policy: CompiledPolicy;
    /** In the periods in which `now` falls, for every stripe that is used; a stripe that is not there is unused. */
    readonly usage: Usage;
}

/** A limit, or the cumulative sum of an approval, over calendar periods. */
export interface Quota {
    readonly layer: PolicyLayer;
    readonly id: string;
    readonly use: 'limit' | 'approval';
    readonly measure: 'amount' | 'count';
    readonly period: CountedPeriod;
    readonly calendar: PolicyCalendar;
    readonly max: bigint;
    /** Left of the period in which `now` falls. */
    readonly left: bigint;
    /** Number of that period. */
    readonly current: number;
}

/** What is left on all stripes: a payment may name every one of them. */
function leftOf(max: bigint, stripes: number, usage: readonly StripeUsage[] | undefined): bigint {
    const used = new Map(usage?.map(({ stripe, used: amount }) => [stripe, amount]));
    let left = 0n;
    for (let stripe = 0; stripe < stripes; stripe++) left += stripeRoom({ max, stripes }, { stripe, used: used.get(stripe) ?? 0n });
    return left;
}

/** Quotas of a layer in the order of its limits, then of its approvals; `undefined` for a limit or approval that has no counter. */
export function quotasOf({ layer, policy, usage }: BoundLayer, now: number): readonly (Quota | undefined)[] {
    const { calendar } = policy.policy;
    const common = (id: string, period: CountedPeriod, max: bigint, stripes: number): Pick<Quota, 'layer' | 'id' | 'period' | 'calendar' | 'max' | 'left' | 'current'> => ({
        layer, id, period, calendar, max,
        left: leftOf(max, stripes, Object.hasOwn(usage, id) ? usage[id] : undefined), current: periodIndex(calendar, period, now),
    });
    return [
        ...policy.limits.map(({ limit: { period, measure }, id, max, stripes }): Quota | undefined =>
            period === 'tx' ? undefined : { ...common(id, period, max, stripes), use: 'limit', measure }),
        ...policy.approvals.map(({ approval: { cumulative }, id, cumulativeAbove }): Quota | undefined =>
            cumulative === undefined || cumulativeAbove === undefined
                ? undefined : { ...common(id, cumulative.period, cumulativeAbove, 1), use: 'approval', measure: 'amount' }),
    ];
}

/** What may be counted in a period from now on. */
export function roomOf({ current, left, max }: Quota, period: number): bigint {
    return period === current ? left : max;
}
