// Reservations and refunds: who captures, releases and gives back, when, how much, and what becomes of limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createdCoins, type JournalPage, type Movement, type Payment, type PaymentReceipt, type Policy, type ReservationRequest } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { EXPIRY, MoneyWorld, PROGRAMME } from './money-world.js';

const HOUR = 3_600_000;

function at(world: MoneyWorld, hours: number): string {
    return new Date(world.now + hours * HOUR).toISOString();
}

async function worldOf(policy: Partial<Policy> = {}, amounts: readonly string[] = ['1000']): Promise<MoneyWorld> {
    const world = await MoneyWorld.open({ ...VOUCHER, ...policy });
    await world.issue('w-alice', amounts);
    return world;
}

async function reservation(world: MoneyWorld, amount: string, change: Partial<ReservationRequest> = {}): Promise<ReservationRequest> {
    return { ...await world.payment('alice', amount), expiresAt: at(world, 24), ...change };
}

const reserve = async (world: MoneyWorld, amount: string, change: Partial<ReservationRequest> = {}): Promise<PaymentReceipt> =>
    world.submit<PaymentReceipt>('alice', 'PolicyWallet:Reserve', await reservation(world, amount, change));

const captureOf = (paymentId: string, amount: string): object => ({ programmeId: PROGRAMME, paymentId, amount });

test('a reservation takes the coins from the payer, and the payee captures a part of it once: the rest comes back at once', async () => {
    const world = await worldOf();
    const request = await reservation(world, '600');
    const reserved = await world.submit<PaymentReceipt>('alice', 'PolicyWallet:Reserve', request);
    assert.deepEqual([reserved.status, reserved.captured, createdCoins(reserved.created).map(({ walletId, amount }) => [walletId, amount])], ['RESERVED', '0', [['w-alice', '400']]]);
    assert.deepEqual(await world.submit('alice', 'PolicyWallet:Reserve', request), reserved, 'the same again');
    assert.equal(await world.code('alice', 'PolicyWallet:Reserve', { ...request, expiresAt: at(world, 25) }), 'ALREADY_EXISTS');
    assert.equal(await world.code('alice', 'PolicyWallet:Pay', { ...request, expiresAt: undefined }), 'ALREADY_EXISTS');
    assert.deepEqual([await world.balance('w-alice'), await world.balance('w-merchant')], [400n, 0n]);
    const { paymentId } = reserved;
    assert.equal(await world.code('alice', 'PolicyWallet:Capture', captureOf(paymentId, '600')), 'NOT_WALLET_HOLDER');
    assert.equal(await world.code('merchant', 'PolicyWallet:Capture', captureOf(paymentId, '601')), 'CAPTURE_EXCEEDED');
    const captured = await world.submit<PaymentReceipt>('merchant', 'PolicyWallet:Capture', captureOf(paymentId, '450'));
    const { lots } = await world.read<Payment>('ReadPayment', PROGRAMME, paymentId);
    assert.deepEqual([captured.status, captured.captured, lots.map(({ amount }) => amount)], ['PAID', '450', ['450']]);
    assert.deepEqual(createdCoins(captured.created).map(({ walletId, amount }) => [walletId, amount]), [['w-merchant', '450'], ['w-alice', '150']]);
    assert.deepEqual([await world.balance('w-alice'), await world.balance('w-merchant')], [550n, 450n]);
    assert.deepEqual(await world.submit('merchant', 'PolicyWallet:Capture', captureOf(paymentId, '450')), captured, 'the same again');
    assert.equal(await world.code('merchant', 'PolicyWallet:Capture', captureOf(paymentId, '150')), 'RESERVATION_CLOSED');
    assert.equal((await world.refused('merchant', 'PolicyWallet:Release', PROGRAMME, paymentId)).code, 'RESERVATION_CLOSED');
    const { rows } = await world.read<JournalPage>('ReadStatement', 'w-merchant', '10', '');
    assert.deepEqual(rows.map(({ type, id }) => [type, id]).sort(), [['CAPTURED', paymentId], ['RESERVED', paymentId]]);
});

