// The proof of a policy before its issue: what is found in it, each time with a payment that shows it, and what was proved.
import type { Roster } from '../decisions/roster';
import { assertionRefusals } from './cells/assertion-findings';
import { limitWarnings } from './cells/limit-findings';
import { PolicyCells } from './cells/policy-cells';
import { rosterRefusals } from './cells/roster-findings';
import { ruleRefusals, ruleWarnings } from './cells/rule-findings';
import { StepBudget, StepsUsedUp } from './cells/step-budget';
import { tighteningRefusals } from './cells/tightening';
import { compileMatch, compilePolicy, type CompiledPolicy } from './compile';
import type { Policy } from './policy';
import type { PolicyCertificate, PolicyFinding, PolicyCheck } from './policy-check';

/** Steps of all proofs of one check together, so that it ends within 100 ms; docs/policy.md says how much policies take. */
export const PROOF_STEPS = 400_000;

function cellsOf(policy: CompiledPolicy, older: CompiledPolicy | undefined, budget: StepBudget): PolicyCells {
    budget.ask('into which cells it cuts the payments');
    return new PolicyCells(policy, older, policy.policy.assertions.map(assertion => 'never' in assertion
        ? { id: assertion.id, match: compileMatch(assertion.never), reading: 'possible' }
        : { id: assertion.id, match: compileMatch(assertion.always), reading: 'certain' }), budget);
}

function tooComplex(error: StepsUsedUp, cells: PolicyCells | undefined): PolicyFinding {
    const sizes = Object.entries(cells?.space.sizes ?? {}).sort(([, a], [, b]) => b - a).slice(0, 3);
    const most = sizes.length === 0 ? '' : ` It tells most apart in ${sizes.map(([clause, classes]) => `${clause} (${classes} classes)`).join(', ')}.`;
    return {
        code: 'POLICY_TOO_COMPLEX',
        sentence: `It would take more than ${PROOF_STEPS} steps to prove ${error.question}.${most} Use fewer rules that overlap, or fewer different values in these clauses.`,
    };
}

/** Runs a part of the check. @returns whether it came to its end */
function withinBudget(part: () => void, report: (finding: PolicyFinding) => void, cells: () => PolicyCells | undefined): boolean {
    try {
        part();
        return true;
    } catch (error) {
        if (!(error instanceof StepsUsedUp)) throw error;
        report(tooComplex(error, cells()));
        return false;
    }
}

function provedOf({ newer, older }: PolicyCells, { assertions, approvals }: Policy, rosters: boolean): string[] {
    const { allows, denies } = newer;
    return [
        allows.length === 1 ? 'The allow rule allows a payment.' : `Each of ${allows.length} allow rules allows a payment.`,
        ...denies.length === 0 ? [] : [denies.length === 1 ? 'The deny rule can hold.' : `Each of ${denies.length} deny rules can hold.`],
        ...assertions.map(assertion => 'never' in assertion
            ? `Assertion '${assertion.id}': no payment that may match it is allowed by the rules.`
            : `Assertion '${assertion.id}': every payment that matches it is allowed by the rules.`),
        ...older === undefined ? [] : [`Whatever it allows, policy ${older.policy.hash} allowed, with the same limits and approvals or tighter ones.`],
        ...rosters && approvals.length > 0 ? ['The roster of each approval can give it.'] : [],
    ];
}

/**
 * Proves a policy before it is issued: exact over all payments within its validity, by any payee that there could be, and ends within a fixed number
 * of steps.
 * @param policy as `policyCodec` decoded it
 * @param previous the version before: a `tighten-only` policy needs it; of others it changes nothing
 * @param rosters by id, to check that approvals can be given; without it they are not checked
 */
export function checkPolicy(policy: Policy, previous?: Policy, rosters?: ReadonlyMap<string, Roster>): PolicyCheck {
    const budget = new StepBudget(PROOF_STEPS);
    const refusals: PolicyFinding[] = [];
    const warnings: PolicyFinding[] = [];
    const [refuse, warn] = [(finding: PolicyFinding) => void refusals.push(finding), (finding: PolicyFinding) => void warnings.push(finding)];
    const compiled = compilePolicy(policy);
    const older = policy.mode === 'tighten-only' && previous !== undefined ? compilePolicy(previous) : undefined;
    let cells: PolicyCells | undefined;
    const complete = withinBudget(() => {
        if (policy.mode === 'tighten-only' && older?.hash !== policy.previousHash) {
            refuse({ code: 'NOT_TIGHTER', sentence: 'A policy that only tightens is proved against the version that previousHash names. Give that version.' });
        }
        cells = cellsOf(compiled, older, budget);
        ruleRefusals(cells, budget, refuse);
        assertionRefusals(cells, policy.assertions, budget, refuse);
        if (cells.older !== undefined) tighteningRefusals(cells, cells.older, budget, refuse);
        if (rosters !== undefined) rosterRefusals(policy, rosters, refuse);
    }, refuse, () => cells);
    if (complete && cells !== undefined) {
        const proved = cells;
        withinBudget(() => {
            ruleWarnings(proved, budget, warn);
            limitWarnings(proved, budget, warn);
        }, warn, () => proved);
    }
    if (refusals.length > 0 || cells === undefined) return { refusals, warnings, steps: budget.spent };
    const certificate: PolicyCertificate = {
        policyHash: compiled.hash, cells: String(cells.space.cells), proved: provedOf(cells, policy, rosters !== undefined),
    };
    return { refusals, warnings, certificate, steps: budget.spent };
}

/**
 * Whether a policy allows nothing that another did not, whatever their modes and hashes say; what cannot be told counts as no.
 * @returns findings NOT_TIGHTER or POLICY_TOO_COMPLEX; none where it is tighter, or the same
 */
export function tighteningFindings(newer: Policy, older: Policy): readonly PolicyFinding[] {
    const budget = new StepBudget(PROOF_STEPS);
    const findings: PolicyFinding[] = [];
    const report = (finding: PolicyFinding): void => void findings.push(finding);
    let cells: PolicyCells | undefined;
    withinBudget(() => {
        cells = cellsOf(compilePolicy(newer), compilePolicy(older), budget);
        if (cells.older !== undefined) tighteningRefusals(cells, cells.older, budget, report);
    }, report, () => cells);
    return findings;
}
