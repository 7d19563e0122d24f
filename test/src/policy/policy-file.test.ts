// A payment decided from two files: what counts, what is refused by field.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarnetFailure, decidePolicyFile, type Limit, type Policy } from '@carnet/domain';
import { VOUCHER } from './policies.js';

const BIG: Policy = {
    ...VOUCHER,
    limits: [...VOUCHER.limits, { id: 'shared', match: {}, measure: 'count', period: 'month', max: '10', stripes: 4, scope: 'programme' },
        { id: 'each', match: {}, measure: 'amount', period: 'tx', max: '4000', scope: 'wallet' }],
    approvals: [{ id: 'big', match: {}, above: '3000', roster: 'board', cumulative: { period: 'month', above: '20000' } }],
};
const REQUEST = { payee: { id: 'cafe', category: '5814', country: 'FR' }, channel: 'pos', amount: '250', time: '2026-03-04T11:00:00Z' };

function answer(request: object, policy: Policy = BIG): readonly [string, readonly string[]] {
    const { decision, reasons } = decidePolicyFile(JSON.stringify(policy, null, 2), JSON.stringify({ ...REQUEST, ...request }));
    return [decision, reasons.map(({ code, id }) => id === undefined ? code : `${code} ${id}`)];
}

test('without used and approvals nothing was used and nobody approved', () => {
    assert.deepEqual(answer({}), ['ALLOW', []]);
    assert.deepEqual(answer({ amount: '3001' }), ['NEEDS_APPROVAL', ['APPROVAL_INSUFFICIENT big']]);
    assert.deepEqual(answer({ amount: '3000' }), ['ALLOW', []]);
});

test('what was used is what was used on all stripes', () => {
    assert.deepEqual(answer({ used: { day: '4750', shared: '9' } }), ['ALLOW', []]);
    assert.deepEqual(answer({ used: { day: '4751', shared: '10' } }), ['DENY', ['LIMIT_AMOUNT day', 'LIMIT_COUNT shared']]);
    assert.deepEqual(answer({ used: { shared: '999999999999999999' } }), ['DENY', ['LIMIT_COUNT shared']]);
    const { reasons } = decidePolicyFile(JSON.stringify(BIG), JSON.stringify({ ...REQUEST, used: { shared: '12' } }));
    assert.deepEqual(reasons[0]?.parameters, { limit: 'shared', period: 'month', max: '10', used: '12', asked: '1' });
});

test('approvals are the number given, or what is needed and given', () => {
    assert.deepEqual(answer({ amount: '3001', approvals: { big: 1 } }), ['ALLOW', []]);
    assert.deepEqual(answer({ amount: '3001', approvals: { big: { needed: 2, given: 1 } } }), ['NEEDS_APPROVAL', ['APPROVAL_INSUFFICIENT big']]);
    assert.deepEqual(answer({ amount: '3001', approvals: { big: { needed: 2, given: 2 } } }), ['ALLOW', []]);
});

test('a sum above its bound needs approval, exactly the bound does not', () => {
    assert.deepEqual(answer({ used: { big: '19750' } }), ['ALLOW', []]);
    const { reasons } = decidePolicyFile(JSON.stringify(BIG), JSON.stringify({ ...REQUEST, used: { big: '19751' } }));
    assert.deepEqual(reasons, [{
        code: 'APPROVAL_INSUFFICIENT', layer: 'programme', id: 'big', parameters: { roster: 'board', above: '20000', needed: 1, given: 0 },
    }]);
});

test('another currency than the policy\'s is a reason beside the others', () => {
    assert.deepEqual(answer({ currency: 'EUR' }), ['ALLOW', []]);
    assert.deepEqual(answer({ currency: 'USD', amount: '4001' }), ['DENY', ['CURRENCY_MISMATCH', 'LIMIT_AMOUNT each', 'APPROVAL_INSUFFICIENT big']]);
});

test('an instant may be written without seconds or milliseconds', () => {
    for (const time of ['2026-12-31T23:59Z', '2026-12-31T23:59:59Z', '2026-12-31T23:59:59.9Z', '2026-12-31T23:59:59.999Z']) {
        assert.deepEqual(answer({ time }), ['ALLOW', []]);
    }
    assert.deepEqual(answer({ time: '2027-01-01T00:00Z' }), ['DENY', ['POLICY_EXPIRED']]);
});

const REFUSED: readonly (readonly [string, object, string, string])[] = [
    ['an amount that is none', { amount: '1e3' }, 'AMOUNT_INVALID', 'request.amount'],
    ['an amount as a number', { amount: 250 }, 'AMOUNT_INVALID', 'request.amount'],
    ['a category of five digits', { payee: { id: 'x', category: '58140' } }, 'TOO_LONG', 'request.payee.category'],
    ['a payee without an id', { payee: {} }, 'MISSING_FIELD', 'request.payee.id'],
    ['another channel', { channel: 'phone' }, 'INVALID_VALUE', 'request.channel'],
    ['a day', { time: '2026-03-04' }, 'INVALID_DATE', 'request.time'],
    ['local time', { time: '2026-03-04T12:00:00+01:00' }, 'INVALID_DATE', 'request.time'],
    ['a limit that is none', { used: { week: '1' } }, 'UNKNOWN_FIELD', 'request.used.week'],
    ['a limit that counts nothing', { used: { each: '1' } }, 'UNKNOWN_FIELD', 'request.used.each'],
    ['an odd id', { used: { 'a b': '1' } }, 'UNKNOWN_FIELD', 'request.used.?'],
    ['a use that is none', { used: { day: 4750 } }, 'AMOUNT_INVALID', 'request.used.day'],
    ['uses in a list', { used: ['1'] }, 'WRONG_TYPE', 'request.used'],
    ['an approval that is none', { approvals: { small: 1 } }, 'UNKNOWN_FIELD', 'request.approvals.small'],
    ['fewer approvals than none', { approvals: { big: -1 } }, 'OUT_OF_RANGE', 'request.approvals.big'],
    ['a field that is none', { coins: [] }, 'UNKNOWN_FIELD', 'request.coins'],
];
for (const [what, change, code, field] of REFUSED) {
    test(`${what} is refused`, () => assert.throws(() => answer(change), (error: unknown) =>
        error instanceof CarnetFailure && error.code === code && error.parameters['field'] === field));
}

test('ids that JavaScript has names for are ids like any other', () => {
    const [limit] = VOUCHER.limits as readonly [Limit];
    for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const policy = { ...VOUCHER, limits: [{ ...limit, id }], approvals: [{ id: `${id}.`, match: {}, above: '1', roster: 'board' }] };
        const used = `{"${id}":"4751"}`;
        const request = JSON.stringify(REQUEST).replace(/\}$/, `,"used":${used},"approvals":{"${id}.":1}}`);
        assert.deepEqual(decidePolicyFile(JSON.stringify(policy), request).reasons.map(({ code, id: of }) => [code, of]), [['LIMIT_AMOUNT', id]]);
        assert.equal(decidePolicyFile(JSON.stringify(policy), JSON.stringify({ ...REQUEST, approvals: { [`${id}.`]: 1 } })).decision, 'ALLOW');
    }
});

test('a policy that is none is refused by its field', () => {
    const [limit] = VOUCHER.limits as readonly [Limit];
    assert.throws(() => answer({}, { ...VOUCHER, limits: [{ ...limit, max: '0' }] }), (error: unknown) =>
        error instanceof CarnetFailure && error.code === 'AMOUNT_INVALID' && error.parameters['field'] === 'policy.limits[0].max');
});
