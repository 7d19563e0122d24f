// Money cases C: limits and the periods in which they count.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createdCoins, type Decision, type JournalPage, type PaymentReceipt, type Policy, type Wallet } from '@carnet/domain';
import { Bank, VALID } from './bank.js';
import { allow, limit, Programme, reasons, type Holder } from './programme.js';
import { ANYTHING } from '../policy/policies.js';

let bank: Bank;
let money: Programme;
before(async () => {
    bank = await Bank.open();
    money = await Programme.with(bank);
});
after(async () => { await bank.close(); });

/** A programme with limits, a wallet with money in it, and somebody who is paid. */
async function limited(limits: Policy['limits'], amount = '1000', change: Partial<Policy> = {}): Promise<readonly [Programme, Holder, Holder]> {
    const programme = await Programme.with(bank, { limits, ...change });
    return [programme, await programme.holder(amount), await programme.holder()];
}

/** What a refusal for a limit says: what was used of it, and what is asked. */
async function used(refusal: Promise<{ readonly parameters: Readonly<Record<string, unknown>> }>): Promise<unknown> {
    const [{ parameters }] = (await refusal).parameters['reasons'] as readonly [{ readonly parameters: Record<string, unknown> }];
    return [parameters['max'], parameters['used'], parameters['asked']];
}

/** At this time of this day the next transaction is made. */
function at(instant: string): void {
    bank.now = Date.parse(instant);
}

test('C01: of a limit of 100 a day 60 are spent: 940 stay, 60 arrive', async () => {
    const [programme, safe, bob] = await limited([limit('day', '100')]);
    const { paymentId } = await programme.pay(safe, bob, '60');
    assert.deepEqual([await programme.balance(safe), await programme.balance(bob)], ['940', '60']);
    const { rows: [row] } = await bank.evaluate<JournalPage>(safe.person, 'ReadStatement', safe.walletId, '1', '');
    assert.deepEqual([row?.id, row?.counted], [paymentId, [{ layer: 'programme', limit: 'day', period: 'day', stripe: 0, amount: '60' }]]);
});

test('C03: the other 40 as well, for the maximum is included', async () => {
    const [programme, safe, bob] = await limited([limit('day', '100')]);
    await programme.pay(safe, bob, '60');
    await programme.pay(safe, bob, '40');
    assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', safe, bob, '1')), ['100', '100', '1']);
});

test('C05: the next day begins with nothing used', async () => {
    const [programme, safe, bob] = await limited([limit('day', '100')]);
    await programme.pay(safe, bob, '60');
    await programme.pay(safe, bob, '40');
    bank.now += 86_400_000;
    await programme.pay(safe, bob, '45');
    assert.deepEqual([await programme.balance(safe), await programme.balance(bob)], ['855', '145']);
    assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', safe, bob, '56')), ['100', '45', '56']);
});

test('C07: a limit of 500 of which 100 were spent is overwritten with 100: what was spent stays, and nothing is left', async () => {
    const [alice, bob] = [await money.holder('1000'), await money.holder()];
    const policy = await money.ownPolicy(alice, { limits: [limit('life', '500')] });
    await money.pay(alice, bob, '100');
    await money.tightenOwnPolicy(alice, policy, { limits: [limit('life', '100')] });
    assert.deepEqual(await used(money.refused('LIMIT_AMOUNT', alice, bob, '1')), ['100', '100', '1']);
});

test('C09: without the permission that went with the limit 500 are refused, and who lost his role does nothing any more', async () => {
    const [alice, bob, carol] = [await money.holder('1000'), await money.holder(), await money.merchant()];
    const both = [allow('holders', { channels: ['p2p'] }), allow('shops', { channels: ['pos'] })];
    const policy = await money.ownPolicy(alice, { rules: both, limits: [limit('life', '500', { match: { channels: ['p2p'] } })] });
    await money.tightenOwnPolicy(alice, policy, { rules: both.slice(1) });
    const failure = await money.refused('NO_ALLOW_RULE', alice, bob, '500');
    assert.deepEqual(reasons(failure), ['NO_ALLOW_RULE shops']);
    await money.pay(alice, carol, '500');
    const treasurer = await bank.person('org1', 'issuer');
    await bank.revoke(treasurer, 'issuer');
    await bank.refused('ROLE_REQUIRED', treasurer, 'Issue', money.issueRequest(alice, ['1']));
});

