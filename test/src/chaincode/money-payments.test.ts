// Issuing and paying: what moves, what is read and written for it, what a repetition does, and every reason for which a payment is refused.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createdCoins, type Coin, type JournalPage, type Movement, type Payment, type PaymentReceipt, type PolicyReason, type Programme } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { EXPIRY, MoneyWorld, PROGRAMME, sum } from './money-world.js';

let world: MoneyWorld;
before(async () => { world = await MoneyWorld.open(); });

const PAY = 'PolicyWallet:Pay';

function reasonsOf({ parameters }: { readonly parameters: Readonly<Record<string, unknown>> }): readonly PolicyReason[] {
    return parameters['reasons'] as readonly PolicyReason[];
}

test('an issue makes one coin of each amount, for the issuer\'s people alone, and within the limit of the programme', async () => {
    const request = { issueId: 'first', programmeId: PROGRAMME, walletId: 'w-alice', amounts: ['700', '300'], expiresAt: EXPIRY };
    const issued = await world.submit<Movement>('issuer', 'PolicyWallet:Issue', request);
    assert.deepEqual(issued.legs, [{ account: 'issuer', amount: '-1000' }, { account: 'wallet:w-alice', amount: '1000' }]);
    assert.deepEqual(issued.created.map(({ amount, walletId, coinId }) => [amount, walletId, coinId]), [
        ['700', 'w-alice', `${issued.transactionId}.0`], ['300', 'w-alice', `${issued.transactionId}.1`],
    ]);
    assert.deepEqual(await world.submit('issuer', 'PolicyWallet:Issue', request), issued, 'the same again');
    assert.equal(await world.code('issuer', 'PolicyWallet:Issue', { ...request, amounts: ['1'] }), 'ALREADY_EXISTS');
    assert.equal(await world.code('registrar', 'PolicyWallet:Issue', { ...request, issueId: 'other' }), 'ROLE_REQUIRED');
    assert.equal(await world.code('merchant', 'PolicyWallet:Issue', { ...request, issueId: 'other' }), 'ROLE_REQUIRED');
    assert.equal(await world.code('issuer', 'PolicyWallet:Issue', { ...request, issueId: 'other', walletId: 'nobody' }), 'WALLET_NOT_FOUND');
    assert.equal(await world.code('issuer', 'PolicyWallet:Issue', { ...request, issueId: 'other', amounts: ['100000001'] }), 'ISSUE_LIMIT_EXCEEDED');
    for (const expiresAt of ['2026-03-04T11:00:00.000Z', '2027-01-01T00:00:00.001Z']) {
        assert.equal(await world.code('issuer', 'PolicyWallet:Issue', { ...request, issueId: 'other', expiresAt }), 'INVALID_DATE');
    }
    assert.deepEqual(await world.coins('w-alice').then(coins => sum(coins)), 1000n);
});

test('issues of one programme do not wait for each other, and keep to its limit together', async () => {
    const world = await MoneyWorld.open();
    await world.submit('issuer', 'PolicyWallet:CreateProgramme', { programmeId: 'small', name: 'Small', currency: VOUCHER.currency, issueLimit: '100', roster: 'board' });
    await world.publish({ ...VOUCHER, id: 'small' }, 'small');
    await world.submit('alice', 'PolicyWallet:OpenWallet', { walletId: 'small', programmeId: 'small' });
    const request = (issueId: string, amount: string): string =>
        JSON.stringify({ issueId, programmeId: 'small', walletId: 'small', amounts: [amount], expiresAt: EXPIRY });
    const [one, other] = [await world.endorse('issuer', 'PolicyWallet:Issue', request('a', '5')), await world.endorse('issuer', 'PolicyWallet:Issue', request('b', '5'))];
    assert.deepEqual([one.commit(), other.commit()], [true, true]);
    await world.done('issuer', 'PolicyWallet:Issue', request('c', '80'));
    const tooMuch = await world.refused('issuer', 'PolicyWallet:Issue', request('d', '11'));
    assert.deepEqual([tooMuch.code, tooMuch.parameters], ['ISSUE_LIMIT_EXCEEDED', { issueLimit: '100', left: '10', asked: '11' }]);
    await world.done('issuer', 'PolicyWallet:Issue', request('e', '10'));
    assert.equal((await world.refused('issuer', 'PolicyWallet:Issue', request('f', '1'))).parameters['left'], '0');
});

