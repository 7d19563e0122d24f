// The typing errors that a hint can name, and what the writer may have meant.
import type { OdometerCorrection } from './entry';

/** Highest value that an odometer can show. */
const HIGHEST = 9_999_999;

export const REPAIRS = ['UNIT_MIXUP', 'EXTRA_DIGIT', 'MISSING_DIGIT', 'TRANSPOSED'] as const;
export type Repair = typeof REPAIRS[number];

/** Numbers as they are written: without a zero in front. */
function numbers(texts: readonly string[]): number[] {
    return texts.filter(text => /^(?:0|[1-9]\d*)$/.test(text)).map(Number).filter(number => number <= HIGHEST);
}

function withoutOneDigit(digits: string): string[] {
    return Array.from(digits, (_, at) => digits.slice(0, at) + digits.slice(at + 1));
}

function withOneDigitMore(digits: string): string[] {
    const texts: string[] = [];
    for (let at = 0; at <= digits.length; at++) {
        for (let digit = 0; digit <= 9; digit++) texts.push(digits.slice(0, at) + String(digit) + digits.slice(at));
    }
    return texts;
}

function withNeighboursSwapped(digits: string): string[] {
    return Array.from(digits.slice(1), (right, at) => digits.slice(0, at) + right + digits.charAt(at) + digits.slice(at + 2))
        .filter(text => text !== digits);
}

/** What may have been meant by a reading that was written with this error. */
export function meantBy({ value, unit }: OdometerCorrection, repair: Repair): OdometerCorrection[] {
    if (repair === 'UNIT_MIXUP') return [{ value, unit: unit === 'km' ? 'mi' : 'km' }];
    const written = { EXTRA_DIGIT: withoutOneDigit, MISSING_DIGIT: withOneDigitMore, TRANSPOSED: withNeighboursSwapped }[repair](String(value));
    return numbers(written).map(meant => ({ value: meant, unit }));
}
