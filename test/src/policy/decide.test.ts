// What a policy answers: rules, limits, stripes and approvals, clause by clause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combineReasons, compilePolicy, decidePayment, type Match, type PaymentFacts, type Policy, type PolicyDecision } from '@carnet/domain';
import { COFFEE, decided, NOON, VOUCHER } from './policies.js';

test('a payment that an allow rule matches and nothing forbids is allowed, and says by which rule', () => {
    assert.deepEqual(decided(VOUCHER), { decision: 'ALLOW', reasons: [], allowedBy: [{ layer: 'programme', id: 'food' }] });
});

test('all reasons are given, sorted by code and id', () => {
    const { decision, reasons } = decided(VOUCHER, { ...COFFEE, payee: { id: 'casino', category: '7995', groups: [] }, amount: '5001' });
    assert.equal(decision, 'DENY');
    assert.deepEqual(reasons, [
        { code: 'DENY_RULE', layer: 'programme', id: 'no-casino', parameters: {} },
        { code: 'NO_ALLOW_RULE', layer: 'programme', id: 'food', parameters: { clauses: ['categories', 'countries'] } },
        { code: 'LIMIT_AMOUNT', layer: 'programme', id: 'day', parameters: { limit: 'day', period: 'day', max: '5000', used: '0', asked: '5001' } },
    ]);
});

test('a payee without a category is denied by the rule on casinos, and allowed by nothing', () => {
    assert.deepEqual(decided(VOUCHER, { ...COFFEE, payee: { id: 'kiosk', country: 'FR', groups: [] } }).reasons, [
        { code: 'DENY_UNKNOWN', layer: 'programme', id: 'no-casino', parameters: { clauses: ['categories'] } },
        { code: 'NO_ALLOW_RULE', layer: 'programme', id: 'food', parameters: { clauses: ['categories'] } },
    ]);
});

test('without any policy nothing is allowed', () => {
    assert.equal(decidePayment([], COFFEE).decision, 'DENY');
});

test('every layer must allow', () => {
    const own = compilePolicy({ ...VOUCHER, limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '200', scope: 'wallet' }] });
    const answer = decidePayment([
        { layer: 'wallet', policy: own, usage: {}, approvals: {} },
        { layer: 'programme', policy: compilePolicy(VOUCHER), usage: {}, approvals: {} },
    ], COFFEE);
    assert.deepEqual(answer.reasons.map(({ code, layer, id }) => [code, layer, id]), [['LIMIT_AMOUNT', 'wallet', 'day']]);
    assert.deepEqual(answer.allowedBy, [{ layer: 'programme', id: 'food' }, { layer: 'wallet', id: 'food' }]);
});

/** What an allow rule and what a deny rule with this match make of a payment: TRUE, FALSE or UNKNOWN can be told from both. */
function truth(when: Match, facts: Partial<PaymentFacts>): string {
    const by = (effect: 'allow' | 'deny'): PolicyDecision['decision'] => decided({
        ...VOUCHER, rules: [{ id: 'all', effect: 'allow', when: effect === 'deny' ? {} : when }, { id: 'r', effect, when }],
        limits: [], transfer: { ...VOUCHER.transfer, holderToHolder: true },
    }, { ...COFFEE, ...facts }).decision;
    return `${by('allow') === 'ALLOW' ? 'allows' : '-'} ${by('deny') === 'DENY' ? 'denies' : '-'}`;
}

const [TRUE, FALSE, UNKNOWN] = ['allows denies', '- -', '- denies'];
const at = (instant: string): Partial<PaymentFacts> => ({ time: Date.parse(instant) });
const amount = (text: string): Partial<PaymentFacts> => ({ amount: text });
const payee = (facts: Partial<PaymentFacts['payee']>): Partial<PaymentFacts> => ({ payee: { id: 'cafe', groups: [], ...facts } });
const working: Match = { window: { days: [3], fromMinute: 720, toMinute: 780 } };
const march: Match = { between: { from: '2026-03-04T11:00:00.000Z', until: '2026-03-04T12:00:00.000Z' } };

