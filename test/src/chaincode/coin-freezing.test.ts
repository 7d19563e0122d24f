// Freezing single coins of a wallet: who stops them at once, what they are then good for, and how many it takes to let them go.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createdCoins, type CoinPage, type DamageBound, type Decision, type Explanation, type Movement, type PaymentReceipt, type WalletCoins } from '@carnet/domain';
import { Treasury, type Meals, type Person } from './treasury.js';

const EXPIRY = '2026-06-01T00:00:00.000Z';

let treasury: Treasury & { readonly meals: Meals };
let driver: Person;
let m1: Person;
let m2: Person;
let m3: Person;
let m4: Person;
let coins: readonly string[];
let first: string;
let second: string;

beforeEach(async () => {
    treasury = await Treasury.ofMeals();
    ({ driver } = treasury.meals);
    [m1, m2, m3, m4] = treasury.managers;
    const issue = { issueId: 'i-1', programmeId: 'meals', walletId: 'driver', amounts: ['1000', '600'], expiresAt: EXPIRY };
    coins = (await treasury.call<Movement>(treasury.issuer, 'Issue', issue)).answer.created.map(({ coinId }) => coinId);
    [first = '', second = ''] = coins;
});

function freezing(...frozen: readonly string[]): object {
    return { walletId: 'driver', coins: frozen, reason: 'seen with a stranger' };
}

function thawing(decisionId: string, ...frozen: readonly string[]): object {
    return { decisionId, walletId: 'driver', coins: frozen };
}

function payment(paymentId: string, amount: string, coin: string, change = '0'): object {
    return { paymentId, walletId: 'driver', payeeId: 'cafe', amount, currency: 'EUR', channel: 'pos', coins: [coin], change };
}

async function thaw(decisionId: string, ...frozen: readonly string[]): Promise<WalletCoins> {
    await treasury.approve((await treasury.call<Decision>(driver, 'ProposeUnfreezeCoins', thawing(decisionId, ...frozen))).answer, m1, m3);
    return (await treasury.call<WalletCoins>(driver, 'UnfreezeCoins', thawing(decisionId, ...frozen))).answer;
}

test('frozen by a manager they are not paid with, nor made one with others; the others are; the wallet says how much could still be stolen', async () => {
    const { answer, event } = await treasury.call<WalletCoins>(m4, 'FreezeCoins', freezing(first));
    const [{ frozen, ...coin } = assert.fail('no coin')] = answer.coins;
    assert.deepEqual([coin.coinId, coin.amount, frozen?.mspId, frozen?.publicKeyHash, frozen?.reason], [first, '1000', 'Org2MSP', m4.publicKeyHash, 'seen with a stranger']);
    assert.deepEqual(event, { v: 1, type: 'CoinsFrozen', items: [{ walletId: 'driver', programmeId: 'meals', coins: [first], frozen: true }] });
    const { parameters } = await treasury.refused('COIN_FROZEN', driver, 'Pay', payment('p-1', '400', first, '600'));
    assert.deepEqual(parameters['reasons'], [{ code: 'COIN_FROZEN', parameters: { coins: [first] } }]);
    const { answer: explained } = await treasury.call<Explanation>(driver, 'Explain', payment('p-1', '400', first, '600'));
    assert.deepEqual(explained.reasons.map(({ code }) => code), ['COIN_FROZEN']);
    await treasury.refused('COIN_FROZEN', driver, 'Consolidate', { consolidationId: 'c', walletId: 'driver', coins });
    assert.equal((await treasury.call<DamageBound>(driver, 'DamageBound', 'driver', '30')).answer.bound, '600');
    assert.equal((await treasury.call<PaymentReceipt>(driver, 'Pay', payment('p-2', '600', second))).answer.status, 'PAID');
    const { answer: left } = await treasury.call<CoinPage>(driver, 'ReadCoins', 'driver', '10', '');
    assert.deepEqual(left.coins.map(({ coinId, frozen: why }) => [coinId, why]), [[first, frozen]]);
});