test('C11 (differs): a key that was replaced never comes back, and nothing that it began counts', async () => {
    const alice = await money.managed('1000');
    const [bob, next] = [await money.holder(), await bank.person('org2')];
    await money.pay(alice, bob, '50');
    await money.recover(alice, next);
    await money.refused('KEY_SUPERSEDED', alice, bob, '50');
    const back = { decisionId: 'back', walletId: alice.walletId, newKeyHash: alice.person.publicKeyHash, kind: 'lost' };
    await bank.refused('KEY_SUPERSEDED', bank.managers[0], 'ProposeRecovery', back);
    await money.pay({ ...alice, person: next }, bob, '50');
});

test('C13: a payment of 100 and a fee of 1 are 101, which a limit of 100 refuses as a whole', async () => {
    const [programme, safe, bob] = await limited([limit('tx', '100')]);
    assert.deepEqual(reasons(await programme.refused('LIMIT_AMOUNT', safe, bob, '101')), ['LIMIT_AMOUNT tx']);
    assert.deepEqual([await programme.balance(safe), await programme.balance(bob)], ['1000', '0']);
});

test('C15: who is not the holder neither sets a limit nor spends', async () => {
    const [alice, bob] = [await money.holder('1000'), await money.holder()];
    const stranger: Holder = { ...alice, person: bob.person };
    await bank.refused('NOT_A_MANAGER', bob.person, 'SetWalletPolicy', alice.walletId, { ...ANYTHING, limits: [limit('day', '10')] }, '');
    await money.refused('NOT_WALLET_HOLDER', stranger, bob, '10');
});

test('C17: 1000 that are never refilled: 1001 is refused, 1000 is paid, then 1 is refused', async () => {
    const [programme, safe, bob] = await limited([limit('life', '1000')], '2000');
    await programme.refused('LIMIT_AMOUNT', safe, bob, '1001');
    await programme.pay(safe, bob, '1000');
    bank.now += 400 * 86_400_000;
    await programme.refused('LIMIT_AMOUNT', safe, bob, '1');
});

test('C23: one limit of 3000 that two parts of one payment count on: 3001 and 3001 are refused, 1500 and 1500 leave nothing', async () => {
    for (const [part, allowed] of [['3001', false], ['1500', true]] as const) {
        // Coins under two versions of one policy, both of which have the limit.
        const [programme, alice, bob] = await limited([limit('life', '3000')], part);
        await programme.publish(programme.next({}));
        await programme.issue(alice, part, '1');
        const sum = String(2 * Number(part));
        if (!allowed) {
            await programme.refused('LIMIT_AMOUNT', alice, bob, sum);
            continue;
        }
        const payment = await programme.pay(alice, bob, sum);
        assert.deepEqual(createdCoins(payment.created).map(({ amount }) => amount), ['1500', '1500']);
        assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', alice, bob, '1')), ['3000', '3000', '1']);
    }
});

test('C25: what one policy counted of a payment that another refuses is not counted', async () => {
    const [programme, alice, bob] = await limited([limit('life', '100')]);
    const shop = await programme.merchant();
    await programme.ownPolicy(alice, { rules: [allow('shops', { channels: ['pos'] })] });
    await programme.refused('NO_ALLOW_RULE', alice, bob, '100');
    await programme.pay(alice, shop, '100');
});

test('C27: a policy that names a roster that does not exist is refused when it is published', async () => {
    const naming = money.next({ approvals: [{ id: 'large', match: {}, above: '100', roster: 'nobody' }] });
    await bank.refused('QUORUM_IMPOSSIBLE', bank.issuer, 'ProposePolicy', money.programmeId, naming, 'naming');
});

test('C29: 120 in a period of which 100 were moved: 100 more would be refused, and allowed in the next', async () => {
    const [programme, alice, bob] = await limited([limit('day', '120')]);
    await programme.pay(alice, bob, '100');
    assert.equal((await programme.explain(alice, bob, '100')).decision, 'DENY');
    bank.now += 86_400_000;
    assert.equal((await programme.explain(alice, bob, '100')).decision, 'ALLOW');
});

test('C31: 16 limits and not 17; those that stand can be changed', async () => {
    const limits = Array.from({ length: 17 }, (_, n) => limit('day', String(1000 + n), { id: `limit-${n}` }));
    const [alice, bob] = [await money.holder('1000'), await money.holder()];
    const failure = await bank.refused('OUT_OF_RANGE', alice.person, 'SetWalletPolicy', alice.walletId, { ...ANYTHING, limits }, '');
    assert.equal(failure.parameters['field'], 'policy.limits');
    const policy = await money.ownPolicy(alice, { limits: limits.slice(0, 16) });
    await money.tightenOwnPolicy(alice, policy, { limits: limits.slice(0, 16).map(one => ({ ...one, max: '500' })) });
    await money.refused('LIMIT_AMOUNT', alice, bob, '501');
    await money.pay(alice, bob, '500');
});