const CLAUSES: readonly (readonly [string, Match, Partial<PaymentFacts>, string])[] = [
    ['no clause', {}, {}, TRUE],
    ['a payee', { payees: ['bar', 'cafe'] }, {}, TRUE],
    ['another payee', { payees: ['bar', 'Cafe'] }, {}, FALSE],
    ['a group', { payeeGroups: ['g', 'h'] }, payee({ groups: ['f', 'h'] }), TRUE],
    ['no group', { payeeGroups: ['g'] }, payee({}), FALSE],
    ['below a range', { categories: [['5411', '5499']] }, payee({ category: '5410' }), FALSE],
    ['the low end of a range', { categories: [['5411', '5499']] }, payee({ category: '5411' }), TRUE],
    ['the high end of a range', { categories: [['5411', '5499']] }, payee({ category: '5499' }), TRUE],
    ['above a range', { categories: [['5411', '5499']] }, payee({ category: '5500' }), FALSE],
    ['the second range', { categories: [['5411', '5499'], ['0000', '0001']] }, payee({ category: '0001' }), TRUE],
    ['no category, even where all are named', { categories: [['0000', '9999']] }, payee({}), UNKNOWN],
    ['a country', { countries: ['DE', 'FR'] }, payee({ country: 'FR' }), TRUE],
    ['another country', { countries: ['DE'] }, payee({ country: 'FR' }), FALSE],
    ['no country', { countries: ['DE'] }, payee({}), UNKNOWN],
    ['a region', { regions: ['FR-75'] }, payee({ region: 'FR-75' }), TRUE],
    ['another region', { regions: ['FR-75'] }, payee({ region: 'FR-7' }), FALSE],
    ['no region', { regions: ['FR-75'] }, payee({ country: 'FR' }), UNKNOWN],
    ['one false beside one unknown', { regions: ['FR-75'], countries: ['DE'] }, payee({ country: 'FR' }), FALSE],
    ['one unknown beside one true', { regions: ['FR-75'], countries: ['FR'] }, payee({ country: 'FR' }), UNKNOWN],
    ['a channel', { channels: ['online', 'pos'] }, {}, TRUE],
    ['another channel', { channels: ['online', 'p2p'] }, {}, FALSE],
    ['from holder to holder', { channels: ['p2p'] }, { channel: 'p2p' }, TRUE],
    ['below the least amount', { amount: { min: '250' } }, amount('249'), FALSE],
    ['the least amount', { amount: { min: '250' } }, amount('250'), TRUE],
    ['the most', { amount: { max: '250' } }, amount('250'), TRUE],
    ['more than the most', { amount: { max: '250' } }, amount('251'), FALSE],
    ['18 digits', { amount: { min: '999999999999999998', max: '999999999999999998' } }, amount('999999999999999998'), TRUE],
    ['18 digits and one more', { amount: { min: '999999999999999998', max: '999999999999999998' } }, amount('999999999999999999'), FALSE],
    ['before the window', working, at('2026-03-04T10:59:59.999Z'), FALSE],
    ['the first of the window, by local time', working, at('2026-03-04T11:00:00.000Z'), TRUE],
    ['the last of the window', working, at('2026-03-04T11:59:59.999Z'), TRUE],
    ['the end of the window', working, at('2026-03-04T12:00:00.000Z'), FALSE],
    ['the same hour of another day', working, at('2026-03-05T11:30:00.000Z'), FALSE],
    ['the local Wednesday that is Tuesday in UTC', { window: { days: [3], fromMinute: 0, toMinute: 1 } }, at('2026-03-03T23:00:59.999Z'), TRUE],
    ['midnight, which is the day after', { window: { days: [3], fromMinute: 0, toMinute: 1440 } }, at('2026-03-04T23:00:00.000Z'), FALSE],
    ['before the time', march, at('2026-03-04T10:59:59.999Z'), FALSE],
    ['the beginning of the time', march, at('2026-03-04T11:00:00.000Z'), TRUE],
    ['the last of the time', march, at('2026-03-04T11:59:59.999Z'), TRUE],
    ['the end of the time', march, at('2026-03-04T12:00:00.000Z'), FALSE],
    ['an open end', { between: { from: '2026-03-04T11:00:00.000Z' } }, { time: NOON }, TRUE],
    ['an open beginning', { between: { until: '2026-03-04T11:00:00.000Z' } }, { time: NOON - 1 }, TRUE],
];
for (const [what, when, facts, expected] of CLAUSES) {
    test(`match: ${what}`, () => assert.equal(truth(when, facts), expected));
}

test('holders pay each other only where the policy lets them, and then only by a rule', () => {
    const all = { ...VOUCHER, rules: [{ id: 'all', effect: 'allow' as const, when: {} }] };
    assert.deepEqual(decided(all, { ...COFFEE, channel: 'p2p' }).reasons, [
        { code: 'DENY_RULE', layer: 'programme', parameters: { setting: 'transfer.holderToHolder' } },
    ]);
    assert.equal(decided({ ...all, transfer: { holderToHolder: true, split: true } }, { ...COFFEE, channel: 'p2p' }).decision, 'ALLOW');
});