test('E05, E17: with an instant from which anybody may, a stranger brings the whole to the payee, and nothing to himself', async () => {
    const world = await worldOf();
    const { paymentId } = await reserve(world, '600', { capturableFrom: at(world, 1) });
    for (const name of ['merchant', 'bob']) {
        assert.equal(await world.code(name, 'PolicyWallet:Capture', captureOf(paymentId, '600')), 'CAPTURE_TOO_EARLY');
    }
    world.now += HOUR;
    assert.equal(await world.code('bob', 'PolicyWallet:Capture', captureOf(paymentId, '1')), 'NOT_WALLET_HOLDER', 'nor may he keep the payee from the rest');
    const captured = await world.submit<PaymentReceipt>('bob', 'PolicyWallet:Capture', captureOf(paymentId, '600'));
    assert.deepEqual(createdCoins(captured.created).map(({ walletId, amount }) => [walletId, amount]), [['w-merchant', '600']]);
});

test('E39: a reservation that was not captured in time goes back, by anybody; before, by the payee alone', async () => {
    const world = await worldOf();
    const { paymentId } = await reserve(world, '600');
    for (const name of ['alice', 'bob']) {
        assert.equal((await world.refused(name, 'PolicyWallet:Release', PROGRAMME, paymentId)).code, 'RELEASE_TOO_EARLY');
    }
    world.now += 24 * HOUR;
    assert.equal(await world.code('merchant', 'PolicyWallet:Capture', captureOf(paymentId, '600')), 'RESERVATION_EXPIRED');
    const { answer: released } = await world.done<PaymentReceipt>('bob', 'PolicyWallet:Release', PROGRAMME, paymentId);
    assert.deepEqual([released.status, await world.balance('w-alice')], ['RELEASED', 1000n]);
    assert.deepEqual((await world.done<PaymentReceipt>('alice', 'PolicyWallet:Release', PROGRAMME, paymentId)).answer, released);
    const again = await reserve(world, '10');
    await world.done('merchant', 'PolicyWallet:Release', PROGRAMME, again.paymentId);
    assert.equal(await world.balance('w-alice'), 1000n);
});

test('C33: a reservation counts when it is made, and gives quota back only where the policy does, within the period', async () => {
    const limits: Policy['limits'] = [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '600', scope: 'wallet' },
        { id: 'number', match: {}, measure: 'count', period: 'day', max: '2', scope: 'wallet' },
    ];
    const never = await worldOf({ limits });
    const kept = await reserve(never, '600');
    await never.done('merchant', 'PolicyWallet:Release', PROGRAMME, kept.paymentId);
    assert.equal((await never.refused('alice', 'PolicyWallet:Pay', JSON.stringify(await never.payment('alice', '1')))).code, 'LIMIT_AMOUNT');

    const restoring = await worldOf({ limits, refund: { ...VOUCHER.refund, restoreQuota: 'same-period' } });
    const partly = await reserve(restoring, '600');
    assert.equal((await restoring.refused('alice', 'PolicyWallet:Pay', JSON.stringify(await restoring.payment('alice', '1')))).code, 'LIMIT_AMOUNT');
    await restoring.submit('merchant', 'PolicyWallet:Capture', captureOf(partly.paymentId, '200'));
    const wholly = await reserve(restoring, '400');
    await restoring.done('merchant', 'PolicyWallet:Release', PROGRAMME, wholly.paymentId);
    await restoring.pay('alice', '400');
    assert.equal((await restoring.refused('alice', 'PolicyWallet:Pay', JSON.stringify(await restoring.payment('alice', '1')))).code, 'LIMIT_AMOUNT');
});

test('the times of a reservation, and what cannot be reserved', async () => {
    const world = await worldOf();
    for (const change of [{ expiresAt: at(world, 0) }, { expiresAt: at(world, 31 * 24 + 1) }, { capturableFrom: at(world, 24) }]) {
        assert.equal(await world.code('alice', 'PolicyWallet:Reserve', await reservation(world, '1', change)), 'INVALID_DATE');
    }
    const offer = { vin: 'VF1KG1PBE34488860', offerId: 'o', salt: '0'.repeat(64) };
    assert.equal(await world.code('alice', 'PolicyWallet:Reserve', await reservation(world, '1', { offer })), 'INVALID_VALUE');
});

