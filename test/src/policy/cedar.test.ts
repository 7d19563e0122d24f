// The evaluator against Cedar: random policies and payments, decision and determining rules; the full count is benchmarks/cedar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyCodec } from '@carnet/domain';
import { anyFacts, anyPolicy } from './any-policy.js';
import { assertSame, cedarJudge, ownJudge, validateStrictly } from './cedar-judge.js';
import { COFFEE, VOUCHER } from './policies.js';

const SEED = 2_026;

test('random payments under random policies are decided as Cedar decides them, for the same rules', () => {
    const seen = { ALLOW: 0, DENY: 0 };
    fc.sample(anyPolicy(), { seed: SEED, numRuns: 60 }).forEach((policy, index) => {
        policyCodec.decode(JSON.stringify(policy));
        const [ours, theirs] = [ownJudge(policy), cedarJudge(policy)];
        for (const facts of fc.sample(anyFacts(policy.calendar), { seed: SEED + index, numRuns: 100 })) {
            const judged = ours(facts);
            seen[judged.decision] += 1;
            assertSame(judged, theirs(facts), policy, facts);
        }
    });
    assert.ok(seen.ALLOW > 500 && seen.DENY > 500, `both decisions occur: ${JSON.stringify(seen)}`);
});

test('Cedar\'s validator finds nothing in the exported text in strict mode, so that no forbid can be skipped by an error', () => {
    for (const policy of fc.sample(anyPolicy(), { seed: SEED, numRuns: 40 })) validateStrictly(policy);
});

test('a forbid on an attribute that the payee lacks denies, in Cedar too', () => {
    const kiosk = { ...COFFEE, payee: { id: 'kiosk', country: 'FR', groups: [] } };
    assert.deepEqual(cedarJudge({ ...VOUCHER, rules: [{ id: 'all', effect: 'allow', when: {} }, ...VOUCHER.rules] })(kiosk), {
        decision: 'DENY', ids: ['no-casino'],
    });
});
