// What a recovery means for the money in a wallet: it stays where it is, its limits stay used, and nothing of the old key lives on.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { policyHash, type Approval, type CoinPage, type Decision, type Movement, type PaymentReceipt, type RecoveryRequest } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { Treasury, type Meals, type Person } from './treasury.js';

let treasury: Treasury & { readonly meals: Meals };
let driver: Person;
let renewed: Person;
let coins: readonly string[];

beforeEach(async () => {
    treasury = await Treasury.ofMeals();
    ({ driver } = treasury.meals);
    renewed = await treasury.person('Org1MSP', 'driver');
    const issue = { issueId: 'i-1', programmeId: 'meals', walletId: 'driver', amounts: ['3000', '3000', '3000'], expiresAt: '2026-06-01T00:00:00.000Z' };
    const { answer } = await treasury.call<Movement>(treasury.issuer, 'Issue', issue);
    coins = answer.created.map(({ coinId }) => coinId);
});

function payment(paymentId: string, coin: number, amount = '3000', rest: object = {}): object {
    return { ...order(paymentId, amount), coins: [coins[coin]], change: String(3000 - Number(amount)), ...rest };
}

function order(paymentId: string, amount: string): object {
    return { paymentId, walletId: 'driver', payeeId: 'cafe', amount, currency: 'EUR', channel: 'pos' };
}

function recovery(): RecoveryRequest {
    return { decisionId: 'r', walletId: 'driver', newKeyHash: renewed.publicKeyHash, kind: 'stolen' };
}

async function propose(): Promise<void> {
    const { answer } = await treasury.call<Decision>(renewed, 'ProposeRecovery', recovery());
    await treasury.approve(answer, treasury.managers[0], treasury.managers[2]);
    treasury.now += 3_600_000;
}

/** The managers lift the freeze together. */
async function thaw(...by: readonly Person[]): Promise<void> {
    const [proposer = treasury.managers[0], second = treasury.managers[2]] = by;
    const { answer } = await treasury.call<Decision>(proposer, 'ProposeUnfreeze', 'driver', `thaw-${treasury.now}`);
    await treasury.approve(answer, proposer, second);
    await treasury.call(proposer, 'Unfreeze', 'driver', answer.decisionId);
}

test('while it is under way neither key pays, and the wallet is not paid', async () => {
    await propose();
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0));
    await treasury.refused('NOT_WALLET_HOLDER', renewed, 'Pay', payment('p-1', 0));
    const { answer } = await treasury.call<Decision>(treasury.managers[0], 'ProposeRecovery', {
        decisionId: 'cook', walletId: 'cook', newKeyHash: (await treasury.person('Org2MSP', 'cook')).publicKeyHash, kind: 'lost',
    });
    assert.equal(answer.subject, 'cook');
    await treasury.call(treasury.meals.driver, 'ReadWallet', 'driver');
    await treasury.call(treasury.managers[0], 'CompleteRecovery', recovery());
    await treasury.refused('PAYEE_SUSPENDED', renewed, 'Pay', payment('p-1', 0));
});

test('a proposal that no manager stands behind holds nothing up: a colleague makes one at any time', async () => {
    const colleague = await treasury.person('Org1MSP', 'colleague');
    const false_ = { ...recovery(), decisionId: 'false', newKeyHash: colleague.publicKeyHash };
    const { answer: open } = await treasury.call<Decision>(colleague, 'ProposeRecovery', false_);
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
    await treasury.call(driver, 'Consolidate', { consolidationId: 'c', walletId: 'driver', coins: coins.slice(1) });
    // The first approval of a manager holds the wallet; once it is rejected the wallet goes on when the managers say so.
    await treasury.approve(open, treasury.managers[1]);
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-2', 1, '100'));
    await treasury.reject(open, treasury.managers[2]);
    await thaw();
    const { answer: { coins: held } } = await treasury.call<CoinPage>(driver, 'ReadCoins', 'driver', '10', '');
    const [coin] = held;
    assert.ok(coin);
    const paying = (paymentId: string): object => ({ ...order(paymentId, coin.amount), coins: [coin.coinId], change: '0' });
    await treasury.call(driver, 'Pay', paying('p-3'));
});