test('the same freeze again changes nothing; another one, of some of them even, is refused, and so is one of coins that are not there', async () => {
    const { answer } = await treasury.call<WalletCoins>(driver, 'FreezeCoins', freezing(first));
    const again = await treasury.call<WalletCoins>(driver, 'FreezeCoins', freezing(first));
    assert.deepEqual([again.answer, again.writes, again.event], [answer, [], undefined]);
    for (const who of [driver, m1]) assert.deepEqual((await treasury.refused('COIN_FROZEN', who, 'FreezeCoins', freezing(second, first))).parameters['coins'], [first]);
    await treasury.call(driver, 'Pay', payment('p-1', '600', second));
    await treasury.refused('COIN_SPENT', m1, 'FreezeCoins', freezing(second));
    await treasury.refused('WALLET_NOT_FOUND', m1, 'FreezeCoins', { ...freezing(first), walletId: 'nobody' });
});

test('nobody else freezes or unfreezes: no colleague, no twin of the holder, not the issuer', async () => {
    await treasury.call(m1, 'FreezeCoins', freezing(first));
    for (const stranger of [treasury.issuer, treasury.registrar, treasury.meals.cook, await treasury.person('Org1MSP', 'driver')]) {
        await treasury.refused('NOT_A_MANAGER', stranger, 'FreezeCoins', freezing(second));
        for (const name of ['ProposeUnfreezeCoins', 'UnfreezeCoins']) await treasury.refused('NOT_A_MANAGER', stranger, name, thawing('t', first));
    }
});

test('unfrozen by the managers together, whatever the order in which the coins are named: not by the holder or two of one company alone', async () => {
    await treasury.call(driver, 'FreezeCoins', freezing(first, second));
    const { answer: decision } = await treasury.call<Decision>(driver, 'ProposeUnfreezeCoins', thawing('t', first, second));
    assert.deepEqual([decision.kind, decision.subject, decision.rosterId], ['UNFREEZE', 'driver', 'managers']);
    await treasury.refused('APPROVER_NOT_ELIGIBLE', driver, 'Decisions:Approve', 't', decision.contentHash);
    await treasury.approve(decision, m1, m2);
    await treasury.refused('APPROVAL_INSUFFICIENT', driver, 'UnfreezeCoins', thawing('t', first, second));
    await treasury.approve(decision, m3);
    await treasury.refused('APPROVAL_STALE', driver, 'UnfreezeCoins', thawing('t', first));
    const { answer, event } = await treasury.call<WalletCoins>(driver, 'UnfreezeCoins', thawing('t', second, first));
    assert.deepEqual(answer.coins.map(({ frozen }) => frozen), [undefined, undefined]);
    assert.deepEqual(event?.items, [{ walletId: 'driver', programmeId: 'meals', coins: [...coins].sort(), frozen: false }]);
    await treasury.call(driver, 'Pay', payment('p-1', '1000', first));
});

test('a decision lifts one freeze and no later one, and what is not frozen cannot be unfrozen', async () => {
    await treasury.refused('COIN_NOT_FROZEN', driver, 'ProposeUnfreezeCoins', thawing('t', first));
    await treasury.call(m1, 'FreezeCoins', freezing(first));
    const { answer: spare } = await treasury.call<Decision>(m2, 'ProposeUnfreezeCoins', thawing('spare', first));
    await treasury.approve(spare, m1, m3);
    await thaw('t', first);
    await treasury.call(m1, 'FreezeCoins', freezing(first));
    await treasury.refused('APPROVAL_STALE', driver, 'UnfreezeCoins', thawing('t', first));
    await treasury.refused('APPROVAL_STALE', driver, 'UnfreezeCoins', thawing('spare', first));
    await treasury.refused('WALLET_NOT_FROZEN', driver, 'ProposeUnfreeze', 'driver', 'whole');
});

test('a payee\'s frozen coins are neither redeemed nor given back', async () => {
    const { answer: { created } } = await treasury.call<PaymentReceipt>(driver, 'Pay', payment('p-1', '1000', first));
    const [{ coinId } = assert.fail('nothing was paid')] = createdCoins(created);
    await treasury.call(m1, 'FreezeCoins', { walletId: 'cook', coins: [coinId], reason: 'paid by a thief' });
    const { cook } = treasury.meals;
    await treasury.refused('COIN_FROZEN', cook, 'Redeem', { redemptionId: 'r', payeeId: 'cafe', programmeId: 'meals', coins: [coinId] });
    await treasury.refused('COIN_FROZEN', cook, 'Refund', { refundId: 'r', programmeId: 'meals', paymentId: 'p-1', amount: '1000', coins: [coinId], change: '0' });
});

