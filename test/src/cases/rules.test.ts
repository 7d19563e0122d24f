// Money cases D: how rules decide. Deny wins, default deny, unknown is deny, order is irrelevant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
    checkPolicy, compilePolicy, decidePayment, policyCodec,
    type PaymentFacts, type Policy, type PolicyDecision, type PolicyVerdict,
} from '@carnet/domain';
import fc from 'fast-check';
import { Bank } from './bank.js';
import { allow, deny, Programme, reasons } from './programme.js';
import { ANYTHING } from '../policy/policies.js';

fc.configureGlobal({ seed: 20_261 });

let bank: Bank;
before(async () => { bank = await Bank.open(); });
after(async () => { await bank.close(); });

const CASINO = { categories: [['7995', '7995']] } as const;

test('D01: where no rule matches it is refused, and the rule that comes nearest is named', async () => {
    const food = await Programme.with(bank, { rules: [allow('food', { categories: [['5411', '5499']], countries: ['FR'] })] });
    const [alice, shop] = [await food.holder('100'), await food.merchant({ category: '5732', country: 'DE' })];
    const failure = await food.refused('NO_ALLOW_RULE', alice, shop, '1');
    assert.deepEqual(failure.parameters['reasons'], [
        { code: 'NO_ALLOW_RULE', layer: 'programme', id: 'food', parameters: { clauses: ['categories', 'countries'] } },
    ]);
});

test('D03: allowed to all and forbidden to Bob: Bob is refused, Alice is paid', async () => {
    const any = await Programme.with(bank);
    const [payer, alice, bob] = [await any.holder('100'), await any.merchant(), await any.merchant()];
    await any.ownPolicy(payer, { rules: [allow('all', {}), deny('not-bob', { payees: [bob.payeeId] })] });
    assert.deepEqual(reasons(await any.refused('DENY_RULE', payer, bob, '1')), ['DENY_RULE not-bob']);
    await any.pay(payer, alice, '1');
});

test('D05: of two rules that forbid both are named, in order', async () => {
    const twice = await Programme.with(bank, { rules: [allow('all', {}), deny('z', CASINO), deny('a', { ...CASINO, countries: ['FR'] })] });
    const [alice, casino] = [await twice.holder('100'), await twice.merchant({ category: '7995', country: 'FR' })];
    assert.deepEqual(reasons(await twice.refused('DENY_RULE', alice, casino, '1')), ['DENY_RULE a', 'DENY_RULE z']);
});

test('D07: a rule that asks for what the payee\'s record lacks does not allow', async () => {
    const food = await Programme.with(bank, { rules: [allow('food', { categories: [['5411', '5499']] })] });
    const [alice, shop] = [await food.holder('100'), await food.merchant()];
    const failure = await food.refused('NO_ALLOW_RULE', alice, shop, '1');
    assert.deepEqual(failure.parameters['reasons'], [{ code: 'NO_ALLOW_RULE', layer: 'programme', id: 'food', parameters: { clauses: ['categories'] } }]);
    const careful = await Programme.with(bank, { rules: [allow('all', {}), deny('casino', CASINO)] });
    const [bob, unknown] = [await careful.holder('100'), await careful.merchant()];
    assert.deepEqual(reasons(await careful.refused('DENY_UNKNOWN', bob, unknown, '1')), ['DENY_UNKNOWN casino']);
});

test('D09 (differs): an amount that no integer of 64 bits holds never gets as far as the rules', async () => {
    const large = await Programme.with(bank, { rules: [allow('all', {}), deny('large', { amount: { min: '1000' } })] });
    const [alice, shop] = [await large.holder('100'), await large.merchant()];
    for (const amount of [`1${'0'.repeat(18)}`, '9223372036854775808', `1${'0'.repeat(30)}`]) await large.refused('AMOUNT_INVALID', alice, shop, amount);
    const most = await large.refused('DENY_RULE', alice, shop, '9'.repeat(18));
    assert.deepEqual(reasons(most), ['DENY_RULE large', 'COINS_INSUFFICIENT']);
});

/** A handful of rules and payments that touch on each other. */
const match = fc.record({
    categories: fc.constantFrom([['5411', '5499']], [['5400', '7995']], [['7995', '7995']]),
    countries: fc.constantFrom(['FR'], ['DE', 'FR']),
    channels: fc.constantFrom(['pos'], ['online', 'pos']),
    amount: fc.constantFrom({ min: '100' }, { max: '100' }, { min: '50', max: '150' }),
}, { requiredKeys: [] });
const rules = fc.array(fc.record({ effect: fc.constantFrom('allow', 'deny'), when: match }), { minLength: 1, maxLength: 8 })
    .map(list => list.map((rule, n) => ({ id: `rule-${n}`, ...rule })));
const payments: fc.Arbitrary<PaymentFacts> = fc.record({
    payee: fc.record({ id: fc.constant('shop'), groups: fc.constant([]), category: fc.constantFrom('5411', '6000', '7995'), country: fc.constantFrom('FR', 'DE', 'IT') },
        { requiredKeys: ['id', 'groups'] }),
    channel: fc.constantFrom('pos', 'online'),
    amount: fc.integer({ min: 1, max: 200 }).map(String),
    time: fc.constant(Date.parse('2026-03-04T11:00:00.000Z')),
});

function decided(policy: Policy, facts: PaymentFacts): PolicyDecision {
    return decidePayment([{ layer: 'programme', policy: compilePolicy(policyCodec.decode(JSON.stringify(policy))), usage: {}, approvals: {} }], facts);
}