test('no single manager lets go on what another had stopped: what he rejects, or withdraws in its place, leaves the wallet frozen', async () => {
    const [m1, m2, , m4] = treasury.managers;
    const thief = driver;
    const frozen = async (): Promise<void> => {
        await treasury.refused('WALLET_FROZEN', thief, 'Pay', payment('p-1', 0, '100'));
        assert.equal((await treasury.wallet('driver')).recovery, null);
        for (const alone of [m1, m4]) await treasury.refused('WALLET_FROZEN', alone, 'FreezeWallet', 'driver', 'again');
    };
    const { answer: first } = await treasury.call<Decision>(renewed, 'ProposeRecovery', recovery());
    await treasury.approve(first, m1);
    await treasury.reject(first, m4);
    await frozen();
    await thaw();
    // A decoy that takes the place of what was asked for, and is withdrawn by who brought it.
    await treasury.call<Decision>(m1, 'ProposeRecovery', { ...recovery(), decisionId: 'asked', kind: 'lost' });
    const other = await treasury.person('Org1MSP', 'other');
    await treasury.call<Decision>(m4, 'ProposeRecovery', { ...recovery(), decisionId: 'decoy', newKeyHash: other.publicKeyHash });
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'decoy');
    await treasury.call(m4, 'Decisions:Withdraw', 'decoy');
    await frozen();
    // A freeze of that moment: that managers were about to lift an earlier one is no consent to this.
    const { answer: early } = await treasury.call<Decision>(m2, 'ProposeUnfreeze', 'driver', 'early');
    await treasury.approve(early, m2, m4);
    const { answer: again } = await treasury.call<Decision>(m1, 'ProposeRecovery', { ...recovery(), decisionId: 'again' });
    await treasury.reject(again, m4);
    await treasury.refused('APPROVAL_STALE', m4, 'Unfreeze', 'driver', 'early');
    await frozen();
    await thaw();
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
});

test('one manager does not hold a wallet for ever: the others lift what he has left, and what they do not want ends without him', async () => {
    const [m1, m2, m3] = treasury.managers;
    for (const round of [1, 2]) {
        const { answer } = await treasury.call<Decision>(m1, 'ProposeRecovery', { ...recovery(), decisionId: `nuisance-${round}` });
        await treasury.reject(answer, m3);
        await thaw(m2, m3);
    }
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
});

test('a colleague\'s proposal, repeated as often as he likes, writes nothing that a payment in flight has read', async () => {
    const colleague = await treasury.person('Org1MSP', 'colleague');
    for (const decisionId of ['one', 'two']) {
        const { writes } = await treasury.call<Decision>(colleague, 'ProposeRecovery', { ...recovery(), decisionId, newKeyHash: colleague.publicKeyHash });
        assert.deepEqual(writes.map(key => key.split('\0')[1]).sort(), ['decided', 'decision', 'pending']);
    }
});

