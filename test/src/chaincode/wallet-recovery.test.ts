// Recovery of a wallet: a new key by vote after a delay; who may propose, cancel and complete, and what a thief cannot.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Decision, RecoveryRequest, Wallet } from '@carnet/domain';
import { Treasury, type Meals, type Person } from './treasury.js';

const HOUR = 3_600_000;

let treasury: Treasury & { readonly meals: Meals };
let driver: Person;
let renewed: Person;
let m1: Person;
let m2: Person;
let m3: Person;
let m4: Person;

/** A wallet and its driver, who has made a new key. */
beforeEach(async () => {
    treasury = await Treasury.ofMeals();
    ({ driver } = treasury.meals);
    [m1, m2, m3, m4] = treasury.managers;
    renewed = await treasury.person('Org1MSP', 'driver');
});

function request(decisionId: string, kind: RecoveryRequest['kind'] = 'lost', to: Person = renewed): RecoveryRequest {
    return { decisionId, walletId: 'driver', newKeyHash: to.publicKeyHash, kind };
}

async function propose(by: Person, recovery: RecoveryRequest): Promise<Decision> {
    return (await treasury.call<Decision>(by, 'ProposeRecovery', recovery)).answer;
}

test('H23, H31: with the votes and after the delay the wallet, empty or not, is bound to the new key', async () => {
    const recovery = request('r');
    const proposedAt = treasury.now;
    const decision = await propose(renewed, recovery);
    assert.deepEqual([decision.kind, decision.subject, decision.rosterId, Date.parse(decision.earliest)], ['RECOVERY', 'driver', 'managers', proposedAt + HOUR]);
    assert.equal((await treasury.wallet('driver')).recovery, null, 'no manager stands behind it');
    await treasury.approve(decision, m1);
    assert.deepEqual((await treasury.wallet('driver')).recovery, { decisionId: 'r', newKeyHash: renewed.publicKeyHash, kind: 'lost' });
    await treasury.approve(decision, m3);
    const { parameters } = await treasury.refused('DECISION_TOO_EARLY', renewed, 'CompleteRecovery', recovery);
    assert.equal(parameters['earliest'], decision.earliest);
    treasury.now = proposedAt + HOUR;
    const before = await treasury.wallet('driver');
    const { answer, event } = await treasury.call<Wallet>(renewed, 'CompleteRecovery', recovery);
    assert.deepEqual(answer, { ...before, publicKeyHash: renewed.publicKeyHash, formerKeys: [driver.publicKeyHash], recovery: null });
    assert.deepEqual(event, { v: 1, type: 'WalletChanged', items: [{
        walletId: 'driver', programmeId: 'meals', mspId: 'Org1MSP', publicKeyHash: renewed.publicKeyHash, policyHash: null, frozen: false, recovery: null,
    }] });
    const again = await treasury.call<Wallet>(m1, 'CompleteRecovery', recovery);
    assert.deepEqual([again.answer, again.writes], [answer, []]);
    await treasury.refused('KEY_SUPERSEDED', driver, 'FreezeWallet', 'driver', 'mine');
    await treasury.call(renewed, 'FreezeWallet', 'driver', 'mine');
});

test('no former key counts again, however often the key was replaced, and opening the wallet again stays harmless', async () => {
    const opened = await treasury.wallet('driver');
    for (let n = 0; n < 17; n++) {
        const next = await treasury.person('Org1MSP', 'driver');
        const recovery = request(`r${n}`, 'lost', next);
        await treasury.approve(await propose(m1, recovery), m1, m3);
        treasury.now += HOUR;
        await treasury.call(next, 'CompleteRecovery', recovery);
    }
    const wallet = await treasury.wallet('driver');
    assert.deepEqual([wallet.formerKeys.length, wallet.formerKeys[0]], [17, driver.publicKeyHash]);
    await treasury.refused('KEY_SUPERSEDED', driver, 'FreezeWallet', 'driver', 'mine');
    await treasury.refused('KEY_SUPERSEDED', m1, 'ProposeRecovery', request('back', 'lost', driver));
    const { walletId, programmeId, roster, recoveryDelaySeconds } = opened;
    const again = await treasury.call(driver, 'OpenWallet', { walletId, programmeId, roster, recoveryDelaySeconds });
    assert.deepEqual([again.answer, again.writes], [wallet, []]);
});

test('H35: before the delay is over nothing is completed, whatever the votes', async () => {
    const recovery = request('r');
    const decision = await propose(m1, recovery);
    await treasury.approve(decision, m1, m2, m3, m4);
    treasury.now = Date.parse(decision.earliest) - 1;
    await treasury.refused('DECISION_TOO_EARLY', m1, 'CompleteRecovery', recovery);
});

