// The policy language, version 1: what a policy says, as JSON. It is total, order does not matter, deny wins, and unknown is deny.

/** The only value of `lang` so far. */
export const POLICY_LANGUAGE = 'carnet-policy/1';

/** Bounds of a policy: what is larger is refused when it is decoded. */
export const POLICY_LIMITS = {
    rules: 64, limits: 16, approvals: 8, assertions: 16, ranges: 32, bytes: 16 * 1024, stripes: 64,
} as const;

/** Most digits of an amount: every sum of a payment stays below 2^63. */
export const AMOUNT_MAX_DIGITS = 18;

/** A decimal integer of minor units without sign or leading zero, 1…10^18 − 1 where money moves; as a bound it may be '0'. */
export type Amount = string;

/** `pos`: at the till; `online`; `p2p`: from holder to holder. */
export const CHANNELS = ['pos', 'online', 'p2p'] as const;
export type Channel = typeof CHANNELS[number];

export const PERIODS = ['tx', 'day', 'week', 'month', 'year', 'life'] as const;
/** `tx` bounds each payment alone and has no counter; the others are calendar periods of the policy's calendar; `life` never ends. */
export type Period = typeof PERIODS[number];

/** AND of the clauses that are present, OR inside a clause; a match without clauses is true of everything. No clause is an empty list. */
export interface Match {
    /** Payee ids. */
    readonly payees?: readonly string[];
    /** True where the payee is in one of these groups. A payee's record always has its list of groups, so this is never unknown. */
    readonly payeeGroups?: readonly string[];
    /** Merchant category codes of ISO 18245 as four-digit texts, both ends included, low ≤ high. Unknown where the payee has none. */
    readonly categories?: readonly (readonly [string, string])[];
    /** ISO 3166-1 alpha-2, capitals. Unknown where the payee has none. */
    readonly countries?: readonly string[];
    /** ISO 3166-2, as `FR-75`. Unknown where the payee has none. */
    readonly regions?: readonly string[];
    readonly channels?: readonly Channel[];
    /** Both ends included; at least one is there; min ≤ max. */
    readonly amount?: { readonly min?: Amount; readonly max?: Amount };
    /** Local time of the policy's calendar. */
    readonly window?: {
        /** ISO weekday of the local day, 1 Monday … 7 Sunday, each once. */
        readonly days: readonly number[];
        /** 0…1439; this minute is inside. */
        readonly fromMinute: number;
        /** 1…1440, above `fromMinute`; this minute is outside. A window over midnight is two rules. */
        readonly toMinute: number;
    };
    /** Instants, `YYYY-MM-DDTHH:MM:SS.mmmZ`: `from` is inside, `until` outside; at least one is there. */
    readonly between?: { readonly from?: string; readonly until?: string };
}

export interface Rule {
    readonly id: string;
    readonly effect: 'allow' | 'deny';
    readonly when: Match;
    /** What it is for, for people, 1–200 characters. */
    readonly note?: string;
}

/** What matches may reach at most `max` in each period. A match that is unknown counts as true. */
export interface Limit {
    readonly id: string;
    readonly match: Match;
    /** `amount`: minor units; `count`: payments. */
    readonly measure: 'amount' | 'count';
    readonly period: Period;
    /** Included: exactly `max` is allowed. At least 1. */
    readonly max: Amount;
    /**
     * Counters that share the maximum, 1…64, default 1; at most `max`. The share of stripe i (from 0) is ⌊max/stripes⌋, and one more for the first
     * max mod stripes. More stripes let more payments of one wallet go on side by side.
     */
    readonly stripes?: number;
    /** Whose payments are counted together. */
    readonly scope: 'wallet' | 'programme';
}

/**
 * What matches and is more than `above` needs the approval of the roster; so does what takes the sum of a period above a bound. Unknown counts
 * as true.
 */
export interface Approval {
    readonly id: string;
    readonly match: Match;
    /** A payment of more than this, not of exactly this. */
    readonly above: Amount;
    /** Id of the roster whose members approve. */
    readonly roster: string;
    /** Without it one can split a payment so that no part needs approval (STRUCTURING_RISK). Counted per wallet. */
    readonly cumulative?: { readonly period: Exclude<Period, 'tx'>; readonly above: Amount };
}

/** What the author wants to be proved of the rules, with whatever limits and approvals there are. */
export type Assertion =
    | { readonly id: string; readonly never: Match }
    | { readonly id: string; readonly always: Match };

export interface Policy {
    readonly lang: typeof POLICY_LANGUAGE;
    readonly id: string;
    /** 1…2^31 − 1; the next version of the same id has the next number. */
    readonly version: number;
    /** Policy hash of the version before; null for the first. */
    readonly previousHash: string | null;
    /** `tighten-only`: whatever it allows was allowed by the version before; proved when it is published. */
    readonly mode: 'full' | 'tighten-only';
    /** ISO 4217 code, and how many decimals a minor unit stands for, 0…6. */
    readonly currency: { readonly code: string; readonly scale: number };
    /** Instants; `notBefore` is inside, `notAfter` outside. */
    readonly validity: { readonly notBefore: string; readonly notAfter: string };
    readonly calendar: {
        /** Local time less UTC, −720…840. A fixed offset: summer time is not a thing that every peer can compute alike for ever. */
        readonly utcOffsetMinutes: number;
        /** ISO weekday on which a week begins, 1 Monday … 7 Sunday. */
        readonly weekStart: number;
    };
    readonly transfer: {
        /** Whether holders may pay each other (channel `p2p`). */
        readonly holderToHolder: boolean;
        /** Whether a coin may be spent in part, with change. */
        readonly split: boolean;
    };
    readonly rules: readonly Rule[];
    readonly limits: readonly Limit[];
    readonly approvals: readonly Approval[];
    readonly refund: {
        readonly allowed: boolean;
        /** Seconds after the capture in which it may be refunded, 0…10 years. */
        readonly withinSeconds: number;
        /** Whether a refund gives back what its payment took of a limit: `same-period` only within the same calendar period. */
        readonly restoreQuota: 'never' | 'same-period';
    };
    readonly expiry: {
        /** What becomes of coins that expired: they go back to the issuer, or stay and cannot be spent. */
        readonly action: 'return-to-issuer' | 'block';
        /** Seconds after the expiry in which coins can still be spent, 0…1 year. */
        readonly graceSeconds: number;
    };
    readonly assertions: readonly Assertion[];
}
