// Which coins a payment spends, judged by trying all sets of small wallets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectCoins } from '@carnet/client/dist/wallets/coin-selection.js';
import type { Coin } from '@carnet/domain';
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261 });

let made = 0;
function coin(amount: number | string, expiry = '2027-01-01'): Coin {
    return { coinId: `tx${String(made++).padStart(4, '0')}.0`, amount: String(amount), policyHash: 'aa'.repeat(32), issueId: 'i', expiresAt: `${expiry}T00:00:00.000Z` };
}

const amounts = (coins: readonly Coin[] | undefined): string[] | undefined => coins?.map(({ amount }) => amount);

test('one coin of exactly the amount, and of two alike the one that expires first', () => {
    const coins = [coin(500), coin(100, '2027-03-01'), coin(100, '2026-12-01'), coin(60), coin(40)];
    const selection = selectCoins(coins, '100', { split: true });
    assert.deepEqual([selection?.coins, selection?.change], [[coins[2]], '0']);
});

test('of coins that expire together the one that was there longest, with change as without', () => {
    const [change, old] = [coin(500), coin(500)];
    assert.deepEqual(selectCoins([old, change], '500', { split: true })?.coins, [old]);
    assert.deepEqual(selectCoins([old, change], '100', { split: true })?.coins, [old]);
});

test('an exact sum of as few coins before change', () => {
    const selection = selectCoins([coin(70), coin(60), coin(40)], '100', { split: true });
    assert.deepEqual([amounts(selection?.coins)?.sort(), selection?.change], [['40', '60'], '0']);
});

test('with change, the coins that expire first are used up first', () => {
    const selection = selectCoins([coin(300, '2028-01-01'), coin(200, '2026-12-01'), coin(150, '2027-06-01')], '310', { split: true });
    assert.deepEqual([amounts(selection?.coins), selection?.change], [['200', '150'], '40']);
});

test('of coins that expire together the larger ones, where a smaller one would need one that expires later', () => {
    const coins = [coin(3), coin(7), coin(8), coin(1), coin(12, '2027-02-01')];
    const selection = selectCoins(coins, '14', { split: true });
    assert.deepEqual([amounts(selection?.coins), selection?.change], [['7', '8'], '1']);
});

test('at most 16 coins; more is nothing that a payment takes', () => {
    const small = Array.from({ length: 40 }, () => coin(10));
    assert.equal(selectCoins(small, '160', { split: true })?.coins.length, 16);
    assert.equal(selectCoins(small, '161', { split: true }), undefined);
    assert.equal(selectCoins(small, '161', { split: true, most: 17 })?.coins.length, 17);
    assert.equal(selectCoins([], '1', { split: true }), undefined);
});

test('coins that may not be split are spent whole or not at all', () => {
    const coins = [coin(500), coin(300), coin(120), coin(80)];
    assert.deepEqual(amounts(selectCoins(coins, '500', { split: false })?.coins), ['500']);
    assert.deepEqual(amounts(selectCoins(coins, '200', { split: false })?.coins)?.sort(), ['120', '80']);
    assert.equal(selectCoins(coins, '210', { split: false }), undefined);
    // Sixteen are needed, where one would hold the amount.
    const many = [coin(1000), ...Array.from({ length: 16 }, () => coin(10))];
    assert.equal(selectCoins(many, '160', { split: false })?.coins.length, 16);
});

test('amounts beyond 2^53 are added exactly', () => {
    const selection = selectCoins([coin('900000000000000001'), coin('90000000000000000')], '990000000000000000', { split: true });
    assert.equal(selection?.change, '1');
});

test('a search without an end is given up', () => {
    const coins = Array.from({ length: 200 }, (_, n) => coin(2 * (n + 1_000)));
    assert.equal(selectCoins(coins, '30001', { split: false }), undefined);
    assert.ok(selectCoins(coins, '30001', { split: true }));
});

function* setsOf(coins: readonly Coin[]): Generator<Coin[]> {
    for (let bits = 1; bits < 2 ** coins.length; bits++) yield coins.filter((_, place) => (bits & (1 << place)) !== 0);
}

const sum = (set: readonly Coin[]): bigint => set.reduce((total, one) => total + BigInt(one.amount), 0n);
const expiries = (set: readonly Coin[]): string => set.map(({ expiresAt }) => expiresAt).sort().join();

test('small wallets: fewest coins, exact where as few are, no coin idle, and no other set would expire before', () => {
    const one = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 })).map(([amount, month]) => coin(amount, `2027-0${month}-01`));
    fc.assert(fc.property(fc.array(one, { minLength: 1, maxLength: 7 }), fc.bigInt({ min: 1n, max: 40n }), (coins, amount) => {
        const enough = [...setsOf(coins)].filter(set => sum(set) >= amount);
        const whole = selectCoins(coins, String(amount), { split: false });
        assert.equal(whole !== undefined, enough.some(set => sum(set) === amount));
        const selection = selectCoins(coins, String(amount), { split: true });
        assert.equal(selection !== undefined, enough.length > 0);
        if (selection === undefined) return;
        const best = enough.filter(({ length }) => length === Math.min(...enough.map(set => set.length)));
        assert.ok(best.some(({ length }) => length === selection.coins.length));
        assert.equal(sum(selection.coins) - amount, BigInt(selection.change));
        assert.ok(BigInt(selection.change) < BigInt(selection.coins.at(-1)?.amount ?? '0'));
        const exact = best.filter(set => sum(set) === amount);
        assert.equal(selection.change === '0', exact.length > 0);
        if (exact.length === 0) assert.equal(expiries(selection.coins), best.map(expiries).sort()[0]);
    }), { numRuns: 2_000 });
});