test('a payment consumes coins and makes the payee\'s and the change: every key is read once, and no range at all', async () => {
    const [big] = (await world.coins('w-alice')).filter(({ amount }) => amount === '700');
    assert.ok(big);
    const request = await world.payment('alice', '250', { coins: [big.coinId] });
    const { answer: paid, reads, writes, ranges, events } = await world.done<PaymentReceipt>('alice', PAY, JSON.stringify(request));
    assert.deepEqual([paid.status, paid.captured, paid.refunded, paid.payeeVersion], ['PAID', '250', '0', 1]);
    assert.deepEqual(createdCoins(paid.created).map(({ walletId, amount, coinId }) => [walletId, amount, coinId]), [
        ['w-merchant', '250', `${paid.transactionId}.0`], ['w-alice', '450', `${paid.transactionId}.1`],
    ]);
    assert.equal(ranges, 0);
    assert.equal(new Set(reads).size, reads.length, 'no key is read twice');
    const types = (keys: readonly string[]): string[] => keys.map(key => key.split('\0')[1] ?? '').sort();
    assert.deepEqual(types(reads), ['coin', 'day', 'journal', 'organisation', 'payee', 'policy', 'programme', 'used', 'wallet', 'wallet']);
    assert.deepEqual(types(writes), ['coin', 'coin', 'coin', 'day', 'journal', 'statement', 'statement', 'used']);
    const [event = ''] = events;
    assert.deepEqual(JSON.parse(event), { v: 1, type: 'MoneyMoved', items: [{
        type: 'PAID', id: request.paymentId, programmeId: PROGRAMME,
        legs: [{ account: 'wallet:w-alice', amount: '-250' }, { account: 'wallet:w-merchant', amount: '250' }],
    }] });
    const { coins, change, ...order } = request;
    const { coinId, ...lot } = big;
    assert.deepEqual([coins, change], [[coinId], '450']);
    assert.deepEqual(await world.read<Payment>('ReadPayment', PROGRAMME, paid.paymentId), {
        ...paid, order, lots: [{ ...lot, amount: '250', refunded: '0' }], payeeWalletId: 'w-merchant',
    });
    const second = await world.done<PaymentReceipt>('alice', PAY, JSON.stringify(await world.payment('alice', '100')));
    assert.equal(types(second.writes).includes('day'), false, 'the day is written once');
    assert.equal(second.messages, 2, 'the wallet with what the order names, and what that leads to');
});

test('what a payer expects is asked for at once; it decides nothing, and what does not hold is one read more', async () => {
    const { policyHash } = await world.read<Programme>('ReadProgramme', PROGRAMME);
    const expected = { walletId: 'w-merchant', policies: [policyHash], calendars: [VOUCHER.calendar.utcOffsetMinutes] };
    const plain = await world.done('alice', PAY, JSON.stringify(await world.payment('alice', '1')));
    const ahead = await world.done('alice', PAY, JSON.stringify({ ...await world.payment('alice', '1'), ahead: expected }));
    const places = (keys: readonly string[]): string[] => keys.map(key => key.split('\0').slice(1, 4).join('/')).sort();
    assert.deepEqual(places(ahead.reads), places(plain.reads));
    const wrong = { walletId: 'w-bob', policies: ['0'.repeat(64)], calendars: [-720] };
    const astray = await world.done<PaymentReceipt>('alice', PAY, JSON.stringify({ ...await world.payment('alice', '1'), ahead: wrong }));
    assert.equal(astray.answer.status, 'PAID');
    assert.equal(astray.reads.length, plain.reads.length + 3);
    const free = await MoneyWorld.open({ ...VOUCHER, limits: [] });
    await free.issue('w-alice', ['10']);
    const { policyHash: unlimited } = await free.read<Programme>('ReadProgramme', PROGRAMME);
    const pay = async (): Promise<number> =>
        (await free.done('alice', PAY, JSON.stringify({ ...await free.payment('alice', '1'), ahead: { ...expected, policies: [unlimited] } }))).messages;
    await pay();
    assert.equal(await pay(), 1, 'once it is known of what programme the wallet is');
    for (const [field, sent] of [['policies', ['x']], ['calendars', [841]], ['walletId', '']] as const) {
        const refused = await world.refused('alice', PAY, JSON.stringify({ ...await world.payment('alice', '1'), ahead: { [field]: sent } }));
        assert.match(String(refused.parameters['field']), new RegExp(`^payment\\.ahead\\.${field}`));
    }
});

