// Money cases A and B: balances, allowances, issue and redemption, coins. Numbers are those of the suites that the rows come from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createdCoins, type CoinPage, type Movement } from '@carnet/domain';
import { Bank, MVCC_READ_CONFLICT } from './bank.js';
import { limit, Programme, reasons, type Holder } from './programme.js';

let bank: Bank;
let money: Programme;
before(async () => {
    bank = await Bank.open();
    money = await Programme.with(bank);
});
after(async () => { await bank.close(); });

test('A01: one more than the holder owns is refused with what is there and what is needed', async () => {
    const [alice, bob] = [await money.holder('500'), await money.holder()];
    const failure = await money.refused('COINS_INSUFFICIENT', alice, bob, '501');
    assert.deepEqual(failure.parameters['reasons'], [{ code: 'COINS_INSUFFICIENT', parameters: { needed: '501', available: '500' } }]);
});

test('A03 (differs): nothing cannot be paid: it would get around limits on the number of payments', async () => {
    const [alice, bob] = [await money.holder('500'), await money.holder()];
    assert.equal((await money.refused('AMOUNT_INVALID', alice, bob, '0')).parameters['field'], 'payment.amount');
});

test('A05: a limit and the money behind it, both used up by one payment', async () => {
    const limited = await Programme.with(bank, { limits: [limit('life', '1000')] });
    const [alice, bob] = [await limited.holder('1000'), await limited.holder()];
    await limited.pay(alice, bob, '1000');
    assert.deepEqual([await limited.balance(alice), await limited.balance(bob)], ['0', '1000']);
    await limited.issue(alice, '1');
    const failure = await limited.refused('LIMIT_AMOUNT', alice, bob, '1');
    assert.deepEqual(failure.parameters['reasons'], [{
        code: 'LIMIT_AMOUNT', layer: 'programme', id: 'life', parameters: { limit: 'life', period: 'life', max: '1000', used: '1000', asked: '1' },
    }]);
});

test('A07: within the limit and one short is refused for the funds and not for the limit', async () => {
    const limited = await Programme.with(bank, { limits: [limit('life', '1000')] });
    const [alice, bob] = [await limited.holder('999'), await limited.holder()];
    assert.deepEqual(reasons(await limited.refused('COINS_INSUFFICIENT', alice, bob, '1000')), ['COINS_INSUFFICIENT']);
});

test('A09: a new limit replaces the old one, and is not added to it', async () => {
    const [alice, bob] = [await money.managed('1000'), await money.holder()];
    const policy = await money.ownPolicy(alice, { limits: [limit('life', '100')] });
    await money.replaceOwnPolicy(alice, policy, { limits: [limit('life', '150')] });
    await money.refused('LIMIT_AMOUNT', alice, bob, '151');
    await money.pay(alice, bob, '150');
    await money.refused('LIMIT_AMOUNT', alice, bob, '1');
});

test('A11: Alice with 500 does not pay 1000', async () => {
    const [alice, bob] = [await money.holder('500'), await money.holder()];
    await money.refused('COINS_INSUFFICIENT', alice, bob, '1000');
    assert.deepEqual([await money.balance(alice), await money.balance(bob)], ['500', '0']);
});

test('A13: Alice with 1000 pays 1000 to Bob with 2000', async () => {
    const [alice, bob] = [await money.holder('1000'), await money.holder('2000')];
    await money.pay(alice, bob, '1000');
    assert.deepEqual([await money.balance(alice), await money.balance(bob)], ['0', '3000']);
});

test('A15: without an allowance nothing moves, and an allowance of 0 is none that can be given', async () => {
    const limited = await Programme.with(bank, { limits: [limit('life', '1')] });
    const [alice, bob] = [await limited.holder('1000'), await limited.holder()];
    await limited.refused('LIMIT_AMOUNT', alice, bob, '1000');
    const zero = limited.next({ limits: [limit('life', '0')] });
    await bank.refused('AMOUNT_INVALID', bank.issuer, 'ProposePolicy', limited.programmeId, zero, 'zero');
});

test('A17: an issue of 1000 makes a balance of 2000 and a supply of 3000', async () => {
    const own = await Programme.with(bank);
    const [alice] = [await own.holder('1000'), await own.holder('1000')];
    await own.issue(alice, '1000');
    const { coins, issued, balanced } = await own.audit();
    assert.deepEqual([await own.balance(alice), issued, coins, balanced], ['2000', '3000', '3000', true]);
});

test('A19: a redemption of 1000 makes a balance of 0 and a supply of 1000', async () => {
    const own = await Programme.with(bank);
    const [alice, shop] = [await own.holder('2000'), await own.merchant()];
    await own.pay(alice, shop, '1000');
    await bank.submit(shop.person, 'Redeem', await own.redeemRequest(shop));
    const { coins, redeemed, balanced } = await own.audit();
    assert.deepEqual([await own.balance(shop), redeemed, coins, balanced], ['0', '1000', '1000', true]);
});

