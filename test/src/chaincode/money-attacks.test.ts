// What somebody would try who wants money that is not his, or to spend his own against its purpose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PaymentRequest, Policy, PolicyReason } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { EXPIRY, MoneyWorld, PROGRAMME } from './money-world.js';

const PAY = 'PolicyWallet:Pay';

async function worldOf(policy: Partial<Policy> = {}): Promise<MoneyWorld> {
    const world = await MoneyWorld.open({ ...VOUCHER, ...policy });
    await world.issue('w-alice', ['5000']);
    await world.issue('w-bob', ['5000']);
    await world.pay('bob', '1'); // Begins the day.
    return world;
}

async function reasons(world: MoneyWorld, name: string, request: PaymentRequest): Promise<readonly PolicyReason[]> {
    return (await world.refused(name, PAY, JSON.stringify(request))).parameters['reasons'] as readonly PolicyReason[];
}

test('amounts that are none', async () => {
    const world = await worldOf();
    const request = await world.payment('alice', '100');
    const amounts = ['1e3', '-1', '０１', '01', '0', '', ' 1', '1.0', '0x10', '+1', 1, '9007199254740992000', '9'.repeat(19), '1000000000000000000000000000000', null, ['1'], { amount: '1' }];
    for (const amount of amounts) {
        for (const field of ['amount', 'change'] as const) {
            if (field === 'change' && amount === '0') continue;
            const code = await world.code('alice', PAY, { ...request, [field]: amount });
            assert.equal(code, 'AMOUNT_INVALID', `${field} ${JSON.stringify(amount)}`);
        }
        const issue = { issueId: 'x', programmeId: PROGRAMME, walletId: 'w-alice', amounts: [amount], expiresAt: EXPIRY };
        assert.equal(await world.code('issuer', 'PolicyWallet:Issue', issue), 'AMOUNT_INVALID');
    }
    // Numbers that no program reads exactly are none of JSON's either.
    for (const amount of [2 ** 53, 1e30, 1.5]) assert.match(await world.code('alice', PAY, { ...request, amount }), /^(?:OUT_OF_RANGE|WRONG_TYPE)$/);
    assert.equal(await world.code('alice', PAY, { ...request, amount: '9007199254740993', change: '0' }), 'LIMIT_AMOUNT');
});

test('spending another\'s coins, in every function that spends', async () => {
    const world = await worldOf();
    const coins = (await world.coins('w-alice')).map(({ coinId }) => coinId);
    const foreign = { ...await world.payment('bob', '5000'), coins, change: '0' };
    assert.equal((await reasons(world, 'bob', foreign)).at(-1)?.code, 'COIN_SPENT');
    assert.equal(await world.code('bob', PAY, { ...foreign, walletId: 'w-alice' }), 'NOT_WALLET_HOLDER');
    assert.equal(await world.code('bob', 'PolicyWallet:Consolidate', { consolidationId: 'c', walletId: 'w-bob', coins: [...coins, `${'0'.repeat(64)}.1`] }), 'COIN_SPENT');
    assert.equal(await world.code('bob', 'PolicyWallet:Consolidate', { consolidationId: 'c', walletId: 'w-alice', coins: [...coins, `${'0'.repeat(64)}.1`] }), 'NOT_WALLET_HOLDER');
    assert.equal(await world.code('merchant', 'PolicyWallet:Redeem', { redemptionId: 'r', payeeId: 'cafe', programmeId: PROGRAMME, coins }), 'COIN_SPENT');
    assert.equal(await world.code('bob', 'PolicyWallet:ReturnExpired', { returnId: 'r', walletId: 'w-alice', coins }), 'ROLE_REQUIRED');
    const { paymentId } = await world.pay('alice', '100');
    const refund = { refundId: 'f', programmeId: PROGRAMME, paymentId, amount: '100', coins: (await world.coins('w-bob')).map(({ coinId }) => coinId), change: '0' };
    assert.equal(await world.code('bob', 'PolicyWallet:Refund', refund), 'NOT_WALLET_HOLDER');
    assert.equal(await world.code('merchant', 'PolicyWallet:Refund', refund), 'COIN_SPENT');
});

test('spending a coin twice: in one block, replayed, and again later', async () => {
    const world = await worldOf();
    const one = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '5000')));
    const two = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '4000')));
    assert.deepEqual([one.status, two.status, one.commit(), two.commit(), one.commit()], [200, 200, true, false, false]);
    assert.equal(await world.balance('w-alice'), 0n);
    const { coins, issued } = await world.audit();
    assert.equal(coins, issued);
});

test('a payment that was endorsed and withheld dies with a freeze, a suspension, a pause, another policy and another record of the payee', async () => {
    const changes: readonly ((world: MoneyWorld) => Promise<unknown>)[] = [
        world => world.done('anna', 'PolicyWallet:FreezeWallet', 'w-alice', 'key stolen'),
        world => world.done('anna', 'PolicyWallet:FreezeWallet', 'w-merchant', 'looked at'),
        async world => world.submit('anna', 'PolicyWallet:FreezeCoins', {
            walletId: 'w-alice', coins: (await world.coins('w-alice')).map(({ coinId }) => coinId), reason: 'key stolen',
        }),
        world => world.done('registrar', 'PolicyWallet:SuspendPayee', PROGRAMME, 'cafe'),
        world => world.done('issuer', 'PolicyWallet:PauseProgramme', PROGRAMME),
        world => world.register({ payeeId: 'cafe', walletId: 'w-merchant', category: '7995', country: 'FR' }),
        world => world.done('admin-Org1MSP', 'Membership:SuspendOrganisation', 'Org1MSP'),
    ];
    for (const change of changes) {
        const world = await worldOf();
        const withheld = await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '100')));
        assert.equal(withheld.status, 200);
        await change(world);
        assert.equal(withheld.commit(), false, String(change));
        assert.equal((await world.endorse('alice', PAY, JSON.stringify(await world.payment('alice', '100')))).status, 500, String(change));
    }
});