test('the same order again answers the payment that exists, whatever coins are named; another order under its id is refused', async () => {
    const request = await world.payment('alice', '10');
    const paid = await world.submit<PaymentReceipt>('alice', PAY, request);
    const again = await world.done<PaymentReceipt>('alice', PAY, JSON.stringify(request));
    assert.deepEqual([again.answer, again.writes], [paid, []]);
    const otherCoins = { ...request, coins: (await world.coins('w-alice')).map(({ coinId }) => coinId), change: '0' };
    assert.deepEqual(await world.submit('alice', PAY, otherCoins), paid);
    assert.equal(await world.code('alice', PAY, { ...request, amount: '11' }), 'ALREADY_EXISTS');
    assert.equal(await world.code('bob', PAY, { ...request, walletId: 'w-bob' }), 'ALREADY_EXISTS');
});

test('who is not the holder learns that and nothing else', async () => {
    const request = await world.payment('alice', '999999', { paymentId: 'not-mine' });
    const refused = await world.refused('bob', PAY, JSON.stringify({ ...request, payeeId: 'nobody', coins: [`${'0'.repeat(64)}.0`], currency: 'USD' }));
    assert.equal(refused.code, 'NOT_WALLET_HOLDER');
    assert.deepEqual(refused.parameters, { decision: 'DENY', reasons: [{ code: 'NOT_WALLET_HOLDER', parameters: {} }] });
    const impostor = await world.reissued('alice');
    assert.equal(await world.code(impostor, PAY, request), 'NOT_WALLET_HOLDER', 'the same name by the same authority with another key');
});

test('all reasons are named, sorted, and the first is the code', async () => {
    const request = await world.payment('alice', '9000', { payeeId: 'nobody', currency: 'USD', change: '7' });
    const refused = await world.refused('alice', PAY, JSON.stringify(request));
    assert.deepEqual(reasonsOf(refused).map(({ code }) => code), ['CURRENCY_MISMATCH', 'PAYEE_UNKNOWN', 'COINS_INSUFFICIENT']);
    assert.equal(refused.code, 'CURRENCY_MISMATCH');
});

test('funds: too little, the wrong change, coins of others or spent', async () => {
    const available = await world.balance('w-alice');
    const tooMuch = await world.refused('alice', PAY, JSON.stringify(await world.payment('alice', String(available + 1n))));
    assert.deepEqual(reasonsOf(tooMuch), [{ code: 'COINS_INSUFFICIENT', parameters: { needed: String(available + 1n), available: String(available) } }]);
    for (const change of [available - 101n, available - 99n]) {
        const refused = await world.refused('alice', PAY, JSON.stringify(await world.payment('alice', '100', { change: String(change) })));
        assert.deepEqual(reasonsOf(refused), [{ code: 'OUTPUT_SUM_MISMATCH', parameters: { inputs: String(available), outputs: String(100n + change) } }]);
    }
    const [foreign] = await world.coins('w-merchant');
    assert.ok(foreign);
    for (const coinId of [foreign.coinId, `${'f'.repeat(64)}.0`]) {
        const refused = await world.refused('alice', PAY, JSON.stringify(await world.payment('alice', '1', { coins: [coinId] })));
        assert.deepEqual(reasonsOf(refused), [{ code: 'COIN_SPENT', parameters: { coins: [coinId] } }], 'another\'s coin and an unknown one are the same');
    }
    const [own] = await world.coins('w-alice');
    assert.ok(own);
    assert.equal(await world.code('alice', PAY, { ...await world.payment('alice', '1'), coins: [own.coinId, own.coinId] }), 'DUPLICATE_COIN');
});