test('H21: below the quorum nothing is completed: one manager, or two colluding ones of one company', async () => {
    const thief = await treasury.person('Org1MSP', 'thief');
    const recovery = request('r', 'stolen', thief);
    const decision = await propose(m1, recovery);
    treasury.now += HOUR;
    for (const voter of [m1, m2]) {
        await treasury.approve(decision, voter);
        await treasury.refused('APPROVAL_INSUFFICIENT', thief, 'CompleteRecovery', recovery);
    }
    await treasury.refused('APPROVER_NOT_ELIGIBLE', thief, 'Decisions:Approve', 'r', decision.contentHash);
    await treasury.refused('APPROVER_NOT_ELIGIBLE', driver, 'Decisions:Approve', 'r', decision.contentHash);
});

test('H37: other parameters than were approved complete nothing', async () => {
    const decision = await propose(renewed, request('r'));
    await treasury.approve(decision, m1, m3);
    treasury.now += HOUR;
    const other = await treasury.person('Org1MSP', 'driver');
    await treasury.refused('APPROVAL_STALE', m1, 'CompleteRecovery', request('r', 'lost', other));
    await treasury.refused('APPROVAL_STALE', m1, 'CompleteRecovery', request('r', 'stolen'));
    await treasury.refused('NOT_A_MANAGER', other, 'CompleteRecovery', request('r'));
});

describe('who proposes', () => {
    test('E23: the holder of the new key, of the wallet\'s organisation, or a manager; nobody else, and for nobody else\'s key', async () => {
        const elsewhere = await treasury.person('Org2MSP', 'driver');
        for (const stranger of [driver, treasury.issuer, elsewhere, treasury.meals.cook]) {
            await treasury.refused('NOT_A_MANAGER', stranger, 'ProposeRecovery', request('r'));
        }
        await treasury.refused('NOT_A_MANAGER', elsewhere, 'ProposeRecovery', request('r', 'lost', elsewhere));
        await propose(m4, request('r'));
    });

    test('the new key is neither the wallet\'s, nor a former one, nor a manager\'s', async () => {
        await treasury.refused('INVALID_VALUE', m1, 'ProposeRecovery', request('r', 'lost', driver));
        await treasury.refused('QUORUM_IMPOSSIBLE', m1, 'ProposeRecovery', request('r', 'lost', m2));
        await treasury.refused('QUORUM_IMPOSSIBLE', m1, 'ProposeRecovery', request('r', 'lost', m1));
        const decision = await propose(renewed, request('r1'));
        await treasury.approve(decision, m1, m3);
        treasury.now += HOUR;
        await treasury.call(renewed, 'CompleteRecovery', request('r1'));
        await treasury.refused('KEY_SUPERSEDED', m1, 'ProposeRecovery', request('r2', 'lost', driver));
    });

    test('a wallet without managers is never recovered', async () => {
        const alone = await treasury.person('Org1MSP', 'alone');
        await treasury.call(alone, 'OpenWallet', { walletId: 'alone', programmeId: 'meals' });
        await treasury.refused('QUORUM_IMPOSSIBLE', renewed, 'ProposeRecovery', { ...request('r'), walletId: 'alone' });
        await treasury.refused('WALLET_NOT_FOUND', renewed, 'ProposeRecovery', { ...request('r'), walletId: 'nobody' });
    });
});

