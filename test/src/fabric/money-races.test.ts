// A hundred payers at once on real Fabric, with freezes, policies and refunds that collide with them: nothing is lost, doubled or above its limit.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CarnetError, type Carnet } from '@carnet/client';
import type { OrderReceipt, PaymentOrder } from '@carnet/domain';
import { MoneyNetwork, onceThere, POLICY, type MoneyPerson } from '../integration/money.js';
import { whyNoFabric } from './peer-command.js';

const SINGLE = 80;
const SHARED_LANES = 24;
const PAYMENTS = 3;
const SHARED_MAX = 3_000n;

/** Refusals that the freezes, policies and limits of this test are for. */
const EXPECTED: ReadonlySet<string> = new Set([
    'WALLET_FROZEN', 'LIMIT_AMOUNT', 'STRIPE_INSUFFICIENT', 'NO_ALLOW_RULE', 'REFUND_EXCEEDED', 'COIN_SPENT', 'COINS_INSUFFICIENT', 'MVCC_READ_CONFLICT',
]);

/** What came of a call: its answer, or a refusal that is expected here. Nothing may be unknown. */
async function outcome<T>(call: Promise<T>, refusals: Map<string, number>): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        if (!(error instanceof CarnetError) || error.outcome !== 'rejected' || !EXPECTED.has(error.code)) throw error;
        refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1);
        return undefined;
    }
}

suite('payments that race', { skip: whyNoFabric() }, () => {
    test('104 payers, shared and single wallets, freezes, policies and refunds in flight', async () => {
        const money = await MoneyNetwork.start({ engine: 'fabric' });
        try {
            const limit = { id: 'day', match: {}, measure: 'amount', period: 'day', scope: 'wallet' } as const;
            const programmeId = await money.programme({ ...POLICY, limits: [{ ...limit, max: String(SHARED_MAX), stripes: 16 }] });
            const holders = [await money.person('org1'), await money.person('org2')] as [MoneyPerson, MoneyPerson];
            const [shopkeeper, employee] = [await money.person('org1'), await money.person('org2')];
            const shop = await money.shop(programmeId, shopkeeper);
            const singles = await inParallel(SINGLE, n => {
                const holder = holders[n % 2] ?? shopkeeper;
                return money.wallet(programmeId, holder, ['500', '500'], true).then(walletId => ({ walletId, holder }));
            });
            const shared = await money.wallet(programmeId, employee, Array.from({ length: 16 }, () => '250'));
            await onceThere(() => employee.carnet.wallets.pay(orderOf('first', shared, shop, '1')));
            // Another process of the same company, which leases for itself and so collides with the first.
            const second = await money.connect(employee.org, employee.name);

            const refusals = new Map<string, number>();
            const paid: OrderReceipt[] = [];
            const pay = async (carnet: Carnet, order: PaymentOrder): Promise<void> => {
                const payment = await outcome(onceThere(() => carnet.wallets.pay(order)), refusals);
                if (payment !== undefined) paid.push(payment);
            };
            const lanes: Promise<void>[] = singles.map(async ({ walletId, holder }, n) => {
                for (let payment = 0; payment < PAYMENTS; payment++) await pay(holder.carnet, orderOf(`single-${n}-${payment}`, walletId, shop, '150'));
            });
            for (let lane = 0; lane < SHARED_LANES; lane++) {
                const { carnet } = lane % 2 === 0 ? employee : second;
                lanes.push((async () => {
                    for (let payment = 0; payment < PAYMENTS + 2; payment++) await pay(carnet, orderOf(`shared-${lane}-${payment}`, shared, shop, '40'));
                })());
            }
            // Every eighth wallet is frozen by a manager, every other eighth gets a policy under which nothing more is paid.
            const [manager] = money.managers;
            assert.ok(manager);
            for (const [n, { walletId, holder }] of singles.entries()) {
                if (n % 8 === 0) lanes.push(outcome(manager.carnet.wallets.freeze(walletId, 'a race'), refusals).then(() => undefined));
                const policy = { ...POLICY, id: 'own', rules: [{ id: 'none', effect: 'allow', when: { payees: ['nobody'] } }] } as const;
                if (n % 8 === 4) lanes.push(outcome(holder.carnet.wallets.setPolicy(walletId, policy), refusals).then(() => undefined));
            }
            await Promise.all(lanes);

            // Two processes of the shop refund the same payments, together more than was paid.
            const till = await money.connect(shopkeeper.org, shopkeeper.name);
            const toRefund = paid.slice(0, 6);
            const refunded = await Promise.all(toRefund.flatMap(({ paymentId }) => [shopkeeper, till].map(({ carnet }, n) =>
                outcome(onceThere(() => carnet.wallets.refund({ refundId: `refund-${paymentId}-${n}`, programmeId, paymentId, amount: '30' })), refusals))));
            assert.ok(refunded.some(payment => payment !== undefined));

            const perPeer = [];
            for (const { carnet } of [holders[0], holders[1]]) {
                for (const { paymentId, order, transactionId } of paid) {
                    const standing = await onceThere(() => carnet.wallets.payment(programmeId, paymentId));
                    assert.deepEqual(standing.order, order);
                    if (!toRefund.some(one => one.paymentId === paymentId)) assert.equal(standing.transactionId, transactionId);
                    assert.ok(BigInt(standing.refunded) <= BigInt(standing.captured));
                }
                perPeer.push(await onceThere(async () => carnet.programmes.audit(programmeId)));
            }
            const [one, other] = perPeer;
            assert.ok(one?.balanced);
            assert.deepEqual(other, one);
            assert.equal(one.issued, String(SINGLE * 1_000 + 16 * 250));
            assert.equal(new Set(paid.map(({ paymentId }) => paymentId)).size, paid.length);
            const ofShared = paid.filter(({ order }) => order.walletId === shared).reduce((sum, { order }) => sum + BigInt(order.amount), 1n);
            assert.ok(ofShared <= SHARED_MAX, `${ofShared} of ${SHARED_MAX}`);
            const spent = new Map<string, bigint>();
            for (const { order: { walletId, amount } } of paid) spent.set(walletId, (spent.get(walletId) ?? 0n) + BigInt(amount));
            const back = new Map<string, bigint>();
            for (const { order, paymentId } of toRefund) {
                const { refunded: sum } = await holders[0].carnet.wallets.payment(programmeId, paymentId);
                back.set(order.walletId, (back.get(order.walletId) ?? 0n) + BigInt(sum));
            }
            for (const [n, { walletId, holder }] of singles.entries()) {
                if (n % 10 !== 0) continue;
                const { coins } = await holder.carnet.wallets.show(walletId);
                assert.equal(BigInt(coins.sum), 1_000n - (spent.get(walletId) ?? 0n) + (back.get(walletId) ?? 0n), walletId);
            }
            assert.ok(paid.length > 200, `${paid.length} payments; refused ${JSON.stringify([...refusals])}`);
        } finally {
            await money.stop();
        }
    });
});

function orderOf(paymentId: string, walletId: string, payeeId: string, amount: string): PaymentOrder {
    return { paymentId, walletId, payeeId, amount, currency: 'EUR', channel: 'pos' };
}

/** Does something so many times, eight at once. */
async function inParallel<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
    const done: T[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
        for (let n = next++; n < count; n = next++) done[n] = await work(n);
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    return done;
}
