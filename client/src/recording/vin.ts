// The VIN as the ledger keeps it, refused before anything is sent.
import { checkVin } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

/**
 * @param field how errors name it
 * @returns trimmed and in capitals
 * @throws CarnetError INVALID_VIN
 */
export function requireVin(text: string, field = 'vin'): string {
    const { accept, vin } = checkVin(text);
    if (!accept) throw new CarnetError('INVALID_VIN', 'A VIN has 17 characters of A–H, J–N, P, R–Z and 0–9, not all the same.', { details: { field } });
    return vin;
}
