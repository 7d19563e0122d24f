// Requests of PolicyWallet: what is taken, and by which code and field each fault is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    captureCodec, CarnetFailure, consolidationCodec, issueCodec, orderCodec, payeeCodec, paymentCodec, programmeCodec, recoveryCodec,
    redemptionCodec, refundCodec, reservationCodec, returnCodec, walletCodec,
} from '@carnet/domain';

const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const COINS = [`${HASH}.0`, `${HASH}.15`];
const PROGRAMME = { programmeId: 'fleet', name: 'Fleet money', currency: { code: 'EUR', scale: 2 }, issueLimit: '5000000', roster: 'board' };
const PAYEE = { programmeId: 'fleet', payeeId: 'garage', name: 'Garage du Pont', walletId: 'w-2', category: '7538', country: 'FR', region: 'FR-75', groups: ['a'] };
const WALLET = { walletId: 'w-1', programmeId: 'fleet', mspId: 'Org1MSP', publicKeyHash: HASH, roster: 'board', recoveryDelaySeconds: 0 };
const ORDER = {
    paymentId: 'p-1', walletId: 'w-1', payeeId: 'garage', amount: '1250', currency: 'EUR', channel: 'pos', reference: 'order 7',
    offer: { vin: 'VF1KG1PBE34488860', offerId: 'o-1', salt: HASH },
} as const;
const PAYMENT = { ...ORDER, coins: COINS, change: '0', stripes: { 'programme/day': [3, 0], 'wallet/day': [63] }, decisionId: 'd-1' };
interface Decoding { decode(json: string): unknown }
const REQUESTS: readonly (readonly [Decoding, object])[] = [
    [programmeCodec, PROGRAMME], [payeeCodec, PAYEE], [walletCodec, WALLET], [orderCodec, ORDER], [paymentCodec, PAYMENT],
    [recoveryCodec, { decisionId: 'd-1', walletId: 'w-1', newKeyHash: HASH, kind: 'lost' }],
    [issueCodec, { issueId: 'i-1', programmeId: 'fleet', walletId: 'w-1', amounts: ['1', '999999999999999999'], expiresAt: '2030-01-01T00:00:00.000Z' }],
    [consolidationCodec, { consolidationId: 'c-1', walletId: 'w-1', coins: COINS }],
    [redemptionCodec, { redemptionId: 'r-1', payeeId: 'garage', programmeId: 'fleet', coins: COINS }],
    [returnCodec, { returnId: 'r-1', walletId: 'w-1', coins: COINS }],
    [reservationCodec, { ...PAYMENT, capturableFrom: '2030-01-01T00:00:00.000Z', expiresAt: '2030-01-02T00:00:00.000Z' }],
    [captureCodec, { programmeId: 'fleet', paymentId: 'p-1', amount: '1' }],
    [refundCodec, { refundId: 'f-1', programmeId: 'fleet', paymentId: 'p-1', amount: '1', coins: COINS, change: '7' }],
];

function refusal(codec: Decoding, request: unknown): readonly [string, unknown] {
    try {
        codec.decode(JSON.stringify(request));
    } catch (error) {
        if (error instanceof CarnetFailure) return [error.code, error.parameters['field']];
        throw error;
    }
    return assert.fail(`was taken: ${JSON.stringify(request)}`);
}

test('every field of every request is taken', () => {
    for (const [codec, request] of REQUESTS) assert.deepEqual(codec.decode(JSON.stringify(request)), request);
});

test('an amount that is no plain decimal text of minor units is AMOUNT_INVALID wherever it stands', () => {
    const bad = ['1e3', '-1', '+1', '０１', '01', '', ' 1', '1 ', '1.5', '0x10', '٣', '12abc', '1n', '1'.repeat(19), `1${'0'.repeat(30)}`, 1, null, [], {}, true];
    for (const value of bad) {
        assert.deepEqual(refusal(programmeCodec, { ...PROGRAMME, issueLimit: value }), ['AMOUNT_INVALID', 'programme.issueLimit'], JSON.stringify(value));
        for (const field of ['amount', 'change']) {
            assert.deepEqual(refusal(paymentCodec, { ...PAYMENT, [field]: value }), ['AMOUNT_INVALID', `payment.${field}`], JSON.stringify(value));
        }
    }
    // Numbers that JSON.parse would round are none to begin with.
    for (const [number, code] of [[2 ** 53, 'OUT_OF_RANGE'], [1e30, 'WRONG_TYPE'], [1.5, 'WRONG_TYPE']] as const) {
        assert.deepEqual(refusal(paymentCodec, { ...PAYMENT, amount: number }), [code, 'payment.amount']);
    }
    assert.deepEqual(refusal(paymentCodec, { ...PAYMENT, amount: '0' }), ['AMOUNT_INVALID', 'payment.amount']);
});

