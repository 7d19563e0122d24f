// Whether a version allows nothing that the version before did not: its rules by their cells, its limits and approvals one by one.
import type { Approval, Limit, Policy } from '../policy';
import type { PolicyFinding } from '../policy-check';
import type { PolicyBoxes, PolicyCells } from './policy-cells';
import type { StepBudget } from './step-budget';

type Report = (finding: PolicyFinding) => void;

function notTighter(sentence: string, rest: Pick<PolicyFinding, 'id' | 'witness'> = {}): PolicyFinding {
    return { code: 'NOT_TIGHTER', ...rest, sentence };
}

/** Terms beside rules, limits and approvals. Where it is not plain which is tighter, they must stay the same. */
function termRefusals(newer: Policy, older: Policy, report: Report): void {
    const refuse = (widened: boolean, sentence: string): void => {
        if (widened) report(notTighter(sentence));
    };
    refuse(newer.currency.code !== older.currency.code || newer.currency.scale !== older.currency.scale,
        'The currency is another than before: amounts cannot be compared.');
    refuse(newer.validity.notBefore < older.validity.notBefore, `The policy is valid from an earlier time than before. Let validity.notBefore be ${older.validity.notBefore} or later.`);
    refuse(newer.validity.notAfter > older.validity.notAfter, `The policy is valid for longer than before. Let validity.notAfter be ${older.validity.notAfter} or earlier.`);
    refuse(newer.transfer.holderToHolder && !older.transfer.holderToHolder, 'Holders may pay each other, and could not before. Leave transfer.holderToHolder false.');
    refuse(newer.transfer.split && !older.transfer.split, 'Coins may be spent in part, and could not before. Leave transfer.split false.');
    refuse(newer.refund.allowed && !older.refund.allowed, 'Refunds are allowed, and were not before. Leave refund.allowed false.');
    refuse(newer.refund.allowed && newer.refund.withinSeconds > older.refund.withinSeconds, `Refunds are allowed for longer than before. Let refund.withinSeconds be at most ${older.refund.withinSeconds}.`);
    refuse(newer.refund.restoreQuota === 'same-period' && older.refund.restoreQuota === 'never', 'Refunds give quota back, and did not before. Leave refund.restoreQuota never.');
    refuse(newer.expiry.action !== older.expiry.action, `Expired coins become something else than before, of which neither is tighter. Leave expiry.action ${older.expiry.action}.`);
    refuse(newer.expiry.graceSeconds > older.expiry.graceSeconds, `Expired coins can be spent for longer than before. Let expiry.graceSeconds be at most ${older.expiry.graceSeconds}.`);
    const periods = [...older.limits.map(({ period }) => period), ...older.approvals.flatMap(({ cumulative }) => cumulative?.period ?? [])];
    refuse(newer.calendar.utcOffsetMinutes !== older.calendar.utcOffsetMinutes && periods.some(period => period !== 'tx' && period !== 'life'),
        `The calendar moves the periods of limits, in which more could then be spent. Leave calendar.utcOffsetMinutes ${older.calendar.utcOffsetMinutes}.`);
    refuse(newer.calendar.weekStart !== older.calendar.weekStart && periods.includes('week'),
        `The calendar moves the weeks of limits, in which more could then be spent. Leave calendar.weekStart ${older.calendar.weekStart}.`);
}

function ruleRefusals(cells: PolicyCells, older: PolicyBoxes, budget: StepBudget, report: Report): void {
    budget.ask('whether the rules allow only what they allowed before');
    const oldAllows = older.allows.map(({ box }) => box);
    const found = cells.allowed([], oldAllows)
        ?? older.denies.reduce((witness: ReturnType<typeof cells.allowed>, { box }) => witness ?? cells.allowed([box]), undefined);
    if (found === undefined) return;
    report(notTighter('The rules allow this payment, which the version before refused. Correct them, or publish the policy as full.', { witness: cells.space.witness(found) }));
}