test('the recovery that managers approve holds the wallet, whoever proposed which before, and one that is void holds nothing', async () => {
    const [m1, m2, m3, m4] = treasury.managers;
    const colleague = await treasury.person('Org1MSP', 'colleague');
    const { answer: open } = await treasury.call<Decision>(colleague, 'ProposeRecovery', { ...recovery(), decisionId: 'false', newKeyHash: colleague.publicKeyHash });
    const { answer: backed } = await treasury.call<Decision>(renewed, 'ProposeRecovery', recovery());
    await treasury.approve(backed, m1);
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r');
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0, '100'));
    // A second one competes with it and takes its place once the first is over, also by an approval that is only repeated.
    await treasury.approve(open, m2);
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r');
    await treasury.reject(backed, m4);
    await thaw();
    await treasury.approve(open, m2);
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'false');
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0, '100'));
    await treasury.reject(open, m4);
    await thaw();
    const { answer: last } = await treasury.call<Decision>(renewed, 'ProposeRecovery', { ...recovery(), decisionId: 'r-2' });
    const { answer: late } = await treasury.call<Decision>(colleague, 'ProposeRecovery', { ...recovery(), decisionId: 'late', newKeyHash: colleague.publicKeyHash });
    await treasury.approve(last, m1, m3);
    treasury.now += 3_600_000;
    await treasury.call(renewed, 'CompleteRecovery', { ...recovery(), decisionId: 'r-2' });
    await treasury.approve(late, m1);
    assert.equal((await treasury.wallet('driver')).recovery, null, 'it is about the key that the wallet had');
});

test('a decoy makes no room for the stolen key: neither of a lost key, which that cancels, nor of a stolen one, which its proposer withdraws', async () => {
    const [m1, m2, m3] = treasury.managers;
    const other = await treasury.person('Org1MSP', 'other');
    for (const kind of ['lost', 'stolen'] as const) {
        const decoy = { decisionId: `decoy-${kind}`, walletId: 'driver', newKeyHash: other.publicKeyHash, kind };
        const { answer: first } = await treasury.call<Decision>(m1, 'ProposeRecovery', decoy);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, first.decisionId);
        // As many as the decoy have approved at first: one each.
        if (kind === 'lost') await treasury.approve(first, m1);
        const { answer: backed } = await treasury.call<Decision>(renewed, 'ProposeRecovery', { ...recovery(), decisionId: `backed-${kind}` });
        await treasury.approve(backed, m2, m3);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, backed.decisionId);
        if (kind === 'lost') await treasury.call(driver, 'CancelRecovery', 'driver', first.decisionId);
        else await treasury.call(m1, 'Decisions:Withdraw', first.decisionId);
        await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0, '100'));
        await treasury.refused('RECOVERY_NOT_CANCELLABLE', driver, 'CancelRecovery', 'driver', backed.decisionId);
        await treasury.reject(backed, m1);
        await thaw();
    }
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
});

test('a recovery that only a manager of a suspended organisation proposed holds nothing, one that another approves does', async () => {
    const [m1, , m3] = treasury.managers;
    const { answer } = await treasury.call<Decision>(m3, 'ProposeRecovery', recovery());
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0, '100'));
    await treasury.suspend('Org2MSP');
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
    await treasury.approve(answer, m1);
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-2', 1, '100'));
});

test('a manager of a suspended organisation who repeats his approval of a decoy frees no wallet that another recovery holds', async () => {
    const [m1, , m3] = treasury.managers;
    const other = await treasury.person('Org1MSP', 'other');
    const { answer: decoy } = await treasury.call<Decision>(other, 'ProposeRecovery', { ...recovery(), decisionId: 'decoy', newKeyHash: other.publicKeyHash });
    await treasury.approve(decoy, m3);
    await treasury.suspend('Org2MSP');
    const { answer: backed } = await treasury.call<Decision>(m1, 'ProposeRecovery', { ...recovery(), kind: 'lost' });
    await treasury.approve(decoy, m3);
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, backed.decisionId);
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-1', 0, '100'));
});

