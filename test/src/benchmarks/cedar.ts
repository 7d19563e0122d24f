// The evaluator against Cedar at length: random requests under each of many random policies; ends at the first difference.
// node test/dist/benchmarks/cedar.js [--policies 24] [--requests 100000] [--seed 1]
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { policyCodec, type Policy } from '@carnet/domain';
import { anyFacts, anyPolicy } from '../policy/any-policy.js';
import { assertSame, cedarJudge, ownJudge } from '../policy/cedar-judge.js';

const { values } = parseArgs({
    options: { policies: { type: 'string', default: '24' }, requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [policies, requests, seed] = [Number(values.policies), Number(values.requests), Number(values.seed)];

/** Rules at most; the last are as many as a policy can have within its size. */
const SIZES = [3, 8, 16, 64];
const CHUNK = 10_000;

function fits(policy: Policy): boolean {
    try {
        policyCodec.encode(policy);
        return true;
    } catch {
        return false; // Too large: another is drawn.
    }
}

function compare(policy: Policy, start: number): Record<'allowed' | 'denied' | 'noRule', number> {
    const [ours, theirs] = [ownJudge(policy), cedarJudge(policy)];
    const counts = { allowed: 0, denied: 0, noRule: 0 };
    for (let done = 0; done < requests; done += CHUNK) {
        for (const facts of fc.sample(anyFacts(policy.calendar), { seed: start + done, numRuns: Math.min(CHUNK, requests - done) })) {
            const judged = ours(facts);
            counts[judged.decision === 'ALLOW' ? 'allowed' : judged.ids.length > 0 ? 'denied' : 'noRule'] += 1;
            assertSame(judged, theirs(facts), policy, facts);
        }
    }
    return counts;
}

const total = { allowed: 0, denied: 0, noRule: 0 };
for (let n = 0; n < policies; n++) {
    const rules = SIZES[n % SIZES.length] ?? 0;
    const [policy] = fc.sample(anyPolicy({ rules, limits: 0, approvals: 0 }, Math.ceil(rules / 2)).filter(fits), { seed: seed + n, numRuns: 1 });
    assert.ok(policy !== undefined);
    const counts = compare(policy, seed + n * requests);
    for (const key of ['allowed', 'denied', 'noRule'] as const) total[key] += counts[key];
    console.log(`policy ${n + 1}: ${policy.rules.length} rules: ${counts.allowed} allowed, ${counts.denied} denied by rules, ${counts.noRule} by none`);
}
console.log(`${policies} policies × ${requests} requests, seed ${seed}: ${total.allowed} allowed, ${total.denied} denied by rules, ${total.noRule} by none; no difference`);
