// Why one policy does not allow a payment: all reasons, by validity, rules, limits and approvals.
import type { CompiledApproval, CompiledLimit, CompiledPolicy, CompiledRule } from './compile';
import { askedOf, namedStripes, stripeRoom } from './counters';
import { clausesNotTrue, evaluateMatch, type Clause, type CompiledFacts } from './match';
import type { StripeUsage, Usage } from './payment-facts';
import type { PolicyReason } from './policy-decision';

/** By approval id: how many approvals the roster asks for, and how many there are. */
export type Approvals = Readonly<Record<string, { readonly needed: number; readonly given: number }>>;

const NOT_GIVEN = { needed: 1, given: 0 };

function own<T>(record: Readonly<Record<string, T>>, id: string): T | undefined {
    return Object.hasOwn(record, id) ? record[id] : undefined;
}

function validityReasons({ policy, notBefore, notAfter }: CompiledPolicy, { time }: CompiledFacts): PolicyReason[] {
    if (time < notBefore) return [{ code: 'POLICY_NOT_YET', parameters: { notBefore: policy.validity.notBefore } }];
    // Written so that a time that is no number is refused as well.
    if (!(time < notAfter)) return [{ code: 'POLICY_EXPIRED', parameters: { notAfter: policy.validity.notAfter } }];
    return [];
}

function denyReasons({ policy, denies }: CompiledPolicy, facts: CompiledFacts): PolicyReason[] {
    const reasons: PolicyReason[] = denies.flatMap(({ id, when }): PolicyReason[] => {
        switch (evaluateMatch(when, facts)) {
        case 'TRUE': return [{ code: 'DENY_RULE', id, parameters: {} }];
        case 'UNKNOWN': return [{ code: 'DENY_UNKNOWN', id, parameters: { clauses: clausesNotTrue(when, facts, 'unknown') } }];
        case 'FALSE': return [];
        }
    });
    // No rule of the author's, and so without an id.
    if (facts.channel === 'p2p' && !policy.transfer.holderToHolder) {
        reasons.push({ code: 'DENY_RULE', parameters: { setting: 'transfer.holderToHolder' } });
    }
    return reasons;
}

interface Nearest { readonly id: string; readonly clauses: readonly Clause[] }

/** The allow rule with the fewest clauses that are not true; of equal ones the first by id. */
function nearestAllow(allows: readonly CompiledRule[], facts: CompiledFacts): Nearest | undefined {
    let nearest: Nearest | undefined;
    for (const { id, when } of allows) {
        const clauses = clausesNotTrue(when, facts, 'any');
        if (nearest === undefined || clauses.length < nearest.clauses.length) nearest = { id, clauses };
    }
    return nearest;
}

function noAllowReason(allows: readonly CompiledRule[], facts: CompiledFacts): PolicyReason {
    const nearest = nearestAllow(allows, facts);
    return nearest === undefined
        ? { code: 'NO_ALLOW_RULE', parameters: { clauses: [] } }
        : { code: 'NO_ALLOW_RULE', id: nearest.id, parameters: { clauses: nearest.clauses } };
}

function total(usage: readonly StripeUsage[]): bigint {
    return usage.reduce((sum, { used }) => sum + used, 0n);
}

function limitReasons(compiled: CompiledLimit, facts: CompiledFacts, usage: readonly StripeUsage[] | undefined): PolicyReason[] {
    const { limit, id, match, max, stripes } = compiled;
    const asked = askedOf(limit, facts.amount);
    const named = limit.period === 'tx' ? [] : namedStripes(compiled, usage);
    const available = limit.period === 'tx' ? max : named.reduce((sum, stripe) => sum + stripeRoom(compiled, stripe), 0n);
    if (asked <= available || evaluateMatch(match, facts) === 'FALSE') return [];
    const parameters = { limit: id, period: limit.period, max: String(max), used: String(total(named)), asked: String(asked) };
    // Final only where no other stripe could help.
    if (limit.period === 'tx' || asked > max || named.length === stripes) {
        return [{ code: limit.measure === 'count' ? 'LIMIT_COUNT' : 'LIMIT_AMOUNT', id, parameters }];
    }
    return [{ code: 'STRIPE_INSUFFICIENT', id, parameters: { ...parameters, stripes, available: String(available) } }];
}

function approvalReasons(
    compiled: CompiledApproval, facts: CompiledFacts, usage: readonly StripeUsage[] | undefined, approvals: Approvals,
): PolicyReason[] {
    const { approval, id, match, above, cumulativeAbove } = compiled;
    const single = facts.amount > above;
    const summed = cumulativeAbove !== undefined && total(namedStripes({ stripes: 1 }, usage)) + facts.amount > cumulativeAbove;
    if (!(single || summed) || evaluateMatch(match, facts) === 'FALSE') return [];
    const { needed, given } = own(approvals, id) ?? NOT_GIVEN;
    if (given >= needed) return [];
    return [{
        code: 'APPROVAL_INSUFFICIENT', id,
        parameters: { roster: approval.roster, above: String(single ? above : cumulativeAbove), needed, given },
    }];
}

/** All reasons of one policy, without their layer, unsorted; none where it allows. @param allowed whether an allow rule is true */
export function layerReasons(policy: CompiledPolicy, facts: CompiledFacts, usage: Usage, approvals: Approvals, allowed: boolean): PolicyReason[] {
    return [
        ...validityReasons(policy, facts),
        ...denyReasons(policy, facts),
        ...allowed ? [] : [noAllowReason(policy.allows, facts)],
        ...policy.limits.flatMap(limit => limitReasons(limit, facts, own(usage, limit.id))),
        ...policy.approvals.flatMap(approval => approvalReasons(approval, facts, own(usage, approval.id), approvals)),
    ];
}