test('A21: an issuer of another organisation does not issue', async () => {
    const [alice, other] = [await money.holder(), await bank.person('org2', 'issuer')];
    const failure = await bank.refused('ROLE_REQUIRED', other, 'Issue', money.issueRequest(alice, ['1000']));
    assert.deepEqual(failure.parameters, { role: 'issuer', mspId: 'Org1MSP' });
    await bank.refused('ROLE_REQUIRED', alice.person, 'Issue', money.issueRequest(alice, ['1000']));
});

test('A23: what is not there is not burned', async () => {
    const [alice, shop] = [await money.holder('1000'), await money.merchant()];
    const foreign = (await money.coins(alice)).map(({ coinId }) => coinId);
    await bank.refused('COIN_SPENT', shop.person, 'Redeem', { ...await money.redeemRequest(shop), coins: foreign });
});

test('A25 (differs): an amount is digits and nothing else: neither half a text nor a number nor another way to write one', async () => {
    const [alice, bob] = [await money.holder('500'), await money.holder()];
    for (const amount of ['12abc', '1e3', '-1', '+1', '01', '０１', ' 1', '1.0', '', '0x10', `1${'0'.repeat(30)}`]) {
        await money.refused('AMOUNT_INVALID', alice, bob, amount);
    }
    const filled = await money.filled(alice, money.order(alice, bob, '1'));
    await bank.refused('AMOUNT_INVALID', alice.person, 'Pay', { ...filled, amount: 1 });
});

async function coinIds(holder: Holder): Promise<string[]> {
    return (await bank.evaluate<CoinPage>(holder.person, 'ReadCoins', holder.walletId, '100', '')).coins.map(({ coinId }) => coinId);
}

test('B01: 5000 become 100 and 4900, named by the transaction and their place, and the coin is gone', async () => {
    const [alice, bob] = [await money.holder('5000'), await money.holder()];
    const [spent] = await coinIds(alice);
    const { transactionId, created } = await money.pay(alice, bob, '100');
    assert.deepEqual(createdCoins(created).map(({ coinId, walletId, amount }) => [coinId, walletId, amount]), [
        [`${transactionId}.0`, bob.walletId, '100'], [`${transactionId}.1`, alice.walletId, '4900'],
    ]);
    assert.deepEqual([await coinIds(alice), await coinIds(bob)], [[`${transactionId}.1`], [`${transactionId}.0`]]);
    assert.notEqual(spent, `${transactionId}.1`);
});

test('B03: a coin of somebody else, and one that never was, are both not there', async () => {
    const [alice, bob, carol] = [await money.holder('5000'), await money.holder(), await money.holder('5000')];
    const order = money.order(alice, bob, '5000');
    const [coin = ''] = await coinIds(carol);
    for (const coins of [[coin], [`${'ab'.repeat(32)}.0`]]) {
        const failure = await bank.refused('COIN_SPENT', alice.person, 'Pay', { ...order, coins, change: '0' });
        assert.deepEqual(failure.parameters['reasons'], [{ code: 'COIN_SPENT', parameters: { coins } }]);
    }
});

test('B05: 5000 that come out as 4999 or 5001 are refused with both sums', async () => {
    const [alice, bob] = [await money.holder('5000'), await money.holder()];
    for (const [change, outputs] of [['4899', '4999'], ['4901', '5001']] as const) {
        const filled = await money.filled(alice, money.order(alice, bob, '100'));
        const failure = await bank.refused('OUTPUT_SUM_MISMATCH', alice.person, 'Pay', { ...filled, change });
        assert.deepEqual(failure.parameters['reasons'], [{ code: 'OUTPUT_SUM_MISMATCH', parameters: { inputs: '5000', outputs } }]);
    }
});

test('B07: a coin spent in a block kills a payment endorsed before and ordered after', async () => {
    const [alice, bob, carol] = [await money.holder('5000'), await money.holder(), await money.holder()];
    const withheld = await money.endorsed(alice, carol, '5000');
    await money.pay(alice, bob, '5000');
    assert.equal((await withheld.commit()).code, MVCC_READ_CONFLICT);
    assert.deepEqual(await Promise.all([alice, bob, carol].map(one => money.balance(one))), ['0', '5000', '0']);
});

test('B09: coins of two policies never become one', async () => {
    const own = await Programme.with(bank);
    const alice = await own.holder('100');
    await own.publish(own.next({}));
    await own.issue(alice, '100');
    const request = { consolidationId: 'merge', walletId: alice.walletId, coins: await coinIds(alice) };
    assert.equal((await bank.refused('OUTPUT_SUM_MISMATCH', alice.person, 'Consolidate', request)).parameters['lots'], 2);
    // Of one lot they do, and keep what they were.
    const bob = await own.holder('100', '250');
    const [before] = await own.coins(bob);
    const merged = await bank.submit<Movement>(bob.person, 'Consolidate', { ...request, walletId: bob.walletId, coins: await coinIds(bob) });
    assert.deepEqual(merged.created.map(({ amount, policyHash, expiresAt }) => [amount, policyHash, expiresAt]), [['350', before?.policyHash, before?.expiresAt]]);
    const paid = await own.pay(bob, alice, '350');
    assert.equal(paid.created.length, 1);
});