test('a manager\'s proposal holds the wallet at once, also where a colleague was there before', async () => {
    const colleague = await treasury.person('Org1MSP', 'colleague');
    await treasury.call(colleague, 'ProposeRecovery', { ...recovery(), decisionId: 'false', newKeyHash: colleague.publicKeyHash, kind: 'lost' });
    await treasury.call(driver, 'Pay', payment('p-1', 0, '100'));
    const { answer } = await treasury.call<Decision>(treasury.managers[0], 'ProposeRecovery', recovery());
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r');
    await treasury.refused('RECOVERY_PENDING', driver, 'Pay', payment('p-2', 1, '100'));
    await treasury.refused('RECOVERY_NOT_CANCELLABLE', driver, 'CancelRecovery', 'driver', 'r');
    // A colleague does not take the place back, and is no obstacle.
    await treasury.call(colleague, 'ProposeRecovery', { ...recovery(), decisionId: 'again', newKeyHash: colleague.publicKeyHash });
    assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r');
    await treasury.approve(answer, treasury.managers[0], treasury.managers[2]);
    treasury.now += 3_600_000;
    await treasury.call(renewed, 'CompleteRecovery', recovery());
});

test('C51: the coins stay, the new key spends them, and what the old key used of a limit stays used', async () => {
    await treasury.call(driver, 'Pay', payment('p-1', 0));
    await propose();
    await treasury.call(renewed, 'CompleteRecovery', recovery());
    await treasury.refused('KEY_SUPERSEDED', driver, 'Pay', payment('p-2', 1, '100'));
    const { parameters } = await treasury.refused('LIMIT_AMOUNT', renewed, 'Pay', payment('p-2', 1));
    const [{ parameters: limit }] = parameters['reasons'] as [{ parameters: { used: string; max: string; asked: string } }];
    assert.deepEqual([limit.used, limit.max, limit.asked], ['3000', '5000', '3000']);
    const { answer } = await treasury.call<PaymentReceipt>(renewed, 'Pay', payment('p-3', 1, '2000'));
    assert.deepEqual([answer.status, answer.captured], ['PAID', '2000']);
});

test('G01: whoever is frozen, pays or is paid, is refused', async () => {
    await treasury.call(treasury.managers[0], 'FreezeWallet', 'driver', 'seen with a stranger');
    await treasury.refused('WALLET_FROZEN', driver, 'Pay', payment('p-1', 0));
    const other = await Treasury.ofMeals();
    await other.call(other.meals.cook, 'FreezeWallet', 'cook', 'key lost');
    const issue = { issueId: 'i-1', programmeId: 'meals', walletId: 'driver', amounts: ['3000'], expiresAt: '2026-06-01T00:00:00.000Z' };
    const { answer: { created: [coin] } } = await other.call<Movement>(other.issuer, 'Issue', issue);
    await other.refused('PAYEE_SUSPENDED', other.meals.driver, 'Pay', { ...order('p-1', '3000'), coins: [coin?.coinId], change: '0' });
});

test('a payment that the old key had approved dies with it', async () => {
    const approval: Approval = { id: 'large', match: {}, above: '1000', roster: 'managers' };
    const own = { ...VOUCHER, id: 'employer', approvals: [approval] };
    await treasury.call(driver, 'SetWalletPolicy', 'driver', own, '');
    const proposal = { decisionId: 'lunch', order: order('p-1', '3000'), expiry: '2026-03-20T00:00:00.000Z' };
    const { answer } = await treasury.call<Decision>(driver, 'ProposePayment', proposal);
    await treasury.approve(answer, treasury.managers[0], treasury.managers[2]);
    await propose();
    await treasury.call(renewed, 'CompleteRecovery', recovery());
    await treasury.refused('APPROVAL_STALE', renewed, 'Pay', payment('p-1', 0, '3000', { decisionId: 'lunch' }));
    assert.equal((await treasury.wallet('driver')).policyHash, policyHash(own), 'the policy stays');
    const { answer: anew } = await treasury.call<Decision>(renewed, 'ProposePayment', { ...proposal, decisionId: 'lunch-2' });
    await treasury.approve(anew, treasury.managers[0], treasury.managers[2]);
    assert.equal((await treasury.call<PaymentReceipt>(renewed, 'Pay', payment('p-1', 0, '3000', { decisionId: 'lunch-2' }))).answer.status, 'PAID');
});
