// Title for money: the vehicle changes its keeper in the transaction that pays for it, or neither happens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    canonicalHash, replayBook, saleTerms,
    type HistoryPage, type PaymentRequest, type Policy, type Vehicle,
} from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';
import { MoneyWorld, PROGRAMME } from './money-world.js';
import { VEHICLE, VIN } from './valid-requests.js';

const PAY = 'PolicyWallet:Pay';
const SALT = 'a'.repeat(64);
const OFFER = { vin: VIN, offerId: 'o-1', salt: SALT };
/** Cars may be bought, and nothing else. */
const CARS: Policy = { ...VOUCHER, limits: [], rules: [{ id: 'cars', effect: 'allow', when: { categories: [['5511', '5511']] } }] };

/** The dealer has the car in stock and offers it for 9 000.00, to be paid to his payee `garage`; Alice has 10 000.00. */
async function worldWithOffer(change: Partial<Record<'amount' | 'payeeId' | 'salt', string>> = {}): Promise<MoneyWorld> {
    const world = await MoneyWorld.open(CARS);
    await world.register({ payeeId: 'garage', walletId: 'w-merchant', category: '5511', country: 'FR' });
    await world.issue('w-alice', ['1000000']);
    await world.done('merchant', 'VehicleRecord:RegisterVehicle', VIN, JSON.stringify({ ...VEHICLE, odometerUnit: 'km' }));
    await world.done('merchant', 'VehicleRecord:RecordEntry', VIN, JSON.stringify({ entryId: 'in', type: 'STOCK_IN', date: '2026-03-04', source: 'dealer' }));
    const terms = saleTerms(PROGRAMME, { payeeId: 'garage', amount: '900000', currency: 'EUR', ...change }, change.salt ?? SALT);
    await world.done('merchant', 'VehicleRecord:OfferSale', VIN, JSON.stringify({ offerId: 'o-1', validUntil: '2026-03-10', termsHash: canonicalHash(terms) }));
    return world;
}

async function payment(world: MoneyWorld, change: Partial<PaymentRequest> = {}): Promise<PaymentRequest> {
    return world.payment('alice', '900000', { payeeId: 'garage', channel: 'online', offer: OFFER, ...change });
}

async function vehicle(world: MoneyWorld): Promise<Vehicle> {
    return (await world.done<Vehicle>('merchant', 'VehicleRecord:ReadVehicle', VIN)).answer;
}

test('J01: the money, the keeper, the end of the offer and of the stock are one transaction with one event', async () => {
    const world = await worldWithOffer();
    const before = await vehicle(world);
    assert.deepEqual([before.inStockOf, before.offer?.offerId, before.keeperChanges], ['Org2MSP', 'o-1', 0]);
    const request = await payment(world);
    const { answer, ranges, events } = await world.done<{ transactionId: string }>('alice', PAY, JSON.stringify(request));
    assert.equal(ranges, 0);
    const after = await vehicle(world);
    assert.deepEqual([after.inStockOf, after.offer, after.keeperChanges, after.entries], [undefined, undefined, 1, before.entries + 1]);
    assert.deepEqual([await world.balance('w-alice'), await world.balance('w-merchant')], [100_000n, 900_000n]);
    const { answer: { entries } } = await world.done<HistoryPage>('merchant', 'VehicleRecord:ReadHistory', VIN, '100', '');
    const entry = entries.at(-1);
    assert.deepEqual([entry?.type, entry?.mspId, entry?.entryId, entry?.refs, entry?.transactionId], [
        'KEEPER_CHANGED', 'Org1MSP', `meals:${request.paymentId}:sale`,
        { sale: { mspId: 'Org2MSP', offerId: 'o-1', programmeId: PROGRAMME, paymentId: request.paymentId } }, answer.transactionId,
    ]);
    assert.ok(replayBook(entries));
    assert.deepEqual(JSON.parse(events[0] ?? ''), { v: 1, type: 'VehicleSold', items: [{
        type: 'PAID', id: request.paymentId, programmeId: PROGRAMME, vin: VIN, offerId: 'o-1', mspId: 'Org1MSP', sequence: after.entries, hash: after.headHash,
        legs: [{ account: 'wallet:w-alice', amount: '-900000' }, { account: 'wallet:w-merchant', amount: '900000' }],
    }] });
    assert.equal(events.length, 1);
});

test('J03: an offer is taken once; the same payment again is the same payment', async () => {
    const world = await worldWithOffer();
    const request = await payment(world);
    const first = await world.submit('alice', PAY, request);
    assert.deepEqual(await world.submit('alice', PAY, request), first);
    await world.issue('w-bob', ['900000']);
    assert.equal(await world.code('bob', PAY, { ...await world.payment('bob', '900000', { payeeId: 'garage', channel: 'online', offer: OFFER }) }), 'OFFER_NOT_FOUND');
    assert.equal((await vehicle(world)).keeperChanges, 1);
});

