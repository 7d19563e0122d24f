// What holds of every policy: order and repetition mean nothing, a deny never allows, unknown never helps, nothing throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import {
    compileFacts, compileMatch, compilePolicy, countersOf, decidePayment, evaluateMatch, policyCodec, spread, stripeShare,
    type Counter, type PaymentFacts, type Policy, type PolicyDecision, type Usage,
} from '@carnet/domain';
import { anyFacts, anyMatch, anyPolicy, anyUsage } from './any-policy.js';

fc.configureGlobal({ seed: 20_260 });

interface Asked { readonly policy: Policy; readonly facts: PaymentFacts; readonly usage: Usage }

const anyAsked: Arbitrary<Asked> = anyPolicy().chain(policy => fc.record({
    policy: fc.constant(policy), facts: anyFacts(policy.calendar), usage: anyUsage(policy),
}));

function decide({ policy, facts, usage }: Asked): PolicyDecision {
    return decidePayment([{ layer: 'programme', policy: compilePolicy(policy), usage, approvals: {} }], facts);
}

const RANK = { DENY: 0, NEEDS_APPROVAL: 1, ALLOW: 2 };

function property(what: string, holds: (asked: Asked) => void): void {
    test(what, () => fc.assert(fc.property(anyAsked, holds), { numRuns: 300 }));
}

property('a policy is decoded to itself', ({ policy }) => {
    assert.deepEqual(policyCodec.decode(JSON.stringify(policy)), JSON.parse(JSON.stringify(policy)));
});

property('the order of rules, limits and approvals means nothing', asked => {
    const { policy } = asked;
    const turned = { ...policy, rules: policy.rules.toReversed(), limits: policy.limits.toReversed(), approvals: policy.approvals.toReversed() };
    assert.deepEqual(decide({ ...asked, policy: turned }), decide(asked));
});

property('a rule that stands twice decides as one that stands once', asked => {
    const doubled = { ...asked.policy, rules: asked.policy.rules.flatMap(rule => [rule, { ...rule, id: `${rule.id}-again` }]) };
    const [once, twice] = [decide(asked), decide({ ...asked, policy: doubled })];
    assert.equal(twice.decision, once.decision);
    assert.deepEqual(new Set(twice.reasons.map(({ code }) => code)), new Set(once.reasons.map(({ code }) => code)));
});

property('all layers must allow: a second policy never allows more, and both give their reasons', asked => {
    const layer = { policy: compilePolicy(asked.policy), usage: asked.usage, approvals: {} };
    const both = decidePayment([{ layer: 'wallet', ...layer }, { layer: 'programme', ...layer }], asked.facts);
    assert.equal(both.decision, decide(asked).decision);
    assert.equal(both.reasons.length, 2 * decide(asked).reasons.length);
});

property('what allows says so: ALLOW has an allow rule and no reason, and only ALLOW has none', asked => {
    const { decision, reasons, allowedBy } = decide(asked);
    assert.equal(decision === 'ALLOW', reasons.length === 0);
    if (decision !== 'DENY') assert.ok(allowedBy.length > 0);
    assert.equal(reasons.some(({ code }) => code === 'NO_ALLOW_RULE'), allowedBy.length === 0);
});

test('one more deny rule, limit or approval never allows more; one more allow rule never less', () => fc.assert(fc.property(anyAsked, anyMatch, (asked, match) => {
    const { policy } = asked;
    const without = RANK[decide(asked).decision];
    const rank = (change: Partial<Policy>): number => RANK[decide({ ...asked, policy: { ...policy, ...change } }).decision];
    assert.ok(rank({ rules: [...policy.rules, { id: 'new', effect: 'deny', when: match }] }) <= without);
    assert.ok(rank({ limits: [...policy.limits, { id: 'new', match, measure: 'amount', period: 'tx', max: '1000', scope: 'wallet' }] }) <= without);
    assert.ok(rank({ approvals: [...policy.approvals, { id: 'new', match, above: '1000', roster: 'board' }] }) <= without);
    assert.ok(rank({ rules: [...policy.rules, { id: 'new', effect: 'allow', when: match }] }) >= without);
}), { numRuns: 300 }));

