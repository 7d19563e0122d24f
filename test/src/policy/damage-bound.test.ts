// The damage bound: against a thief who tries everything, and what may raise or lower it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy, damageBound, type BoundLayer, type DamageBound, type Limit, type Policy, type Usage } from '@carnet/domain';
import fc from 'fast-check';
import { mostByTrying, type Theft } from './exhaustive-thief.js';
import { NOON, VOUCHER } from './policies.js';
import { theft } from './thefts.js';

fc.configureGlobal({ seed: 20_260 });

const DAY = 86_400_000;
const CASES = 1200;

test(`${CASES} small policies: never below what a thief reaches who tries everything, and equal wherever it says exact`, context => {
    let exact = 0;
    fc.assert(fc.property(theft, one => {
        const bound = damageBound(one);
        const most = mostByTrying(one);
        if (bound.exact) {
            assert.equal(bound.bound, String(most), bound.sentence);
            exact++;
        } else {
            assert.ok(BigInt(bound.bound) >= most, `${bound.bound} < ${most}: ${bound.sentence}`);
        }
        assert.equal(bound.by.reduce((sum, { amount }) => sum + BigInt(amount), 0n), BigInt(bound.bound), bound.sentence);
    }), { numRuns: CASES });
    context.diagnostic(`exact in ${exact} of ${CASES}`);
    assert.ok(exact > 0.95 * CASES, `exact in ${exact} of ${CASES}`);
});

function boundOf(one: Theft): bigint {
    return BigInt(damageBound(one).bound);
}

/** The theft with other policies. */
function under({ layers, ...rest }: Theft, change: (policy: Policy) => Policy): Theft {
    return { ...rest, layers: layers.map(({ policy, ...layer }) => ({ ...layer, policy: compilePolicy(change(policy.policy)) })) };
}

function withMax(policy: Policy, add: bigint): Policy {
    const raised = (text: string): string => String(BigInt(text) + add);
    return {
        ...policy,
        limits: policy.limits.map(limit => ({ ...limit, max: raised(limit.max) })),
        approvals: policy.approvals.map(({ cumulative, ...approval }) => ({
            ...approval, above: raised(approval.above),
            ...cumulative === undefined ? {} : { cumulative: { ...cumulative, above: raised(cumulative.above) } },
        })),
    };
}

test('a freeze that comes earlier never raises it', () => {
    fc.assert(fc.property(theft, fc.nat({ max: 40 }), fc.nat({ max: 40 }), (one, days, more) => {
        assert.ok(boundOf({ ...one, horizonDays: days }) <= boundOf({ ...one, horizonDays: days + more }));
    }), { numRuns: 300 });
});

test('more coins never lower it', () => {
    fc.assert(fc.property(theft, fc.integer({ min: 1, max: 9 }), (one, more) => {
        assert.ok(boundOf(one) <= boundOf({ ...one, coins: [...one.coins, { amount: BigInt(more), until: Infinity }] }));
    }), { numRuns: 300 });
});

test('a higher limit, or a higher amount above which approval is needed, never lowers it', () => {
    fc.assert(fc.property(theft, fc.integer({ min: 1, max: 4 }), (one, add) => {
        assert.ok(boundOf(one) <= boundOf(under(one, policy => withMax(policy, BigInt(add)))));
    }), { numRuns: 300 });
});

test('a policy without one of its limits, deny rules or layers never lowers it, one without an allow rule never raises it', () => {
    fc.assert(fc.property(theft, fc.nat(), (one, place) => {
        const without = <T>(things: readonly T[]): readonly T[] => things.filter((_, index) => index !== place % Math.max(things.length, 1));
        const before = boundOf(one);
        assert.ok(before <= boundOf(under(one, policy => ({ ...policy, limits: without(policy.limits) }))), 'limit');
        assert.ok(before <= boundOf(under(one, policy => ({ ...policy, approvals: [] }))), 'approvals');
        assert.ok(before <= boundOf(under(one, policy => ({ ...policy, rules: policy.rules.filter(({ effect }) => effect === 'allow') }))), 'deny rules');
        assert.ok(before <= boundOf({ ...one, layers: one.layers.slice(0, 1) }), 'layer');
        assert.ok(before >= boundOf(under(one, policy => ({ ...policy, rules: policy.rules.filter(({ id }) => id !== 'r0') }))), 'allow rule');
    }), { numRuns: 300 });
});

test('what is used already never raises it', () => {
    fc.assert(fc.property(theft, one => {
        const unused = { ...one, layers: one.layers.map(layer => ({ ...layer, usage: {} })) };
        assert.ok(boundOf(one) <= boundOf(unused));
    }), { numRuns: 300 });
});