test('limits and approvals apply where their match is unknown, and not where it is false', () => {
    const of = (countries: readonly string[]): string[] => decided({
        ...VOUCHER, rules: [{ id: 'all', effect: 'allow', when: {} }],
        limits: [{ id: 'l', match: { countries }, measure: 'amount', period: 'tx', max: '249', scope: 'wallet' }],
        approvals: [{ id: 'a', match: { countries }, above: '249', roster: 'board' }],
    }, { ...COFFEE, payee: countries[0] === 'XX' ? COFFEE.payee : { id: 'cafe', groups: [] } }).reasons.map(({ code }) => code);
    assert.deepEqual([of(['FR']), of(['XX'])], [['LIMIT_AMOUNT', 'APPROVAL_INSUFFICIENT'], []]);
});

test('an approval is needed above its bound, and given when there are as many as are needed', () => {
    const policy = { ...VOUCHER, approvals: [{ id: 'a', match: {}, above: '249', roster: 'board', cumulative: { period: 'day' as const, above: '1000' } }] };
    const answers = [
        decided(policy, { ...COFFEE, amount: '249' }), decided(policy), decided(policy, COFFEE, {}, { a: { needed: 2, given: 1 } }),
        decided(policy, COFFEE, {}, { a: { needed: 2, given: 2 } }), decided(policy, { ...COFFEE, amount: '100' }, { a: [{ stripe: 0, used: 901n }] }),
        decided(policy, { ...COFFEE, amount: '100' }, { a: [{ stripe: 0, used: 900n }] }),
    ];
    assert.deepEqual(answers.map(({ decision, reasons }) => [decision, reasons[0]?.parameters]), [
        ['ALLOW', undefined], ['NEEDS_APPROVAL', { roster: 'board', above: '249', needed: 1, given: 0 }],
        ['NEEDS_APPROVAL', { roster: 'board', above: '249', needed: 2, given: 1 }], ['ALLOW', undefined],
        ['NEEDS_APPROVAL', { roster: 'board', above: '1000', needed: 1, given: 0 }], ['ALLOW', undefined],
    ]);
});

test('a stripe that is named twice, or that the limit does not have, gives no room', () => {
    const policy: Policy = { ...VOUCHER, limits: [{ id: 'l', match: {}, measure: 'amount', period: 'day', max: '400', stripes: 2, scope: 'wallet' }] };
    const named = (...stripes: number[]): string | undefined =>
        decided(policy, COFFEE, { l: stripes.map(stripe => ({ stripe, used: 0n })) }).reasons[0]?.code;
    assert.deepEqual([named(0), named(0, 0), named(0, 2), named(0, -1), named(), named(1, 0)],
        ['STRIPE_INSUFFICIENT', 'STRIPE_INSUFFICIENT', 'STRIPE_INSUFFICIENT', 'STRIPE_INSUFFICIENT', 'STRIPE_INSUFFICIENT', undefined]);
    assert.equal(decided(policy, { ...COFFEE, amount: '401' }, {}).reasons[0]?.code, 'LIMIT_AMOUNT', 'final, whatever stripes are named');
});

test('reasons of any source are sorted by code, id and layer, each once; only those about approvals leave it open', () => {
    const missing = { code: 'APPROVAL_INSUFFICIENT', id: 'a', parameters: {} } as const;
    const [late, spent] = [{ code: 'APPROVAL_EXPIRED', parameters: {} }, { code: 'COIN_SPENT', parameters: { coins: ['x'] } }] as const;
    const [low, high] = [{ code: 'LIMIT_AMOUNT', id: 'd', layer: 'programme', parameters: { max: '1' } },
        { code: 'LIMIT_AMOUNT', id: 'd', layer: 'programme', parameters: { max: '2' } }] as const;
    assert.equal(combineReasons([late, missing], []).decision, 'NEEDS_APPROVAL');
    assert.deepEqual(combineReasons([spent, high, missing, low, { ...low }, late], [{ layer: 'wallet', id: 'a' }, { layer: 'programme', id: 'b' }, { layer: 'wallet', id: 'a' }]), {
        decision: 'DENY', reasons: [low, high, missing, late, spent], allowedBy: [{ layer: 'programme', id: 'b' }, { layer: 'wallet', id: 'a' }],
    });
});

test('the nearest allow rule is the one with the fewest clauses that are not true; of two alike the first by id', () => {
    const nearest = (...ids: readonly string[]): unknown => decided({
        ...VOUCHER, rules: ids.map(id => ({ id, effect: 'allow', when: id === 'far' ? { channels: ['online'], payees: ['bar'] } : { channels: ['online'] } })),
    }).reasons[0]?.id;
    assert.deepEqual([nearest('far', 'x', 'b'), nearest('b', 'far', 'x'), nearest('far')], ['b', 'b', 'far']);
});