test('D11: rules in another order, or twice under another id, decide alike', () => {
    fc.assert(fc.property(rules, payments, fc.integer({ min: 0, max: 7 }), (list, facts, turn) => {
        const { decision } = decided({ ...ANYTHING, rules: list }, facts);
        const turned = [...list.slice(turn), ...list.slice(0, turn)].reverse();
        assert.deepEqual(decided({ ...ANYTHING, rules: turned }, facts), decided({ ...ANYTHING, rules: list }, facts));
        const doubled = [...list, ...list.map(rule => ({ ...rule, id: `${rule.id}-again` }))];
        assert.equal(decided({ ...ANYTHING, rules: doubled }, facts).decision, decision);
    }), { numRuns: 500 });
});

test('D13: 1.5 is no amount', async () => {
    const any = await Programme.with(bank);
    const [alice, shop] = [await any.holder('100'), await any.merchant()];
    await any.refused('AMOUNT_INVALID', alice, shop, '1.5');
    await bank.refused('WRONG_TYPE', alice.person, 'Pay', { ...await any.filled(alice, any.order(alice, shop, '1')), amount: 1.5 });
});

test('D15 (differs): a list of what is forbidden allows nothing, and cannot be published', async () => {
    const only = { ...ANYTHING, rules: [deny('casino', CASINO)] };
    const { decision, reasons: why } = decided(only, { payee: { id: 'shop', groups: [], category: '5411' }, channel: 'pos', amount: '1', time: bank.now });
    assert.deepEqual([decision, why.map(({ code }) => code)], ['DENY', ['NO_ALLOW_RULE']]);
    const any = await Programme.with(bank);
    await bank.refused('POLICY_CONTRADICTION', bank.issuer, 'ProposePolicy', any.programmeId, any.next({ rules: [deny('casino', CASINO)] }), 'only-deny');
});

test('D17 (differs): where one rule allows and another forbids, it is forbidden', async () => {
    const both = await Programme.with(bank, { rules: [allow('all', {}), deny('casino', CASINO)] });
    const [alice, casino] = [await both.holder('100'), await both.merchant({ category: '7995' })];
    assert.deepEqual(reasons(await both.refused('DENY_RULE', alice, casino, '1')), ['DENY_RULE casino']);
});

test('D19: a payee on both lists is not paid', async () => {
    const lists = await Programme.with(bank, { rules: [allow('white', { payeeGroups: ['white'] }), deny('black', { payeeGroups: ['black'] })] });
    const [alice, both, white] = [await lists.holder('100'), await lists.merchant({ groups: ['black', 'white'] }), await lists.merchant({ groups: ['white'] })];
    assert.deepEqual(reasons(await lists.refused('DENY_RULE', alice, both, '1')), ['DENY_RULE black']);
    await lists.pay(alice, white, '1');
});

test('D21: what is allowed for ten minutes is refused in the eleventh', async () => {
    const validity = { notBefore: new Date(bank.now).toISOString(), notAfter: new Date(bank.now + 10 * 60_000).toISOString() };
    const brief = await Programme.with(bank, { validity });
    const alice = await brief.holder();
    await bank.submit(bank.issuer, 'Issue', brief.issueRequest(alice, ['100'], validity.notAfter));
    const shop = await brief.merchant();
    await brief.pay(alice, shop, '1');
    bank.now += 11 * 60_000;
    assert.ok(reasons(await brief.refused('POLICY_EXPIRED', alice, shop, '1')).includes('POLICY_EXPIRED'));
});

test('D23: a rule that another one always overrules is found when the policy is checked, with what shows it', async () => {
    const any = await Programme.with(bank);
    const policy = any.next({ rules: [allow('all', {}), allow('play', CASINO), deny('no-play', CASINO)] });
    const verdict = await bank.evaluate<PolicyVerdict>(bank.issuer, 'CheckPolicy', any.programmeId, policy);
    const found = [...verdict.refusals, ...verdict.warnings].filter(({ id }) => id === 'play').map(({ code }) => code);
    assert.ok(found.some(code => code === 'RULE_UNREACHABLE' || code === 'RULE_NO_EFFECT'), JSON.stringify(verdict));
});

test('D25: without the rules that are found dead no decision changes', () => {
    let dead = 0;
    fc.assert(fc.property(rules, fc.array(payments, { minLength: 400, maxLength: 400 }), (list, several) => {
        const policy = { ...ANYTHING, rules: list };
        const { refusals, warnings } = checkPolicy(policyCodec.decode(JSON.stringify(policy)), undefined);
        const ids = new Set([...refusals, ...warnings].filter(({ code }) => code === 'RULE_UNREACHABLE').map(({ id }) => id));
        dead += ids.size;
        if (ids.size === 0) return;
        const whole = compilePolicy(policyCodec.decode(JSON.stringify(policy)));
        const rest = compilePolicy(policyCodec.decode(JSON.stringify({ ...policy, rules: list.filter(({ id }) => !ids.has(id)) })));
        for (const facts of several) {
            const decisions = [whole, rest].map(policy => decidePayment([{ layer: 'programme', policy, usage: {}, approvals: {} }], facts).decision);
            assert.equal(decisions[0], decisions[1]);
        }
    }), { numRuns: 500 });
    assert.ok(dead > 20, `${dead} dead rules`);
});
