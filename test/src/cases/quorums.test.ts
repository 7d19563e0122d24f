// Money cases H: approvals by a number of managers, rosters, recovery of a key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Decision, PaymentReceipt, Policy, RecoveryRequest, Roster, Wallet } from '@carnet/domain';
import { Bank, type Person } from './bank.js';
import { Programme, reasons, type Holder, type OrderChange } from './programme.js';

let bank: Bank;
let charlie: Person;
let all: readonly [Person, Person, Person];
before(async () => {
    bank = await Bank.open();
    charlie = await bank.person('org2');
    all = [await bank.person('org1'), await bank.person('org2'), charlie];
});
after(async () => { await bank.close(); });

const EVERYTHING = (roster: string): Policy['approvals'] => [{ id: 'all', match: {}, above: '0', roster }];

interface Proposed {
    readonly money: Programme;
    readonly alice: Holder;
    readonly bob: Holder;
    readonly decision: Decision;
    readonly order: OrderChange & { readonly decisionId: string };
}

/** Alice with 1000 wants to pay 100 to Bob with 500, of which the roster must approve. */
async function proposed(rules: Partial<Roster> = {}): Promise<Proposed> {
    const { rosterId } = await bank.roster(all, rules);
    const money = await Programme.with(bank, { approvals: EVERYTHING(rosterId) });
    const [alice, bob] = [await money.managed('1000'), await money.holder('500')];
    const order = money.order(alice, bob, '100');
    const decisionId = `pay-${order.paymentId}`;
    const proposal = { decisionId, order, expiry: bank.instant(1) };
    const decision = await bank.submit<Decision>(alice.person, 'ProposePayment', proposal);
    return { money, alice, bob, decision, order: { paymentId: order.paymentId, decisionId } };
}

test('H01: approved by all three, in whatever order, it completes: 900 and 600, and nothing is under way', async () => {
    const { money, alice, bob, decision, order } = await proposed({ threshold: 3 });
    await bank.approve(decision, all[2], all[0]);
    await money.refused('APPROVAL_INSUFFICIENT', alice, bob, '100', order);
    await bank.approve(decision, all[1]);
    await money.pay(alice, bob, '100', order);
    assert.deepEqual([await money.balance(alice), await money.balance(bob), (await money.audit()).balanced], ['900', '600', true]);
});

test('H03: in an ordered roster the third does not come first', async () => {
    const { decision } = await proposed({ threshold: 3, ordered: true });
    await bank.refused('APPROVAL_OUT_OF_ORDER', all[2], 'Decisions:Approve', decision.decisionId, decision.contentHash);
    await bank.approve(decision, ...all);
});

test('H05: what was withdrawn is not approved any more', async () => {
    const { alice, decision } = await proposed();
    await bank.submit(alice.person, 'Decisions:Withdraw', decision.decisionId);
    await bank.refused('DECISION_CLOSED', all[0], 'Decisions:Approve', decision.decisionId, decision.contentHash);
});

test('H07: one rejection closes it, and the money is where it was', async () => {
    const { money, alice, bob, decision, order } = await proposed();
    await bank.approve(decision, all[0], all[1]);
    await bank.submit(all[2], 'Decisions:Reject', decision.decisionId, decision.contentHash);
    assert.ok(reasons(await money.refused('APPROVAL_STALE', alice, bob, '100', order)).includes('APPROVAL_STALE'));
    assert.equal(await money.balance(alice), '1000');
});

test('H09: an approval is of one payment, once', async () => {
    const { money, alice, bob, decision, order } = await proposed();
    await bank.approve(decision, all[0], all[1]);
    await money.refused('APPROVAL_STALE', alice, bob, '99', order);
    const paid = await money.pay(alice, bob, '100', order);
    await money.refused('APPROVAL_STALE', alice, bob, '100', { decisionId: order.decisionId });
    const again = await bank.submit<PaymentReceipt>(alice.person, 'Pay', { ...await money.filled(alice, paid.order), decisionId: order.decisionId });
    assert.equal(again.transactionId, paid.transactionId);
    assert.equal(await money.balance(bob), '600');
});