test('a refund takes coins of the payee\'s and makes the payer\'s again, with the policy and the expiry that they had', async () => {
    const world = await worldOf();
    const { paymentId, lots: [lot] } = await world.pay('alice', '600');
    const [coin] = await world.coins('w-merchant');
    assert.ok(coin && lot);
    const request = { refundId: 'r-1', programmeId: PROGRAMME, paymentId, amount: '250', coins: [coin.coinId], change: '350' };
    assert.equal(await world.code('alice', 'PolicyWallet:Refund', request), 'NOT_WALLET_HOLDER');
    const refunded = await world.submit<PaymentReceipt>('merchant', 'PolicyWallet:Refund', request);
    const { lots } = await world.read<Payment>('ReadPayment', PROGRAMME, paymentId);
    assert.deepEqual([refunded.refunded, lots], ['250', [{ ...lot, refunded: '250' }]]);
    assert.deepEqual(createdCoins(refunded.created).map(({ walletId, amount, issueId, expiresAt }) => [walletId, amount, issueId, expiresAt]), [
        ['w-alice', '250', lot.issueId, EXPIRY], ['w-merchant', '350', lot.issueId, EXPIRY],
    ]);
    assert.deepEqual(await world.submit('merchant', 'PolicyWallet:Refund', request), refunded, 'the same again');
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...request, amount: '251' }), 'ALREADY_EXISTS');
    const [rest] = await world.coins('w-merchant');
    const more = { ...request, refundId: 'r-2', amount: '350', coins: [rest?.coinId ?? ''], change: '0' };
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...more, amount: '351' }), 'REFUND_EXCEEDED');
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...more, change: '1' }), 'OUTPUT_SUM_MISMATCH');
    await world.submit('merchant', 'PolicyWallet:Refund', more);
    assert.deepEqual([await world.balance('w-alice'), await world.balance('w-merchant')], [1000n, 0n]);
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...more, refundId: 'r-3', amount: '1' }), 'REFUND_EXCEEDED');
});

test('E11, E13: only within the time of the policy, only what was paid, only of the lots that paid, and of each no more than it gave', async () => {
    const world = await worldOf({ refund: { allowed: true, withinSeconds: 3600, restoreQuota: 'never' } }, ['100']);
    const [first] = await world.coins('w-alice');
    const [second] = await world.issue('w-alice', ['100']);
    assert.ok(first && second);
    const { paymentId } = await world.pay('alice', '150', { coins: [first.coinId, second.coinId] });
    await world.issue('w-bob', ['500']);
    await world.pay('bob', '500');
    const coins = await world.coins('w-merchant');
    const ofLot = (issueId: string): string => coins.find(coin => coin.issueId === issueId)?.coinId ?? '';
    const own = coins.find(({ amount }) => amount === '500')?.coinId ?? '';
    const request = { refundId: 'r-1', programmeId: PROGRAMME, paymentId, amount: '50', coins: [own], change: '450' };
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', request), 'COIN_OF_OTHER_LOT');
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...request, coins: [ofLot(first.issueId)], amount: '101', change: '0' }), 'COINS_INSUFFICIENT');
    await world.submit('merchant', 'PolicyWallet:Refund', { ...request, coins: [ofLot(second.issueId)], change: '0' });
    const { created } = await world.pay('alice', '50', { coins: (await world.coins('w-alice')).map(({ coinId }) => coinId) });
    const [more] = createdCoins(created);
    assert.ok(more);
    const twice = { ...request, refundId: 'r-2', coins: [more.coinId], amount: more.amount, change: '0' };
    if (more.issueId === second.issueId) assert.equal(await world.code('merchant', 'PolicyWallet:Refund', twice), 'REFUND_EXCEEDED');
    world.now += HOUR;
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', { ...request, refundId: 'r-4', coins: [ofLot(first.issueId)], amount: '100', change: '0' }), 'REFUND_EXPIRED');
    const none = await worldOf({ refund: { allowed: false, withinSeconds: 3600, restoreQuota: 'never' } });
    const paid = await none.pay('alice', '10');
    const refused = { ...request, paymentId: paid.paymentId, coins: (await none.coins('w-merchant')).map(({ coinId }) => coinId), amount: '10', change: '0' };
    assert.equal(await none.code('merchant', 'PolicyWallet:Refund', refused), 'REFUND_NOT_ALLOWED');
});

