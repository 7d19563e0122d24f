// Ways around what was decided: by the stripes of a sum that has none, by what payees and their wallets are, by coins of two versions of a policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyHash, type Coin, type Decision, type JournalPage, type Payment, type PaymentRequest, type Policy, type PolicyReason, type Wallet } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { EXPIRY, MoneyWorld, PROGRAMME } from './money-world.js';

const PAY = 'PolicyWallet:Pay';
const DAY = 86_400_000;

const APPROVED: Partial<Policy> = {
    limits: [], approvals: [{ id: 'large', match: {}, above: '1000', roster: 'board', cumulative: { period: 'day', above: '1500' } }],
};

async function worldOf(policy: Partial<Policy>, amounts: readonly string[] = ['1000', '1000', '1000', '1000']): Promise<MoneyWorld> {
    const world = await MoneyWorld.open({ ...VOUCHER, ...policy });
    await world.issue('w-alice', amounts);
    return world;
}

async function firstReason(world: MoneyWorld, name: string, request: PaymentRequest): Promise<PolicyReason | undefined> {
    return ((await world.refused(name, PAY, JSON.stringify(request))).parameters['reasons'] as readonly PolicyReason[])[0];
}

test('the sum above which approval is needed has one counter: stripes named for it neither hide what was spent nor set it back', async () => {
    const world = await worldOf(APPROVED);
    await world.pay('alice', '1000');
    for (const stripes of [{ 'programme/large': [1] }, { 'programme/large': [63, 1] }]) {
        const refused = await firstReason(world, 'alice', await world.payment('alice', '600', { stripes }));
        assert.equal(refused?.code, 'APPROVAL_INSUFFICIENT');
    }
    await world.pay('alice', '100', { stripes: { 'programme/large': [7] } });
    assert.equal((await firstReason(world, 'alice', await world.payment('alice', '401')))?.code, 'APPROVAL_INSUFFICIENT');
    await world.pay('alice', '400');
    const { rows } = await world.read<JournalPage>('ReadStatement', 'w-alice', '10', '');
    assert.equal(rows.flatMap(({ counted }) => counted ?? []).reduce((total, { amount }) => total + BigInt(amount), 0n), 1500n);
});

test('votes on a payment are void once the payee has other facts, above all another wallet', async () => {
    const world = await worldOf(APPROVED);
    const request = await world.payment('alice', '2000');
    const { paymentId, walletId, payeeId, amount, currency, channel } = request;
    const { contentHash } = await world.submit<Decision>('alice', 'PolicyWallet:ProposePayment', {
        decisionId: 'd', order: { paymentId, walletId, payeeId, amount, currency, channel }, expiry: new Date(world.now + DAY).toISOString(),
    });
    for (const name of ['anna', 'marc']) await world.done(name, 'Decisions:Approve', 'd', contentHash);
    await world.register({ payeeId: 'cafe', walletId: 'w-bob', category: '5814', country: 'FR', region: 'FR-75' });
    assert.equal((await firstReason(world, 'alice', { ...request, decisionId: 'd' }))?.code, 'APPROVAL_STALE');
});

test('a payee is not paid as a holder, past rules that name him or his group and past his suspension', async () => {
    const world = await worldOf({
        transfer: { holderToHolder: true, split: true },
        rules: [{ id: 'all', effect: 'allow', when: {} }, { id: 'no-games', effect: 'deny', when: { payeeGroups: ['games'] } }],
    });
    await world.person('croupier', 'Org2MSP');
    await world.openWallet('croupier');
    const p2p = await world.payment('alice', '100', { channel: 'p2p', payeeId: 'w-croupier' });
    const early = await world.endorse('alice', PAY, JSON.stringify(p2p));
    assert.equal(early.status, 200);
    await world.register({ payeeId: 'games', walletId: 'w-croupier', groups: ['games'] });
    assert.ok(!early.commit(), 'withheld until he was a payee');
    assert.equal((await firstReason(world, 'alice', await world.payment('alice', '100', { payeeId: 'games' })))?.code, 'DENY_RULE');
    assert.equal((await firstReason(world, 'alice', p2p))?.code, 'PAYEE_UNKNOWN');
    await world.done('registrar', 'PolicyWallet:SuspendPayee', PROGRAMME, 'cafe');
    assert.equal((await firstReason(world, 'alice', { ...p2p, payeeId: 'w-merchant' }))?.code, 'PAYEE_UNKNOWN');
    await world.submit('alice', PAY, { ...p2p, payeeId: 'w-bob' });
});