test('H11: a threshold of 0, and one above the members, are impossible', async () => {
    for (const threshold of [0, 4]) {
        const members = all.map(({ mspId, publicKeyHash }, n) => ({ mspId, publicKeyHash, name: `M ${n}` }));
        const roster = { rosterId: `impossible-${threshold}`, version: 1, members, threshold, minOrganisations: 1 };
        await bank.refused('QUORUM_IMPOSSIBLE', all[0], 'Decisions:DefineRoster', roster);
    }
});

test('H13: the last but one cannot be removed', async () => {
    const [one, two] = all;
    const { rosterId } = await bank.roster([one, two]);
    const alone = { rosterId, version: 2, members: [{ mspId: one.mspId, publicKeyHash: one.publicKeyHash, name: 'M' }], threshold: 1, minOrganisations: 1 };
    await bank.refused('OUT_OF_RANGE', one, 'Decisions:ProposeRoster', { decisionId: 'alone', roster: alone, expiry: bank.instant(1) });
});

test('H15: who has approved counts once, however often he says so, and does not change his mind', async () => {
    const { money, alice, bob, decision, order } = await proposed();
    await bank.approve(decision, all[0]);
    await bank.approve(decision, all[0]);
    await bank.refused('APPROVER_DUPLICATE', all[0], 'Decisions:Reject', decision.decisionId, decision.contentHash);
    await money.refused('APPROVAL_INSUFFICIENT', alice, bob, '100', order);
});

test('H17: fewer approvals than the threshold execute nothing; neither the maker\'s nor a stranger\'s count', async () => {
    const { money, alice, bob, decision, order } = await proposed();
    await bank.approve(decision, all[0]);
    await bank.refused('APPROVER_NOT_ELIGIBLE', bank.issuer, 'Decisions:Approve', decision.decisionId, decision.contentHash);
    await bank.refused('APPROVER_NOT_ELIGIBLE', alice.person, 'Decisions:Approve', decision.decisionId, decision.contentHash);
    const failure = await money.refused('APPROVAL_INSUFFICIENT', alice, bob, '100', order);
    assert.match(JSON.stringify(failure.parameters['reasons']), /"needed":2,.*"given":1|"given":1,.*"needed":2/);
    // A maker who is on the roster does not approve his own payment.
    const { rosterId } = await bank.roster([alice.person, all[0], all[1]]);
    const own = await Programme.with(bank, { approvals: EVERYTHING(rosterId) });
    const wallet: Holder = { walletId: `own-${alice.walletId}`, person: alice.person };
    await bank.submit(alice.person, 'OpenWallet', { walletId: wallet.walletId, programmeId: own.programmeId });
    await own.issue(wallet, '100');
    const proposal = { decisionId: 'made', order: own.order(wallet, await own.holder(), '100'), expiry: bank.instant(1) };
    const made = await bank.submit<Decision>(alice.person, 'ProposePayment', proposal);
    await bank.refused('MAKER_CANNOT_APPROVE', alice.person, 'Decisions:Approve', made.decisionId, made.contentHash);
});

test('H19: a new roster without members, with a threshold of 0, or above its members: three refusals', async () => {
    const { rosterId } = await bank.roster(all);
    const members = all.map(({ mspId, publicKeyHash }, n) => ({ mspId, publicKeyHash, name: `M ${n}` }));
    const next = { rosterId, version: 2, members, threshold: 2, minOrganisations: 1 };
    const cases = [
        [{ ...next, members: [] }, 'OUT_OF_RANGE'], [{ ...next, threshold: 0 }, 'QUORUM_IMPOSSIBLE'], [{ ...next, threshold: 4 }, 'QUORUM_IMPOSSIBLE'],
    ] as const;
    const sentences = [];
    for (const [roster, code] of cases) {
        const { sentence } = await bank.refused(code, all[0], 'Decisions:ProposeRoster', { decisionId: 'new', roster, expiry: bank.instant(1) });
        sentences.push(sentence);
    }
    assert.equal(new Set(sentences).size, 3);
});

