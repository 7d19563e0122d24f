// Money cases E: money with a purpose from issue to redemption, reservations, refunds, expiry.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JournalPage, Movement, Payment, PaymentReceipt } from '@carnet/domain';
import { Bank } from './bank.js';
import { allow, limit, Programme, reasons } from './programme.js';

let bank: Bank;
let money: Programme;
before(async () => {
    bank = await Bank.open();
    money = await Programme.with(bank);
});
after(async () => { await bank.close(); });

test('E01: who is not registered is not paid, nor who is registered for something else', async () => {
    const listed = await Programme.with(bank, { rules: [allow('partners', { payeeGroups: ['partners'] })] });
    const [alice, shop, partner] = [await listed.holder('100'), await listed.merchant(), await listed.merchant({ groups: ['partners'] })];
    await listed.refused('PAYEE_UNKNOWN', alice, { ...shop, payeeId: 'nobody' }, '1');
    await listed.refused('NO_ALLOW_RULE', alice, shop, '1');
    await listed.pay(alice, partner, '1');
});

test('E03: no amount, and nobody', async () => {
    const [alice, shop] = [await money.holder('100'), await money.merchant()];
    await money.refused('AMOUNT_INVALID', alice, shop, '0');
    const filled = await money.filled(alice, money.order(alice, shop, '1'));
    await bank.refused('WRONG_TYPE', alice.person, 'Pay', { ...filled, payeeId: null });
    await bank.refused('INVALID_VALUE', alice.person, 'Pay', { ...filled, payeeId: '' });
});

test('E05: what is reserved is nobody\'s yet, with payer, amount and the time from which it is the payee\'s', async () => {
    const [alice, shop] = [await money.holder('100'), await money.merchant()];
    const capturableFrom = bank.instant(0.5);
    const reserved = await money.reserve(alice, shop, '60', { capturableFrom });
    assert.deepEqual([await money.balance(alice), await money.balance(shop)], ['40', '0']);
    const read = await bank.evaluate<Payment>(alice.person, 'ReadPayment', money.programmeId, reserved.paymentId);
    assert.deepEqual([read.status, read.order.walletId, read.order.amount, read.capturableFrom, read.captured], ['RESERVED', alice.walletId, '60', capturableFrom, '0']);
    await bank.refused('CAPTURE_TOO_EARLY', shop.person, 'Capture', { programmeId: money.programmeId, paymentId: reserved.paymentId, amount: '60' });
});

test('E07: who is no payee redeems nothing', async () => {
    const alice = await money.holder('100');
    const coins = (await money.coins(alice)).map(({ coinId }) => coinId);
    await bank.refused('PAYEE_UNKNOWN', alice.person, 'Redeem', { redemptionId: 'r', programmeId: money.programmeId, payeeId: 'nobody', coins });
    const shop = await money.merchant();
    await bank.refused('NOT_WALLET_HOLDER', alice.person, 'Redeem', { redemptionId: 'r', programmeId: money.programmeId, payeeId: shop.payeeId, coins });
});

test('E09: redeemed coins are gone, the supply falls, the issuer owes, and listeners are told', async () => {
    const own = await Programme.with(bank);
    const [alice, shop] = [await own.holder('100'), await own.merchant()];
    await own.pay(alice, shop, '100');
    const endorsed = await bank.endorse(shop.person, 'Redeem', await own.redeemRequest(shop));
    await endorsed.commit();
    const { type, legs } = JSON.parse(Buffer.from(endorsed.result).toString('utf8')) as Movement;
    assert.deepEqual([type, legs], ['REDEEMED', [{ account: `wallet:${shop.walletId}`, amount: '-100' }, { account: 'issuer', amount: '100' }]]);
    assert.match(Buffer.from(endorsed.event?.payload ?? []).toString('utf8'), /"type":"REDEEMED"/);
    const { coins, redeemed, balanced } = await own.audit();
    assert.deepEqual([await own.balance(shop), coins, redeemed, balanced], ['0', '0', '100', true]);
});

test('E11 (differs): what was paid is refunded within the time of its policy, and not after it', async () => {
    const own = await Programme.with(bank, { refund: { allowed: true, withinSeconds: 3_600, restoreQuota: 'never' } });
    const [alice, shop] = [await own.holder('100'), await own.merchant()];
    const payment = await own.pay(alice, shop, '100');
    await own.refund(shop, payment, '40');
    assert.deepEqual([await own.balance(alice), await own.balance(shop)], ['40', '60']);
    bank.now += 3_600_000;
    const coins = await own.coins(shop);
    const late = await bank.refused('REFUND_EXPIRED', shop.person, 'Refund', own.refundRequest(payment, '60', coins));
    assert.equal(late.parameters['withinSeconds'], 3_600);
});