describe('who cancels', () => {
    test('H27, H39: the old key vetoes the recovery of a lost key; the votes it had are void', async () => {
        const decision = await propose(m1, request('r'));
        await treasury.approve(decision, m1, m3);
        const { answer, event } = await treasury.call<Wallet>(driver, 'CancelRecovery', 'driver', 'r');
        assert.deepEqual([answer.recovery, answer.publicKeyHash, event?.type], [null, driver.publicKeyHash, 'WalletChanged']);
        // H05: there is nothing to approve any more.
        await treasury.refused('DECISION_CLOSED', m2, 'Decisions:Approve', 'r', decision.contentHash);
        treasury.now += HOUR;
        await treasury.refused('APPROVAL_STALE', m1, 'CompleteRecovery', request('r'));
        await treasury.refused('RECOVERY_NOT_FOUND', driver, 'CancelRecovery', 'driver', 'r');
        await treasury.refused('DECISION_NOT_FOUND', driver, 'CancelRecovery', 'driver', 'nothing');
        await propose(renewed, request('r2'));
    });

    test('the old key, which a thief has, cancels nothing that was reported stolen', async () => {
        const decision = await propose(renewed, request('r', 'stolen'));
        await treasury.refused('RECOVERY_NOT_CANCELLABLE', driver, 'CancelRecovery', 'driver', 'r');
        await treasury.approve(decision, m1, m3);
        await treasury.refused('RECOVERY_NOT_CANCELLABLE', driver, 'CancelRecovery', 'driver', 'r');
        treasury.now += HOUR;
        await treasury.call(renewed, 'CompleteRecovery', request('r', 'stolen'));
    });

    test('nobody but the holder cancels an open one: no manager, no colleague, no other key under his name', async () => {
        await propose(m1, request('r'));
        for (const other of [m1, renewed, treasury.issuer, await treasury.person('Org1MSP', 'driver')]) {
            await treasury.refused('NOT_WALLET_HOLDER', other, 'CancelRecovery', 'driver', 'r');
        }
        // The cook, too, could only veto a recovery of his own wallet.
        await treasury.refused('RECOVERY_NOT_FOUND', treasury.meals.cook, 'CancelRecovery', 'cook', 'r');
    });

    test('one that a manager rejected leaves the wallet frozen, one that nobody stood behind as it was, and the next takes its place', async () => {
        const rejected = await propose(m1, request('r1', 'stolen'));
        await treasury.reject(rejected, m4);
        const { recovery, frozen } = await treasury.wallet('driver');
        assert.deepEqual([recovery, frozen?.publicKeyHash, frozen?.reason], [null, m4.publicKeyHash, 'recovery r1 was ended']);
        await treasury.refused('RECOVERY_NOT_FOUND', m2, 'CancelRecovery', 'driver', 'r1');
        await propose(renewed, request('r2', 'stolen'));
        await treasury.call(renewed, 'Decisions:Withdraw', 'r2');
        assert.deepEqual((await treasury.wallet('driver')).frozen, frozen);
        await propose(m1, request('r3'));
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r3');
        // What was rejected stays so, by whatever id it is proposed again.
        await propose(m1, request('r1', 'stolen'));
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'r3');
    });

    test('one that has expired is cleared away by the holder, and completes nothing', async () => {
        const decision = await propose(m1, request('r', 'stolen'));
        await treasury.approve(decision, m1, m3);
        treasury.now = Date.parse(decision.expiry);
        await treasury.refused('APPROVAL_EXPIRED', m1, 'CompleteRecovery', request('r', 'stolen'));
        assert.equal((await treasury.call<Wallet>(driver, 'CancelRecovery', 'driver', 'r')).answer.recovery, null);
    });
});

describe('competing requests', () => {
    let other: Person;
    let first: Decision;
    beforeEach(async () => {
        other = await treasury.person('Org1MSP', 'other');
        first = await propose(m1, request('first', 'lost', other));
        await treasury.approve(first, m1, m3);
    });

    test('H25: with as many approvals refused, with strictly more it replaces the pending one', async () => {
        const second = await propose(renewed, request('second'));
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'first', 'a proposal alone displaces none');
        treasury.now += HOUR;
        await treasury.approve(second, m2, m4);
        const { parameters } = await treasury.refused('APPROVAL_INSUFFICIENT', renewed, 'CompleteRecovery', request('second'));
        assert.deepEqual([parameters['needed'], parameters['given']], [3, 2]);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'first', 'as many approvals displace none');
        await treasury.approve(second, m3);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'second');
        const { answer } = await treasury.call<Wallet>(renewed, 'CompleteRecovery', request('second'));
        assert.deepEqual([answer.publicKeyHash, answer.recovery], [renewed.publicKeyHash, null]);
        // The one that was displaced is void, also for its new key.
        await treasury.refused('APPROVAL_STALE', other, 'CompleteRecovery', request('first', 'lost', other));
    });

    test('the one that loses is void once the wallet has another key', async () => {
        const second = await propose(renewed, request('second'));
        await treasury.approve(second, m2, m4);
        treasury.now += HOUR;
        await treasury.call(other, 'CompleteRecovery', request('first', 'lost', other));
        await treasury.refused('APPROVAL_STALE', renewed, 'CompleteRecovery', request('second'));
    });

    test('the delay of a competing one runs from its own proposal', async () => {
        treasury.now += HOUR;
        const second = await propose(renewed, request('second'));
        await treasury.approve(second, m1, m2, m3);
        await treasury.refused('DECISION_TOO_EARLY', renewed, 'CompleteRecovery', request('second'));
    });

    test('that of a stolen key takes the place of that of a lost one, which has to have more approvals to be completed', async () => {
        const stolen = await propose(renewed, request('stolen', 'stolen'));
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'first', 'no manager stands behind it');
        await treasury.approve(stolen, m4);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'stolen');
        await treasury.approve(first, m1);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'stolen');
        treasury.now += HOUR;
        const { answer } = await treasury.call<Wallet>(other, 'CompleteRecovery', request('first', 'lost', other));
        assert.deepEqual([answer.publicKeyHash, answer.recovery], [other.publicKeyHash, null]);
        await treasury.refused('APPROVAL_STALE', renewed, 'CompleteRecovery', request('stolen', 'stolen'));
    });

    test('a manager who reports the key stolen takes the place at once', async () => {
        await propose(m4, request('stolen', 'stolen'));
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'stolen');
    });

    test('the old key vetoes it as well', async () => {
        const second = await propose(renewed, request('second'));
        await treasury.approve(second, m1, m2, m3);
        const { answer } = await treasury.call<Wallet>(driver, 'CancelRecovery', 'driver', 'second');
        assert.equal(answer.recovery, null, 'it had taken the place of the first');
        await treasury.approve(first, m1);
        assert.equal((await treasury.wallet('driver')).recovery?.decisionId, 'first', 'an approval that is only repeated takes it back');
        treasury.now += HOUR;
        await treasury.refused('APPROVAL_INSUFFICIENT', renewed, 'CompleteRecovery', request('second'));
    });
});

