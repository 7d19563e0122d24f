// How coins are used up, what legs and quota follow from it: nothing is lost, nothing is made, and no lot becomes another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    byLot, canonicalHash, coinsOf, isSameLot, ISSUER_ACCOUNT, legsFrom, quotaBack, recipientFacts, saleTerms, sumOfCoins, useUp,
    walletAccount, walletOfAccount, type Coin, type Lot,
} from '@carnet/domain';

const A: Lot = { policyHash: 'a'.repeat(64), issueId: 'i-1', expiresAt: '2027-01-01T00:00:00.000Z' };
const B: Lot = { ...A, issueId: 'i-2' };
const coin = (lot: Lot, amount: number, place = 0): Coin => ({ coinId: `${'0'.repeat(64)}.${place}`, amount: String(amount), ...lot });

test('coins are used up in the order in which they are named, and one coin is made of each lot', () => {
    const { taken, left } = useUp([coin(A, 100, 0), coin(B, 50, 1), coin(A, 70, 2)], 160n);
    assert.deepEqual(taken, [{ ...A, sum: 110n }, { ...B, sum: 50n }]);
    assert.deepEqual(left, [{ ...A, sum: 60n }]);
});

test('all of a coin leaves no change, and coins that are not needed come back whole', () => {
    assert.deepEqual(useUp([coin(A, 100)], 100n), { taken: [{ ...A, sum: 100n }], left: [] });
    assert.deepEqual(useUp([coin(A, 100), coin(B, 5)], 30n), { taken: [{ ...A, sum: 30n }], left: [{ ...A, sum: 70n }, { ...B, sum: 5n }] });
});

test('more than coins hold is never taken from them', () => {
    assert.throws(() => useUp([coin(A, 100)], 101n), RangeError);
    assert.throws(() => useUp([], 1n), RangeError);
});

test('whatever coins and amount, the parts add up to the whole, lot by lot', () => {
    let seed = 20_260_304;
    const random = (below: number): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return seed % below;
    };
    for (let round = 0; round < 2000; round++) {
        const coins = Array.from({ length: 1 + random(16) }, (_, place) => coin(random(2) === 0 ? A : B, 1 + random(1000), place));
        const amount = BigInt(1 + random(Number(sumOfCoins(coins))));
        const { taken, left } = useUp(coins, amount);
        assert.equal(taken.reduce((sum, part) => sum + part.sum, 0n), amount);
        for (const lot of [A, B]) {
            const held = sumOfCoins(coins.filter(one => isSameLot(one, lot)));
            assert.equal([...taken, ...left].filter(one => isSameLot(one, lot)).reduce((sum, part) => sum + part.sum, 0n), held);
        }
        assert.ok([...taken, ...left].every(({ sum }) => sum > 0n));
        assert.equal(byLot(taken).length, taken.length, 'one sum for each lot');
    }
});

test('coins are numbered by their transaction, on from where it stands', () => {
    const made = coinsOf('ab', [{ ...A, sum: 1n }, { ...B, sum: 2n }], 3);
    assert.deepEqual(made.map(({ coinId, amount }) => [coinId, amount]), [['ab.3', '1'], ['ab.4', '2']]);
});

test('the legs of a movement sum to nothing', () => {
    const legs = legsFrom(ISSUER_ACCOUNT, [{ to: walletAccount('w'), amount: 5n }, { to: walletAccount('x'), amount: 0n }]);
    assert.deepEqual(legs, [{ account: 'issuer', amount: '-5' }, { account: 'wallet:w', amount: '5' }]);
    assert.deepEqual([walletOfAccount('wallet:a:b'), walletOfAccount('issuer'), walletOfAccount('reserved:p')], ['a:b', undefined, undefined]);
});

test('quota comes back on the stripe that was filled last, a count only with the whole payment', () => {
    const stripes = [{ stripe: 4, used: 50n }, { stripe: 1, used: 30n }];
    assert.deepEqual(quotaBack({ measure: 'amount', stripes }, 40n, false), [{ stripe: 1, used: 30n }, { stripe: 4, used: 10n }]);
    assert.deepEqual(quotaBack({ measure: 'amount', stripes }, 1000n, true), [{ stripe: 1, used: 30n }, { stripe: 4, used: 50n }]);
    const counted = [{ stripe: 0, used: 1n }];
    assert.deepEqual(quotaBack({ measure: 'count', stripes: counted }, 40n, false), []);
    assert.deepEqual(quotaBack({ measure: 'count', stripes: counted }, 40n, true), [{ stripe: 0, used: 1n }]);
});

test('a wallet that is paid has no facts but its own name, which no payee can have', () => {
    const facts = recipientFacts({ channel: 'p2p', payeeId: 'cafe' }, { category: '5814', country: 'FR', groups: ['food'] });
    assert.deepEqual(facts, { id: 'wallet:cafe', groups: [] });
    assert.deepEqual(recipientFacts({ channel: 'pos', payeeId: 'cafe' }, { category: '5814', groups: ['food'] }), { id: 'cafe', category: '5814', groups: ['food'] });
});

test('the terms of a sale are five things and no more', () => {
    const order = { paymentId: 'p', walletId: 'w', payeeId: 'garage', amount: '900000', currency: 'EUR', channel: 'online' as const };
    assert.equal(
        canonicalHash(saleTerms('cars', order, '0'.repeat(64))),
        canonicalHash({ programmeId: 'cars', payeeId: 'garage', amount: '900000', currency: 'EUR', salt: '0'.repeat(64) }),
    );
});