test('E13: what was refunded is not refunded again', async () => {
    const [alice, shop] = [await money.holder('100', '100'), await money.merchant()];
    const payment = await money.pay(alice, shop, '100');
    await money.pay(alice, shop, '100');
    await money.refund(shop, payment, '100');
    const failure = await bank.refused('REFUND_EXCEEDED', shop.person, 'Refund', money.refundRequest(payment, '100', await money.coins(shop)));
    assert.deepEqual(failure.parameters, { paymentId: payment.paymentId, refundable: '0', asked: '100' });
});

test('E15: neither payer nor issuer takes back what was paid or reserved, nor does the payee what he never had', async () => {
    const [alice, shop] = [await money.holder('100', '100'), await money.merchant()];
    const payment = await money.pay(alice, shop, '100');
    const asked = money.refundRequest(payment, '100', await money.coins(shop));
    for (const person of [alice.person, bank.issuer]) await bank.refused('NOT_WALLET_HOLDER', person, 'Refund', asked);
    const reserved = await money.reserve(alice, shop, '100');
    for (const person of [alice.person, bank.issuer]) await bank.refused('RELEASE_TOO_EARLY', person, 'Release', money.programmeId, reserved.paymentId);
    await bank.refused('REFUND_NOT_ALLOWED', shop.person, 'Refund', { ...asked, refundId: 'other', paymentId: reserved.paymentId });
});

test('E17: once it is due a stranger may bring a reservation to the payee, and to nobody else', async () => {
    const [alice, shop, stranger] = [await money.holder('100'), await money.merchant(), await bank.person('org1')];
    const { paymentId } = await money.reserve(alice, shop, '100', { capturableFrom: bank.instant(0.5) });
    bank.now += 43_200_000;
    await bank.submit(stranger, 'Capture', { programmeId: money.programmeId, paymentId, amount: '100' });
    assert.deepEqual([await money.balance(alice), await money.balance(shop)], ['0', '100']);
});

test('E19: of three reservations of 100 two are due: tried without being made they give 200, and later 300', async () => {
    const [alice, shop] = [await money.holder('100', '100', '100'), await money.merchant()];
    const reserved: PaymentReceipt[] = [];
    for (const days of [0.1, 0.2, 0.8]) reserved.push(await money.reserve(alice, shop, '100', { capturableFrom: bank.instant(days) }));
    bank.now += 0.5 * 86_400_000;
    const height = bank.height();
    const due = async (): Promise<boolean[]> => Promise.all(reserved.map(({ paymentId }) =>
        bank.evaluate(shop.person, 'Capture', { programmeId: money.programmeId, paymentId, amount: '100' }).then(() => true, () => false)));
    assert.deepEqual(await due(), [true, true, false]);
    bank.now += 0.4 * 86_400_000;
    assert.deepEqual(await due(), [true, true, true]);
    assert.deepEqual([bank.height(), await money.balance(shop)], [height, '0']);
    for (const { paymentId } of reserved) await bank.submit(shop.person, 'Capture', { programmeId: money.programmeId, paymentId, amount: '100' });
    assert.equal(await money.balance(shop), '300');
});

test('E21: nothing at all is not redeemed', async () => {
    const shop = await money.merchant();
    const failure = await bank.refused('OUT_OF_RANGE', shop.person, 'Redeem', await money.redeemRequest(shop));
    assert.equal(failure.parameters['field'], 'redemption.coins');
});

test('E23: who is no manager recovers nothing, and no manager recovers into his own key', async () => {
    const alice = await money.managed('100');
    const [stranger, key] = [await bank.person('org1'), await bank.person('org2')];
    const request = { decisionId: 'recovery', walletId: alice.walletId, newKeyHash: key.publicKeyHash, kind: 'lost' };
    await bank.refused('NOT_A_MANAGER', stranger, 'ProposeRecovery', request);
    const [manager] = bank.managers;
    await bank.refused('QUORUM_IMPOSSIBLE', manager, 'ProposeRecovery', { ...request, newKeyHash: manager.publicKeyHash });
});

test('E25: what only works while a programme is paused is to resume it; no function takes money out because of it', async () => {
    const own = await Programme.with(bank);
    const alice = await own.holder('100');
    await bank.refused('PROGRAMME_NOT_PAUSED', bank.issuer, 'ResumeProgramme', own.programmeId);
    await bank.submit(bank.issuer, 'PauseProgramme', own.programmeId);
    await bank.refused('PROGRAMME_PAUSED', bank.issuer, 'Issue', own.issueRequest(alice, ['1']));
    await own.refused('PROGRAMME_PAUSED', alice, await own.merchant(), '1');
    await bank.submit(bank.issuer, 'ResumeProgramme', own.programmeId);
    assert.equal(await own.balance(alice), '100');
});