test('C33: what is reserved counts: of 3.00 1.00 is reserved, and 2.10 would be 3.10', async () => {
    const [programme, alice] = await limited([limit('life', '300')]);
    const shop = await programme.merchant();
    await programme.reserve(alice, shop, '100');
    assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', alice, shop, '210')), ['300', '100', '210']);
});

test('C35: 0.50 and 1.00, 0.50 and 1.00, paid and reserved, are exactly 3.00', async () => {
    const [programme, alice] = await limited([limit('life', '300')]);
    const shop = await programme.merchant();
    await programme.pay(alice, shop, '50');
    await programme.reserve(alice, shop, '100');
    await programme.reserve(alice, shop, '50');
    await programme.pay(alice, shop, '100');
    await programme.refused('LIMIT_AMOUNT', alice, shop, '1');
});

test('C37: once, and not twice (differs: what was used stays when the limit becomes 2)', async () => {
    const [alice, bob] = [await money.managed('1000'), await money.holder()];
    const policy = await money.ownPolicy(alice, { limits: [limit('life', '1', { measure: 'count' })] });
    await money.pay(alice, bob, '1');
    await money.refused('LIMIT_COUNT', alice, bob, '1');
    await money.replaceOwnPolicy(alice, policy, { limits: [limit('life', '2', { measure: 'count' })] });
    await money.pay(alice, bob, '1');
    await money.refused('LIMIT_COUNT', alice, bob, '1');
});

test('C39 (differs): ten payments of 200 fill a limit of 2000; the eleventh is refused', async () => {
    const [programme, alice, bob] = await limited([limit('day', '2000')], '3000');
    for (let payment = 1; payment <= 10; payment++) await programme.pay(alice, bob, '200');
    assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', alice, bob, '200')), ['2000', '2000', '200']);
});

test('C41: what a programme may issue in all is used up', async () => {
    const small = await Programme.with(bank, {}, '100');
    const alice = await small.holder('100');
    const failure = await bank.refused('ISSUE_LIMIT_EXCEEDED', bank.issuer, 'Issue', small.issueRequest(alice, ['10']));
    assert.deepEqual(failure.parameters, { issueLimit: '100', left: '0', asked: '10' });
});

test('C43: days begin at 00:00 of the policy\'s offset, weeks on its first day, months on the 1st', async () => {
    const boundaries: [limit: 'day' | 'week' | 'month', calendar: Policy['calendar'], before: string, after: string][] = [
        ['day', { utcOffsetMinutes: 0, weekStart: 1 }, '2027-03-03T23:59:59.999Z', '2027-03-04T00:00:00.000Z'],
        ['day', { utcOffsetMinutes: 120, weekStart: 1 }, '2027-03-10T21:59:59.999Z', '2027-03-10T22:00:00.000Z'],
        // 2027-03-14 is a Sunday.
        ['week', { utcOffsetMinutes: 0, weekStart: 7 }, '2027-03-13T23:59:59.999Z', '2027-03-14T00:00:00.000Z'],
        ['month', { utcOffsetMinutes: 0, weekStart: 7 }, '2027-03-31T23:59:59.999Z', '2027-04-01T00:00:00.000Z'],
    ];
    for (const [period, calendar, last, first] of boundaries) {
        const [programme, alice, bob] = await limited([limit(period, '100')], '1000', { calendar });
        at(last);
        bank.now -= 60_000;
        await programme.pay(alice, bob, '100');
        at(last);
        assert.deepEqual(reasons(await programme.refused('LIMIT_AMOUNT', alice, bob, '1')), [`LIMIT_AMOUNT ${period}`]);
        at(first);
        await programme.pay(alice, bob, '100');
    }
});

test('C45: a window that trails behind is not offered: periods are those of the calendar', async () => {
    const alice = await money.holder();
    const trailing = { ...ANYTHING, limits: [{ ...limit('day', '100'), period: 'trailing', seconds: 600 }] };
    await bank.refused('UNKNOWN_FIELD', alice.person, 'SetWalletPolicy', alice.walletId, trailing, '');
    const period = { ...ANYTHING, limits: [{ ...limit('day', '100'), period: 'trailing' }] };
    await bank.refused('INVALID_VALUE', alice.person, 'SetWalletPolicy', alice.walletId, period, '');
});

