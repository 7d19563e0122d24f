// Money cases I, J, K and L: authorisations that are held back, title against money, what Fabric makes of races, and time.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { canonicalHash, canonicalJson, saleTerms, type Decision, type HistoryPage, type PaymentReceipt, type Vehicle } from '@carnet/domain';
import { CHAINCODE_DIR } from '../chaincode/trade.js';
import { freshVin } from '../integration/members.js';
import { Bank, MVCC_READ_CONFLICT, VALID } from './bank.js';
import { deny, allow, limit, Programme, reasons, type Holder, type Merchant } from './programme.js';

let bank: Bank;
let money: Programme;
before(async () => {
    bank = await Bank.open();
    money = await Programme.with(bank);
});
after(async () => { await bank.close(); });

/** The first payment of a day writes the day's key: after it those that follow do not touch each other. */
async function begunDay(programme: Programme): Promise<void> {
    await programme.pay(await programme.holder('1'), await programme.holder(), '1');
}

test('I01: two payments that were endorsed in one order are both valid in the other', async () => {
    await begunDay(money);
    const [alice, bob] = [await money.holder('10', '20'), await money.holder()];
    const [first, second] = [await money.endorsed(alice, bob, '10'), await money.endorsed(alice, bob, '20')];
    assert.deepEqual([(await second.commit()).code, (await first.commit()).code], [VALID, VALID]);
    assert.equal(await money.balance(bob), '30');
});

test('I03: from its first instant on, and not in its last: [notBefore, notAfter)', async () => {
    const validity = { notBefore: bank.instant(1), notAfter: bank.instant(2) };
    const timed = await Programme.with(bank, { validity });
    const [alice, bob] = [await timed.holder(), await timed.holder()];
    await bank.submit(bank.issuer, 'Issue', timed.issueRequest(alice, ['1', '1', '1'], validity.notAfter));
    const pays = async (at: string, milliseconds: number): Promise<void> => {
        bank.now = Date.parse(at) + milliseconds;
        const filled = await timed.filled(alice, timed.order(alice, bob, '1'));
        bank.now = Date.parse(at) + milliseconds;
        await bank.submit(alice.person, 'Pay', filled);
    };
    await assert.rejects(pays(validity.notBefore, -1), /POLICY_NOT_YET/);
    await pays(validity.notBefore, 0);
    await pays(validity.notAfter, -1);
    await assert.rejects(pays(validity.notAfter, 0), /POLICY_EXPIRED|COIN_EXPIRED/);
});

test('I05: another signer is refused', async () => {
    const [alice, bob] = [await money.holder('10'), await money.holder()];
    await money.refused('NOT_WALLET_HOLDER', { ...alice, person: bob.person }, bob, '10');
});

test('I07: what was withdrawn is neither used nor withdrawn by somebody else', async () => {
    const { rosterId } = await bank.roster(bank.managers);
    const own = await Programme.with(bank, { approvals: [{ id: 'all', match: {}, above: '0', roster: rosterId }] });
    const [alice, bob] = [await own.holder('10'), await own.holder()];
    const order = own.order(alice, bob, '10');
    const decision = await bank.submit<Decision>(alice.person, 'ProposePayment', { decisionId: 'i07', order, expiry: bank.instant(1) });
    await bank.approve(decision, bank.managers[0], bank.managers[2]);
    await bank.refused('NOT_YOUR_DECISION', bob.person, 'Decisions:Withdraw', 'i07');
    await bank.submit(alice.person, 'Decisions:Withdraw', 'i07');
    await own.refused('APPROVAL_STALE', alice, bob, '10', { ...order, decisionId: 'i07' });
    // Withdrawn again it answers what stands, as every repetition does.
    assert.equal((await bank.submit<Decision>(alice.person, 'Decisions:Withdraw', 'i07')).status, 'WITHDRAWN');
});

interface Sale { readonly programme: Programme; readonly vin: string; readonly seller: Merchant; readonly buyer: Holder; readonly offer: object }