test('E27: under a policy that has expired nothing is issued', async () => {
    const validity = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: bank.instant(1) };
    const own = await Programme.with(bank, { validity });
    const alice = await own.holder();
    bank.now += 2 * 86_400_000;
    await bank.refused('POLICY_EXPIRED', bank.issuer, 'Issue', own.issueRequest(alice, ['1'], bank.instant(1)));
});

test('E29: in the hands of a registered payee money is redeemed whatever its purpose was', async () => {
    const own = await Programme.with(bank, { rules: [allow('food', { categories: [['5411', '5411']] })] });
    const [alice, shop] = [await own.holder('100'), await own.merchant({ category: '5411' })];
    await own.pay(alice, shop, '100');
    const { legs } = await bank.submit<Movement>(shop.person, 'Redeem', await own.redeemRequest(shop));
    assert.deepEqual(legs.at(-1), { account: 'issuer', amount: '100' });
});

test('E31: neither a stranger nor another issuer takes coins back', async () => {
    const alice = await money.holder('100');
    const coins = (await money.coins(alice)).map(({ coinId }) => coinId);
    const request = { returnId: 'return', walletId: alice.walletId, coins };
    for (const person of [await bank.person('org1'), await bank.person('org2', 'issuer')]) await bank.refused('ROLE_REQUIRED', person, 'ReturnExpired', request);
    await bank.refused('COIN_NOT_EXPIRED', bank.issuer, 'ReturnExpired', request);
});

test('E33: a suspended payee is neither paid nor redeems', async () => {
    const [alice, shop] = [await money.holder('100'), await money.merchant()];
    await money.pay(alice, shop, '50');
    await bank.submit(bank.registrar, 'SuspendPayee', money.programmeId, shop.payeeId);
    await money.refused('PAYEE_SUSPENDED', alice, shop, '50');
    await bank.refused('PAYEE_SUSPENDED', shop.person, 'Redeem', await money.redeemRequest(shop));
    await bank.submit(bank.registrar, 'RestorePayee', money.programmeId, shop.payeeId);
    await money.pay(alice, shop, '50');
});

test('E35 (more precise): a refusal names each rule and its numbers, and leaves no row in the journal', async () => {
    const own = await Programme.with(bank, { limits: [limit('day', '10')], rules: [allow('online', { channels: ['online'] })] });
    const [alice, shop] = [await own.holder('100'), await own.merchant()];
    assert.deepEqual(reasons(await own.refused('NO_ALLOW_RULE', alice, shop, '11')), ['NO_ALLOW_RULE online', 'LIMIT_AMOUNT day']);
    const { rows } = await bank.evaluate<JournalPage>(alice.person, 'ReadStatement', alice.walletId, '100', '');
    assert.deepEqual(rows.map(({ type }) => type), ['ISSUED']);
});

test('E37 (differs): nobody captures what was refused or never asked', async () => {
    const [alice, shop] = [await money.holder('100'), await money.merchant()];
    const order = money.order(alice, shop, '101');
    await bank.refused('COINS_INSUFFICIENT', alice.person, 'Reserve', { ...await money.filled(alice, order), expiresAt: bank.instant(1) });
    await bank.refused('PAYMENT_NOT_FOUND', shop.person, 'Capture', { programmeId: money.programmeId, paymentId: order.paymentId, amount: '101' });
});

test('E39: a reservation that nobody captured in time goes back, and stays back', async () => {
    const [alice, shop, stranger] = [await money.holder('100'), await money.merchant(), await bank.person('org1')];
    await bank.refused('INVALID_DATE', alice.person, 'Reserve', {
        ...await money.filled(alice, money.order(alice, shop, '100')), expiresAt: bank.instant(31, 1),
    });
    const { paymentId } = await money.reserve(alice, shop, '100', { expiresAt: bank.instant(7) });
    bank.now += 7 * 86_400_000;
    const capture = { programmeId: money.programmeId, paymentId, amount: '100' };
    await bank.refused('RESERVATION_EXPIRED', shop.person, 'Capture', capture);
    const released = await bank.submit<PaymentReceipt>(stranger, 'Release', money.programmeId, paymentId);
    assert.deepEqual([released.status, await money.balance(alice)], ['RELEASED', '100']);
    await bank.refused('RESERVATION_CLOSED', shop.person, 'Capture', capture);
});
