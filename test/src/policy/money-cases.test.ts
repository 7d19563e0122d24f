// Behaviours of systems people trust, as the policy language has them: limits and windows (C), evaluation of rules (D).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, compilePolicy, decidePayment, policyCodec, type Limit, type PaymentFacts, type Policy, type Rule } from '@carnet/domain';
import { Counted } from './counted.js';
import { COFFEE, decided, NOON, VOUCHER } from './policies.js';

const DAY = 86_400_000;
const ALL: Rule = { id: 'all', effect: 'allow', when: {} };

function limited(limit: Partial<Limit>): Policy {
    return { ...VOUCHER, rules: [ALL], limits: [{ id: 'l', match: {}, measure: 'amount', period: 'day', max: '100', scope: 'wallet', ...limit }] };
}

function ruled(...rules: readonly Rule[]): Policy {
    return { ...VOUCHER, rules, limits: [] };
}

/** Codes of the reasons; none where it is allowed. */
function codes(answer: { readonly reasons: readonly { readonly code: string }[] }): string[] {
    return answer.reasons.map(({ code }) => code);
}

function amounts(policy: Policy, asked: readonly string[], ledger = new Counted()): string[] {
    return asked.map(amount => codes(ledger.pay(policy, { amount }))[0] ?? 'ALLOW');
}

test('C01, C03: 60 and then 40 of 100 a day: the maximum is included', () => {
    const ledger = new Counted();
    assert.deepEqual(amounts(limited({}), ['60', '40', '1'], ledger), ['ALLOW', 'ALLOW', 'LIMIT_AMOUNT']);
    assert.equal(ledger.used('l'), 100n);
});

test('C05: the next day begins at 0', () => {
    const ledger = new Counted();
    amounts(limited({}), ['60', '40'], ledger);
    assert.equal(ledger.pay(limited({}), { amount: '45', time: NOON + DAY }).decision, 'ALLOW');
});

test('C07: a limit that is overwritten keeps what was used', () => {
    const ledger = new Counted();
    amounts(limited({ max: '500' }), ['100'], ledger);
    const { reasons } = ledger.pay(limited({ max: '100' }), { amount: '1' });
    assert.deepEqual(reasons.map(({ code, parameters }) => [code, parameters]), [
        ['LIMIT_AMOUNT', { limit: 'l', period: 'day', max: '100', used: '100', asked: '1' }],
    ]);
});

test('C13: 101 of 100 is refused and counts nothing', () => {
    const ledger = new Counted();
    assert.deepEqual(amounts(limited({}), ['101'], ledger), ['LIMIT_AMOUNT']);
    assert.equal(ledger.used('l'), 0n);
});

test('C17: a limit for life: 1001 of 1000, 1000, and then 1', () => {
    assert.deepEqual(amounts(limited({ period: 'life', max: '1000' }), ['1001', '1000', '1']), ['LIMIT_AMOUNT', 'ALLOW', 'LIMIT_AMOUNT']);
    const ledger = new Counted();
    amounts(limited({ period: 'life', max: '1000' }), ['1000'], ledger);
    assert.deepEqual(codes(ledger.pay(limited({ period: 'life', max: '1000' }), { amount: '1', time: NOON + 200 * DAY })), ['LIMIT_AMOUNT']);
});

test('C29: what is over the limit now is within it when the period has rolled', () => {
    const ledger = new Counted();
    amounts(limited({ max: '120' }), ['100'], ledger);
    assert.deepEqual(codes(ledger.pay(limited({ max: '120' }), { amount: '100' })), ['LIMIT_AMOUNT']);
    assert.equal(ledger.pay(limited({ max: '120' }), { amount: '100', time: NOON + DAY }).decision, 'ALLOW');
});

