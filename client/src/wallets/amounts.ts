// Amounts as people write them, with the currency's decimals, and as the ledger has them, in minor units.
import { AMOUNT_MAX_DIGITS, formatAmount as decimalText, type Amount, type Policy } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

/** Three capitals, and how many decimals amounts are written with. */
export type Currency = Policy['currency'];

/** `1250` of a currency with two decimals is `12.50 EUR`; a leg of the journal may have a sign. */
export function formatAmount(amount: string, { code, scale }: Currency): string {
    const sign = amount.startsWith('-') ? '-' : '';
    return `${sign}${decimalText(amount.slice(sign.length), scale)} ${code}`;
}

/**
 * `12.50` or `12` of a currency with two decimals is `1250`. A comma, a sign, spaces between digits and more decimals than the currency has are
 * refused: nobody should have to guess whether 1,250 is much or little.
 * @throws CarnetError AMOUNT_INVALID
 */
export function parseAmount(text: string, { code, scale }: Currency, field = 'amount'): Amount {
    const [, whole, decimals = ''] = /^(\d{1,18})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
    const refuse = (sentence: string): CarnetError => new CarnetError('AMOUNT_INVALID', sentence, { details: { field } });
    if (whole === undefined) throw refuse(`Write an amount of ${code} as ${scale === 0 ? '12' : `12.${'50'.padEnd(scale, '0').slice(0, scale)}`}.`);
    if (decimals.length > scale) throw refuse(`${code} has ${scale} decimals.`);
    const minor = `${whole}${decimals.padEnd(scale, '0')}`.replace(/^0+(?=\d)/, '');
    if (minor === '0') throw refuse('An amount is more than nothing.');
    if (minor.length > AMOUNT_MAX_DIGITS) throw refuse(`An amount has at most ${AMOUNT_MAX_DIGITS} digits.`);
    return minor;
}
