// Codes for which a policy is not published; `checkPolicy` gives them with a payment that shows them.
import type { FailureMeaning } from './meaning';

/** Part of FAILURE_CODES. */
export const POLICY_CODES = {
    POLICY_CONTRADICTION: { meaning: 'The policy allows nothing at all, or the clauses of a rule can never hold together.',
        action: 'Correct the rule that is named; `carnet policy check` shows what is found.' },
    RULE_UNREACHABLE: { meaning: 'An allow rule is refused wherever it is true, or a rule can never be true.',
        action: 'Correct the rule, or leave it out; the payment that is named is one that it was to allow.' },
    NOT_TIGHTER: { meaning: 'A policy that only tightens allows a payment that the version before refused, or frees one of a limit or an approval.',
        action: 'Correct it by the payment or term that is named, or publish it as full, which takes the roster of the programme.' },
    ASSERTION_FAILED: { meaning: 'The rules do not keep an assertion of the policy.', action: 'Correct the rules or the assertion by the payment that is named.' },
    POLICY_TOO_COMPLEX: { meaning: 'What the policy must keep cannot be proved within the steps that a check may take.',
        action: 'Use fewer rules that overlap, or fewer different values in the clauses that are named.' },
} as const satisfies Record<string, FailureMeaning>;
