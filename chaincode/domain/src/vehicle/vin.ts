// The check of a vehicle identification number (ISO 3779 form, 49 CFR 565 check digit where North America requires it).

/** What a writer must confirm before an unusual VIN is registered. */
export const VIN_WARNINGS = ['CHECK_DIGIT_NA', 'SERIAL_NOT_NUMERIC', 'SMALL_MANUFACTURER'] as const;
/**
 * CHECK_DIGIT_NA: the check digit is wrong where the first character is 1–5 (North America).
 * SERIAL_NOT_NUMERIC: the last four characters are not all digits (ISO 3779 asks for it).
 * SMALL_MANUFACTURER: third character 9, so that the maker is known only with characters 12 to 14 (ISO 3780).
 */
export type VinWarning = typeof VIN_WARNINGS[number];

export interface VinCheck {
    readonly accept: boolean;
    /** Trimmed and in capitals where accepted; else as given. */
    readonly vin: string;
    readonly warnings: readonly VinWarning[];
}

/** ASCII only before upper-casing: `ſ` and `ı` would otherwise become S and I. */
const FORM = /^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$/;
const ALL_EQUAL = /^(.)\1{16}$/;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const LETTER_VALUES: Readonly<Record<string, number>> = {
    A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9,
};

/** 49 CFR 565.15: the check digit that the other sixteen characters of a VIN ask for, 0–9 or X. */
export function vinCheckDigit(vin: string): string {
    const sum = WEIGHTS.reduce((total, weight, index) => {
        const character = vin.charAt(index);
        return total + weight * (LETTER_VALUES[character] ?? Number(character));
    }, 0);
    return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/**
 * Accepts 17 characters without I, O and Q that are not all the same, after trimming and upper-casing.
 * European VINs carry neither check digit nor model year: nothing is derived from them.
 */
export function checkVin(text: string): VinCheck {
    const trimmed = text.trim();
    if (!FORM.test(trimmed)) return { accept: false, vin: text, warnings: [] };
    const vin = trimmed.toUpperCase();
    if (ALL_EQUAL.test(vin)) return { accept: false, vin: text, warnings: [] };
    const warnings: VinWarning[] = [];
    if (/^[1-5]/.test(vin) && vinCheckDigit(vin) !== vin.charAt(8)) warnings.push('CHECK_DIGIT_NA');
    if (!/[0-9]{4}$/.test(vin)) warnings.push('SERIAL_NOT_NUMERIC');
    if (vin.charAt(2) === '9') warnings.push('SMALL_MANUFACTURER');
    return { accept: true, vin, warnings };
}