test('a coin named twice is DUPLICATE_COIN, and what is no coin id is refused by its place', () => {
    const pay = (coins: readonly unknown[]): readonly [string, unknown] => refusal(paymentCodec, { ...PAYMENT, coins });
    assert.deepEqual(pay([...COINS, `${HASH}.0`]), ['DUPLICATE_COIN', 'payment.coins[2]']);
    assert.deepEqual(pay([]), ['OUT_OF_RANGE', 'payment.coins']);
    assert.deepEqual(pay(Array.from({ length: 17 }, (_, index) => `${HASH}.${index}`)), ['OUT_OF_RANGE', 'payment.coins']);
    for (const bad of [HASH, `${HASH}.`, `${HASH}.01`, `${HASH}.-1`, `${HASH.toUpperCase()}.0`, `${HASH}.0/`, `${HASH.slice(1)}.0`]) {
        assert.deepEqual(pay([bad]), ['INVALID_VALUE', 'payment.coins[0]'], bad);
    }
});

test('stripes are named by layer and limit, each once', () => {
    const named = (stripes: unknown): readonly [string, unknown] => refusal(paymentCodec, { ...PAYMENT, stripes });
    assert.deepEqual(named({ day: [0] }), ['UNKNOWN_FIELD', 'payment.stripes.day']);
    assert.deepEqual(named({ 'programme/': [0] }), ['UNKNOWN_FIELD', 'payment.stripes.?']);
    assert.deepEqual(named({ 'wallet/day': [] }), ['OUT_OF_RANGE', 'payment.stripes.wallet/day']);
    assert.deepEqual(named({ 'wallet/day': [64] }), ['OUT_OF_RANGE', 'payment.stripes.wallet/day[0]']);
    assert.deepEqual(named({ 'wallet/day': [1, 1] }), ['INVALID_VALUE', 'payment.stripes.wallet/day[1]']);
    assert.deepEqual(named([]), ['WRONG_TYPE', 'payment.stripes']);
    assert.deepEqual(named(Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`wallet/l${index}`, [0]]))), ['OUT_OF_RANGE', 'payment.stripes']);
});

test('places and trades have the forms of their standards, and the groups of a payee are a set', () => {
    const payee = (change: object): readonly [string, unknown] => refusal(payeeCodec, { ...PAYEE, ...change });
    for (const category of ['753', '75380', '753a', '７５３８', '-538']) assert.equal(payee({ category })[1], 'payee.category', category);
    for (const country of ['F', 'fr', 'FRA', 'ＦＲ']) assert.equal(payee({ country })[1], 'payee.country', country);
    for (const region of ['FR', 'FR-', 'FR75', 'FR-7500', 'fr-75', 'DE-BY']) assert.equal(payee({ region })[1], 'payee.region', region);
    assert.deepEqual(payee({ groups: ['a', 'a'] }), ['INVALID_VALUE', 'payee.groups[1]']);
    assert.deepEqual(payeeCodec.decode(JSON.stringify({ ...PAYEE, groups: ['b', 'B', 'a'] })).groups, ['B', 'a', 'b']);
});

test('a holder is named by organisation and key together', () => {
    const { mspId, publicKeyHash, ...own } = WALLET;
    assert.deepEqual(walletCodec.decode(JSON.stringify(own)), own);
    assert.deepEqual(refusal(walletCodec, { ...own, mspId }), ['MISSING_FIELD', 'wallet.publicKeyHash']);
    assert.deepEqual(refusal(walletCodec, { ...own, publicKeyHash }), ['MISSING_FIELD', 'wallet.mspId']);
});

test('the VIN of an order has one way to be written, since the order is hashed', () => {
    for (const vin of ['vf1kg1pbe34488860', ' VF1KG1PBE34488860', 'VF1', 'VF1KG1PBE3448886O']) {
        assert.deepEqual(refusal(orderCodec, { ...ORDER, offer: { ...ORDER.offer, vin } }), ['INVALID_VIN', 'order.offer.vin'], vin);
    }
});
