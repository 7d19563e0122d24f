// The attacker's list, one test each: what somebody tries who wants money that is not his, or to spend his own against its purpose.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { checkPolicy, POLICY_LIMITS, type Decision, type PaymentReceipt, type PaymentRequest, type Policy, type PolicyRecord, type PolicyVerdict } from '@carnet/domain';
import { Attackers, refused, refusedFor } from './attackers.js';
import { errorTexts } from '../probe.js';
import { onceThere, POLICY, sharedMoney, type MoneyNetwork, type MoneyPerson } from './money.js';

const MINUTE = 60_000;
const VALID = 0;
const ENDORSEMENT_POLICY_FAILURE = 10;
const MVCC_READ_CONFLICT = 11;

const tooLate = (error: unknown): boolean => /CLOCK_SKEW/.test(errorTexts(error));

/** Workshops, 100.00 a day; above 50.00, or 80.00 in a day, the managers approve. */
const REPAIRS: Policy = {
    ...POLICY,
    rules: [{ id: 'workshops', effect: 'allow', when: { categories: [['7531', '7549']] } }, { id: 'no-games', effect: 'deny', when: { categories: [['7995', '7995']] } }],
    limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '10000', scope: 'wallet' }],
    approvals: [{ id: 'large', match: {}, above: '5000', roster: 'managers', cumulative: { period: 'day', above: '8000' } }],
};

