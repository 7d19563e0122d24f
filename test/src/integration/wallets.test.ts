// Money with a purpose through the client: from the founding to the audit, with refusals and their repair, approvals, refunds, freezes, recovery.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { CarnetError } from '@carnet/client';
import { canonicalHash, createdCoins, policyHash, saleTerms, type JournalRow, type PaymentOrder, type Policy } from '@carnet/domain';
import { refusalOf } from '../client/refusal.js';
import { chainOf } from '../reconciliation/committed-blocks.js';
import { reconcile } from '../reconciliation/reconcile.js';
import { freshVin } from './members.js';
import { onceThere, POLICY, sharedMoney, type MoneyNetwork, type MoneyPerson } from './money.js';

suite('money', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'further people can be issued on a network of our own only' }, () => {
    let money: MoneyNetwork;
    let driver: MoneyPerson;
    let garage: MoneyPerson;
    before(async () => {
        money = await sharedMoney.use();
        driver = await money.person('org2');
        garage = await money.person('org1');
    });
    after(async () => { await sharedMoney.letGo(); });

    function order(walletId: string, payeeId: string, amount: string, change: Partial<PaymentOrder> = {}): PaymentOrder {
        return { paymentId: money.id('payment'), walletId, payeeId, amount, currency: 'EUR', channel: 'pos', ...change };
    }

    async function balance({ carnet }: MoneyPerson, walletId: string): Promise<string> {
        return (await carnet.wallets.show(walletId)).coins.sum;
    }

    const codes = ({ details }: CarnetError): unknown => (details['reasons'] as { code: string }[]).map(({ code }) => code);

    test('issued, explained, paid, refused with reasons, repaired, refunded, redeemed, and audited', async () => {
        const { issuer } = money;
        const programmeId = await money.programme({
            ...POLICY,
            rules: [{ id: 'workshops', effect: 'allow', when: { categories: [['7531', '7549']] } }],
            limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '30000', scope: 'wallet' }],
        });
        const walletId = await money.wallet(programmeId, driver, ['20000', '20000', '5000']);
        const shop = await money.shop(programmeId, garage, { category: '7538' });
        const casino = await money.shop(programmeId, garage, { category: '7995' });
        const { wallets } = driver.carnet;

        const view = await wallets.show(walletId);
        assert.deepEqual([view.coins.sum, view.coins.count, view.currency.code], ['45000', 3, 'EUR']);
        assert.equal(view.damageBound.bound, '45000', 'in 30 days all of it');
        assert.equal((await wallets.damageBound(walletId, 0)).bound, '30000', 'today no more than the limit');

        const service = order(walletId, shop, '12500');
        assert.equal((await wallets.explain(service)).decision, 'ALLOW');
        const paid = await onceThere(() => wallets.pay(service));
        assert.deepEqual([paid.status, createdCoins(paid.created).length], ['PAID', 2]);
        assert.deepEqual(await wallets.pay(service), paid, 'made again it is the same payment');

        const elsewhere = await refusalOf(wallets.pay(order(walletId, casino, '100')));
        assert.deepEqual([elsewhere.code, elsewhere.outcome, codes(elsewhere)], ['NO_ALLOW_RULE', 'rejected', ['NO_ALLOW_RULE']]);
        const large = order(walletId, shop, '20000');
        const tooMuch = await refusalOf(wallets.pay(large));
        assert.equal(tooMuch.code, 'LIMIT_AMOUNT');
        const { repairs } = await wallets.explain(large);
        const [most] = repairs.flatMap(repair => repair.change === 'amount' ? [repair.max] : []);
        assert.equal(most, '17500');
        await wallets.pay({ ...large, amount: most });
        const broke = await refusalOf(wallets.pay(order(walletId, shop, '40000')));
        assert.deepEqual([broke.code, broke.details['available']], ['COINS_INSUFFICIENT', '15000']);

        const refunded = await onceThere(() => garage.carnet.wallets.refund({ refundId: money.id('refund'), programmeId, paymentId: service.paymentId, amount: '2500' }));
        assert.equal(refunded.refunded, '2500');
        assert.equal(await onceThere(() => balance(driver, walletId)), '17500');
        const redemption = await garage.carnet.wallets.redeem({ redemptionId: money.id('redemption'), programmeId, payeeId: shop });
        assert.equal(redemption.amount, '27500');
        assert.equal((await refusalOf(garage.carnet.wallets.redeem({ redemptionId: 'r', programmeId, payeeId: shop }))).code, 'COINS_INSUFFICIENT');

        const rows: JournalRow[] = [];
        for await (const row of wallets.statement(walletId, { pageSize: 2 })) rows.push(row);
        assert.deepEqual(rows.map(({ type }) => type), ['REFUNDED', 'PAID', 'PAID', 'ISSUED']);
        for (const { legs } of rows) assert.equal(legs.reduce((sum, { amount }) => sum + BigInt(amount), 0n), 0n);
        const audit = await issuer.carnet.programmes.audit(programmeId);
        assert.deepEqual(audit, { coins: '17500', issued: '45000', redeemed: '27500', burned: '0', keys: audit.keys, balanced: true });
        await issuer.carnet.programmes.pause(programmeId);
        const paused = await onceThere(async () => refusalOf(wallets.pay(order(walletId, shop, '100'))));
        assert.equal(paused.code, 'PROGRAMME_PAUSED');
    });

    test('a payee who has moved to another wallet gives back from the one that was paid', async () => {
        const programmeId = await money.programme({ ...POLICY });
        const walletId = await money.wallet(programmeId, driver, ['1000', '1000']);
        const shop = await money.shop(programmeId, garage);
        const before = await onceThere(() => driver.carnet.wallets.pay(order(walletId, shop, '600')));
        const { walletId: former } = await money.issuer.carnet.programmes.payee(programmeId, shop);
        const moved = await money.wallet(programmeId, garage, [], false, true);
        await onceThere(() => money.registrar.carnet.programmes.registerPayee({ programmeId, payeeId: shop, name: 'A shop', walletId: moved, groups: [] }));
        const after = await onceThere(() => driver.carnet.wallets.pay(order(walletId, shop, '700')));
        assert.deepEqual([await onceThere(() => balance(garage, former)), await onceThere(() => balance(garage, moved))], ['600', '700']);
        for (const [{ paymentId }, amount] of [[before, '250'], [before, '350'], [after, '100']] as const) {
            await onceThere(() => garage.carnet.wallets.refund({ refundId: money.id('refund'), programmeId, paymentId, amount }));
        }
        assert.deepEqual([await onceThere(() => balance(garage, former)), await onceThere(() => balance(garage, moved))], ['0', '600']);
        const again = { refundId: money.id('refund'), programmeId, paymentId: after.paymentId, amount: '601' };
        const short = await refusalOf(garage.carnet.wallets.refund(again));
        assert.deepEqual([short.code, short.details['walletId'], short.details['available']], ['COINS_INSUFFICIENT', moved, '600']);
    });

    test('above a limit managers approve, and what they approved is what is paid', async () => {
        const programmeId = await money.programme({ ...POLICY, approvals: [{ id: 'large', match: {}, above: '10000', roster: 'managers' }] });
        const walletId = await money.wallet(programmeId, driver, ['50000']);
        const shop = await money.shop(programmeId, garage);
        const { wallets } = driver.carnet;
        const engine = order(walletId, shop, '30000');
        const alone = await refusalOf(onceThere(() => wallets.pay(engine)));
        assert.deepEqual([alone.code, alone.details['decision']], ['APPROVAL_INSUFFICIENT', 'NEEDS_APPROVAL']);
        const explained = await wallets.explain(engine);
        assert.deepEqual(explained.repairs.filter(({ change }) => change === 'approval'), [{ change: 'approval', roster: 'managers', missing: 2 }]);
        const decisionId = money.id('decision');
        const expiry = new Date(Date.now() + 3_600_000).toISOString();
        const decision = await onceThere(() => wallets.proposePayment(engine, { decisionId, expiry }));
        await money.approve(decision, ...money.managers.slice(0, 1));
        assert.equal((await refusalOf(wallets.pay(engine, { decisionId }))).code, 'APPROVAL_INSUFFICIENT');
        await money.approve(decision, ...money.managers.slice(2));
        assert.equal((await refusalOf(wallets.pay({ ...engine, amount: '30001' }, { decisionId }))).code, 'APPROVAL_STALE');
        const paid = await onceThere(() => wallets.pay(engine, { decisionId }), 'APPROVAL_INSUFFICIENT');
        assert.equal(paid.status, 'PAID');
    });

    test('two rosters approve one payment of the coins that the first was asked about, though others would be picked by now', async () => {
        const owners = money.id('owners');
        await money.roster(owners, [driver, garage, ...money.managers], 2);
        const terms: Policy = { ...POLICY, approvals: [{ id: 'large', match: {}, above: '10000', roster: 'managers' }, { id: 'larger', match: {}, above: '20000', roster: owners }] };
        const programmeId = await money.programme(terms);
        const walletId = await money.wallet(programmeId, driver, ['30000']);
        const engine = order(walletId, await money.shop(programmeId, garage), '30000');
        const { wallets } = driver.carnet;
        const expiry = new Date(Date.now() + 3_600_000).toISOString();
        const first = await onceThere(() => wallets.proposePayment(engine, { decisionId: money.id('decision'), expiry, roster: 'managers' }));
        await money.publish(programmeId, money.next(terms, {}));
        await money.issue(programmeId, walletId, ['30000'], '2098-01-01T00:00:00.000Z');
        const ofOwners = { expiry, roster: owners };
        const proposal = { ...ofOwners, decisionId: money.id('decision'), beside: first.decisionId };
        const second = await onceThere(() => wallets.proposePayment(engine, proposal));
        const apart = await onceThere(() => wallets.proposePayment(engine, { ...ofOwners, decisionId: money.id('decision') }));
        const different = await refusalOf(wallets.pay(engine, { decisionId: apart.decisionId, furtherDecisions: [first.decisionId] }));
        assert.deepEqual([different.code, different.details['beside']], ['APPROVAL_STALE', apart.decisionId]);
        assert.match(different.message, /coins of different policies/);
        for (const decision of [first, second]) await money.approve(decision, ...money.managers);
        const decisions = { decisionId: second.decisionId, furtherDecisions: [first.decisionId] };
        const paid = await onceThere(() => wallets.pay(engine, decisions), 'APPROVAL_INSUFFICIENT');
        assert.deepEqual(paid.created.map(lot => lot.policyHash), [policyHash(terms)]);
    });

    test('reserved, captured in part and released; many small coins become one where a payment needs more than fit', async () => {
        const programmeId = await money.programme(POLICY);
        const walletId = await money.wallet(programmeId, driver, Array.from({ length: 16 }, () => '100'));
        await money.issue(programmeId, walletId, Array.from({ length: 12 }, () => '100'));
        const shop = await money.shop(programmeId, garage);
        const { wallets } = driver.carnet;
        const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
        const hire = order(walletId, shop, '500');
        assert.equal((await onceThere(() => wallets.reserve(hire, { expiresAt }))).status, 'RESERVED');
        const captured = await onceThere(() => garage.carnet.wallets.capture({ programmeId, paymentId: hire.paymentId, amount: '300' }));
        assert.deepEqual([captured.status, captured.captured], ['PAID', '300']);
        const second = order(walletId, shop, '500');
        await onceThere(() => wallets.reserve(second, { expiresAt }));
        assert.equal((await refusalOf(onceThere(() => wallets.release(programmeId, second.paymentId)))).code, 'RELEASE_TOO_EARLY');
        assert.equal((await onceThere(() => garage.carnet.wallets.release(programmeId, second.paymentId))).status, 'RELEASED');
        const all = await onceThere(() => wallets.pay(order(walletId, shop, '2500')));
        assert.equal(all.captured, '2500');
        assert.equal(await balance(driver, walletId), '0');
        const kinds: string[] = [];
        for await (const { type } of wallets.statement(walletId)) kinds.push(type);
        assert.ok(kinds.includes('CONSOLIDATED'));
        assert.ok((await money.issuer.carnet.programmes.audit(programmeId)).balanced);
    });

    test('a lost key: frozen by one manager, recovered by two, unfrozen by two; the old key does nothing any more', async () => {
        const programmeId = await money.programme(POLICY);
        const walletId = await money.wallet(programmeId, driver, ['1000'], true);
        const shop = await money.shop(programmeId, garage);
        const [m1, m2, m3] = money.managers as [MoneyPerson, MoneyPerson, MoneyPerson];
        await onceThere(() => m1.carnet.wallets.freeze(walletId, 'the phone was lost'));
        const frozen = await refusalOf(onceThere(() => driver.carnet.wallets.pay(order(walletId, shop, '1'))));
        assert.equal(frozen.code, 'WALLET_FROZEN');

        const next = await money.person('org2');
        const recovery = { decisionId: money.id('recovery'), walletId, newKeyHash: next.publicKeyHash, kind: 'stolen' } as const;
        await money.approve(await onceThere(() => next.carnet.wallets.proposeRecovery(recovery)), m2, m3);
        const stolen = await refusalOf(onceThere(() => driver.carnet.wallets.cancelRecovery(walletId, recovery.decisionId)));
        assert.equal(stolen.code, 'RECOVERY_NOT_CANCELLABLE');
        const recovered = await onceThere(() => next.carnet.wallets.completeRecovery(recovery), 'APPROVAL_INSUFFICIENT');
        assert.deepEqual([recovered.publicKeyHash, recovered.formerKeys], [next.publicKeyHash, [driver.publicKeyHash]]);
        const decisionId = money.id('unfreeze');
        await money.approve(await onceThere(() => m1.carnet.wallets.proposeUnfreeze(walletId, decisionId)), m1, m3);
        assert.equal((await onceThere(() => m1.carnet.wallets.unfreeze(walletId, decisionId), 'APPROVAL_INSUFFICIENT')).frozen, null);

        assert.equal((await refusalOf(driver.carnet.wallets.pay(order(walletId, shop, '1')))).code, 'KEY_SUPERSEDED');
        await onceThere(() => next.carnet.wallets.pay(order(walletId, shop, '1000')), 'WALLET_FROZEN', 'NOT_WALLET_HOLDER', 'RECOVERY_PENDING');
    });

    test('title for money: the car changes its keeper in the transaction that pays for it', async () => {
        const programmeId = await money.programme(POLICY);
        const vin = freshVin();
        await money.grant(garage, 'dealer');
        await money.grant(driver, 'dealer');
        const seller = garage.carnet;
        await onceThere(() => seller.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2019-03-17', odometerUnit: 'km' }), 'NOT_A_MEMBER');
        const [today = '', tomorrow = ''] = [0, 1].map(days => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
        await onceThere(() => seller.vehicles.record(vin, { entryId: 'stock', type: 'STOCK_IN', date: today, source: 'dealer' }));
        const walletId = await money.wallet(programmeId, driver, ['800000']);
        const shop = await money.shop(programmeId, garage);
        const salt = randomBytes(32).toString('hex');
        const termsHash = canonicalHash(saleTerms(programmeId, { payeeId: shop, amount: '750000', currency: 'EUR' }, salt));
        await seller.vehicles.offerSale(vin, { offerId: 'offer', validUntil: tomorrow, termsHash });
        const purchase = order(walletId, shop, '750000', { offer: { vin, offerId: 'offer', salt } });
        await onceThere(() => driver.carnet.wallets.pay(purchase), 'OFFER_NOT_FOUND', 'VEHICLE_NOT_FOUND', 'NOT_A_MEMBER');
        const entries = [];
        for await (const entry of driver.carnet.vehicles.history(vin)) entries.push(entry);
        assert.deepEqual([entries.at(-1)?.type, await balance(driver, walletId)], ['KEEPER_CHANGED', '50000']);
    });

    test('many payments of one wallet at once: coins and stripes are leased, change is waited for, and all are paid', async () => {
        const programmeId = await money.programme({
            ...POLICY, limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '16000', scope: 'wallet', stripes: 16 }],
        });
        const walletId = await money.wallet(programmeId, driver, Array.from({ length: 8 }, () => '2000'));
        const shop = await money.shop(programmeId, garage);
        const { wallets } = driver.carnet;
        await onceThere(() => wallets.pay(order(walletId, shop, '100')));
        const payments = await Promise.all(Array.from({ length: 32 }, () => wallets.pay(order(walletId, shop, '400'))));
        assert.equal(new Set(payments.map(({ transactionId }) => transactionId)).size, 32);
        assert.equal(await balance(driver, walletId), String(16_000 - 100 - 32 * 400));
        // What is left is spread over the stripes, and all of it can be spent.
        await wallets.pay(order(walletId, shop, String(16_000 - 100 - 32 * 400)));
        await money.issue(programmeId, walletId, ['100']);
        assert.equal((await refusalOf(onceThere(() => wallets.pay(order(walletId, shop, '1'))))).code, 'LIMIT_AMOUNT');
        assert.ok((await money.issuer.carnet.programmes.audit(programmeId)).balanced);
    });

    test('all of this, read from the blocks of both peers without the contract, adds up', async () => {
        const programmeId = await money.programme(POLICY);
        const { blockNumber } = await money.issuer.carnet.submit('PolicyWallet', 'PauseProgramme', [programmeId]);
        const chains = (['org1', 'org2'] as const).map(org => chainOf(money.own.network, org, blockNumber));
        const { book, blocks } = await reconcile(chains);
        assert.equal(blocks, Number(blockNumber) + 1);
        assert.ok(book.programmes.length > 4 && book.programmes.some(one => book.sumsOf(one).redeemed > 0n));
        for (const one of book.programmes) {
            const { coins } = await money.issuer.carnet.programmes.audit(one);
            assert.equal(coins, String(book.coins.sumOf(one)), one);
        }
    });
});
