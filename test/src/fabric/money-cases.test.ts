// Money cases on real Fabric: rows of every family, by their numbers, through the client; all rows run on the embedded network in test/src/cases.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { OrderReceipt, Payee, PaymentOrder, Policy } from '@carnet/domain';
import { Attackers, reasonsIn, refused, refusedFor, refusedWith } from '../integration/attackers.js';
import { MoneyNetwork, onceThere, POLICY, type MoneyPerson } from '../integration/money.js';
import { whyNoFabric } from './peer-command.js';

const DAY_LIMIT: Policy['limits'][number] = { id: 'day', match: {}, measure: 'amount', period: 'day', max: '100', scope: 'wallet' };
const LARGE: Policy['approvals'][number] = { id: 'large', match: {}, above: '100', roster: 'managers' };
const MVCC_READ_CONFLICT = 11;

suite('money cases', { skip: whyNoFabric() }, () => {
    let money: MoneyNetwork;
    let attackers: Attackers;
    let alice: MoneyPerson;
    let shopkeeper: MoneyPerson;
    let open: { readonly programmeId: string; readonly shop: string };
    let strict: typeof open;

    async function withPolicy(change: Partial<Policy>): Promise<typeof open> {
        const programmeId = await money.programme({ ...POLICY, ...change });
        return { programmeId, shop: await money.shop(programmeId, shopkeeper, { category: '5411' }) };
    }

    before(async () => {
        money = await MoneyNetwork.start({ engine: 'fabric' });
        attackers = new Attackers(money);
        [alice, shopkeeper] = [await money.person('org2'), await money.person('org1')];
        open = await withPolicy({});
        strict = await withPolicy({
            rules: [{ id: 'all', effect: 'allow', when: {} }, { id: 'no-games', effect: 'deny', when: { categories: [['7995', '7995']] } }],
            limits: [{ ...DAY_LIMIT, max: '300' }], approvals: [LARGE],
        });
    });
    after(async () => {
        attackers.close();
        await money.stop();
    });

    const balance = async ({ carnet }: MoneyPerson, walletId: string): Promise<string> => (await carnet.wallets.show(walletId)).coins.sum;
    const order = (walletId: string, payeeId: string, amount: string): PaymentOrder =>
        ({ paymentId: money.id('payment'), walletId, payeeId, amount, currency: 'EUR', channel: 'pos' });
    const pay = (walletId: string, payeeId: string, amount: string): Promise<OrderReceipt> =>
        onceThere(() => alice.carnet.wallets.pay(order(walletId, payeeId, amount)));

    test('A01: one more than the holder owns is refused with what is there and what is needed', async () => {
        const walletId = await money.wallet(open.programmeId, alice, ['500']);
        const failure = await refusedWith('COINS_INSUFFICIENT', () => alice.carnet.wallets.pay(order(walletId, open.shop, '501')));
        assert.deepEqual([failure.details['needed'], failure.details['available']], ['501', '500']);
    });

    test('A21: an issuer of another organisation does not issue', async () => {
        const [walletId, other] = [await money.wallet(open.programmeId, alice), await money.person('org2')];
        const issue = { issueId: 'x', programmeId: open.programmeId, walletId, amounts: ['1000'], expiresAt: '2099-01-01T00:00:00.000Z' };
        await refused('ROLE_REQUIRED', other.carnet, 'Issue', issue);
    });

    test('B05: 5000 that come out as 4999 or 5001 are refused with both sums', async () => {
        const walletId = await money.wallet(open.programmeId, alice, ['5000']);
        const request = await attackers.payment(alice, walletId, open.shop, '100');
        for (const change of ['4899', '4901']) {
            await refusedFor(['OUTPUT_SUM_MISMATCH'], alice.carnet, 'Pay', { ...request, change });
        }
    });

    test('B07: a coin spent in a block kills a payment endorsed before and ordered after', async () => {
        const walletId = await money.wallet(open.programmeId, alice, ['100']);
        const withheld = await attackers.withheld(alice, await attackers.payment(alice, walletId, open.shop, '100'));
        await pay(walletId, open.shop, '60');
        assert.equal(await attackers.released(withheld), MVCC_READ_CONFLICT);
        assert.equal(await balance(alice, walletId), '40');
    });

    test('C01, C03: of a limit of 100 a day 60 are spent, and the other 40 as well: the maximum is included', async () => {
        const limited = await withPolicy({ limits: [DAY_LIMIT] });
        const walletId = await money.wallet(limited.programmeId, alice, ['1000']);
        await pay(walletId, limited.shop, '60');
        await refusedWith('LIMIT_AMOUNT', () => alice.carnet.wallets.pay(order(walletId, limited.shop, '41')));
        await pay(walletId, limited.shop, '40');
        await refusedWith('LIMIT_AMOUNT', () => alice.carnet.wallets.pay(order(walletId, limited.shop, '1')));
    });

    test('C53: a stripe that has too little left is no denial: of 100 in four stripes 100 are paid, and only then is it refused', async () => {
        const striped = await withPolicy({ limits: [{ ...DAY_LIMIT, stripes: 4 }] });
        const walletId = await money.wallet(striped.programmeId, alice, ['1000']);
        const request = await attackers.payment(alice, walletId, striped.shop, '26');
        await refused('STRIPE_INSUFFICIENT', alice.carnet, 'Pay', request);
        await pay(walletId, striped.shop, '100');
        await refusedWith('LIMIT_AMOUNT', () => alice.carnet.wallets.pay(order(walletId, striped.shop, '1')));
    });

    test('D01, D17 (differs): where no rule matches it is refused; where one rule allows and another forbids, it is forbidden', async () => {
        const food = await withPolicy({ rules: [{ id: 'food', effect: 'allow', when: { categories: [['5812', '5814']] } }] });
        const walletId = await money.wallet(food.programmeId, alice, ['100']);
        await refusedWith('NO_ALLOW_RULE', () => alice.carnet.wallets.pay(order(walletId, food.shop, '1')));
        const casino = await money.shop(strict.programmeId, shopkeeper, { category: '7995' });
        const other = await money.wallet(strict.programmeId, alice, ['100']);
        const failure = await refusedWith('DENY_RULE', () => alice.carnet.wallets.pay(order(other, casino, '1')));
        assert.deepEqual(reasonsIn(failure), ['DENY_RULE no-games']);
    });

    test('E05, E11, E13: what is reserved is captured once, what was paid is refunded, and not twice', async () => {
        const walletId = await money.wallet(open.programmeId, alice, ['500']);
        const { programmeId } = open;
        const shop = await money.shop(programmeId, shopkeeper);
        const hire = order(walletId, shop, '300');
        const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
        assert.equal((await onceThere(() => alice.carnet.wallets.reserve(hire, { expiresAt }))).status, 'RESERVED');
        await pay(walletId, shop, '200');
        const { wallets } = shopkeeper.carnet;
        const capture = { programmeId, paymentId: hire.paymentId, amount: '200' };
        assert.equal((await onceThere(() => wallets.capture(capture))).captured, '200');
        await refusedWith('RESERVATION_CLOSED', () => wallets.capture({ ...capture, amount: '100' }));
        const refund = { programmeId, paymentId: hire.paymentId, amount: '200' };
        assert.equal((await onceThere(() => wallets.refund({ ...refund, refundId: money.id('refund') }))).refunded, '200');
        // The shop holds as much of the same money, of the other payment.
        const { walletId: till } = JSON.parse(await shopkeeper.carnet.evaluate('PolicyWallet', 'ReadPayee', [programmeId, shop])) as Payee;
        const { coins, change } = await attackers.payment(shopkeeper, till, shop, '200');
        await refused('REFUND_EXCEEDED', shopkeeper.carnet, 'Refund', { ...refund, refundId: money.id('refund'), coins, change });
        assert.equal(await onceThere(() => balance(alice, walletId)), '300');
    });

    test('E33, G01: a suspended payee is not paid, and a frozen wallet neither pays nor is paid', async () => {
        const walletId = await money.wallet(open.programmeId, alice, ['500'], true);
        const shop = await money.shop(open.programmeId, shopkeeper);
        await onceThere(() => money.registrar.carnet.programmes.suspendPayee(open.programmeId, shop));
        await refusedWith('PAYEE_SUSPENDED', () => alice.carnet.wallets.pay(order(walletId, shop, '1')));
        await onceThere(() => alice.carnet.wallets.freeze(walletId, 'the phone was lost'));
        await refusedWith('WALLET_FROZEN', () => alice.carnet.wallets.pay(order(walletId, open.shop, '1')));
    });

    test('F05 (differs): a question is answered with all reasons and with what would be allowed, not with no alone', async () => {
        const walletId = await money.wallet(strict.programmeId, alice, ['1000']);
        const { decision, reasons, repairs } = await onceThere(() => alice.carnet.wallets.explain(order(walletId, strict.shop, '400')));
        assert.deepEqual([decision, reasons.map(({ code }) => code).sort()], ['DENY', ['APPROVAL_INSUFFICIENT', 'LIMIT_AMOUNT']]);
        assert.ok(repairs.some(repair => repair.change === 'amount' && repair.max === '100'));
    });

    test('G07: what is paused is not paused again, and what runs is not resumed', async () => {
        const { programmes } = money.issuer.carnet;
        const { programmeId } = await withPolicy({});
        await refusedWith('PROGRAMME_NOT_PAUSED', () => programmes.resume(programmeId));
        await programmes.pause(programmeId);
        await refusedWith('PROGRAMME_PAUSED', () => programmes.pause(programmeId));
    });

    test('H07, H17, H37: one rejection closes it, fewer approvals than the threshold pay nothing, nor is another payment approved with it', async () => {
        const walletId = await money.wallet(strict.programmeId, alice, ['1000']);
        const { wallets } = alice.carnet;
        const engine = order(walletId, strict.shop, '200');
        const [first, , third] = money.managers as [MoneyPerson, MoneyPerson, MoneyPerson];
        const expiry = new Date(Date.now() + 3_600_000).toISOString();
        const rejected = await onceThere(() => wallets.proposePayment(engine, { decisionId: money.id('decision'), expiry }));
        await onceThere(() => third.carnet.decisions.reject(rejected.decisionId, rejected.contentHash));
        await refusedWith('APPROVAL_STALE', () => wallets.pay(engine, { decisionId: rejected.decisionId }));
        const { decisionId, ...decision } = await onceThere(() => wallets.proposePayment(engine, { decisionId: money.id('decision'), expiry }));
        await money.approve({ decisionId, ...decision }, first);
        await refusedWith('APPROVAL_INSUFFICIENT', () => wallets.pay(engine, { decisionId }));
        await money.approve({ decisionId, ...decision }, third);
        await refusedWith('APPROVAL_STALE', () => wallets.pay({ ...engine, amount: '201' }, { decisionId }));
        assert.equal((await onceThere(() => wallets.pay(engine, { decisionId }), 'APPROVAL_INSUFFICIENT')).status, 'PAID');
    });

    test('K01: where one key would let 2 of 1000 pass, payments to one merchant at the same moment all pass', async () => {
        const wallets = await Promise.all(Array.from({ length: 8 }, () => money.wallet(open.programmeId, alice, ['100'])));
        const paid = await Promise.all(wallets.map(walletId => pay(walletId, open.shop, '100')));
        assert.equal(new Set(paid.map(({ transactionId }) => transactionId)).size, 8);
        assert.ok((await onceThere(() => money.issuer.carnet.programmes.audit(open.programmeId))).balanced);
    });
});