test('lying about what is paid for: the payee\'s facts are the record\'s, and no field of a request is another\'s', async () => {
    const world = await worldOf();
    const request = await world.payment('alice', '100');
    for (const field of ['category', 'country', 'time', 'policyHash', 'payee', 'groups', 'transactionId']) {
        assert.equal(await world.code('alice', PAY, { ...request, [field]: '5814' }), 'UNKNOWN_FIELD');
    }
    await world.openWallet('carl');
    await world.register({ payeeId: 'casino', walletId: 'w-carl', category: '7995', country: 'FR' });
    assert.deepEqual((await reasons(world, 'alice', { ...request, payeeId: 'casino' })).map(({ code, id }) => [code, id]), [['DENY_RULE', 'no-casino'], ['NO_ALLOW_RULE', 'food']]);
    await world.register({ payeeId: 'unknown', walletId: 'w-carl', country: 'FR' });
    assert.deepEqual((await reasons(world, 'alice', { ...request, payeeId: 'unknown' })).map(({ code }) => code), ['DENY_UNKNOWN', 'NO_ALLOW_RULE']);
});

test('a wallet that takes the name of an allowed payee is not paid as that payee', async () => {
    const rules: Policy['rules'] = [{ id: 'cafe', effect: 'allow', when: { payees: ['cafe'] } }];
    const world = await worldOf({ rules, transfer: { holderToHolder: true, split: true } });
    await world.submit('marc', 'PolicyWallet:OpenWallet', { walletId: 'cafe', programmeId: PROGRAMME });
    const refused = await reasons(world, 'alice', await world.payment('alice', '100', { channel: 'p2p', payeeId: 'cafe' }));
    assert.deepEqual(refused.map(({ code, id, parameters }) => [code, id, parameters]), [['NO_ALLOW_RULE', 'cafe', { clauses: ['payees'] }]]);
    assert.deepEqual((await reasons(world, 'alice', await world.payment('alice', '100', { payeeId: 'w-bob' }))).map(({ code }) => code), ['PAYEE_UNKNOWN']);
});

test('holders pay each other where the policy says so; never oneself, never a wallet of another programme', async () => {
    const rules: Policy['rules'] = [{ id: 'all', effect: 'allow', when: {} }];
    const closed = await worldOf({ rules });
    const forbidden = await reasons(closed, 'alice', await closed.payment('alice', '100', { channel: 'p2p', payeeId: 'w-bob' }));
    assert.deepEqual(forbidden.map(({ code, parameters }) => [code, parameters]), [['DENY_RULE', { setting: 'transfer.holderToHolder' }]]);
    const world = await worldOf({ rules, transfer: { holderToHolder: true, split: true } });
    const p2p = async (payeeId: string): Promise<PaymentRequest> => world.payment('alice', '100', { channel: 'p2p', payeeId });
    assert.equal((await reasons(world, 'alice', await p2p('w-alice')))[0]?.code, 'SELF_PAYMENT');
    assert.equal((await reasons(world, 'alice', await p2p('nobody')))[0]?.code, 'PAYEE_UNKNOWN');
    const before = await world.balance('w-bob');
    await world.submit('alice', PAY, await p2p('w-bob'));
    assert.equal(await world.balance('w-bob'), before + 100n);
});

test('the limits of others are not used up by giving one\'s own wallet their policy', async () => {
    const world = await worldOf({ limits: [] });
    const own: Policy = {
        ...VOUCHER, id: 'employer', rules: [{ id: 'all', effect: 'allow', when: {} }],
        limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '1000', scope: 'programme' }],
    };
    const shared = await world.refused('alice', 'PolicyWallet:SetWalletPolicy', 'w-alice', JSON.stringify(own), '');
    assert.deepEqual([shared.code, shared.parameters], ['INVALID_VALUE', { field: 'policy.limits[0].scope' }]);
    const apart = JSON.stringify({ ...own, limits: own.limits.map(limit => ({ ...limit, scope: 'wallet' })) });
    for (const name of ['alice', 'bob']) await world.done(name, 'PolicyWallet:SetWalletPolicy', `w-${name}`, apart, '');
    await world.pay('bob', '1000');
    assert.equal((await reasons(world, 'bob', await world.payment('bob', '1')))[0]?.code, 'LIMIT_AMOUNT');
    await world.pay('alice', '1000');
});

test('nobody gets a day of others forward by the calendar of his own policy', async () => {
    const world = await worldOf();
    const eastern: Policy = { ...VOUCHER, id: 'east', calendar: { utcOffsetMinutes: 840, weekStart: 1 }, rules: [{ id: 'all', effect: 'allow', when: {} }] };
    await world.done('bob', 'PolicyWallet:SetWalletPolicy', 'w-bob', JSON.stringify(eastern), '');
    await world.pay('bob', '1');
    await world.pay('alice', '1');
});
