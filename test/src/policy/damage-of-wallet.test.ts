// The damage bound of a wallet whose coins are under several policies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePolicy, damageBound, walletDamageBound, type BoundLayer, type DamageBound, type Policy, type Purse } from '@carnet/domain';
import { NOON, VOUCHER } from './policies.js';

function layer(name: BoundLayer['layer'], change: Partial<Policy>, used = 0n): BoundLayer {
    return { layer: name, policy: compilePolicy({ ...VOUCHER, ...change }), usage: { day: [{ stripe: 0, used }] } };
}

function dayLimit(max: string): Pick<Policy, 'limits'> {
    return { limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max, scope: 'wallet' }] };
}

function coins(amount: bigint): Purse['coins'] {
    return [{ amount, until: Infinity }];
}

function bound(purses: readonly Purse[], wallet?: BoundLayer, horizonDays = 1): DamageBound {
    return walletDamageBound({ currency: VOUCHER.currency, purses, now: NOON, horizonDays, ...wallet === undefined ? {} : { wallet } });
}

test('with one policy it is its bound', () => {
    const programme = layer('programme', dayLimit('5000'), 1000n);
    const wallet = layer('wallet', dayLimit('2000'));
    const alone = damageBound({ layers: [programme, wallet], coins: coins(100_000n), now: NOON, horizonDays: 1 });
    assert.deepEqual(bound([{ programme, coins: coins(100_000n) }], wallet), alone);
});

test('with several it is what they let through together, each at most its coins', () => {
    const { bound: sum, exact, by, sentence } = bound([
        { programme: layer('programme', dayLimit('5000')), coins: coins(100_000n) }, { programme: layer('programme', dayLimit('3000')), coins: coins(700n) },
    ]);
    assert.deepEqual([sum, exact], ['10700', false]);
    assert.deepEqual(by.map(part => [part.by, part.amount]), [['limit', '10000'], ['coins', '700']]);
    assert.match(sentence, /^At most 107\.00 EUR can be moved within a day: /);
});

test('the wallet\'s own policy bounds the sum', () => {
    const purses = ['5000', '3000'].map(max => ({ programme: layer('programme', dayLimit(max)), coins: coins(100_000n) }));
    const { bound: sum, by } = bound(purses, layer('wallet', dayLimit('2000'), 500n));
    assert.equal(sum, '3500');
    assert.deepEqual(by.map(part => part.by === 'coins' ? '' : part.layer), ['wallet']);
});

test('one payment may take coins of several policies: a least amount is looked for in all coins', () => {
    const atLeast = (min: string): BoundLayer => layer('programme', { rules: [{ id: 'large', effect: 'allow', when: { amount: { min } } }], limits: [] });
    const purses = [{ programme: atLeast('1000'), coins: coins(500n) }, { programme: atLeast('900'), coins: coins(500n) }];
    assert.equal(bound(purses).bound, '1000');
});

test('coins under policies that nobody looked at all count, and a wallet without coins has nothing', () => {
    assert.equal(bound([{ coins: coins(800n) }]).bound, '800');
    assert.equal(bound([{ coins: coins(800n) }], layer('wallet', dayLimit('100'))).bound, '200');
    assert.deepEqual(bound([]), { bound: '0', exact: true, by: [], sentence: 'Nothing can be moved within a day.' });
});
