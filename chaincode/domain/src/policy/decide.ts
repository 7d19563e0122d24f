// The decision on a payment: one function for Explain and for Pay, total, the same whatever the order of rules.
import { byCodeUnits, canonicalJson } from '../canonical/json';
import { isAmount } from './amount';
import type { CompiledPolicy } from './compile';
import { layerReasons, type Approvals } from './layer-reasons';
import { compileFacts, evaluateMatch } from './match';
import type { PaymentFacts, Usage } from './payment-facts';
import { POLICY_REASON_CODES, type PolicyDecision, type PolicyLayer, type PolicyReason, type PolicyReasonCode } from './policy-decision';

/** One policy that must allow the payment, with what its counters hold in the periods in which the payment falls. */
export interface PolicyLayerInput {
    readonly layer: PolicyLayer;
    readonly policy: CompiledPolicy;
    readonly usage: Usage;
    /** By approval id; what is not there counts as one approval needed and none given. */
    readonly approvals: Approvals;
}

const RANK: ReadonlyMap<PolicyReasonCode, number> = new Map(POLICY_REASON_CODES.map((code, rank) => [code, rank]));

const APPROVAL_CODES: ReadonlySet<PolicyReasonCode> = new Set([
    'APPROVAL_INSUFFICIENT', 'APPROVER_NOT_ELIGIBLE', 'APPROVER_DUPLICATE', 'MAKER_CANNOT_APPROVE', 'APPROVAL_EXPIRED', 'APPROVAL_STALE',
]);

interface Placed { readonly layer?: PolicyLayer; readonly id?: string }

function byLayerAndId(a: Placed, b: Placed): number {
    return byCodeUnits(a.layer ?? '', b.layer ?? '') || byCodeUnits(a.id ?? '', b.id ?? '');
}

function byCodeAndId(a: PolicyReason, b: PolicyReason): number {
    return (RANK.get(a.code) ?? 0) - (RANK.get(b.code) ?? 0) || byCodeUnits(a.id ?? '', b.id ?? '') || byLayerAndId(a, b)
        || byCodeUnits(canonicalJson(a.parameters), canonicalJson(b.parameters));
}

/** Sorted, and what several versions of a policy say alike, once. */
function sortedOnce<T>(values: readonly T[], compare: (a: T, b: T) => number): T[] {
    const sorted = [...values].sort(compare);
    return sorted.filter((value, place) => {
        const before = sorted[place - 1];
        return before === undefined || compare(before, value) !== 0;
    });
}

/**
 * The decision that follows from reasons of whatever source: sorted by code (as POLICY_REASON_CODES), id and layer, each once. Without reasons it is
 * ALLOW; where all are about approvals, NEEDS_APPROVAL; else DENY.
 */
export function combineReasons(reasons: readonly PolicyReason[], allowedBy: PolicyDecision['allowedBy']): PolicyDecision {
    const decision = reasons.length === 0 ? 'ALLOW' : reasons.every(({ code }) => APPROVAL_CODES.has(code)) ? 'NEEDS_APPROVAL' : 'DENY';
    return { decision, reasons: sortedOnce(reasons, byCodeAndId), allowedBy: sortedOnce(allowedBy, byLayerAndId) };
}

/**
 * Decides by validity, transfers between holders, rules, limits and approvals of every layer; all must allow. Never throws: an amount that is none
 * is AMOUNT_INVALID, and where no policy allows, that is NO_ALLOW_RULE. Form, authority, state and funds are the wallet's to add (`combineReasons`).
 */
export function decidePayment(layers: readonly PolicyLayerInput[], facts: PaymentFacts): PolicyDecision {
    if (!isAmount(facts.amount)) return combineReasons([{ code: 'AMOUNT_INVALID', parameters: {} }], []);
    if (layers.length === 0) return combineReasons([{ code: 'NO_ALLOW_RULE', parameters: { clauses: [] } }], []);
    const reasons: PolicyReason[] = [];
    const allowedBy: { readonly layer: PolicyLayer; readonly id: string }[] = [];
    for (const { layer, policy, usage, approvals } of layers) {
        const compiled = compileFacts(policy.policy.calendar, facts);
        const allowing = policy.allows.filter(({ when }) => evaluateMatch(when, compiled) === 'TRUE');
        allowedBy.push(...allowing.map(({ id }) => ({ layer, id })));
        reasons.push(...layerReasons(policy, compiled, usage, approvals, allowing.length > 0).map(reason => ({ ...reason, layer })));
    }
    return combineReasons(reasons, allowedBy);
}