test('C31: sixteen limits, and no seventeenth', () => {
    const limits = (count: number): Policy => ({
        ...VOUCHER, limits: Array.from({ length: count }, (_, n) => ({ ...limited({}).limits[0], id: `l${n}` } as Limit)),
    });
    assert.equal(policyCodec.decode(JSON.stringify(limits(16))).limits.length, 16);
    assert.throws(() => policyCodec.decode(JSON.stringify(limits(17))), (error: unknown) => error instanceof CarnetFailure
        && error.code === 'OUT_OF_RANGE' && error.parameters['field'] === 'policy.limits');
});

test('C33, C35: 1 and then 2.1 of 3 is refused; 0.5, 1, 0.5 and 1 are exactly 3', () => {
    assert.deepEqual(amounts(limited({ max: '300' }), ['100', '210']), ['ALLOW', 'LIMIT_AMOUNT']);
    assert.deepEqual(amounts(limited({ max: '300' }), ['50', '100', '50', '100']), ['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']);
});

test('C37: a limit of one payment refuses the second; raised to two it has counted one (DIFFERS: the count is kept)', () => {
    const ledger = new Counted();
    assert.deepEqual(amounts(limited({ measure: 'count', max: '1' }), ['5', '5'], ledger), ['ALLOW', 'LIMIT_COUNT']);
    assert.deepEqual(amounts(limited({ measure: 'count', max: '2' }), ['5', '5'], ledger), ['ALLOW', 'LIMIT_COUNT']);
});

test('C39: nine payments of 200 and a tenth within 2000 (DIFFERS: our maximum is included)', () => {
    assert.deepEqual(amounts(limited({ max: '2000' }), Array<string>(11).fill('200')), [...Array<string>(10).fill('ALLOW'), 'LIMIT_AMOUNT']);
});

for (const [weekStart, rolls] of [[7, '2026-03-07T23:00:00.000Z'], [1, '2026-03-08T23:00:00.000Z']] as const) {
    test(`C43: a week that begins on weekday ${weekStart} rolls at ${rolls}, local midnight`, () => {
        const policy = { ...limited({ period: 'week' }), calendar: { utcOffsetMinutes: 60, weekStart } };
        const ledger = new Counted();
        assert.equal(ledger.pay(policy, { amount: '100' }).decision, 'ALLOW');
        assert.deepEqual(codes(ledger.pay(policy, { amount: '1', time: Date.parse(rolls) - 1 })), ['LIMIT_AMOUNT']);
        assert.equal(ledger.pay(policy, { amount: '1', time: Date.parse(rolls) }).decision, 'ALLOW');
    });
}

test('C47: of a cap of the programme and one of the wallet the lower one holds', () => {
    const layers = (['programme', 'wallet'] as const).map((layer, index) => ({
        layer, policy: compilePolicy(limited({ max: index === 0 ? '500' : '100' })), usage: {}, approvals: {},
    }));
    assert.deepEqual(decidePayment(layers, { ...COFFEE, amount: '101' }).reasons.map(({ code, layer }) => [code, layer]), [['LIMIT_AMOUNT', 'wallet']]);
    assert.equal(decidePayment(layers, { ...COFFEE, amount: '100' }).decision, 'ALLOW');
});

test('C49: of a count per UTC day each payment counts once', () => {
    const policy = { ...limited({ measure: 'count', max: '2' }), calendar: { utcOffsetMinutes: 0, weekStart: 7 } };
    const ledger = new Counted();
    const midnight = Date.parse('2026-03-05T00:00:00.000Z');
    assert.deepEqual([midnight - 2, midnight - 1, midnight - 1, midnight].map(time => codes(ledger.pay(policy, { time, amount: '999999' }))[0] ?? 'ALLOW'),
        ['ALLOW', 'ALLOW', 'LIMIT_COUNT', 'ALLOW']);
});

