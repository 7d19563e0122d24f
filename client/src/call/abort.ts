// The caller's AbortSignal as an error that says what became of the transaction.
import { CarnetError, type Outcome } from '../errors/carnet-error.js';

/**
 * @param outcome of the call, if it ends here
 * @throws CarnetError ABORTED_BY_CALLER once the signal was triggered
 */
export function throwIfAborted(signal: AbortSignal | undefined, outcome: Outcome, transactionId?: string): void {
    if (signal?.aborted !== true) return;
    const sentence = outcome === 'unknown'
        ? 'The caller ended the call after the transaction was submitted: its outcome is not known.'
        : 'The caller ended the call before anything was submitted.';
    throw new CarnetError('ABORTED_BY_CALLER', sentence, { transactionId, outcome, retryable: true, cause: signal.reason });
}