/** A car in stock of Org2MSP, offered for 500, and a buyer of Org1MSP with so much money. */
async function sale(amount: string, programme = money, facts = {}): Promise<Sale> {
    const vin = freshVin();
    const seller = await programme.merchant(facts);
    const dealer = await bank.person('org2', 'dealer');
    await bank.submit(dealer, 'VehicleRecord:RegisterVehicle', vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2019-03-17', odometerUnit: 'km' });
    const today = new Date(bank.now).toISOString().slice(0, 10);
    await bank.submit(dealer, 'VehicleRecord:RecordEntry', vin, { entryId: 'stock', type: 'STOCK_IN', date: today, source: 'dealer' });
    const salt = randomBytes(32).toString('hex');
    const termsHash = canonicalHash(saleTerms(programme.programmeId, { payeeId: seller.payeeId, amount: '500', currency: 'EUR' }, salt));
    await bank.submit(dealer, 'VehicleRecord:OfferSale', vin, { offerId: 'offer', validUntil: today, termsHash });
    const buyer = await programme.wallet({ org: 'org1' }, amount);
    await bank.grant(buyer.person, 'dealer');
    return { programme, vin, seller, buyer, offer: { offer: { vin, offerId: 'offer', salt } } };
}

async function lastEntry(vin: string): Promise<string | undefined> {
    return (await bank.evaluate<HistoryPage>(bank.issuer, 'VehicleRecord:ReadHistory', vin, '100', '')).entries.at(-1)?.type;
}

test('J01: money and title change together, and the offer is gone', async () => {
    const { vin, seller, buyer, offer } = await sale('500');
    await money.pay(buyer, seller, '500', offer);
    assert.deepEqual([await money.balance(buyer), await money.balance(seller), await lastEntry(vin)], ['0', '500', 'KEEPER_CHANGED']);
    assert.equal((await bank.evaluate<Vehicle>(bank.issuer, 'VehicleRecord:ReadVehicle', vin)).offer, undefined);
});

test('J03: a car is sold once', async () => {
    const { seller, buyer, offer } = await sale('1000');
    const paid = await money.pay(buyer, seller, '500', offer);
    await money.refused('OFFER_NOT_FOUND', buyer, seller, '500', offer);
    const again = await bank.submit<PaymentReceipt>(buyer.person, 'Pay', await money.filled(buyer, paid.order));
    assert.deepEqual([again.transactionId, await money.balance(buyer)], [paid.transactionId, '500']);
});

test('J05: without the money, and on other terms, the title stays', async () => {
    const { vin, seller, buyer, offer } = await sale('499');
    await money.refused('COINS_INSUFFICIENT', buyer, seller, '500', offer);
    await money.refused('OFFER_TERMS_MISMATCH', buyer, seller, '499', offer);
    assert.equal(await lastEntry(vin), 'STOCK_IN');
});

test('J07: money that does not pay for cars moves no title', async () => {
    const food = await Programme.with(bank, { rules: [allow('all', {}), deny('cars', { categories: [['5511', '5521']] })] });
    const { vin, seller, buyer, offer } = await sale('500', food, { category: '5511' });
    assert.deepEqual(reasons(await food.refused('DENY_RULE', buyer, seller, '500', offer)), ['DENY_RULE cars']);
    assert.equal(await lastEntry(vin), 'STOCK_IN');
});

test('K01: where one key would let 2 of 1000 pass, payments to one merchant at the same moment all pass', async () => {
    await begunDay(money);
    const shop = await money.merchant();
    const payers = [];
    for (let payer = 0; payer < 12; payer++) payers.push(await money.holder('100'));
    const endorsed = [];
    for (const payer of payers) endorsed.push(await money.endorsed(payer, shop, '100'));
    for (const one of endorsed) assert.equal((await one.commit()).code, VALID);
    assert.equal(await money.balance(shop), '1200');
});

test('K03: a payment that wrote blindly is valid, one that read what changed is not', async () => {
    await begunDay(money);
    const [alice, bob, carol] = [await money.holder('10', '20'), await money.holder(), await money.managed('10')];
    const [ten, twenty] = await Promise.all(['10', '20'].map(amount => money.filled(alice, money.order(alice, bob, amount))));
    const pay = async (filled: object): Promise<Awaited<ReturnType<Bank['endorse']>>> => bank.endorse(alice.person, 'Pay', filled);
    // T1 spends a coin; T2 spends the same; T3 issues, which reads no coin; T4 pays who is frozen meanwhile; T5 spends another coin.
    const t1 = await pay(ten ?? {});
    const t2 = await pay({ ...ten, paymentId: 'k03-again' });
    const t4 = await money.endorsed(alice, carol, '20');
    const t5 = await pay(twenty ?? {});
    const t3 = await bank.endorse(bank.issuer, 'Issue', money.issueRequest(alice, ['5']));
    const freeze = await bank.endorse(carol.person, 'FreezeWallet', carol.walletId, 'k03');
    const codes = [];
    for (const one of [t1, t2, t3, freeze, t4, t5]) codes.push((await one.commit()).code);
    assert.deepEqual(codes, [VALID, MVCC_READ_CONFLICT, VALID, VALID, MVCC_READ_CONFLICT, VALID]);
});

test('K05: no contract asks a rich query or the history of a key, in a submitted function or elsewhere', () => {
    const src = join(CHAINCODE_DIR, 'src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
    assert.ok(files.length > 40);
    for (const file of files) assert.doesNotMatch(readFileSync(join(src, file), 'utf8'), /getQueryResult|getPrivateDataQueryResult|getHistoryForKey/, file);
});

test('K07: at one moment one stripe lets one payment pass, and sixteen let sixteen', async () => {
    for (const [stripes, pass] of [[1, 1], [16, 16]] as const) {
        const own = await Programme.with(bank, { limits: [limit('day', '1600', { stripes })] });
        await begunDay(own);
        const [alice, bob] = [await own.holder(...Array.from({ length: 16 }, () => '10')), await own.holder()];
        const endorsed = [];
        for (const [n, { coinId }] of (await own.coins(alice)).entries()) {
            const filled = { ...own.order(alice, bob, '10'), coins: [coinId], change: '0', stripes: { 'programme/day': [n % stripes] } };
            endorsed.push(await bank.endorse(alice.person, 'Pay', filled));
        }
        const codes = [];
        for (const one of endorsed) codes.push((await one.commit()).code);
        assert.equal(codes.filter(code => code === VALID).length, pass);
    }
});

test('K09: two organisations endorse the same bytes, and they are canonical', async () => {
    const [alice, bob] = [await money.holder('10'), await money.holder()];
    const endorsed = await money.endorsed(alice, bob, '7');
    const text = Buffer.from(endorsed.result).toString('utf8');
    assert.equal(canonicalJson(JSON.parse(text) as object), text);
    assert.equal((await endorsed.commit()).code, VALID);
});

test('L05: a payment that was endorsed yesterday and held back dies once somebody has paid today', async () => {
    const own = await Programme.with(bank, { limits: [limit('day', '100')] });
    const [alice, bob, carol] = [await own.holder('100', '100'), await own.holder(), await own.holder('10')];
    await begunDay(own);
    const withheld = await own.endorsed(alice, bob, '100');
    bank.now += 86_400_000;
    await own.pay(carol, bob, '10');
    assert.equal((await withheld.commit()).code, MVCC_READ_CONFLICT);
    await own.pay(alice, bob, '100');
    await own.refused('LIMIT_AMOUNT', alice, bob, '1');
});
