// Counters of limits and of cumulative approvals: which ones a payment moves, and how an amount is laid on their stripes.
import type { CompiledPolicy } from './compile';
import { compileFacts, evaluateMatch, type CompiledFacts } from './match';
import type { PaymentFacts, StripeUsage } from './payment-facts';
import { periodIndex, type CountedPeriod } from './periods';

/** Bounded share of one counter that `spread` and the decision are about. */
interface Shared {
    /** Of a limit, its maximum; of an approval, the sum above which it is needed, which bounds nothing. */
    readonly max: bigint;
    readonly stripes: number;
}

export interface Counter extends Shared {
    /** Of the limit or approval: unique among both. */
    readonly id: string;
    readonly use: 'limit' | 'approval';
    readonly measure: 'amount' | 'count';
    readonly period: CountedPeriod;
    /** As `periodIndex` gives it, by the calendar of the policy; 0 for life. */
    readonly index: number;
    readonly scope: 'wallet' | 'programme';
}

/** What a counter is taken to hold where no stripe is named. */
const UNUSED: readonly StripeUsage[] = [{ stripe: 0, used: 0n }];

/** What stripe `stripe` (from 0) may count: ⌊max/stripes⌋, and one more for the first max mod stripes; 0 outside. */
export function stripeShare({ max, stripes }: Shared, stripe: number): bigint {
    if (!Number.isSafeInteger(stripe) || stripe < 0 || stripe >= stripes) return 0n;
    const count = BigInt(stripes);
    return max / count + (BigInt(stripe) < max % count ? 1n : 0n);
}

/** The named stripes that the counter has, each once, in the order in which they are named. */
export function namedStripes({ stripes }: Pick<Shared, 'stripes'>, usage: readonly StripeUsage[] = UNUSED): readonly StripeUsage[] {
    const seen = new Set<number>();
    return usage.filter(({ stripe }) => {
        if (!Number.isSafeInteger(stripe) || stripe < 0 || stripe >= stripes || seen.has(stripe)) return false;
        seen.add(stripe);
        return true;
    });
}

/** What is free on a stripe, never below 0. */
export function stripeRoom(counter: Shared, { stripe, used }: StripeUsage): bigint {
    const share = stripeShare(counter, stripe);
    return used < share ? share - used : 0n;
}

/** What a payment adds to a counter in all. */
export function askedOf({ measure }: Pick<Counter, 'measure'>, amount: bigint): bigint {
    return measure === 'count' ? 1n : amount;
}

/**
 * What a payment of `amount` adds to each named stripe; the first is filled first. Stripes that get nothing are left out.
 * @param usage of this counter, as `Usage` has it under its id
 * @returns undefined where the limit has not so much room on the named stripes; an approval counts whatever comes
 */
export function spread(counter: Counter, amount: bigint, usage?: readonly StripeUsage[]): readonly StripeUsage[] | undefined {
    let rest = askedOf(counter, amount);
    if (counter.use === 'approval') return [{ stripe: 0, used: rest }];
    const additions: StripeUsage[] = [];
    for (const named of namedStripes(counter, usage)) {
        const room = stripeRoom(counter, named);
        const added = rest < room ? rest : room;
        if (added > 0n) additions.push({ stripe: named.stripe, used: added });
        rest -= added;
    }
    return rest === 0n ? additions : undefined;
}

/** As `countersOf`, where the facts are compiled already. */
export function countersOfCompiled(policy: CompiledPolicy, facts: CompiledFacts): readonly Counter[] {
    const { calendar } = policy.policy;
    const counters: Counter[] = [];
    for (const { limit, id, match, max, stripes } of policy.limits) {
        if (limit.period === 'tx' || evaluateMatch(match, facts) === 'FALSE') continue;
        const { period, measure, scope } = limit;
        counters.push({ id, use: 'limit', measure, period, index: periodIndex(calendar, period, facts.time), scope, stripes, max });
    }
    for (const { approval: { cumulative }, id, match, cumulativeAbove: max } of policy.approvals) {
        if (cumulative === undefined || max === undefined || evaluateMatch(match, facts) === 'FALSE') continue;
        const { period } = cumulative;
        counters.push({
            id, use: 'approval', measure: 'amount', period, index: periodIndex(calendar, period, facts.time), scope: 'wallet', stripes: 1, max,
        });
    }
    return counters;
}

/**
 * The counters that a payment moves: those whose match is TRUE or UNKNOWN, limits first, each by id. A limit on single payments (`tx`) has none.
 * @param facts with an amount that is one (`isAmount`)
 */
export function countersOf(policy: CompiledPolicy, facts: PaymentFacts): readonly Counter[] {
    return countersOfCompiled(policy, compileFacts(policy.policy.calendar, facts));
}