interface Recovering {
    readonly money: Programme;
    readonly alice: Holder;
    readonly next: Person;
    readonly request: RecoveryRequest;
    readonly decision: Decision;
}

/** Alice's key is lost; her managers are the roster `managers`, and an hour must pass. */
async function recovering(kind: RecoveryRequest['kind'] = 'lost', ...amounts: string[]): Promise<Recovering> {
    const money = await Programme.with(bank);
    const [alice, next] = [await money.managed(...amounts), await bank.person('org2')];
    const request = { decisionId: `recovery-${alice.walletId}`, walletId: alice.walletId, newKeyHash: next.publicKeyHash, kind };
    return { money, alice, next, request, decision: await bank.submit<Decision>(next, 'ProposeRecovery', request) };
}

const HOUR = 3_600_000;

test('H21: of two that are needed one is too few', async () => {
    const { next, request, decision } = await recovering();
    await bank.approve(decision, bank.managers[0]);
    bank.now += HOUR;
    await bank.refused('APPROVAL_INSUFFICIENT', next, 'CompleteRecovery', request);
});

test('H23: the delay of 3600 s counts from the proposal', async () => {
    const { decision } = await recovering();
    assert.equal(Date.parse(decision.earliest) - Date.parse(decision.proposedAt), HOUR);
});

test('H25: a competing recovery with as many approvals is refused; with one more it replaces the first', async () => {
    const { alice, next, request, decision } = await recovering();
    const [m1, m2, m3, m4] = bank.managers;
    await bank.approve(decision, m1, m3);
    const other = await bank.person('org2');
    const competing = { ...request, decisionId: `other-${alice.walletId}`, newKeyHash: other.publicKeyHash };
    const second = await bank.submit<Decision>(other, 'ProposeRecovery', competing);
    await bank.approve(second, m2, m4);
    bank.now += HOUR;
    await bank.refused('APPROVAL_INSUFFICIENT', other, 'CompleteRecovery', competing);
    await bank.approve(second, m1);
    const wallet = await bank.submit<Wallet>(other, 'CompleteRecovery', competing);
    assert.deepEqual([wallet.publicKeyHash, wallet.recovery], [other.publicKeyHash, null]);
    await bank.refused('APPROVAL_STALE', next, 'CompleteRecovery', request);
});

test('H27: approvals that were collected are void once the holder has cancelled', async () => {
    const { alice, next, request, decision } = await recovering('lost');
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    await bank.submit(alice.person, 'CancelRecovery', alice.walletId, request.decisionId);
    bank.now += HOUR;
    await bank.refused('APPROVAL_STALE', next, 'CompleteRecovery', request);
    const stolen = await recovering('stolen');
    await bank.refused('RECOVERY_NOT_CANCELLABLE', stolen.alice.person, 'CancelRecovery', stolen.alice.walletId, stolen.request.decisionId);
});

test('H29: managers are not the holder, nobody, twice the same, none, or fewer than the threshold', async () => {
    const money = await Programme.with(bank);
    const holder = await bank.person('org2');
    const [m1, , m3] = bank.managers;
    const { rosterId } = await bank.roster([holder, m1, m3], { minOrganisations: 2 });
    const wallet = { walletId: 'h29', programmeId: money.programmeId };
    await bank.refused('QUORUM_IMPOSSIBLE', holder, 'OpenWallet', { ...wallet, roster: rosterId });
    await bank.refused('ROSTER_NOT_FOUND', holder, 'OpenWallet', { ...wallet, roster: 'h29' });
    const member = { mspId: m1.mspId, publicKeyHash: m1.publicKeyHash, name: 'M' };
    const roster = { rosterId: 'h29', version: 1, members: [member, { ...member, name: 'N' }], threshold: 2, minOrganisations: 1 };
    assert.equal((await bank.refused('INVALID_VALUE', m1, 'Decisions:DefineRoster', roster)).parameters['field'], 'roster.members[1].publicKeyHash');
    await bank.refused('INVALID_VALUE', m1, 'Decisions:DefineRoster', { ...roster, members: [member, { ...member, publicKeyHash: '' }] });
    await bank.refused('OUT_OF_RANGE', m1, 'Decisions:DefineRoster', { ...roster, members: [] });
    // One of one, and all of all, would let one manager decide, or block.
    for (const threshold of [1, 2]) {
        const some = await bank.roster([m1, m3], { threshold, minOrganisations: threshold });
        await bank.refused('QUORUM_IMPOSSIBLE', holder, 'OpenWallet', { ...wallet, roster: some.rosterId });
    }
});