/** What of a limit must stay, and what may only fall. A renamed limit would count from 0 again. */
function limitChange(newer: Limit, older: Limit): string | undefined {
    if (newer.measure !== older.measure) return `measures ${newer.measure} and measured ${older.measure}`;
    if (newer.period !== older.period) return `counts per ${newer.period} and counted per ${older.period}`;
    if (newer.scope !== older.scope) return `counts per ${newer.scope} and counted per ${older.scope}`;
    if ((newer.stripes ?? 1) !== (older.stripes ?? 1)) return `has ${newer.stripes ?? 1} stripes and had ${older.stripes ?? 1}, so that counters begin anew`;
    if (BigInt(newer.max) > BigInt(older.max)) return `allows ${newer.max} and allowed ${older.max}`;
    return undefined;
}

function limitRefusals(cells: PolicyCells, older: PolicyBoxes, budget: StepBudget, report: Report): void {
    for (const { limit: { id, limit }, box } of older.limits) {
        const kept = cells.newer.limits.find(one => one.limit.id === id);
        const change = kept === undefined ? 'is gone' : limitChange(kept.limit.limit, limit);
        if (kept === undefined || change !== undefined) {
            report(notTighter(`Limit '${id}' ${change ?? ''}. A tightening keeps each limit under its id and lowers at most its max.`, { id }));
            continue;
        }
        budget.ask(`whether limit '${id}' counts all that it counted`);
        const found = cells.allowed([box], [kept.box]);
        if (found === undefined) continue;
        report(notTighter(`Limit '${id}' does not count this payment, which it counted before and which the rules allow. Let it count at least as much.`, { id, witness: cells.space.witness(found) }));
    }
}

function approvalChange(newer: Approval, older: Approval): string | undefined {
    if (newer.roster !== older.roster) return `is given by roster '${newer.roster}' and was by '${older.roster}'`;
    if (BigInt(newer.above) > BigInt(older.above)) return `is needed above ${newer.above} and was above ${older.above}`;
    if (older.cumulative === undefined) return undefined;
    if (newer.cumulative === undefined) return 'no longer counts the sum of a period';
    if (newer.cumulative.period !== older.cumulative.period) return `sums each ${newer.cumulative.period} and summed each ${older.cumulative.period}`;
    if (BigInt(newer.cumulative.above) > BigInt(older.cumulative.above)) {
        return `is needed where a sum is above ${newer.cumulative.above} and was above ${older.cumulative.above}`;
    }
    return undefined;
}

function approvalRefusals(cells: PolicyCells, older: PolicyBoxes, budget: StepBudget, report: Report): void {
    for (const { approval: { id, approval }, needing } of older.approvals) {
        const kept = cells.newer.approvals.find(one => one.approval.id === id);
        const change = kept === undefined ? 'is gone' : approvalChange(kept.approval.approval, approval);
        if (kept === undefined || change !== undefined) {
            report(notTighter(`Approval '${id}' ${change ?? ''}. A tightening keeps each approval under its id and lowers at most its bounds.`, { id }));
            continue;
        }
        budget.ask(`whether approval '${id}' is needed wherever it was`);
        const found = cells.allowed([needing], [kept.box]);
        if (found === undefined) continue;
        report(notTighter(`Approval '${id}' is not needed for this payment, for which it was before and which the rules allow. Let its match hold there.`, { id, witness: cells.space.witness(found) }));
    }
}

/** Refuses what the version before did not allow. Sound, and careful: what is refused here may be no widening where that cannot be told. */
export function tighteningRefusals(cells: PolicyCells, older: PolicyBoxes, budget: StepBudget, report: Report): void {
    termRefusals(cells.newer.policy.policy, older.policy.policy, report);
    ruleRefusals(cells, older, budget, report);
    limitRefusals(cells, older, budget, report);
    approvalRefusals(cells, older, budget, report);
}
