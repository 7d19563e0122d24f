// Amounts as people write them and as the ledger has them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount, parseAmount } from '@carnet/client/dist/wallets/amounts.js';
import { refusalOf } from '../refusal.js';

const EUR = { code: 'EUR', scale: 2 };
const JPY = { code: 'JPY', scale: 0 };
const BHD = { code: 'BHD', scale: 3 };

test('minor units are shown with the currency\'s decimals', () => {
    assert.deepEqual(['1250', '5', '0', '-300', '999999999999999999'].map(amount => formatAmount(amount, EUR)),
        ['12.50 EUR', '0.05 EUR', '0.00 EUR', '-3.00 EUR', '9999999999999999.99 EUR']);
    assert.deepEqual([formatAmount('1250', JPY), formatAmount('-7', BHD)], ['1250 JPY', '-0.007 BHD']);
});

test('what people write is read exactly, and both directions agree', () => {
    assert.deepEqual(['12.50', '12.5', '12', '0.05', '007'].map(text => parseAmount(text, EUR)), ['1250', '1250', '1200', '5', '700']);
    assert.deepEqual([parseAmount('1250', JPY), parseAmount('1.25', BHD)], ['1250', '1250']);
    for (const amount of ['1', '99', '100', '123456789012345678']) {
        for (const currency of [EUR, JPY, BHD]) assert.equal(parseAmount(formatAmount(amount, currency).split(' ')[0] ?? '', currency), amount);
    }
});

test('what could be meant in two ways, or is no amount, is refused', async () => {
    for (const text of ['', '-1', '+1', '1,50', '1 000', '1e3', '1.', '.5', '12.345', '0', '0.00', '１', 'abc', '12abc', '12345678901234567.00', `1${'0'.repeat(30)}`]) {
        assert.equal((await refusalOf(() => parseAmount(text, EUR))).code, 'AMOUNT_INVALID', text);
    }
    assert.match((await refusalOf(() => parseAmount('1.5', JPY))).message, /JPY has 0 decimals/);
});
