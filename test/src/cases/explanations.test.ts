// Money cases F and G: what a refusal says; freezes, pauses, and moves by force.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FAILURE_CODES, POLICY_REASON_CODES, type Wallet } from '@carnet/domain';
import { Bank } from './bank.js';
import { limit, Programme, reasons } from './programme.js';

let bank: Bank;
let money: Programme;
before(async () => {
    bank = await Bank.open();
    money = await Programme.with(bank);
});
after(async () => { await bank.close(); });

test('F01: of what would be paid there is nothing to say against', async () => {
    const [alice, bob] = [await money.holder('100'), await money.holder()];
    assert.deepEqual(await money.explain(alice, bob, '100'), { decision: 'ALLOW', reasons: [], allowedBy: [{ layer: 'programme', id: 'any' }], repairs: [] });
    await money.pay(alice, bob, '100');
});

test('F03: the codes are a fixed table: each stands once, with a meaning and what to do', () => {
    assert.equal(new Set(POLICY_REASON_CODES).size, POLICY_REASON_CODES.length);
    for (const code of POLICY_REASON_CODES) {
        const { meaning, action } = FAILURE_CODES[code];
        assert.ok(meaning.length > 0 && action.length > 0, code);
    }
});

test('F05 (differs): a question is answered with all reasons and with what would be allowed, not with no alone', async () => {
    const own = await Programme.with(bank, { limits: [limit('day', '60')] });
    const [alice, bob] = [await own.holder('100'), await own.holder()];
    const { decision, reasons: why, repairs } = await own.explain(alice, bob, '61');
    assert.deepEqual([decision, why.map(({ code }) => code)], ['DENY', ['LIMIT_AMOUNT']]);
    assert.deepEqual(repairs.filter(({ change }) => change === 'amount').map(repair => 'max' in repair ? repair.max : ''), ['60']);
    await own.pay(alice, bob, '60');
});

test('F07: a refusal names what was violated and its numbers, the same whether asked or tried', async () => {
    const own = await Programme.with(bank, { limits: [limit('day', '60')] });
    const [alice, bob] = [await own.holder('100'), await own.holder()];
    const failure = await own.refused('LIMIT_AMOUNT', alice, bob, '61');
    const explained = await own.explain(alice, bob, '61');
    assert.deepEqual(failure.parameters, { decision: explained.decision, reasons: explained.reasons });
});

test('G01: a frozen wallet neither pays nor is paid', async () => {
    const [alice, bob] = [await money.managed('100'), await money.holder('100')];
    await bank.submit(alice.person, 'FreezeWallet', alice.walletId, 'the phone is gone');
    assert.deepEqual(reasons(await money.refused('WALLET_FROZEN', alice, bob, '1')), ['WALLET_FROZEN']);
    // Why somebody else is not to be paid concerns nobody.
    assert.deepEqual(reasons(await money.refused('PAYEE_SUSPENDED', bob, alice, '1')), ['PAYEE_SUSPENDED']);
});

test('G03: no more is frozen than there is, and what is frozen is not spent; ERC-7943 would freeze what is yet to come, as here a whole wallet is', async () => {
    const [alice, bob] = [await money.managed('60', '40'), await money.holder()];
    const [large, small] = (await money.coins(alice)).sort((a, b) => Number(b.amount) - Number(a.amount)).map(({ coinId }) => coinId);
    assert.ok(large !== undefined && small !== undefined);
    const freezing = (...coins: readonly string[]): object => ({ walletId: alice.walletId, coins, reason: 'a report' });
    await bank.refused('COIN_SPENT', alice.person, 'FreezeCoins', freezing(large, `${'0'.repeat(64)}.0`));
    await bank.submit(alice.person, 'FreezeCoins', freezing(large));
    await bank.refused('COIN_FROZEN', bank.managers[0], 'FreezeCoins', freezing(small, large));
    await money.refused('COIN_FROZEN', alice, bob, '41');
    await bank.submit(alice.person, 'Pay', { ...money.order(alice, bob, '40'), coins: [small], change: '0' });
    const wallet = await bank.submit<Wallet>(alice.person, 'FreezeWallet', alice.walletId, 'whatever comes');
    assert.notEqual(wallet.frozen, null);
    await money.issue(alice, '100');
    await money.refused('WALLET_FROZEN', alice, bob, '100');
});

test('G05 (differs): nobody alone moves somebody else\'s money, not the issuer, the registrar or a manager', async () => {
    const [alice, bob] = [await money.managed('100'), await money.holder()];
    for (const person of [bank.issuer, bank.registrar, bank.managers[0]]) await money.refused('NOT_WALLET_HOLDER', { ...alice, person }, bob, '100');
    await bank.refused('APPROVAL_INSUFFICIENT', bank.managers[0], 'CompleteRecovery', await proposedRecovery(alice.walletId));
});

async function proposedRecovery(walletId: string): Promise<object> {
    const request = { decisionId: `take-${walletId}`, walletId, newKeyHash: (await bank.person('org2')).publicKeyHash, kind: 'stolen' };
    const decision = await bank.submit<Parameters<Bank['approve']>[0]>(bank.managers[0], 'ProposeRecovery', request);
    await bank.approve(decision, bank.managers[0]);
    bank.now += 3_600_000;
    return request;
}

test('G07: what is paused is not paused again, and what runs is not resumed; the same of a wallet', async () => {
    const own = await Programme.with(bank);
    await bank.submit(bank.issuer, 'PauseProgramme', own.programmeId);
    await bank.refused('PROGRAMME_PAUSED', bank.issuer, 'PauseProgramme', own.programmeId);
    await bank.submit(bank.issuer, 'ResumeProgramme', own.programmeId);
    await bank.refused('PROGRAMME_NOT_PAUSED', bank.issuer, 'ResumeProgramme', own.programmeId);
    const alice = await own.managed();
    await bank.submit(bank.managers[0], 'FreezeWallet', alice.walletId, 'a report');
    await bank.refused('WALLET_FROZEN', bank.managers[1], 'FreezeWallet', alice.walletId, 'another report');
});