test('payments of two programmes under one id buy one car twice, each with an entry of its own', async () => {
    const world = await worldWithOffer();
    const request = await payment(world);
    await world.submit('alice', PAY, request);
    // Sold back to the garage the next day, which offers it again, now for money of another programme.
    world.now += 86_400_000;
    await world.submit('issuer', 'PolicyWallet:CreateProgramme', { programmeId: 'second', name: 'Cars', currency: CARS.currency, issueLimit: '100000000', roster: 'board' });
    await world.publish({ ...CARS, id: 'second' }, 'second');
    for (const [name, walletId] of [['alice', 'a2'], ['merchant', 'm2']] as const) await world.submit(name, 'PolicyWallet:OpenWallet', { walletId, programmeId: 'second' });
    await world.register({ programmeId: 'second', payeeId: 'garage', walletId: 'm2', category: '5511', country: 'FR' });
    const [coin] = await world.issue('a2', ['900000'], { programmeId: 'second' });
    await world.done('merchant', 'VehicleRecord:RecordEntry', VIN, JSON.stringify({ entryId: 'in-2', type: 'STOCK_IN', date: '2026-03-05', source: 'dealer' }));
    const termsHash = canonicalHash(saleTerms('second', { payeeId: 'garage', amount: '900000', currency: 'EUR' }, SALT));
    await world.done('merchant', 'VehicleRecord:OfferSale', VIN, JSON.stringify({ offerId: 'o-2', validUntil: '2026-03-10', termsHash }));
    await world.submit('alice', PAY, { ...request, walletId: 'a2', coins: [coin?.coinId], change: '0', offer: { ...OFFER, offerId: 'o-2' } });
    assert.equal((await vehicle(world)).keeperChanges, 2);
});

test('J05, J07: without the money, or against the policy, the title does not move', async () => {
    const world = await worldWithOffer();
    await world.issue('w-bob', ['899999']);
    assert.equal(await world.code('bob', PAY, await world.payment('bob', '900000', { payeeId: 'garage', channel: 'online', offer: OFFER })), 'COINS_INSUFFICIENT');
    await world.register({ payeeId: 'garage', walletId: 'w-merchant', category: '5814', country: 'FR' });
    assert.equal(await world.code('alice', PAY, await payment(world)), 'NO_ALLOW_RULE');
    const { inStockOf, keeperChanges } = await vehicle(world);
    assert.deepEqual([inStockOf, keeperChanges, await world.balance('w-alice')], ['Org2MSP', 0, 1_000_000n]);
});

test('only the terms that were offered, to the seller, while the offer stands', async () => {
    for (const change of [{ amount: '899999' }, { payeeId: 'cafe' }, { salt: 'b'.repeat(64) }]) {
        const world = await worldWithOffer(change);
        assert.equal(await world.code('alice', PAY, await payment(world)), 'OFFER_TERMS_MISMATCH');
    }
    const world = await worldWithOffer();
    assert.equal(await world.code('alice', PAY, await payment(world, { offer: { ...OFFER, offerId: 'o-2' } })), 'OFFER_NOT_FOUND');
    assert.equal(await world.code('alice', PAY, await payment(world, { offer: { ...OFFER, vin: 'VF1KG1PBE34488861' } })), 'VEHICLE_NOT_FOUND');
    const withheld = await world.endorse('alice', PAY, JSON.stringify(await payment(world)));
    assert.equal(withheld.status, 200);
    world.now = Date.parse('2026-03-11T00:00:00.000Z');
    assert.equal(await world.code('alice', PAY, await payment(world)), 'OFFER_EXPIRED');
    await world.done('merchant', 'VehicleRecord:WithdrawOffer', VIN, 'o-1');
    assert.equal(withheld.commit(), false, 'a payment that was withheld until the offer was gone');
});

test('a payee of another organisation under the agreed name, or a wallet of that name, buys no car', async () => {
    const world = await worldWithOffer();
    await world.openWallet('carl');
    await world.register({ payeeId: 'garage', walletId: 'w-carl', category: '5511', country: 'FR' });
    assert.equal(await world.code('alice', PAY, await payment(world)), 'OFFER_TERMS_MISMATCH');
    const open = await worldWithOffer();
    const free: Policy = { ...CARS, version: 2, previousHash: null, transfer: { holderToHolder: true, split: true }, rules: [{ id: 'all', effect: 'allow', when: {} }] };
    assert.equal(free.rules.length, 1);
    assert.equal(await open.code('alice', PAY, await payment(open, { channel: 'p2p', payeeId: 'w-merchant' })), 'PAYEE_UNKNOWN');
});

test('nobody writes such an entry without a payment: its reference and its id are no writer\'s', async () => {
    const world = await worldWithOffer();
    const entry = { entryId: 'k-1', type: 'KEEPER_CHANGED', date: '2026-03-04', source: 'dealer' };
    const forge = async (change: object): Promise<unknown> => (await world.refused('merchant', 'VehicleRecord:RecordEntry', VIN, JSON.stringify({ ...entry, ...change }))).code;
    assert.equal(await forge({ refs: { sale: { mspId: 'Org2MSP', offerId: 'o-1', programmeId: PROGRAMME, paymentId: 'p' } } }), 'UNKNOWN_FIELD');
    assert.equal(await forge({ entryId: 'p:sale' }), 'INVALID_VALUE');
});
