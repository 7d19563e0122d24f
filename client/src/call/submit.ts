// Submits a call until it is on the ledger, is refused for good, or time is over.
import type { Status } from '@hyperledger/fabric-gateway';
import { CarnetError, type Attempt, type Outcome } from '../errors/carnet-error.js';
import { readValidation } from '../errors/validation.js';
import { throwIfAborted } from './abort.js';
import { ask, delayAfter, MOST_DISAGREEMENTS, type Failed } from './asking.js';
import { pause } from './backoff.js';
import type { OverallDeadline } from './deadline.js';
import { deliver } from './deliver.js';
import { endorsement } from './endorse.js';
import { nameOf, type Committed, type Invocation, type SubmitOptions } from './invocation.js';
import type { SignedTransaction } from './journal.js';
import type { Session } from './session.js';

type AttemptResult = { readonly committed: Omit<Committed, 'attempts'> } | { readonly failed: Failed };

async function writeToJournal(session: Session, signed: SignedTransaction): Promise<void> {
    try {
        await session.journal?.write(signed);
    } catch (cause) {
        throw new CarnetError('JOURNAL_FAILED', 'The journal could not keep the signed transaction, so it was not submitted.', {
            transactionId: signed.transactionId, outcome: 'rejected', cause,
        });
    }
}

/** Called once the outcome is known. */
export async function removeFromJournal(session: Session, transactionId: string, outcome: Outcome): Promise<void> {
    try {
        await session.journal?.remove(transactionId);
    } catch (cause) {
        throw new CarnetError('JOURNAL_FAILED', 'The journal could not remove a transaction whose outcome is known.', { transactionId, outcome, cause });
    }
}

async function attemptOnce(session: Session, invocation: Invocation, options: SubmitOptions, overall: OverallDeadline): Promise<AttemptResult> {
    const endorsed = await ask(session, invocation, options, overall, endorsement(session, options));
    if ('failed' in endorsed) return endorsed;
    const signed = await session.sign(endorsed.answer, invocation);
    const { transactionId } = signed;
    await writeToJournal(session, signed);
    let status: Status;
    try {
        status = await deliver(session, signed, { overall, signal: options.signal });
    } catch (error) {
        // What is unknown stays in the journal; what was never sent need not.
        if (error instanceof CarnetError && error.outcome === 'rejected') await removeFromJournal(session, transactionId, 'rejected');
        throw error;
    }
    if (status.successful) {
        await removeFromJournal(session, transactionId, 'committed');
        const result = Buffer.from(endorsed.answer.getResult()).toString('utf8');
        return { committed: { result, transactionId, blockNumber: status.blockNumber } };
    }
    const { error, remedy } = readValidation(status);
    // An id that is taken stays taken: sending the bytes again could not help.
    await removeFromJournal(session, transactionId, error.outcome);
    return { failed: { transactionId, error, remedy } };
}

function mayRepeat({ remedy }: Failed, failures: readonly Failed[], options: SubmitOptions, attempts: number): boolean {
    if (failures.length >= attempts) return false;
    const times = failures.filter(failure => failure.remedy === remedy).length;
    switch (remedy) {
    case 'none': return false;
    case 'propose again': return true;
    case 'propose once more': return times <= 1;
    case 'propose again, peers disagree': return times < MOST_DISAGREEMENTS;
    case 'propose again if idempotent': return options.idempotent === true;
    }
}

/** A failure of the last proposal says nothing about an earlier one whose id was taken: that one's outcome stays unknown. */
function outcomeOf(last: Outcome, earlier: readonly Failed[]): Outcome {
    return last === 'rejected' && earlier.some(({ error }) => error.outcome === 'unknown') ? 'unknown' : last;
}

async function submitOrThrow(session: Session, invocation: Invocation, options: SubmitOptions, failures: Failed[]): Promise<Committed> {
    const { signal } = options;
    const { backoff, deadlines } = session;
    const overall = Date.now() + deadlines.overall;
    for (;;) {
        throwIfAborted(signal, 'rejected', failures.at(-1)?.transactionId);
        const result = await attemptOnce(session, invocation, options, overall);
        if ('committed' in result) return { ...result.committed, attempts: failures.length + 1 };
        failures.push(result.failed);
        const delay = delayAfter(result.failed.remedy, session, failures.length);
        const repeat = mayRepeat(result.failed, failures, options, backoff.attempts) && Date.now() + delay < overall;
        if (!repeat) throw result.failed.error;
        await pause(delay, signal);
    }
}

/**
 * @returns once the transaction is VALID on the gateway's peer
 * @throws CarnetError; where several transactions were proposed, `details.attempts` lists them
 */
export async function submit(session: Session, invocation: Invocation, options: SubmitOptions): Promise<Committed> {
    const failures: Failed[] = [];
    try {
        return await submitOrThrow(session, invocation, options, failures);
    } catch (error) {
        if (!(error instanceof CarnetError)) throw error;
        const attempts: Attempt[] = failures.map(failure => ({ transactionId: failure.transactionId, code: failure.error.code }));
        throw error.with({
            outcome: outcomeOf(error.outcome, failures),
            details: { call: nameOf(invocation), ...attempts.length > 1 ? { attempts } : {} },
        });
    }
}
