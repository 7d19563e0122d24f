// What a policy answers: rules, limits, stripes and approvals, clause by clause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy, decidePayment } from '@carnet/domain';
import { COFFEE, decided, VOUCHER } from './policies.js';

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
