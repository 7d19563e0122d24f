// What a policy is asked about: one payment, with facts that come from the ledger and never from the caller.
import type { Amount, Channel } from './policy';

/** Facts of a payee, as its record has them. */
export interface PayeeFacts {
    readonly id: string;
    /** Merchant category code (ISO 18245), four digits; absent where it is not known. */
    readonly category?: string;
    /** ISO 3166-1 alpha-2. */
    readonly country?: string;
    /** ISO 3166-2. */
    readonly region?: string;
    readonly groups: readonly string[];
}

export interface PaymentFacts {
    readonly payee: PayeeFacts;
    readonly channel: Channel;
    readonly amount: Amount;
    /** Milliseconds since 1970-01-01 UTC. */
    readonly time: number;
}

/**
 * What limits have counted before this payment, by limit id and by approval id (for its cumulative sum): for each stripe that is named, what
 * is used on
 * it. Whoever decides reads the counters of the periods in which the payment falls; what is not there counts as one stripe, 0, with 0 used.
 */
export type Usage = Readonly<Record<string, readonly StripeUsage[]>>;
export interface StripeUsage { readonly stripe: number; readonly used: bigint }
