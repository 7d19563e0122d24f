// The cell engine against one payment after another: the same answer to each question, for every random policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPolicy, compilePolicy, policyCodec, tighteningFindings, type Policy, type PolicyFinding } from '@carnet/domain';
import { allows, observations } from './naive-check.js';
import { randomPolicy, randomSuccessor } from './random-policies.js';

/** Seeds; some make a policy that is left out, see `observations`. */
const SEEDS = 1_200;
const COMPARED = 1_000;

function decoded(policy: Policy): Policy {
    return policyCodec.decode(JSON.stringify(policy));
}

function named(findings: readonly PolicyFinding[]): string[] {
    return findings.map(({ code, id }) => id === undefined ? code : `${code} ${id}`).sort();
}

/** What the check must find, by what was seen of single payments. */
function expected({ rules, assertions, limits, approvals }: Policy, seen: ReadonlySet<string>): { refusals: string[]; warnings: string[] } {
    const refusals: string[] = [];
    const warnings: string[] = [];
    for (const { id, effect } of rules) {
        if (!seen.has(`holds ${id}`)) refusals.push(`POLICY_CONTRADICTION ${id}`, `RULE_UNREACHABLE ${id}`);
        else if (effect === 'allow' && !seen.has(`allows ${id}`)) refusals.push(`RULE_UNREACHABLE ${id}`);
        if (seen.has(`holds ${id}`) && !seen.has(`effect ${id}`)) warnings.push(`RULE_NO_EFFECT ${id}`);
    }
    if (!rules.some(({ id }) => seen.has(`allows ${id}`))) refusals.push('POLICY_CONTRADICTION');
    for (const { id } of assertions) if (seen.has(`fails ${id}`)) refusals.push(`ASSERTION_FAILED ${id}`);
    for (const { id, period, measure } of limits) {
        if (!seen.has(`counts ${id}`) || (period === 'tx' && measure === 'count')) warnings.push(`RULE_NO_EFFECT ${id}`);
    }
    for (const { id, cumulative } of approvals) {
        if (!seen.has(`needs ${id}`)) warnings.push(`RULE_NO_EFFECT ${id}`);
        else if (cumulative === undefined && seen.has(`escapes ${id}`)) warnings.push(`STRUCTURING_RISK ${id}`);
    }
    const nestings = limits.flatMap((a, index) => limits.slice(index + 1).flatMap(b => {
        if (a.measure !== b.measure || a.period === 'tx' || b.period === 'tx' || !seen.has(`both ${a.id} ${b.id}`)) return [];
        return seen.has(`only ${a.id} ${b.id}`) && seen.has(`only ${b.id} ${a.id}`) ? [`LIMITS_NOT_NESTED ${a.id}`] : [];
    }));
    return { refusals: refusals.sort(), warnings: [...warnings, ...nestings].sort() };
}

/** That each witness shows what it is said to show, by the decision itself. */
function assertWitness(policy: Policy, { code, id, witness }: PolicyFinding, seed: number): void {
    if (witness === undefined) return;
    const allowed = allows(compilePolicy(policy), witness);
    const without = allows(compilePolicy({ ...policy, rules: policy.rules.filter(rule => rule.id !== id) }), witness);
    const unlimited = allows(compilePolicy({ ...policy, limits: [] }), witness);
    const isNever = policy.assertions.some(assertion => assertion.id === id && 'never' in assertion);
    const shown: Readonly<Record<string, boolean>> = {
        POLICY_CONTRADICTION: !allowed, RULE_UNREACHABLE: !allowed, RULE_NO_EFFECT: allowed === without,
        ASSERTION_FAILED: isNever === unlimited, NOT_TIGHTER: allowed, LIMITS_NOT_NESTED: allowed, STRUCTURING_RISK: allowed,
    };
    assert.equal(shown[code], true, `${seed}: ${code} ${id ?? ''} ${JSON.stringify(witness)}`);
}

test(`the check of ${COMPARED} random policies finds what the decision on every kind of payment shows, and no more`, () => {
    const met = new Set<string>();
    let compared = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
        const policy = decoded(randomPolicy(seed));
        const seen = observations(policy);
        if (seen === undefined) continue;
        compared += 1;
        const { refusals, warnings } = checkPolicy(policy);
        const wanted = expected(policy, seen);
        // Where a limit cannot be reached for another, a table of cases tells more than counting payments.
        const shown = warnings.filter(({ code, sentence }) => code !== 'LIMITS_NOT_NESTED' || !sentence.includes('never reached'));
        assert.deepEqual({ refusals: named(refusals), warnings: named(shown) }, wanted, `seed ${seed}`);
        for (const finding of [...refusals, ...warnings]) {
            assertWitness(policy, finding, seed);
            met.add(finding.code);
        }
        if (refusals.length === 0) met.add('certificate');
    }
    assert.ok(compared >= COMPARED);
    assert.deepEqual([...met].sort(), [
        'ASSERTION_FAILED', 'LIMITS_NOT_NESTED', 'POLICY_CONTRADICTION', 'RULE_NO_EFFECT', 'RULE_UNREACHABLE', 'STRUCTURING_RISK', 'certificate',
    ]);
});

test(`of ${COMPARED} random versions those tighten that allow no payment which the version before refused, nor free one of a limit or approval`, () => {
    let [compared, tighter] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
        const older = decoded({ ...randomPolicy(seed), assertions: [] });
        const newer = decoded({ ...randomSuccessor(seed, older), previousHash: compilePolicy(older).hash });
        const seen = observations(newer, older);
        if (seen === undefined) continue;
        compared += 1;
        const findings = tighteningFindings(newer, older);
        const freed = [...seen].filter(name => name.startsWith('un')).map(name => `NOT_TIGHTER ${name.split(' ')[1] ?? ''}`);
        const wanted = [...seen.has('wider') ? ['NOT_TIGHTER'] : [], ...freed];
        assert.deepEqual(named(findings), wanted.sort(), `seed ${seed}`);
        for (const finding of findings) {
            assertWitness(newer, finding, seed);
            if (finding.id === undefined && finding.witness !== undefined) {
                assert.equal(allows(compilePolicy({ ...older, limits: [] }), finding.witness), false, `seed ${seed}`);
            }
        }
        if (findings.length === 0) tighter += 1;
    }
    assert.ok(compared >= COMPARED);
    assert.ok(tighter > compared / 10 && tighter < compared * 0.9, `${tighter} of ${compared} tighten`);
});