property('what is not known of a payee never helps the payer, whatever it might have been', asked => {
    const { category, country, region, ...payee } = asked.facts.payee;
    const unknown = decide({ ...asked, facts: { ...asked.facts, payee } });
    assert.ok(RANK[unknown.decision] <= RANK[decide(asked).decision], JSON.stringify({ category, country, region }));
});

test('TRUE and FALSE hold whatever the facts are that a payee lacks; UNKNOWN may become TRUE', () => {
    const calendar = { utcOffsetMinutes: 0, weekStart: 1 };
    const known = {
        category: ['0000', '0742', '5410', '5411', '5413', '5499', '5500', '5812', '7995', '9999'], country: ['FR', 'DE', 'BE', 'XX'],
        region: ['FR-75', 'FR-69', 'DE-BE', 'XX-1'],
    };
    fc.assert(fc.property(anyMatch, anyFacts(calendar), (match, facts) => {
        const truth = (payee: PaymentFacts['payee']): string => evaluateMatch(compileMatch(match), compileFacts(calendar, { ...facts, payee }));
        let payees = [facts.payee];
        for (const fact of ['category', 'country', 'region'] as const) {
            payees = payees.flatMap(payee => payee[fact] === undefined ? known[fact].map(value => ({ ...payee, [fact]: value })) : [payee]);
        }
        const found = new Set(payees.map(truth));
        const said = truth(facts.payee);
        if (said === 'UNKNOWN') assert.ok(found.has('TRUE'));
        else assert.deepEqual([...found], [said]);
    }), { numRuns: 300 });
});

test('whatever facts, usage and approvals are given, there is an answer', () => {
    const anything = fc.record({
        payee: fc.record({ id: fc.string(), groups: fc.array(fc.string()), category: fc.string(), country: fc.string(), region: fc.string() },
            { requiredKeys: ['id', 'groups'] }),
        channel: fc.constantFrom('pos', 'online', 'p2p'), amount: fc.oneof(fc.string(), fc.bigInt({ min: -5n, max: 10n ** 19n }).map(String)),
        time: fc.oneof(fc.integer(), fc.double()),
    });
    const usage = fc.dictionary(fc.constantFrom('l0', 'l1', 'a0', '__proto__', 'x'), fc.array(fc.record({ stripe: fc.integer(), used: fc.bigInt() }), { maxLength: 4 }));
    fc.assert(fc.property(anyPolicy(), anything, usage, (policy, facts, used) => {
        const answer = decidePayment([{ layer: 'programme', policy: compilePolicy(policy), usage: used, approvals: {} }], facts);
        assert.ok(Object.hasOwn(RANK, answer.decision));
    }), { numRuns: 300 });
});

property('what is spread is what was asked, on stripes that were named, within their shares; and only where nothing allows it, nothing', asked => {
    const amount = BigInt(asked.facts.amount);
    for (const counter of countersOf(compilePolicy(asked.policy), asked.facts)) {
        const named = asked.usage[counter.id] ?? [{ stripe: 0, used: 0n }];
        const added = spread(counter, amount, asked.usage[counter.id]);
        const sum = (added ?? []).reduce((total, { used }) => total + used, 0n);
        const room = named.reduce((total, { stripe, used }) => total + free(counter, stripe, used), 0n);
        const wanted = counter.measure === 'count' ? 1n : amount;
        if (counter.use === 'approval') assert.deepEqual(added, [{ stripe: 0, used: amount }]);
        else assert.deepEqual([added === undefined, sum], room < wanted ? [true, 0n] : [false, wanted]);
        for (const { stripe, used } of counter.use === 'approval' ? [] : added ?? []) {
            assert.ok(used > 0n && used <= free(counter, stripe, named.find(one => one.stripe === stripe)?.used ?? 0n));
        }
    }
});

function free(counter: Counter, stripe: number, used: bigint): bigint {
    const share = stripeShare(counter, stripe);
    return used < share ? share - used : 0n;
}

test('the shares of the stripes sum to the maximum and differ by at most one', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }), fc.integer({ min: 1, max: 64 }), (max, stripes) => {
        const shares = Array.from({ length: stripes }, (_, stripe) => stripeShare({ max, stripes }, stripe));
        assert.equal(shares.reduce((a, b) => a + b, 0n), max);
        assert.ok((shares[0] ?? 0n) - (shares.at(-1) ?? 0n) <= 1n);
        assert.equal(stripeShare({ max, stripes }, stripes), 0n);
    }));
});
