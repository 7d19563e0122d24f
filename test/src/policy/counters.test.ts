// Which counters a payment moves, and how it is laid on their stripes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy, countersOf, spread, type Counter, type Limit, type Policy } from '@carnet/domain';
import { COFFEE, VOUCHER } from './policies.js';

function limit(id: string, change: Partial<Limit> = {}): Limit {
    return { id, match: {}, measure: 'amount', period: 'day', max: '5000', scope: 'wallet', ...change };
}

const POLICY: Policy = {
    ...VOUCHER,
    limits: [
        limit('z-week', { period: 'week', scope: 'programme', stripes: 3, measure: 'count' }), limit('day'), limit('each', { period: 'tx' }),
        limit('paris', { match: { regions: ['FR-75'] }, period: 'life' }), limit('lyon', { match: { regions: ['FR-69'] } }),
    ],
    approvals: [
        { id: 'sum', match: {}, above: '1', roster: 'board', cumulative: { period: 'month', above: '20000' } },
        { id: 'single', match: {}, above: '1', roster: 'board' },
        { id: 'sum-of-lyon', match: { regions: ['FR-69'] }, above: '1', roster: 'board', cumulative: { period: 'year', above: '30000' } },
    ],
};
const compiled = compilePolicy(POLICY);

test('those whose match is true, limits first and each by id, with the number of the period', () => {
    assert.deepEqual(countersOf(compiled, COFFEE), [
        { id: 'day', use: 'limit', measure: 'amount', period: 'day', index: 20_516, scope: 'wallet', stripes: 1, max: 5000n },
        { id: 'paris', use: 'limit', measure: 'amount', period: 'life', index: 0, scope: 'wallet', stripes: 1, max: 5000n },
        { id: 'z-week', use: 'limit', measure: 'count', period: 'week', index: 2931, scope: 'programme', stripes: 3, max: 5000n },
        { id: 'sum', use: 'approval', measure: 'amount', period: 'month', index: 24_314, scope: 'wallet', stripes: 1, max: 20_000n },
    ]);
});

test('and those whose match is unknown', () => {
    assert.deepEqual(countersOf(compiled, { ...COFFEE, payee: { id: 'cafe', groups: [] } }).map(({ id }) => id),
        ['day', 'lyon', 'paris', 'z-week', 'sum', 'sum-of-lyon']);
});

const counter: Counter = { id: 'l', use: 'limit', measure: 'amount', period: 'day', index: 0, scope: 'wallet', stripes: 3, max: 100n };

test('the first stripe that is named is filled first; what is full gets nothing', () => {
    const named = [{ stripe: 2, used: 30n }, { stripe: 1, used: 33n }, { stripe: 0, used: 0n }];
    assert.deepEqual(spread(counter, 3n, named), [{ stripe: 2, used: 3n }]);
    assert.deepEqual(spread(counter, 37n, named), [{ stripe: 2, used: 3n }, { stripe: 0, used: 34n }]);
    assert.equal(spread(counter, 38n, named), undefined);
});

test('what was counted above a maximum that was lowered leaves no room, and takes none from other stripes', () => {
    assert.deepEqual(spread(counter, 34n, [{ stripe: 1, used: 999n }, { stripe: 0, used: 0n }]), [{ stripe: 0, used: 34n }]);
});

test('where no stripe is named it is the first, unused; a payment counts as one; an approval counts without bound', () => {
    assert.deepEqual(spread(counter, 34n), [{ stripe: 0, used: 34n }]);
    assert.equal(spread(counter, 35n), undefined);
    assert.deepEqual(spread({ ...counter, measure: 'count' }, 10n ** 17n), [{ stripe: 0, used: 1n }]);
    assert.deepEqual(spread({ ...counter, use: 'approval', stripes: 1 }, 101n, [{ stripe: 0, used: 99n }]), [{ stripe: 0, used: 101n }]);
});