test('H31 (differs): an empty wallet is recovered, for it is the key that is recovered and not the money', async () => {
    const { money, alice, next, request, decision } = await recovering();
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    bank.now += HOUR;
    await bank.submit(next, 'CompleteRecovery', request);
    await money.issue(alice, '10');
    await money.pay({ ...alice, person: next }, await money.holder(), '10');
});

test('H33: a frozen wallet is frozen after its recovery too, and holds what it held', async () => {
    const { money, alice, next, request, decision } = await recovering('stolen', '100');
    await bank.submit(bank.managers[1], 'FreezeWallet', alice.walletId, 'stolen');
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    bank.now += HOUR;
    const wallet = await bank.submit<Wallet>(next, 'CompleteRecovery', request);
    assert.notEqual(wallet.frozen, null);
    assert.equal(await money.balance(alice), '100');
    await money.refused('WALLET_FROZEN', { ...alice, person: next }, await money.holder(), '1');
});

test('H35: before the delay is over nothing is executed', async () => {
    const { next, request, decision } = await recovering();
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    bank.now = Date.parse(decision.earliest) - 1;
    await bank.refused('DECISION_TOO_EARLY', next, 'CompleteRecovery', request);
    bank.now = Date.parse(decision.earliest);
    await bank.submit(next, 'CompleteRecovery', request);
});

test('H37: something else than was approved is not executed', async () => {
    const { request, decision } = await recovering();
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    bank.now += HOUR;
    const thief = await bank.person('org2');
    await bank.refused('APPROVAL_STALE', thief, 'CompleteRecovery', { ...request, newKeyHash: thief.publicKeyHash });
    await bank.refused('APPROVAL_STALE', bank.managers[0], 'CompleteRecovery', { ...request, kind: 'stolen' });
});

test('H39: the holder\'s veto ends the recovery that waits; of none that is over or never was anything is ended', async () => {
    const { alice, request } = await recovering('lost');
    await bank.refused('DECISION_NOT_FOUND', alice.person, 'CancelRecovery', alice.walletId, 'never');
    const wallet = await bank.submit<Wallet>(alice.person, 'CancelRecovery', alice.walletId, request.decisionId);
    assert.equal(wallet.recovery, null);
    await bank.refused('RECOVERY_NOT_FOUND', alice.person, 'CancelRecovery', alice.walletId, request.decisionId);
});

test('H41: who lost his standing neither pays nor is paid', async () => {
    const { money, alice, next, request, decision } = await recovering('stolen', '100');
    const bob = await money.holder('100');
    // While it is open, from the first approval on, and after it for the old key.
    await bank.approve(decision, bank.managers[0]);
    await money.refused('RECOVERY_PENDING', alice, bob, '1');
    await money.refused('PAYEE_SUSPENDED', bob, alice, '1');
    await bank.approve(decision, bank.managers[2]);
    bank.now += HOUR;
    await bank.submit(next, 'CompleteRecovery', request);
    await money.refused('KEY_SUPERSEDED', alice, bob, '1');
    const shop = await money.merchant();
    await bank.submit(bank.registrar, 'SuspendPayee', money.programmeId, shop.payeeId);
    await money.refused('PAYEE_SUSPENDED', bob, shop, '1');
    await bank.suspend('org2');
    await bank.refused('ORGANISATION_SUSPENDED', bob.person, 'Pay', await money.filled(bob, money.order(bob, alice, '1')));
});