test('coins in the order in which they are named: a lot of its own for the payee of each, and one change', async () => {
    const [a] = await world.issue('w-bob', ['60']);
    const [b] = await world.issue('w-bob', ['50']);
    assert.ok(a && b);
    const { created, lots } = await world.pay('bob', '80', { coins: [b.coinId, a.coinId] });
    assert.deepEqual(createdCoins(created).map(({ walletId, amount, issueId }) => [walletId, amount, issueId]), [
        ['w-merchant', '50', b.issueId], ['w-merchant', '30', a.issueId], ['w-bob', '30', a.issueId],
    ]);
    assert.deepEqual(lots.map(({ amount, refunded }) => [amount, refunded]), [['50', '0'], ['30', '0']]);
});

test('coins of one lot become one; coins of two lots never do', async () => {
    const small = await world.issue('w-bob', ['1', '2', '3']);
    const [other] = await world.issue('w-bob', ['4']);
    assert.ok(other);
    const ids = (coins: readonly Coin[]): string[] => coins.map(({ coinId }) => coinId);
    const consolidation = { consolidationId: 'c-1', walletId: 'w-bob', coins: ids(small) };
    const refused = await world.refused('bob', 'PolicyWallet:Consolidate', JSON.stringify({ ...consolidation, coins: [...ids(small), other.coinId] }));
    assert.equal(refused.code, 'OUTPUT_SUM_MISMATCH');
    const done = await world.submit<Movement>('bob', 'PolicyWallet:Consolidate', consolidation);
    assert.deepEqual(done.created.map(({ amount, issueId }) => [amount, issueId]), [['6', small[0]?.issueId]]);
    assert.deepEqual(await world.submit('bob', 'PolicyWallet:Consolidate', consolidation), done);
    assert.equal(await world.code('alice', 'PolicyWallet:Consolidate', { ...consolidation, consolidationId: 'c-2' }), 'NOT_WALLET_HOLDER');
});

test('coins that may not be split are spent whole', async () => {
    const whole = await MoneyWorld.open({ ...VOUCHER, transfer: { holderToHolder: false, split: false } });
    await whole.issue('w-alice', ['500', '500']);
    const refused = await whole.refused('alice', PAY, JSON.stringify(await whole.payment('alice', '300')));
    assert.deepEqual(reasonsOf(refused).map(({ code, parameters }) => [code, parameters['setting']]), [['OUTPUT_SUM_MISMATCH', 'transfer.split']]);
    const [coin] = await whole.coins('w-alice');
    assert.ok(coin);
    assert.equal((await whole.pay('alice', '500', { coins: [coin.coinId] })).status, 'PAID');
});

test('the statement of both parties, newest first, and the journal, whose legs sum to nothing', async () => {
    const statement = await world.read<JournalPage>('ReadStatement', 'w-alice', '2', '');
    assert.equal(statement.rows.length, 2);
    const ats: string[] = [];
    for (let bookmark = ''; ;) {
        const page = await world.read<JournalPage>('ReadStatement', 'w-alice', '2', bookmark);
        ats.push(...page.rows.map(({ at }) => at));
        assert.ok(page.rows.every(({ legs }) => legs.some(({ account }) => account === 'wallet:w-alice')));
        ({ bookmark } = page);
        if (bookmark === '') break;
    }
    assert.deepEqual(ats, [...ats].sort().reverse());
    const journal = await world.read<JournalPage>('ReadJournal', PROGRAMME, '100', '');
    assert.ok(journal.rows.length > 8);
    for (const { legs } of journal.rows) assert.equal(legs.reduce((total, { amount }) => total + BigInt(amount), 0n), 0n);
    const paid = journal.rows.find(({ type }) => type === 'PAID');
    assert.ok(paid);
    assert.deepEqual(paid.payee, { version: 1, groups: [], category: '5814', country: 'FR', region: 'FR-75' });
    assert.deepEqual(paid.decision, { decision: 'ALLOW', reasons: [], allowedBy: [{ layer: 'programme', id: 'food' }] });
    assert.deepEqual(paid.counted?.map(({ layer, limit, period, stripe }) => [layer, limit, period, stripe]), [['programme', 'day', 'day', 0]]);
    const { coins, issued, redeemed, burned } = await world.audit();
    assert.equal(coins, issued - redeemed - burned);
});