test('C47: of the cap of the programme and that of the wallet the lower one counts', async () => {
    const [programme, alice, bob] = await limited([limit('day', '500')]);
    await programme.ownPolicy(alice, { limits: [limit('day', '300')] });
    const failure = await programme.refused('LIMIT_AMOUNT', alice, bob, '301');
    assert.deepEqual((failure.parameters['reasons'] as readonly { layer: string }[]).map(({ layer }) => layer), ['wallet']);
    await programme.pay(alice, bob, '300');
});

test('C49: of a number of payments a day each that was made counts once, and one that was refused does not', async () => {
    const [programme, alice, bob] = await limited([limit('day', '2', { measure: 'count' })]);
    await programme.refused('COINS_INSUFFICIENT', alice, bob, '5000');
    const first = await programme.pay(alice, bob, '1');
    await programme.pay(alice, bob, '1');
    await programme.refused('LIMIT_COUNT', alice, bob, '1');
    // Made again, the same payment is answered and not counted.
    const again = await bank.submit<PaymentReceipt>(alice.person, 'Pay', await programme.filled(alice, first.order));
    assert.equal(again.transactionId, first.transactionId);
    bank.now += 86_400_000;
    await programme.pay(alice, bob, '1');
});

test('C51: what was spent with the old key counts for the new one', async () => {
    const programme = await Programme.with(bank, { limits: [limit('life', '100')] });
    const [alice, bob, next] = [await programme.managed('1000'), await programme.holder(), await bank.person('org2')];
    await programme.pay(alice, bob, '60');
    const wallet: Wallet = await programme.recover(alice, next);
    assert.equal(wallet.publicKeyHash, next.publicKeyHash);
    assert.deepEqual(await used(programme.refused('LIMIT_AMOUNT', { ...alice, person: next }, bob, '41')), ['100', '60', '41']);
    await programme.pay({ ...alice, person: next }, bob, '40');
});

test('C53: a stripe that has too little left is no denial: of 100 in four stripes 100 are paid, and only then is it refused', async () => {
    const [programme, alice, bob] = await limited([limit('day', '100', { stripes: 4 })]);
    const pay = async (amount: string, ...stripes: number[]): Promise<object> =>
        ({ ...await programme.filled(alice, programme.order(alice, bob, amount)), stripes: { 'programme/day': stripes } });
    await bank.submit(alice.person, 'Pay', await pay('20', 0));
    const failure = await bank.refused('STRIPE_INSUFFICIENT', alice.person, 'Pay', await pay('6', 0));
    const [{ parameters }] = failure.parameters['reasons'] as readonly [{ parameters: Record<string, unknown> }];
    assert.deepEqual([parameters['available'], parameters['stripes'], parameters['max']], ['5', 4, '100']);
    await bank.submit(alice.person, 'Pay', await pay('6', 1));
    await bank.refused('STRIPE_INSUFFICIENT', alice.person, 'Pay', await pay('74', 1, 2, 3));
    await bank.submit(alice.person, 'Pay', await pay('74', 0, 1, 2, 3));
    await bank.refused('LIMIT_AMOUNT', alice.person, 'Pay', await pay('1', 0, 1, 2, 3));
    // Payments on stripes of their own do not touch the same key.
    bank.now += 86_400_000;
    const [carol] = [await programme.holder(...Array.from({ length: 4 }, () => '10'))];
    const coins = await programme.coins(carol);
    await programme.pay(await programme.holder('1'), bob, '1');
    const endorsed = [];
    for (const [stripe, { coinId }] of coins.entries()) {
        endorsed.push(await bank.endorse(carol.person, 'Pay', { ...programme.order(carol, bob, '10'), coins: [coinId], change: '0', stripes: { 'programme/day': [stripe] } }));
    }
    for (const one of endorsed) assert.equal((await one.commit()).code, VALID);
});

test('the votes on a policy of the wallet count for that policy alone', async () => {
    const [alice] = [await money.managed('1000')];
    const policy = await money.ownPolicy(alice, { limits: [limit('life', '100')] });
    const wider = money.successor(policy, { limits: [limit('life', '200')] });
    const decision = await bank.submit<Decision>(alice.person, 'ProposeWalletPolicy', alice.walletId, wider, 'wider');
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    const widest = money.successor(policy, { limits: [limit('life', '300')] });
    await bank.refused('APPROVAL_STALE', alice.person, 'SetWalletPolicy', alice.walletId, widest, 'wider');
    await bank.refused('DECISION_NEEDED', alice.person, 'SetWalletPolicy', alice.walletId, wider, '');
});