test('frozen coins that have expired go back to the issuer: nobody keeps him from that by freezing them', async () => {
    const alone = await treasury.person('Org1MSP', 'alone');
    await treasury.call(alone, 'OpenWallet', { walletId: 'alone', programmeId: 'meals' });
    const issue = { issueId: 'i-2', programmeId: 'meals', walletId: 'alone', amounts: ['500'], expiresAt: EXPIRY };
    const { answer: { created: [coin = assert.fail('nothing was issued')] } } = await treasury.call<Movement>(treasury.issuer, 'Issue', issue);
    await treasury.call(alone, 'FreezeCoins', { walletId: 'alone', coins: [coin.coinId], reason: 'mine' });
    await treasury.refused('QUORUM_IMPOSSIBLE', alone, 'ProposeUnfreezeCoins', { decisionId: 't', walletId: 'alone', coins: [coin.coinId] });
    treasury.now = Date.parse('2026-12-31T12:00:00.000Z');
    await treasury.call(treasury.issuer, 'ReturnExpired', { returnId: 'r', walletId: 'alone', coins: [coin.coinId] });
});

test('frozen coins that a payee was paid with stay his when they expire: not redeemed, not taken back by the issuer, given back by himself alone', async () => {
    const { cook } = treasury.meals;
    const { answer: { created } } = await treasury.call<PaymentReceipt>(driver, 'Pay', payment('p-1', '1000', first));
    const paid = createdCoins(created).map(({ coinId }) => coinId);
    await treasury.call(m1, 'FreezeCoins', { walletId: 'cook', coins: paid, reason: 'paid by a thief' });
    treasury.now = Date.parse('2026-12-31T12:00:00.000Z');
    const returning = { returnId: 'r', walletId: 'cook', coins: paid };
    const redemption = { redemptionId: 'r', payeeId: 'cafe', programmeId: 'meals', coins: paid };
    await treasury.refused('EXPIRED_COINS_STAY', treasury.issuer, 'ReturnExpired', returning);
    await treasury.refused('COIN_FROZEN', cook, 'Redeem', redemption);
    await treasury.call(cook, 'FreezeWallet', 'cook', 'key lost');
    await treasury.refused('EXPIRED_COINS_STAY', treasury.issuer, 'ReturnExpired', returning);
    await treasury.refused('WALLET_FROZEN', cook, 'Redeem', redemption);
    const { answer } = await treasury.call<Movement>(cook, 'ReturnExpired', returning);
    assert.deepEqual([answer.type, answer.legs], ['RETURNED', [{ account: 'wallet:cook', amount: '-1000' }, { account: 'burned', amount: '1000' }]]);
});

test('what the old key proposed dies with it, and the freeze of coins outlives a recovery', async () => {
    await treasury.call(m1, 'FreezeCoins', freezing(first));
    const { answer: decision } = await treasury.call<Decision>(driver, 'ProposeUnfreezeCoins', thawing('t', first));
    await treasury.approve(decision, m1, m3);
    const renewed = await treasury.person('Org1MSP', 'driver');
    const recovery = { decisionId: 'r', walletId: 'driver', newKeyHash: renewed.publicKeyHash, kind: 'stolen' };
    await treasury.approve((await treasury.call<Decision>(renewed, 'ProposeRecovery', recovery)).answer, m1, m3);
    treasury.now += 3_600_000;
    await treasury.call(renewed, 'CompleteRecovery', recovery);
    await treasury.refused('KEY_SUPERSEDED', driver, 'UnfreezeCoins', thawing('t', first));
    await treasury.refused('KEY_SUPERSEDED', renewed, 'UnfreezeCoins', thawing('t', first));
    await treasury.refused('COIN_FROZEN', renewed, 'Pay', payment('p-1', '1000', first));
});

test('the most coins at once stay within what one call may read and write', async () => {
    const all: string[] = [...coins];
    for (const issueId of ['i-2', 'i-3']) {
        const issue = { issueId, programmeId: 'meals', walletId: 'driver', amounts: Array.from({ length: issueId === 'i-2' ? 16 : 14 }, () => '1'), expiresAt: EXPIRY };
        all.push(...(await treasury.call<Movement>(treasury.issuer, 'Issue', issue)).answer.created.map(({ coinId }) => coinId));
    }
    assert.equal(all.length, 32);
    const { reads, writes } = await treasury.call<WalletCoins>(m1, 'FreezeCoins', freezing(...all));
    assert.ok(reads.length <= 36, `${reads.length} reads`);
    assert.equal(writes.length, 32);
});