const day: Limit = { id: 'day', match: {}, measure: 'amount', period: 'day', max: '20000', scope: 'wallet' };
const PLENTY = [{ amount: 10_000_000n, until: Infinity }];

function voucher(change: Partial<Policy>, days: number, usage: Usage = {}, now = NOON): DamageBound {
    const layer: BoundLayer = { layer: 'programme', policy: compilePolicy({ ...VOUCHER, ...change }), usage };
    return damageBound({ layers: [layer], coins: PLENTY, now, horizonDays: days });
}

test('the midnight burst counts: what is left today, and all of tomorrow', () => {
    const { bound, exact, by, sentence } = voucher({ limits: [day] }, 1, { day: [{ stripe: 0, used: 5000n }] });
    assert.deepEqual({ bound, exact }, { bound: '35000', exact: true });
    assert.deepEqual(by, [{
        by: 'limit', layer: 'programme', id: 'day', measure: 'amount', period: 'day', max: '20000', periods: 2, amount: '35000', present: '15000',
    }]);
    assert.equal(sentence, 'At most 350.00 EUR can be moved within a day: 150.00 today and 200.00 tomorrow by limit day.');
});

test('within a day two local midnights can never be passed, within none one is where it comes this very moment', () => {
    const midnight = Date.parse('2026-03-04T23:00:00.000Z');
    assert.equal(voucher({ limits: [day] }, 0, {}, midnight - 1).bound, '20000');
    assert.equal(voucher({ limits: [day] }, 1, {}, midnight - 1).bound, '40000');
    assert.equal(voucher({ limits: [day] }, 1, {}, midnight).bound, '40000');
});

test('weeks that cross months are exact: both limits bind, each where it is the lower', () => {
    const limits: Limit[] = [day, { ...day, id: 'week', period: 'week', max: '50000' }, { ...day, id: 'month', period: 'month', max: '100000' }];
    // From Friday 2026-03-27: 100.00 are left of March, in April two days before the next week begins.
    const { bound, exact, sentence } = voucher({ limits }, 9, { month: [{ stripe: 0, used: 90_000n }] }, Date.parse('2026-03-27T11:00:00.000Z'));
    assert.deepEqual({ bound, exact }, { bound: '60000', exact: true }, sentence);
});

test('a count limit lets through so many of the largest payments that need no approval', () => {
    const limits: Limit[] = [{ ...day, id: 'three', measure: 'count', max: '3', period: 'life' }];
    const answer = voucher({ limits, approvals: [{ id: 'large', match: {}, above: '10000', roster: 'board' }] }, 30);
    assert.deepEqual([answer.bound, answer.exact], ['30000', true]);
    assert.equal(answer.sentence, 'At most 300.00 EUR can be moved within 30 days: 300.00 in all by limit three (at most 3 payments).');
});

test('an approval above an amount stops no thief who splits, a cumulative one does', () => {
    const large = { id: 'large', match: {}, above: '10000', roster: 'board' };
    assert.equal(voucher({ limits: [], approvals: [large] }, 1).bound, '10000000');
    assert.equal(voucher({ limits: [], approvals: [{ ...large, cumulative: { period: 'week', above: '15000' } }] }, 1).bound, '15000');
});

test('nothing can be moved without a rule that allows it, without coins, or after the policy has ended', () => {
    assert.deepEqual(voucher({ rules: [] }, 366), { bound: '0', exact: true, by: [], sentence: 'Nothing can be moved within 366 days.' });
    assert.equal(voucher({}, 366, {}, Date.parse('2027-01-01T00:00:00.000Z')).bound, '0');
    assert.equal(damageBound({ layers: [], coins: PLENTY, now: NOON, horizonDays: 1 }).bound, '0');
    assert.equal(damageBound({ layers: [{ layer: 'programme', policy: compilePolicy(VOUCHER), usage: {} }], coins: [], now: NOON, horizonDays: 1 }).bound, '0');
});

test('coins that expire within the horizon count only before', () => {
    const layer: BoundLayer = { layer: 'programme', policy: compilePolicy({ ...VOUCHER, limits: [day] }), usage: {} };
    const coins = [{ amount: 1_000_000n, until: NOON + DAY }, { amount: 1000n, until: Infinity }];
    const { bound, exact, sentence } = damageBound({ layers: [layer], coins, now: NOON, horizonDays: 7 });
    assert.deepEqual([bound, exact], ['41000', true], sentence);
});

test('where coins cannot be split, it is an upper bound only', () => {
    assert.equal(voucher({ transfer: { holderToHolder: false, split: false } }, 1).exact, false);
});
