// Amounts of money as they are sent: decimal texts of minor units, never numbers.
import { refuseField, type Decoder } from '../codec/decoder';
import { AMOUNT_MAX_DIGITS, type Amount } from './policy';

const POSITIVE = new RegExp(`^[1-9][0-9]{0,${AMOUNT_MAX_DIGITS - 1}}$`);

/** Whether a text is an amount of money that can move: 1…10^18 − 1 minor units. */
export function isAmount(value: unknown): value is Amount {
    return typeof value === 'string' && POSITIVE.test(value);
}

/** 1…10^18 − 1, also the `max` of a limit. @throws AMOUNT_INVALID */
export const amount: Decoder<Amount> = (value, field) => isAmount(value)
    ? value : refuseField('AMOUNT_INVALID', field, 'Send a text of 1 to 18 digits, the first not 0.');

/** As `amount`, or '0': bounds, and change. @throws AMOUNT_INVALID */
export const amountOrZero: Decoder<Amount> = (value, field) => value === '0' || isAmount(value)
    ? value : refuseField('AMOUNT_INVALID', field, 'Send 0, or a text of 1 to 18 digits, the first not 0.');

/** Minor units as people write them: `formatAmount('5000', 2)` is `50.00`, `formatAmount('5', 2)` is `0.05`. @param scale decimals, 0…6 */
export function formatAmount(minorUnits: string, scale: number, decimalPoint = '.'): string {
    if (scale === 0) return minorUnits;
    const digits = minorUnits.padStart(scale + 1, '0');
    return `${digits.slice(0, -scale)}${decimalPoint}${digits.slice(-scale)}`;
}
