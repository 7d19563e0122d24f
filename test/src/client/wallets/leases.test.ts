// What calls of one process leave to each other: coins, and stripes of limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Purse } from '@carnet/client/dist/wallets/purse.js';
import { StripeLeases, type StripedLimit } from '@carnet/client/dist/wallets/stripe-leases.js';
import type { Coin } from '@carnet/domain';
import { refusalOf } from '../refusal.js';

function coin(coinId: string): Coin {
    return { coinId, amount: '100', policyHash: 'aa'.repeat(32), issueId: 'i', expiresAt: '2027-01-01T00:00:00.000Z' };
}
const ids = (coins: readonly Coin[]): string[] => coins.map(({ coinId }) => coinId).sort();

test('a leased coin is not free until its call is settled, and then it is gone, or back', () => {
    const purse = new Purse();
    const [a, b, c] = [coin('a'), coin('b'), coin('c')];
    purse.load([a, b, c]);
    purse.lease('payment-1', [a]);
    purse.lease('payment-2', [b]);
    assert.deepEqual([ids(purse.free()), ids(purse.onTheWay()), ids(purse.leasedBy('payment-2'))], [['c'], ['a', 'b'], ['b']]);
    assert.throws(() => { purse.lease('payment-3', [a]); }, /Coin a is leased already/);
    purse.lease('payment-1', [a]);
    purse.settle('payment-1', [coin('change')]);
    purse.release('payment-2');
    assert.deepEqual([ids(purse.free()), ids(purse.onTheWay())], [['b', 'c', 'change'], []]);
});

test('what the ledger holds is taken over, but for coins that this process spent, and leases stay', () => {
    const purse = new Purse();
    assert.equal(purse.loaded, false);
    purse.load([coin('a'), coin('b'), coin('c')]);
    purse.lease('payment-1', [coin('a')]);
    purse.settle('payment-1', []);
    purse.lease('payment-2', [coin('b')]);
    // A peer that is a block behind still lists a; c was spent by somebody else; d came.
    purse.load([coin('a'), coin('d')]);
    assert.deepEqual([ids(purse.free()), ids(purse.onTheWay()), purse.loaded], [['d'], ['b'], true]);
});

test('coins that calls of this process brought are there, whatever a peer says, until they are spent or the ledger has them no more', () => {
    const purse = new Purse();
    purse.load([coin('a'), coin('b')]);
    purse.lease('payment-1', [coin('a')]);
    purse.settle('payment-1', [coin('change'), coin('more')]);
    assert.deepEqual([purse.hasBrought(['change', 'more']), purse.hasBrought(['change', 'b'])], [true, false]);
    purse.lease('payment-2', [coin('change')]);
    purse.settle('payment-2', []);
    purse.load([coin('b')]);
    assert.deepEqual([purse.hasBrought(['change']), purse.hasBrought(['more'])], [false, false]);
});

test('coins whose spending is in doubt are nobody else\'s, and nobody waits for them', () => {
    const purse = new Purse();
    purse.load([coin('a'), coin('b')]);
    purse.lease('payment-1', [coin('a')]);
    purse.leaveInDoubt('payment-1');
    assert.deepEqual([ids(purse.free()), ids(purse.onTheWay()), ids(purse.leasedBy('payment-1'))], [['b'], [], ['a']]);
    purse.load([coin('a'), coin('b')]);
    assert.deepEqual(ids(purse.leasedBy('payment-1')), ['a'], 'still on the ledger, so still in doubt');
    purse.lease('payment-1', purse.leasedBy('payment-1'));
    assert.deepEqual(ids(purse.onTheWay()), ['a']);
    purse.leaveInDoubt('payment-1');
    purse.load([coin('b')]);
    assert.deepEqual([ids(purse.free()), purse.leasedBy('payment-1')], [['b'], []]);
});

test('whoever waits for coins is told of every change', async () => {
    const purse = new Purse();
    purse.load([coin('a')]);
    purse.lease('payment-1', [coin('a')]);
    const changes: string[] = [];
    const waiting = [1, 2].map(async n => {
        await purse.changes.next();
        changes.push(`told ${n}`);
    });
    purse.release('payment-1');
    await Promise.all(waiting);
    assert.deepEqual(changes, ['told 1', 'told 2']);
    await purse.changes.next(AbortSignal.abort());
});

const limit = (stripes: number, changes: Partial<StripedLimit> = {}): StripedLimit => ({ key: 'day', stripes, wanted: 1, avoid: new Set(), ...changes });

test('each call has a stripe of its own; the next waits for the first that is free', async () => {
    const leases = new StripeLeases();
    const held = await Promise.all([1, 2, 3].map(() => leases.lease([limit(3)])));
    assert.deepEqual(held.flatMap(({ stripes }) => stripes.get('day')).sort(), [0, 1, 2]);
    let served = false;
    const next = leases.lease([limit(3)]).then(lease => {
        served = true;
        return lease;
    });
    await new Promise(resolve => { setImmediate(resolve); });
    assert.equal(served, false);
    const [first] = held;
    first?.end();
    assert.deepEqual((await next).stripes.get('day'), first?.stripes.get('day'));
});

test('whoever wants all stripes is not overtaken for ever, and holds up nobody who counts on another limit', async () => {
    const leases = new StripeLeases(() => 0);
    const one = await leases.lease([limit(2)]);
    const all = leases.lease([limit(2, { wanted: 2 })]);
    const later = leases.lease([limit(2)]);
    const other = await leases.lease([limit(2, { key: 'week' })]);
    assert.deepEqual(other.stripes.get('week'), [0]);
    one.end();
    const both = await all;
    assert.deepEqual(both.stripes.get('day'), [0, 1]);
    both.end();
    assert.deepEqual((await later).stripes.get('day'), [0]);
});

test('stripes that had too little left are named last', async () => {
    const leases = new StripeLeases(() => 0);
    const avoid = new Set([0, 1]);
    assert.deepEqual((await leases.lease([limit(4, { avoid })])).stripes.get('day'), [2]);
    assert.deepEqual((await leases.lease([limit(4, { avoid, wanted: 3 })])).stripes.get('day'), [3, 0, 1]);
});

test('a call that its caller ended does not wait any longer', async () => {
    const leases = new StripeLeases();
    const held = await leases.lease([limit(1)]);
    const controller = new AbortController();
    const refused = refusalOf(leases.lease([limit(1)], controller.signal));
    controller.abort();
    assert.equal((await refused).code, 'ABORTED_BY_CALLER');
    held.end();
    assert.deepEqual((await leases.lease([limit(1)])).stripes.get('day'), [0]);
});