test('coins that expired in a payee\'s hands are not burned by the issuer, who owes him for them', async () => {
    const world = await worldOf({});
    await world.pay('alice', '1000');
    world.now = Date.parse('2026-12-31T12:00:00.000Z');
    const paid: readonly Coin[] = await world.coins('w-merchant');
    const coins = paid.map(({ coinId }) => coinId);
    assert.equal(await world.code('issuer', 'PolicyWallet:ReturnExpired', { returnId: 'r', walletId: 'w-merchant', coins }), 'EXPIRED_COINS_STAY');
    await world.submit('merchant', 'PolicyWallet:Redeem', { redemptionId: 'r', programmeId: PROGRAMME, payeeId: 'cafe', coins });
    assert.deepEqual(await world.audit(), { coins: 3000n, issued: 4000n, redeemed: 1000n, burned: 0n });
});

test('what is redeemed was paid: nothing is issued into a payee\'s wallet, and no wallet into which was issued becomes a payee\'s', async () => {
    const world = await worldOf({});
    const issue = { issueId: 'direct', programmeId: PROGRAMME, walletId: 'w-merchant', amounts: ['5000'], expiresAt: EXPIRY };
    assert.equal(await world.code('issuer', 'PolicyWallet:Issue', issue), 'WALLET_OF_PAYEE');
    const payee = { programmeId: PROGRAMME, payeeId: 'mine', name: 'Mine', walletId: 'w-alice', category: '5814', country: 'FR', groups: [] };
    assert.equal(await world.code('registrar', 'PolicyWallet:RegisterPayee', payee), 'WALLET_OF_HOLDER');
    // Nor does it help to endorse the one before the other is committed.
    await world.openWallet('carl');
    const issued = await world.endorse('issuer', 'PolicyWallet:Issue', JSON.stringify({ ...issue, walletId: 'w-carl' }));
    const registered = await world.endorse('registrar', 'PolicyWallet:RegisterPayee', JSON.stringify({ ...payee, walletId: 'w-carl' }));
    assert.deepEqual([issued.commit(), registered.commit()], [true, false]);
});

test('what a holder was paid or is to be paid by another is never redeemed nor captured by a payee: his wallet stays a holder\'s', async () => {
    const world = await worldOf({ transfer: { holderToHolder: true, split: true }, rules: [{ id: 'all', effect: 'allow', when: {} }] });
    const payee = (walletId: string): object => ({ programmeId: PROGRAMME, payeeId: 'mine', name: 'Mine', walletId, category: '5814', country: 'FR', groups: [] });
    await world.pay('alice', '100', { channel: 'p2p', payeeId: 'w-bob' });
    assert.equal(await world.code('registrar', 'PolicyWallet:RegisterPayee', payee('w-bob')), 'WALLET_OF_HOLDER');
    await world.openWallet('carl');
    const reservation = { ...await world.payment('alice', '100', { channel: 'p2p', payeeId: 'w-carl' }), expiresAt: new Date(world.now + DAY).toISOString() };
    // Nor does it help to endorse the one before the other is committed.
    const registered = await world.endorse('registrar', 'PolicyWallet:RegisterPayee', JSON.stringify(payee('w-carl')));
    await world.submit('alice', 'PolicyWallet:Reserve', reservation);
    assert.ok(!registered.commit());
    assert.equal(await world.code('registrar', 'PolicyWallet:RegisterPayee', payee('w-carl')), 'WALLET_OF_HOLDER');
});

test('a wallet that was opened for a payee takes nothing but what the payee is paid, so that nobody\'s cent keeps the payee from being registered', async () => {
    const world = await worldOf({ transfer: { holderToHolder: true, split: true }, rules: [{ id: 'all', effect: 'allow', when: {} }] });
    const opening = { walletId: 'till', programmeId: PROGRAMME, forPayee: true };
    const cent = await world.payment('alice', '1', { channel: 'p2p', payeeId: 'till' });
    // A payment endorsed before the wallet was there could not know it.
    assert.equal((await firstReason(world, 'alice', cent))?.code, 'PAYEE_UNKNOWN');
    const opened = await world.submit<Wallet>('merchant', 'PolicyWallet:OpenWallet', opening);
    assert.equal(opened.forPayee, true);
    assert.deepEqual(await world.submit('merchant', 'PolicyWallet:OpenWallet', opening), opened, 'the same again');
    assert.equal(await world.code('merchant', 'PolicyWallet:OpenWallet', { ...opening, forPayee: false }), 'ALREADY_EXISTS');
    assert.equal((await firstReason(world, 'alice', cent))?.code, 'PAYEE_UNKNOWN');
    assert.equal(await world.code('alice', 'PolicyWallet:Reserve', { ...cent, expiresAt: new Date(world.now + DAY).toISOString() }), 'PAYEE_UNKNOWN');
    const issue = { issueId: 'direct', programmeId: PROGRAMME, walletId: 'till', amounts: ['1'], expiresAt: EXPIRY };
    assert.equal(await world.code('issuer', 'PolicyWallet:Issue', issue), 'WALLET_OF_PAYEE');
    await world.register({ payeeId: 'bar', walletId: 'till' });
    await world.submit('alice', PAY, { ...cent, channel: 'pos', payeeId: 'bar' });
    assert.equal(await world.balance('till'), 1n);
});

