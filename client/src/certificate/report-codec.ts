// Reads the report out of the answer that was signed.
import type { Report } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that the verification itself depends on. The rest is the chaincode's, whose answer the organisations signed. */
function isReport(value: unknown): value is Report {
    if (!isObject(value) || value['v'] !== 1 || typeof value['readAt'] !== 'string') return false;
    const { vehicle, judgement } = value;
    return isObject(vehicle) && typeof vehicle['vin'] === 'string' && Number.isSafeInteger(vehicle['entries']) && typeof vehicle['headHash'] === 'string'
        && isObject(judgement) && typeof judgement['verdict'] === 'string' && typeof judgement['reason'] === 'string'
        && Number.isSafeInteger(judgement['rulesVersion']) && Array.isArray(judgement['findings']);
}

/** @throws CarnetError PROOF_REPORT_UNREADABLE */
export function readReport(payload: string): Report {
    let value: unknown;
    try {
        value = JSON.parse(payload);
    } catch (cause) {
        throw new CarnetError('PROOF_REPORT_UNREADABLE', 'The signed answer is not the JSON of a report.', { cause });
    }
    if (!isReport(value)) throw new CarnetError('PROOF_REPORT_UNREADABLE', 'The signed answer is not a report of version 1.');
    return value;
}
