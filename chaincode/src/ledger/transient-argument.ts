// A confidential argument: it reaches the peer beside the transaction, in the transient data, and never the ledger.
import { CarnetFailure } from '@carnet/domain';
import type { LedgerContext } from './ledger-context';

/**
 * The text of the only transient value that the function takes.
 * @throws CarnetFailure MISSING_FIELD, UNKNOWN_FIELD where others stand beside it, TOO_LARGE, MALFORMED_TEXT
 */
export function transientArgument(context: LedgerContext, name: string, maxBytes: number): string {
    const values = context.stub.getTransient();
    const bytes = values.get(name);
    if (bytes === undefined) throw new CarnetFailure('MISSING_FIELD', `Send ${name} as transient data.`, { field: name });
    // The names of the others are not repeated: somebody may have sent a secret in the place of a name.
    if (values.size > 1) throw new CarnetFailure('UNKNOWN_FIELD', `Send no transient data but ${name}.`, { field: name });
    if (bytes.length > maxBytes) throw new CarnetFailure('TOO_LARGE', `Send at most ${maxBytes} bytes.`, { field: name, limit: maxBytes });
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        throw new CarnetFailure('MALFORMED_TEXT', 'The argument is not valid UTF-8.', { field: name });
    }
}

/**
 * Reads a confidential argument. A refusal keeps its code and place, but repeats no field name that the caller made up: it could be the secret.
 * @param known names that a path may show
 * @throws CarnetFailure what the decoder throws
 */
export function decodedInConfidence<T>(decode: () => T, known: readonly string[]): T {
    try {
        return decode();
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        const { field } = error.parameters;
        if (typeof field !== 'string') throw error;
        throw error.with({ field: field.replace(/[^.[\]]+/g, step => known.includes(step) || /^\d+$/.test(step) ? step : '?') });
    }
}
