// Limits and approvals that bind nothing, limits that do not nest, and approvals that one can split a payment to avoid.
import { formatAmount } from '../amount';
import type { PolicyFinding } from '../policy-check';
import { PERIODS } from '../policy';
import type { LimitBox, PolicyCells } from './policy-cells';
import type { StepBudget } from './step-budget';

type Report = (finding: PolicyFinding) => void;

function countsNothing(cells: PolicyCells, budget: StepBudget, report: Report): void {
    for (const { limit: { id, limit }, box } of cells.newer.limits) {
        budget.ask(`whether limit '${id}' counts anything`);
        if (limit.period === 'tx' && limit.measure === 'count') {
            report({ code: 'RULE_NO_EFFECT', id, sentence: `Limit '${id}' binds nothing: each payment is one payment. Give it a period, or leave it out.` });
        } else if (cells.allowed([box]) === undefined) {
            report({ code: 'RULE_NO_EFFECT', id, sentence: `Limit '${id}' counts no payment that the rules allow. Correct its match, or leave it out.` });
        }
    }
    for (const { approval: { id }, needing } of cells.newer.approvals) {
        budget.ask(`whether approval '${id}' is ever needed`);
        if (cells.allowed([needing]) !== undefined) continue;
        report({ code: 'RULE_NO_EFFECT', id, sentence: `Approval '${id}' is never needed: no payment that can be allowed is above its bound. Correct it, or leave it out.` });
    }
}

function warnOfSplitting(cells: PolicyCells, budget: StepBudget, report: Report): void {
    const { currency: { code, scale } } = cells.newer.policy.policy;
    for (const { approval: { id, approval: { cumulative, above } }, needing, anyAmount } of cells.newer.approvals) {
        if (cumulative !== undefined) continue;
        budget.ask(`whether approval '${id}' can be avoided by splitting`);
        const found = cells.allowed([needing]) === undefined ? undefined : cells.allowed([anyAmount], [needing]);
        if (found === undefined) continue;
        report({
            code: 'STRUCTURING_RISK', id, witness: cells.space.witness(found),
            sentence: `Approval '${id}' can be avoided: several payments like this one, each of at most ${formatAmount(above, scale)} ${code}, need none. Give it cumulative.`,
        });
    }
}

/** Whether the periods of `inner` lie within periods of `outer`, and what the first counts the second counts as well. */
function isNarrower(inner: LimitBox, outer: LimitBox): boolean {
    const [a, b] = [inner.limit.limit, outer.limit.limit];
    // A week may lie in two months or years.
    const within = a.period === b.period || (PERIODS.indexOf(a.period) < PERIODS.indexOf(b.period) && !(a.period === 'week' && b.period !== 'life'));
    return within && (a.scope === b.scope || b.scope === 'programme');
}

function warnOfNesting(cells: PolicyCells, budget: StepBudget, report: Report): void {
    const counted = cells.newer.limits.filter(({ limit: { limit: { period, measure } } }) => period !== 'tx' || measure === 'amount');
    for (const [index, one] of counted.entries()) {
        for (const other of counted.slice(index + 1)) {
            if (one.limit.limit.measure !== other.limit.limit.measure) continue;
            const [a, b] = [one.limit, other.limit];
            budget.ask(`whether limits '${a.id}' and '${b.id}' nest`);
            const both = cells.allowed([one.box, other.box]);
            if (both === undefined) continue;
            const [onlyA, onlyB] = [cells.allowed([one.box], [other.box]), cells.allowed([other.box], [one.box])];
            // What single payments are bounded by adds nothing up.
            const sums = a.limit.period !== 'tx' && b.limit.period !== 'tx';
            if (sums && onlyA !== undefined && onlyB !== undefined) {
                report({
                    code: 'LIMITS_NOT_NESTED', id: a.id, witness: cells.space.witness(both),
                    sentence: `Limits '${a.id}' and '${b.id}' both count this payment, and each counts payments that the other does not: the damage bound is then no exact figure. Let one count all that the other counts.`,
                });
                continue;
            }
            const [inner, outer] = onlyA === undefined && isNarrower(one, other) && a.max > b.max ? [a, b]
                : onlyB === undefined && isNarrower(other, one) && b.max > a.max ? [b, a] : [];
            if (inner === undefined || outer === undefined) continue;
            report({
                code: 'LIMITS_NOT_NESTED', id: inner.id, witness: cells.space.witness(both),
                sentence: `Limit '${inner.id}' is never reached: limit '${outer.id}' counts all that it counts and allows less. Lower the one or raise the other.`,
            });
        }
    }
}

/** Warns of limits and approvals: none of it forbids an issue. */
export function limitWarnings(cells: PolicyCells, budget: StepBudget, report: Report): void {
    countsNothing(cells, budget, report);
    warnOfSplitting(cells, budget, report);
    warnOfNesting(cells, budget, report);
}