suite('attacks on money', { skip: process.env['CARNET_ORGANIZATIONS'] !== undefined && 'further people can be issued on a network of our own only' }, () => {
    let money: MoneyNetwork;
    let attackers: Attackers;
    let programmeId: string;
    let shop: string;
    let driver: MoneyPerson;
    let thief: MoneyPerson;
    let garage: MoneyPerson;

    before(async () => {
        money = await sharedMoney.use();
        attackers = new Attackers(money);
        [driver, thief, garage] = [await money.person('org2'), await money.person('org2'), await money.person('org1')];
        programmeId = await money.programme(REPAIRS);
        shop = await money.shop(programmeId, garage, { category: '7538' });
    });
    after(async () => {
        attackers.close();
        await sharedMoney.letGo();
    });

    const balance = async (person: MoneyPerson, walletId: string): Promise<string> => (await person.carnet.wallets.show(walletId)).coins.sum;
    /** A wallet with managers, which holds these coins. */
    const walletOf = (holder: MoneyPerson, ...amounts: readonly string[]): Promise<string> => money.wallet(programmeId, holder, amounts, true);
    const payment = (person: MoneyPerson, walletId: string, amount: string, change: Partial<PaymentRequest> = {}): Promise<PaymentRequest> =>
        attackers.payment(person, walletId, shop, amount, change);
    const pay = (person: MoneyPerson, request: PaymentRequest): Promise<unknown> =>
        onceThere(() => person.carnet.submit('PolicyWallet', 'Pay', [JSON.stringify(request)], { idempotent: true }));
    const proposed = ({ paymentId, walletId, payeeId, amount, currency, channel }: PaymentRequest): Promise<Decision> => {
        const expiry = new Date(Date.now() + 60 * MINUTE).toISOString();
        const order = { paymentId, walletId, payeeId, amount, currency, channel };
        return onceThere(() => driver.carnet.wallets.proposePayment(order, { decisionId: money.id('decision'), expiry }));
    };

    test('spending another\'s coin', async () => {
        const [his, mine] = [await walletOf(driver, '1000'), await walletOf(thief, '1000')];
        const { coins } = await payment(driver, his, '1000');
        const request = await payment(thief, mine, '1000', { coins, change: '0' });
        await refusedFor(['COIN_SPENT'], thief.carnet, 'Pay', request);
        await refusedFor(['NOT_WALLET_HOLDER'], thief.carnet, 'Pay', { ...request, walletId: his });
        await refused('NOT_WALLET_HOLDER', thief.carnet, 'Consolidate', { consolidationId: 'c', walletId: his, coins: [...coins, `${'0'.repeat(64)}.1`] });
        await refused('COIN_SPENT', garage.carnet, 'Redeem', { redemptionId: 'r', programmeId, payeeId: shop, coins });
        assert.equal(await balance(driver, his), '1000');
    });

    test('spoiling a merchant\'s wallet with a cent before it is registered', async () => {
        const anything: Policy = { ...POLICY, transfer: { ...POLICY.transfer, holderToHolder: true } };
        const own = await money.programme(anything);
        const purse = await money.wallet(own, thief, ['100']);
        const till = await money.wallet(own, garage, [], false, true);
        const cent = await payment(thief, purse, '1', { payeeId: till, channel: 'p2p' });
        for (const fn of ['Pay', 'Reserve']) {
            const whole = fn === 'Pay' ? cent : { ...cent, expiresAt: new Date(Date.now() + 60 * MINUTE).toISOString() };
            await refusedFor(['PAYEE_UNKNOWN'], thief.carnet, fn, whole);
        }
        const issue = { issueId: money.id('issue'), programmeId: own, walletId: till, amounts: ['1'], expiresAt: '2099-01-01T00:00:00.000Z' };
        await refused('WALLET_OF_PAYEE', money.issuer.carnet, 'Issue', issue);
        const payeeId = money.id('shop');
        await onceThere(() => money.registrar.carnet.programmes.registerPayee({ programmeId: own, payeeId, name: 'A shop', walletId: till, groups: [] }));
        await pay(thief, await payment(thief, purse, '1', { payeeId }));
        assert.equal(await onceThere(() => balance(garage, till)), '1');
    });

    test('replaying a payment: the same transaction, the same order, the same coin', async () => {
        const walletId = await walletOf(driver, '1000', '500');
        const request = await payment(driver, walletId, '400');
        const transaction = await attackers.withheld(driver, request);
        assert.equal(await attackers.released(transaction), VALID);
        // The orderer takes it again; in the block it is a duplicate.
        await transaction.submit();
        const paid = JSON.parse(Buffer.from(transaction.getResult()).toString('utf8')) as PaymentReceipt;
        const again = await onceThere(() => driver.carnet.submit('PolicyWallet', 'Pay', [JSON.stringify(request)]));
        assert.deepEqual(JSON.parse(again.result), paid);
        await refusedFor(['COIN_SPENT'], driver.carnet, 'Pay', { ...request, paymentId: money.id('again') });
        await pay(driver, await payment(driver, walletId, '100'));
        assert.equal(await onceThere(() => balance(driver, walletId)), '1000');
        assert.ok((await money.issuer.carnet.programmes.audit(programmeId)).balanced);
    });

    test('withholding an endorsed payment over midnight', async () => {
        // By the calendar of this policy the last full minute was midnight.
        const midnight = Math.floor(Date.now() / MINUTE) * MINUTE;
        const minuteOfDay = midnight / MINUTE % 1440;
        const utcOffsetMinutes = minuteOfDay > 720 ? 1440 - minuteOfDay : -minuteOfDay;
        const policy: Policy = { ...POLICY, limits: REPAIRS.limits, calendar: { utcOffsetMinutes, weekStart: 1 } };
        const own = await money.programme(policy);
        const [walletId, other] = [await money.wallet(own, driver, ['1000']), await money.wallet(own, thief, ['1000'])];
        const till = await money.shop(own, garage);
        const order = await payment(driver, walletId, '1000', { payeeId: till });
        const yesterday = { time: midnight - 1_000 };
        const transaction = await attackers.withheld(driver, order, yesterday);
        await pay(thief, await payment(thief, other, '100', { payeeId: till }));
        assert.equal(await attackers.released(transaction), MVCC_READ_CONFLICT);
        await assert.rejects(attackers.endorsed(driver, 'Pay', order, yesterday), tooLate);
        assert.equal(await balance(driver, walletId), '1000');
    });

    test('withholding an endorsed payment over a freeze', async () => {
        const walletId = await walletOf(driver, '1000');
        const transaction = await attackers.withheld(driver, await payment(driver, walletId, '1000'));
        await onceThere(() => money.managers[0]?.carnet.wallets.freeze(walletId, 'the key was stolen') ?? Promise.reject(new Error('no managers')));
        assert.equal(await attackers.released(transaction), MVCC_READ_CONFLICT);
        assert.equal(await balance(driver, walletId), '1000');
    });

    test('splitting below an approval threshold, one after the other and at once', async () => {
        const walletId = await walletOf(driver, ...Array.from({ length: 5 }, () => '4000'));
        await refusedFor(['APPROVAL_INSUFFICIENT large'], driver.carnet, 'Pay', await payment(driver, walletId, '5001'));
        const { coins: [first = '', ...others] } = await payment(driver, walletId, '1');
        await pay(driver, await payment(driver, walletId, '4000', { coins: [first], change: '0' }));
        const parts = await Promise.all(others.slice(0, 2).map(async coin =>
            attackers.withheld(driver, await payment(driver, walletId, '4000', { coins: [coin], change: '0' }))));
        const codes = await Promise.all(parts.map(part => attackers.released(part)));
        assert.deepEqual(codes.sort((one, other) => one - other), [VALID, MVCC_READ_CONFLICT]);
        await refusedFor(['APPROVAL_INSUFFICIENT large'], driver.carnet, 'Pay', await payment(driver, walletId, '1'));
    });

    test('lying about category, time, payee or policy', async () => {
        const walletId = await walletOf(driver, '1000');
        const request = await payment(driver, walletId, '1000');
        for (const field of ['category', 'time', 'policyHash', 'payee']) {
            await refused('UNKNOWN_FIELD', driver.carnet, 'Pay', { ...request, [field]: '7538' });
        }
        const casino = await money.shop(programmeId, garage, { category: '7995' });
        const unsaid = await money.shop(programmeId, garage);
        await refusedFor(['DENY_RULE no-games', 'NO_ALLOW_RULE workshops'], driver.carnet, 'Pay', { ...request, payeeId: casino });
        await refusedFor(['DENY_UNKNOWN no-games', 'NO_ALLOW_RULE workshops'], driver.carnet, 'Pay', { ...request, payeeId: unsaid });
        // A wallet that has the name of a payee is none.
        await onceThere(() => thief.carnet.wallets.open({ walletId: `${shop}x`, programmeId }));
        await refusedFor(['DENY_UNKNOWN no-games', 'NO_ALLOW_RULE workshops'], driver.carnet, 'Pay', { ...request, payeeId: `${shop}x`, channel: 'p2p' });
        await refused('ROLE_REQUIRED', garage.carnet, 'RegisterPayee', { programmeId, payeeId: casino, name: 'A workshop', walletId, category: '7538', groups: [] });
        for (const minutes of [-3, 3]) {
            await assert.rejects(attackers.endorsed(driver, 'Pay', request, { time: Date.now() + minutes * MINUTE }), tooLate);
        }
    });

    test('forging a witness: neither a proof nor an endorsement is taken from who sends it', async () => {
        const { policyHash } = await money.issuer.carnet.programmes.read(programmeId);
        assert.ok(policyHash !== null);
        const wider: Policy = { ...money.next(REPAIRS, { mode: 'tighten-only' }), rules: [{ id: 'all', effect: 'allow', when: {} }] };
        await refused('NOT_TIGHTER', money.issuer.carnet, 'PublishPolicy', programmeId, wider, '');
        for (const field of ['witness', 'certificate', 'proved']) {
            await refused('UNKNOWN_FIELD', money.issuer.carnet, 'PublishPolicy', programmeId, { ...wider, [field]: { policyHash } }, '');
        }
        // What the ledger says it has proved, anybody proves again.
        const record = JSON.parse(await driver.carnet.evaluate('PolicyWallet', 'ReadPolicy', [programmeId, policyHash])) as PolicyRecord;
        assert.deepEqual({ ...checkPolicy(record.policy).certificate, proved: [] }, { ...record.certificate, proved: [] });
        const walletId = await walletOf(driver, '1000');
        const request = await payment(driver, walletId, '1000');
        assert.equal(await attackers.released(await attackers.withheld(driver, request, { endorsers: ['Org2MSP'] })), ENDORSEMENT_POLICY_FAILURE);
        assert.equal(await balance(driver, walletId), '1000');
    });

    test('voting twice or by proxy', async () => {
        const walletId = await walletOf(driver, '6000');
        const request = await payment(driver, walletId, '6000');
        const decision = await proposed(request);
        const { decisionId, contentHash } = decision;
        const [first, , third] = money.managers as [MoneyPerson, MoneyPerson, MoneyPerson];
        for (let round = 0; round < 2; round++) await money.approve(decision, first);
        const proxy = await attackers.reissued(third);
        for (const other of [thief.carnet, driver.carnet, proxy]) {
            await refused('APPROVER_NOT_ELIGIBLE', other, 'Decisions:Approve', decisionId, contentHash);
        }
        await refused('APPROVER_DUPLICATE', first.carnet, 'Decisions:Reject', decisionId, contentHash);
        await refusedFor(['APPROVAL_INSUFFICIENT large'], driver.carnet, 'Pay', { ...request, decisionId });
        await money.approve(decision, third);
        await onceThere(() => driver.carnet.submit('PolicyWallet', 'Pay', [JSON.stringify({ ...request, decisionId })]), 'APPROVAL_INSUFFICIENT');
    });

    test('colluding managers below k, and k of one company where two companies are needed', async () => {
        const walletId = await walletOf(driver, '1000');
        const [first, second] = money.managers as [MoneyPerson, MoneyPerson];
        const recovery = { decisionId: money.id('recovery'), walletId, newKeyHash: thief.publicKeyHash, kind: 'stolen' } as const;
        const decision = await onceThere(() => first.carnet.wallets.proposeRecovery(recovery));
        for (const manager of [first, second]) {
            await money.approve(decision, manager);
            await refused('APPROVAL_INSUFFICIENT', thief.carnet, 'CompleteRecovery', recovery);
        }
        await onceThere(() => first.carnet.wallets.freeze(walletId, 'for ransom'));
        const unfreeze = money.id('unfreeze');
        await money.approve(await onceThere(() => second.carnet.wallets.proposeUnfreeze(walletId, unfreeze)), first, second);
        await refused('APPROVAL_INSUFFICIENT', first.carnet, 'Unfreeze', walletId, unfreeze);
    });

    test('a certificate re-issued by the company\'s own CA with the same name and another key', async () => {
        const walletId = await walletOf(driver, '1000');
        const [twin, manager] = [await attackers.reissued(driver), await attackers.reissued(money.managers[0] ?? driver)];
        const [one, other] = [await driver.carnet.membership.whoAmI(), await twin.membership.whoAmI()];
        assert.equal(other.identity, one.identity);
        assert.notEqual(other.publicKeyHash, one.publicKeyHash);
        await refusedFor(['NOT_WALLET_HOLDER'], twin, 'Pay', await payment(driver, walletId, '1000'));
        for (const person of [twin, manager]) await refused('NOT_A_MANAGER', person, 'FreezeWallet', walletId, 'mine');
        const recovery = { decisionId: money.id('recovery'), walletId, newKeyHash: other.publicKeyHash, kind: 'lost' };
        // Anybody may ask for a recovery to his own key; without the managers it neither binds nor holds anything.
        await onceThere(() => twin.submit('PolicyWallet', 'ProposeRecovery', [JSON.stringify(recovery)]));
        await refused('APPROVAL_INSUFFICIENT', twin, 'CompleteRecovery', { ...recovery });
        await pay(driver, await payment(driver, walletId, '1000'));
    });

    test('amounts 1e3, -1, ０１, 2^53 and 10^30', async () => {
        const own = await money.programme(POLICY, '99999999999999999');
        const walletId = await money.wallet(own, driver, ['9007199254740993']);
        const till = await money.shop(own, garage);
        const request = await payment(driver, walletId, '1', { payeeId: till });
        const issue = { programmeId: own, walletId, expiresAt: '2099-01-01T00:00:00.000Z' };
        for (const amount of ['1e3', '-1', '０１', '01', '0', '', String(10n ** 30n), ` ${2 ** 53}`]) {
            await refused('AMOUNT_INVALID', driver.carnet, 'Pay', { ...request, amount });
            await refused('AMOUNT_INVALID', money.issuer.carnet, 'Issue', { ...issue, issueId: 'x', amounts: [amount] });
        }
        for (const [amount, code] of [[2 ** 53, 'OUT_OF_RANGE'], [1e30, 'WRONG_TYPE']] as const) await refused(code, driver.carnet, 'Pay', { ...request, amount });
        // Where floating point would say that 2^53 + 1 is 2^53.
        await pay(driver, { ...request, amount: '9007199254740992', change: '1' });
        assert.equal(await onceThere(() => balance(driver, walletId)), '1');
    });

    test('policies at every bound', async () => {
        const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
        const rule = (n: number): Policy['rules'][number] => ({ id: `r${n}`, effect: 'allow', when: { payees: [`p${n}`] } });
        const ranges = (count: number): Policy['rules'] => [{ id: 'r', effect: 'allow', when: { categories: many(count, n => [String(1000 + 2 * n), String(1000 + 2 * n)] as const) } }];
        const lists: readonly (readonly [bound: keyof typeof POLICY_LIMITS, field: string, policy: (count: number) => Partial<Policy>])[] = [
            ['rules', 'policy.rules', count => ({ rules: many(count, rule) })],
            ['limits', 'policy.limits', count => ({ limits: many(count, n => ({ id: `l${n}`, match: {}, measure: 'amount', period: 'day', max: '1', scope: 'wallet' })) })],
            ['approvals', 'policy.approvals', count => ({ approvals: many(count, n => ({ id: `a${n}`, match: {}, above: '1', roster: 'managers' })) })],
            ['assertions', 'policy.assertions', count => ({ assertions: many(count, n => ({ id: `s${n}`, never: { categories: [['7995', '7995']] } })) })],
            ['ranges', 'policy.rules[0].when.categories', count => ({ rules: ranges(count) })],
            ['stripes', 'policy.limits[0].stripes', count => ({ limits: [{ id: 'l', match: {}, measure: 'amount', period: 'day', max: '1000', stripes: count, scope: 'wallet' }] })],
        ];
        const check = async (policy: Policy): Promise<PolicyVerdict> => JSON.parse(await driver.carnet.evaluate('PolicyWallet', 'CheckPolicy', [programmeId, JSON.stringify(policy)])) as PolicyVerdict;
        for (const [bound, field, change] of lists) {
            const most = POLICY_LIMITS[bound];
            const verdict = await check(money.next(REPAIRS, { limits: [], approvals: [], ...change(most) }));
            assert.deepEqual(verdict.refusals.filter(({ code }) => code !== 'POLICY_TOO_COMPLEX'), [], bound);
            const above = money.next(REPAIRS, { limits: [], approvals: [], ...change(most + 1) });
            assert.equal((await refused('OUT_OF_RANGE', money.issuer.carnet, 'PublishPolicy', programmeId, above, '')).details['field'], field, bound);
        }
        const padded = money.next(REPAIRS, { rules: many(64, n => ({ ...rule(n), note: 'x'.repeat(200) })) });
        await refused('TOO_LARGE', money.issuer.carnet, 'PublishPolicy', programmeId, padded, '');
    });
});