test('a wallet that was not is spoilt by a cent that is in one block with it, and its holder opens another', async () => {
    const world = await worldOf({ transfer: { holderToHolder: true, split: true }, rules: [{ id: 'all', effect: 'allow', when: {} }] });
    const opened = await world.submit<Wallet>('merchant', 'PolicyWallet:OpenWallet', { walletId: 'till', programmeId: PROGRAMME, forPayee: false });
    assert.deepEqual(Object.keys(opened).includes('forPayee'), false);
    await world.pay('alice', '1', { channel: 'p2p', payeeId: 'till' });
    const payee = { programmeId: PROGRAMME, payeeId: 'bar', name: 'Bar', walletId: 'till', groups: [] };
    assert.equal(await world.code('registrar', 'PolicyWallet:RegisterPayee', payee), 'WALLET_OF_HOLDER');
    await world.submit('merchant', 'PolicyWallet:OpenWallet', { walletId: 'till-2', programmeId: PROGRAMME, forPayee: true });
    await world.submit('registrar', 'PolicyWallet:RegisterPayee', { ...payee, walletId: 'till-2' });
});

test('quota of a payment by coins of two versions comes back only where both give it back', async () => {
    const limits = (max: string): Policy['limits'] => [{ id: 'life', match: {}, measure: 'amount', period: 'life', max, scope: 'wallet' }];
    const first: Policy = { ...VOUCHER, limits: limits('2000'), refund: { ...VOUCHER.refund, allowed: true, withinSeconds: 86_400, restoreQuota: 'never' } };
    const second: Policy = { ...first, version: 2, previousHash: policyHash(first), limits: limits('1500'), refund: { ...first.refund, restoreQuota: 'same-period' } };
    const world = await worldOf(first, ['600']);
    await world.publish(second);
    await world.issue('w-alice', ['600']);
    const { paymentId } = await world.pay('alice', '1200');
    const back = (await world.coins('w-merchant')).map(({ coinId }) => coinId);
    await world.submit('merchant', 'PolicyWallet:Refund', { refundId: 'r', programmeId: PROGRAMME, paymentId, amount: '1200', coins: back, change: '0' });
    assert.equal((await firstReason(world, 'alice', await world.payment('alice', '301')))?.code, 'LIMIT_AMOUNT');
    await world.pay('alice', '300');
});

test('whoever takes an id that he saw gains nothing but that the other takes another one', async () => {
    const world = await worldOf(APPROVED);
    await world.issue('w-bob', ['1000', '1000']);
    const request = await world.payment('alice', '500');
    await world.submit('bob', PAY, { ...await world.payment('bob', '1'), paymentId: request.paymentId });
    assert.equal(await world.code('alice', PAY, request), 'ALREADY_EXISTS');
    assert.equal((await world.read<Payment>('ReadPayment', PROGRAMME, request.paymentId)).order.walletId, 'w-bob');
    await world.submit('alice', PAY, { ...request, paymentId: 'another' });
    const proposing = async (name: string): Promise<object> => {
        const { paymentId, walletId, payeeId, amount, currency, channel } = await world.payment(name, '1200');
        return { decisionId: 'd', order: { paymentId, walletId, payeeId, amount, currency, channel }, expiry: new Date(world.now + DAY).toISOString() };
    };
    const { contentHash } = await world.submit<Decision>('bob', 'PolicyWallet:ProposePayment', await proposing('bob'));
    assert.equal(await world.code('alice', 'PolicyWallet:ProposePayment', await proposing('alice')), 'ALREADY_EXISTS');
    for (const name of ['anna', 'marc']) await world.done(name, 'Decisions:Approve', 'd', contentHash);
    assert.equal((await firstReason(world, 'alice', await world.payment('alice', '1200', { decisionId: 'd' })))?.code, 'APPROVAL_STALE');
});