test('a refund gives quota back only where the policy does, and only within the period', async () => {
    const limits: Policy['limits'] = [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '600', scope: 'wallet' }];
    const world = await worldOf({ limits, refund: { ...VOUCHER.refund, restoreQuota: 'same-period' } }, ['2000']);
    const refund = async (paymentId: string, amount: string): Promise<void> => {
        const coins = await world.coins('w-merchant');
        const change = coins.reduce((sum, coin) => sum + BigInt(coin.amount), 0n) - BigInt(amount);
        await world.submit('merchant', 'PolicyWallet:Refund', {
            refundId: world.id('refund'), programmeId: PROGRAMME, paymentId, amount, coins: coins.map(({ coinId }) => coinId), change: String(change),
        });
    };
    const first = await world.pay('alice', '600');
    await refund(first.paymentId, '100');
    await world.pay('alice', '100');
    world.now += 24 * HOUR;
    await refund(first.paymentId, '500');
    await world.pay('alice', '600');
    assert.equal((await world.refused('alice', 'PolicyWallet:Pay', JSON.stringify(await world.payment('alice', '1')))).code, 'LIMIT_AMOUNT');
});

test('E21: a payee redeems coins, which are burned; expired ones go back to the issuer when their grace is over', async () => {
    const world = await worldOf({ expiry: { action: 'return-to-issuer', graceSeconds: 3600 } });
    await world.pay('alice', '600');
    const coins = (await world.coins('w-merchant')).map(({ coinId }) => coinId);
    const redemption = { redemptionId: 'r-1', payeeId: 'cafe', programmeId: PROGRAMME, coins };
    assert.equal(await world.code('merchant', 'PolicyWallet:Redeem', { ...redemption, coins: [] }), 'OUT_OF_RANGE');
    assert.equal(await world.code('alice', 'PolicyWallet:Redeem', redemption), 'NOT_WALLET_HOLDER');
    const redeemed = await world.submit<Movement>('merchant', 'PolicyWallet:Redeem', redemption);
    assert.deepEqual(redeemed.legs, [{ account: 'wallet:w-merchant', amount: '-600' }, { account: 'issuer', amount: '600' }]);
    assert.deepEqual(await world.submit('merchant', 'PolicyWallet:Redeem', redemption), redeemed);
    assert.equal(await world.code('merchant', 'PolicyWallet:Redeem', { ...redemption, redemptionId: 'r-2' }), 'COIN_SPENT');

    world.now = Date.parse(EXPIRY) - 1;
    const returned = { returnId: 'x-1', walletId: 'w-alice', coins: (await world.coins('w-alice')).map(({ coinId }) => coinId) };
    assert.equal(await world.code('issuer', 'PolicyWallet:ReturnExpired', returned), 'COIN_NOT_EXPIRED');
    world.now = Date.parse(EXPIRY) + HOUR - 1;
    await world.pay('alice', '100');
    world.now += 1;
    const late = await world.refused('alice', 'PolicyWallet:Pay', JSON.stringify(await world.payment('alice', '1')));
    assert.equal(late.code, 'COIN_EXPIRED');
    assert.equal(await world.code('bob', 'PolicyWallet:ReturnExpired', returned), 'ROLE_REQUIRED');
    await world.submit('issuer', 'PolicyWallet:ReturnExpired', { ...returned, coins: (await world.coins('w-alice')).map(({ coinId }) => coinId) });
    assert.deepEqual(await world.audit(), { coins: 100n, issued: 1000n, redeemed: 600n, burned: 300n });
});
