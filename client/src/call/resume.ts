// Settles the transactions that a journal kept from an earlier run of the program.
import { CarnetError } from '../errors/carnet-error.js';
import { readValidation } from '../errors/validation.js';
import { deliver } from './deliver.js';
import type { SignedTransaction } from './journal.js';
import type { Session } from './session.js';
import { removeFromJournal } from './submit.js';

/** What became of one transaction of the journal. */
export type Resumed = {
    readonly transactionId: string;
    /** `Contract:Function` */
    readonly call: string;
    readonly signedAt: string;
} & (
    | { readonly outcome: 'committed'; readonly blockNumber: bigint; readonly result: string }
    /** For certain not on the ledger, and never will be: the call may be made anew. */
    | { readonly outcome: 'rejected'; readonly error: CarnetError }
    /** Kept in the journal, unless the code is DUPLICATE_TXID. */
    | { readonly outcome: 'unknown'; readonly error: CarnetError }
);

export interface ResumeOptions {
    readonly signal?: AbortSignal;
    readonly onSettled?: (resumed: Resumed) => void;
}

/** Bytes that are of no transaction, or of another one: to send them would settle something else than was asked. */
function requireWhole(session: Session, { transactionId, bytes }: SignedTransaction): void {
    let found: string | undefined;
    let cause: unknown;
    try {
        found = session.restore({ bytes }).getTransactionId();
    } catch (error) {
        cause = error;
    }
    if (found === transactionId) return;
    throw new CarnetError('JOURNAL_CORRUPT', 'What the journal kept under this id is not the signed transaction.', { transactionId, outcome: 'unknown', cause });
}

async function settle(session: Session, kept: SignedTransaction, signal: AbortSignal | undefined): Promise<Resumed> {
    const { transactionId, call, signedAt } = kept;
    try {
        const status = await deliver(session, kept, { overall: Date.now() + session.deadlines.overall, signal, sentBefore: true });
        if (status.successful) {
            await removeFromJournal(session, transactionId, 'committed');
            const result = Buffer.from(session.restore(kept).getResult()).toString('utf8');
            return { transactionId, call, signedAt, outcome: 'committed', blockNumber: status.blockNumber, result };
        }
        const { error } = readValidation(status);
        await removeFromJournal(session, transactionId, error.outcome);
        return { transactionId, call, signedAt, outcome: error.outcome === 'unknown' ? 'unknown' : 'rejected', error };
    } catch (error) {
        if (!(error instanceof CarnetError) || error.code === 'JOURNAL_FAILED' || error.code === 'ABORTED_BY_CALLER') throw error;
        return { transactionId, call, signedAt, outcome: 'unknown', error };
    }
}

/** One after another, oldest first. @throws CarnetError SETTING_MISSING without a journal, JOURNAL_FAILED, JOURNAL_CORRUPT, ABORTED_BY_CALLER */
export async function resume(session: Session, { signal, onSettled }: ResumeOptions): Promise<Resumed[]> {
    if (session.journal === undefined) throw new CarnetError('SETTING_MISSING', 'Give connect() the option journal.', { details: { option: 'journal' } });
    session.requireOpen();
    const settled: Resumed[] = [];
    const all = await session.journal.list();
    for (const kept of all) requireWhole(session, kept);
    for (const kept of all) {
        const resumed = await settle(session, kept, signal);
        settled.push(resumed);
        onSettled?.(resumed);
    }
    return settled;
}
