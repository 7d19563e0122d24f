// What the check of a policy answers: what forbids its issue, what its author should know, and what was proved.
import type { PaymentFacts } from './payment-facts';

export const POLICY_FINDING_CODES = [
    'POLICY_CONTRADICTION', 'RULE_UNREACHABLE', 'NOT_TIGHTER', 'ASSERTION_FAILED', 'QUORUM_IMPOSSIBLE', 'POLICY_TOO_COMPLEX',
    'RULE_NO_EFFECT', 'LIMITS_NOT_NESTED', 'STRUCTURING_RISK',
] as const;
export type PolicyFindingCode = typeof POLICY_FINDING_CODES[number];

export interface PolicyFinding {
    readonly code: PolicyFindingCode;
    /** Of the rule, assertion, limit or approval; absent where it is about the whole policy. */
    readonly id?: string;
    /** A payment that shows it; absent where there is none to show, e.g. of a rule that is never true. */
    readonly witness?: PaymentFacts;
    /** What is the matter and what to do, for people. */
    readonly sentence: string;
}

export interface PolicyCertificate {
    readonly policyHash: string;
    /** How many cells there are, each of whose payments are decided alike: a decimal integer, which may be above 2^53. */
    readonly cells: string;
    /** Sentences. */
    readonly proved: readonly string[];
}

export interface PolicyCheck {
    /** Each forbids the issue. */
    readonly refusals: readonly PolicyFinding[];
    /** POLICY_TOO_COMPLEX is here where all that must be proved was, and only the search for warnings did not come to its end. */
    readonly warnings: readonly PolicyFinding[];
    /** Absent where there are refusals. */
    readonly certificate?: PolicyCertificate;
    /** Work of the check, the same on every peer. */
    readonly steps: number;
}