describe('what survives', () => {
    test('H33: a freeze', async () => {
        const { answer: { frozen } } = await treasury.call<Wallet>(m1, 'FreezeWallet', 'driver', 'seen with a stranger');
        await treasury.approve(await propose(renewed, request('r')), m1, m3);
        treasury.now += HOUR;
        const { answer } = await treasury.call<Wallet>(renewed, 'CompleteRecovery', request('r'));
        assert.deepEqual(answer.frozen, frozen);
    });

    test('what the old key proposed dies with it, also what was approved', async () => {
        await treasury.call(m1, 'FreezeWallet', 'driver', 'seen with a stranger');
        const { answer: thaw } = await treasury.call<Decision>(driver, 'ProposeUnfreeze', 'driver', 'thaw');
        await treasury.approve(thaw, m1, m3);
        await treasury.approve(await propose(renewed, request('r')), m1, m3);
        treasury.now += HOUR;
        await treasury.call(renewed, 'CompleteRecovery', request('r'));
        await treasury.refused('KEY_SUPERSEDED', driver, 'Unfreeze', 'driver', 'thaw');
        await treasury.refused('KEY_SUPERSEDED', m1, 'Unfreeze', 'driver', 'thaw');
        const { answer: anew } = await treasury.call<Decision>(renewed, 'ProposeUnfreeze', 'driver', 'thaw-2');
        await treasury.approve(anew, m1, m3);
        assert.equal((await treasury.call<Wallet>(renewed, 'Unfreeze', 'driver', 'thaw-2')).answer.frozen, null);
    });

    test('that it is the wallet that was opened: opening it again answers it, recovered as it is', async () => {
        const opening = { walletId: 'driver', programmeId: 'meals', roster: 'managers', recoveryDelaySeconds: 3600 };
        await treasury.approve(await propose(renewed, request('r')), m1, m3);
        treasury.now += HOUR;
        const { answer } = await treasury.call<Wallet>(renewed, 'CompleteRecovery', request('r'));
        const again = await treasury.call<Wallet>(driver, 'OpenWallet', opening);
        assert.deepEqual([again.answer, again.writes], [answer, []]);
        await treasury.refused('ALREADY_EXISTS', renewed, 'OpenWallet', opening);
    });
});

test('the largest roster, in its dearest case, stays within what one call may read', async () => {
    const many: Person[] = [];
    for (let made = 0; made < 16; made++) many.push(await treasury.person(`Org${made % 3 + 1}MSP`, `manager ${made}`));
    await treasury.roster('many', many, { threshold: 15 });
    await treasury.call(driver, 'OpenWallet', { walletId: 'big', programmeId: 'meals', roster: 'many', recoveryDelaySeconds: 0 });
    const [first, second] = [{ ...request('first', 'stolen'), walletId: 'big' }, { ...request('second'), walletId: 'big' }];
    await treasury.approve(await propose(renewed, first), ...many.slice(0, 13));
    await treasury.approve(await propose(renewed, second), ...many.slice(0, 15));
    assert.equal((await treasury.wallet('big')).recovery?.decisionId, 'first');
    const { answer: third } = await treasury.call<Decision>(renewed, 'ProposeRecovery', { ...first, decisionId: 'third' });
    await treasury.approve(third, ...many.slice(0, 13));
    const last = many[13] ?? m1;
    const approving = await treasury.call(last, 'Decisions:Approve', 'third', third.contentHash);
    assert.equal((await treasury.wallet('big')).recovery?.decisionId, 'third');
    assert.ok(approving.reads.length <= 72, `${approving.reads.length} reads`);
    assert.equal(approving.writes.length, 2);
    const { reads, writes } = await treasury.call<Wallet>(renewed, 'CompleteRecovery', second);
    assert.ok(reads.length <= 72, `${reads.length} reads`);
    assert.equal(writes.length, 5);
});
