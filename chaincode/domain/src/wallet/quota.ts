// What comes back of a payment gives back what the payment took of a limit, where the policy says so and the period has not ended.
import type { StripeUsage } from '../policy/payment-facts';

/** What a payment counted on one counter. */
export interface CountedSum {
    readonly measure: 'amount' | 'count';
    /** In the order in which the stripes were filled; what was given back before is taken off already. */
    readonly stripes: readonly StripeUsage[];
}

/**
 * What is taken off each stripe: of an amount what came back, the stripe that was filled last first; of a count 1, once nothing is left of the
 * payment at all.
 * @param back minor units that come back now; @param whole whether with it the whole payment has come back
 */
export function quotaBack({ measure, stripes }: CountedSum, back: bigint, whole: boolean): readonly StripeUsage[] {
    let rest = measure === 'amount' ? back : whole ? 1n : 0n;
    const given: StripeUsage[] = [];
    for (const { stripe, used } of [...stripes].reverse()) {
        const part = used < rest ? used : rest;
        if (part > 0n) given.push({ stripe, used: part });
        rest -= part;
    }
    return given;
}