test('C53: one exhausted stripe is no exhausted limit', () => {
    const policy = limited({ stripes: 3 });
    const ledger = new Counted();
    assert.equal(ledger.pay(policy, { amount: '34' }).decision, 'ALLOW');
    assert.deepEqual(ledger.pay(policy, { amount: '1' }).reasons, [{
        code: 'STRIPE_INSUFFICIENT', layer: 'programme', id: 'l',
        parameters: { limit: 'l', period: 'day', max: '100', used: '34', asked: '1', stripes: 3, available: '0' },
    }]);
    assert.equal(ledger.pay(policy, { amount: '66' }, [0, 2, 1]).decision, 'ALLOW');
    assert.deepEqual(codes(ledger.pay(policy, { amount: '1' }, [2, 1, 0])), ['LIMIT_AMOUNT']);
});

test('D01: where nothing matches it is refused', () => {
    assert.deepEqual(decided(ruled()), {
        decision: 'DENY', allowedBy: [], reasons: [{ code: 'NO_ALLOW_RULE', layer: 'programme', parameters: { clauses: [] } }],
    });
});

test('D03: allowed for all, denied for bob', () => {
    const policy = ruled(ALL, { id: 'bob', effect: 'deny', when: { payees: ['bob'] } });
    const to = (id: string): PaymentFacts => ({ ...COFFEE, payee: { ...COFFEE.payee, id } });
    assert.deepEqual([codes(decided(policy, to('bob'))), decided(policy, to('alice')).decision], [['DENY_RULE'], 'ALLOW']);
});

test('D05: two rules deny: both are named, sorted', () => {
    const policy = ruled({ id: 'z', effect: 'deny', when: {} }, ALL, { id: 'a', effect: 'deny', when: { channels: ['pos'] } });
    assert.deepEqual(decided(policy).reasons.map(({ code, id }) => [code, id]), [['DENY_RULE', 'a'], ['DENY_RULE', 'z']]);
});

test('D07: an allow rule on what the payee lacks does not count', () => {
    const payee = { id: 'cafe', country: 'FR', groups: [] };
    assert.deepEqual(decided(ruled({ id: 'paris', effect: 'allow', when: { regions: ['FR-75'] } }), { ...COFFEE, payee }).reasons, [
        { code: 'NO_ALLOW_RULE', layer: 'programme', id: 'paris', parameters: { clauses: ['regions'] } },
    ]);
});

for (const amount of ['9223372036854775808', '1000000000000000000', '1.5', '1e3', '-1', '0', '01', '０１', '', ' 1', '12abc']) {
    test(`D09, D13: the amount ${JSON.stringify(amount)} is refused (DIFFERS: never allowed by an overflow)`, () => {
        assert.deepEqual(decided(ruled(ALL), { ...COFFEE, amount }), { decision: 'DENY', reasons: [{ code: 'AMOUNT_INVALID', parameters: {} }], allowedBy: [] });
    });
}

test('D15: a block-list alone allows nothing (DIFFERS: default deny)', () => {
    assert.deepEqual(codes(decided(ruled({ id: 'casino', effect: 'deny', when: { categories: [['7995', '7995']] } }))), ['NO_ALLOW_RULE']);
});

test('D17, D19: where an allow and a deny rule match, it is denied (D17 DIFFERS: deny wins)', () => {
    const on = (effect: Rule['effect']): Rule => ({ id: effect, effect, when: { payees: ['cafe'] } });
    assert.deepEqual(codes(decided(ruled(on('allow'), on('deny')))), ['DENY_RULE']);
});

test('D21: ten minutes of validity are over at the eleventh, and at the tenth: the end is outside', () => {
    const start = Date.parse('2026-03-04T11:00:00.000Z');
    const policy = { ...ruled(ALL), validity: { notBefore: '2026-03-04T11:00:00.000Z', notAfter: '2026-03-04T11:10:00.000Z' } };
    const at = (milliseconds: number): string => codes(decided(policy, { ...COFFEE, time: start + milliseconds }))[0] ?? 'ALLOW';
    assert.deepEqual([-1, 0, 599_999, 600_000, 660_000].map(at), ['POLICY_NOT_YET', 'ALLOW', 'ALLOW', 'POLICY_EXPIRED', 'POLICY_EXPIRED']);
});
