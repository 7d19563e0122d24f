// Rules that can never hold, allow rules that allow nothing, and rules that change no decision.
import { compileFacts, evaluateMatch } from '../match';
import type { PaymentFacts } from '../payment-facts';
import type { PolicyFinding } from '../policy-check';
import type { PolicyCells, RuleBox } from './policy-cells';
import type { Cell } from './region';
import type { StepBudget } from './step-budget';

type Report = (finding: PolicyFinding) => void;

/** What can be said of a payment that a rule holds for, and which no policy allows. */
function refusedBy(cells: PolicyCells, witness: PaymentFacts): string {
    const { policy } = cells.newer;
    const facts = compileFacts(policy.policy.calendar, witness);
    const deny = policy.denies.find(({ when }) => evaluateMatch(when, facts) !== 'FALSE');
    if (deny !== undefined) return `deny rule '${deny.id}'`;
    if (witness.channel === 'p2p' && !policy.policy.transfer.holderToHolder) return 'transfer.holderToHolder, which is false';
    const limit = policy.limits.find(({ match, max, limit: { measure } }) =>
        measure === 'amount' && facts.amount > max && evaluateMatch(match, facts) !== 'FALSE');
    return limit === undefined ? 'other rules' : `limit '${limit.id}'`;
}

/**
 * Refuses rules whose clauses cannot hold together, allow rules that allow nothing, and a policy that allows nothing at all.
 */
export function ruleRefusals(cells: PolicyCells, budget: StepBudget, report: Report): void {
    let reached = 0;
    let shown: Cell | undefined;
    for (const [effect, rules] of [['allow', cells.newer.allows], ['deny', cells.newer.denies]] as const) {
        for (const { id, box, certain } of rules) {
            budget.ask(`whether rule '${id}' can hold`);
            const holds = cells.find([certain], [], { worlds: cells.everywhere });
            if (holds === undefined) {
                report({
                    code: 'POLICY_CONTRADICTION', id,
                    sentence: `Rule '${id}' is never true: no payment within the validity of the policy satisfies all its clauses. Correct its times, or the clause that excludes another.`,
                });
                report({ code: 'RULE_UNREACHABLE', id, sentence: `Rule '${id}' can never ${effect} a payment. Correct it or leave it out.` });
                continue;
            }
            if (effect === 'deny') continue;
            budget.ask(`whether allow rule '${id}' allows anything`);
            if (cells.find([box], [cells.refusing]) !== undefined) {
                reached += 1;
                continue;
            }
            shown ??= holds;
            const witness = cells.space.witness(holds);
            report({
                code: 'RULE_UNREACHABLE', id, witness,
                sentence: `Allow rule '${id}' allows nothing: wherever it is true the payment is refused, as this one is by ${refusedBy(cells, witness)}. Correct one of them.`,
            });
        }
    }
    if (reached === 0) {
        report({
            code: 'POLICY_CONTRADICTION', ...shown === undefined ? {} : { witness: cells.space.witness(shown) },
            sentence: cells.newer.allows.length === 0
                ? 'The policy has no allow rule, so that it allows nothing: what no rule allows is denied. Add one.'
                : 'The policy allows nothing: no allow rule is ever true without being denied. Correct its rules.',
        });
    }
}

function hasEffect(cells: PolicyCells, { box }: RuleBox, effect: 'allow' | 'deny'): boolean {
    if (effect === 'allow') return cells.find([box], [cells.refusing, cells.allowing], { except: box }) !== undefined;
    return cells.allowing.some(allow => cells.find([allow, box], [cells.refusing], { except: box }) !== undefined);
}

/** Warns of rules without which every decision would be the same. */
export function ruleWarnings(cells: PolicyCells, budget: StepBudget, report: Report): void {
    for (const [effect, rules] of [['allow', cells.newer.allows], ['deny', cells.newer.denies]] as const) {
        for (const rule of rules) {
            budget.ask(`whether rule '${rule.id}' has an effect`);
            const holds = cells.find([rule.certain], [], { worlds: cells.everywhere });
            if (holds === undefined || hasEffect(cells, rule, effect)) continue;
            report({
                code: 'RULE_NO_EFFECT', id: rule.id, witness: cells.space.witness(holds),
                sentence: `Rule '${rule.id}' changes no decision: without it, every payment would be decided as it is with it. Leave it out, or correct it.`,
            });
        }
    }
}
