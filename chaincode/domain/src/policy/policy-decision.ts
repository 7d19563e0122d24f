// What a policy answers: a decision with all its reasons, the same for a question (Explain) and for a payment (Pay).

/** Reasons in the order in which they are sorted: by this list, then by rule id. */
export const POLICY_REASON_CODES = [
    'AMOUNT_INVALID', 'CURRENCY_MISMATCH', 'DUPLICATE_COIN', 'OUTPUT_SUM_MISMATCH', 'PAYEE_UNKNOWN', 'SELF_PAYMENT',
    'NOT_WALLET_HOLDER', 'KEY_SUPERSEDED', 'ROLE_REQUIRED',
    'WALLET_FROZEN', 'COIN_FROZEN', 'PAYEE_SUSPENDED', 'PROGRAMME_PAUSED', 'RECOVERY_PENDING',
    'CLOCK_SKEW', 'POLICY_NOT_YET', 'POLICY_EXPIRED',
    'DENY_RULE', 'DENY_UNKNOWN', 'NO_ALLOW_RULE',
    'LIMIT_AMOUNT', 'LIMIT_COUNT', 'STRIPE_INSUFFICIENT',
    'APPROVAL_INSUFFICIENT', 'APPROVER_NOT_ELIGIBLE', 'APPROVER_DUPLICATE', 'MAKER_CANNOT_APPROVE', 'APPROVAL_EXPIRED', 'APPROVAL_STALE',
    'COINS_INSUFFICIENT', 'COIN_EXPIRED', 'COIN_SPENT',
] as const;
export type PolicyReasonCode = typeof POLICY_REASON_CODES[number];

export const POLICY_LAYERS = ['programme', 'wallet'] as const;
/** The layer that said it: the programme's policy travels with the coin, the wallet's is its holder's or employer's own. */
export type PolicyLayer = typeof POLICY_LAYERS[number];

export interface PolicyReason {
    readonly code: PolicyReasonCode;
    readonly layer?: PolicyLayer;
    /** Id of the rule, limit or approval; of NO_ALLOW_RULE the allow rule that came nearest (fewest clauses that are not true; then by id). */
    readonly id?: string;
    /**
     * By code: NO_ALLOW_RULE and DENY_UNKNOWN `{clauses}` (names of the clauses that failed or are unknown, sorted); LIMIT_* `{limit, period,
     * max, used,
     * asked}` as decimal texts; STRIPE_INSUFFICIENT as well `{stripes, available}`; APPROVAL_INSUFFICIENT `{roster, above, needed, given}`;
     * POLICY_NOT_YET
     * `{notBefore}`, POLICY_EXPIRED `{notAfter}`. No reason names another wallet or what it holds.
     */
    readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * `NEEDS_APPROVAL`: nothing but approvals is missing. STRIPE_INSUFFICIENT alone is DENY with the advice to name other stripes; it is no final
 * denial.
 */
export interface PolicyDecision {
    readonly decision: 'ALLOW' | 'NEEDS_APPROVAL' | 'DENY';
    /** All of them, sorted; empty for ALLOW. */
    readonly reasons: readonly PolicyReason[];
    /** Ids of the allow rules that are true, sorted, per layer: which rule allowed it. */
    readonly allowedBy: readonly { readonly layer: PolicyLayer; readonly id: string }[];
}
