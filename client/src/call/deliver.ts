// Brings one signed transaction onto the ledger: the same bytes are sent until the peer says what became of them.
import { status as Code } from '@grpc/grpc-js';
import { GatewayError, type Status, type Transaction } from '@hyperledger/fabric-gateway';
import { CarnetError } from '../errors/carnet-error.js';
import { throwIfAborted } from './abort.js';
import { pause } from './backoff.js';
import { callOptions, type OverallDeadline } from './deadline.js';
import type { SignedTransaction } from './journal.js';
import type { Session } from './session.js';

/** Milliseconds: the longest wait for a commit before the bytes are sent again. */
const LONGEST_WAIT = 30_000;
/** Milliseconds: the wait for a commit where the submit failed, so that it is the bytes rather than the wait that is tried again. */
const WAIT_AFTER_FAILURE = 1_000;

/** gRPC codes that the gateway gives before it turns to any orderer (internal/pkg/gateway/submit.go), or that come from this side. */
const NOT_SENT: ReadonlySet<number> = new Set([
    Code.INVALID_ARGUMENT, Code.FAILED_PRECONDITION, Code.NOT_FOUND, Code.PERMISSION_DENIED, Code.UNAUTHENTICATED, Code.UNIMPLEMENTED,
    Code.RESOURCE_EXHAUSTED,
]);

/** Refusals of the question itself: asking again gives the same answer. */
const NO_ANSWER: ReadonlySet<number> = new Set([
    Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED, Code.UNAUTHENTICATED, Code.UNIMPLEMENTED, Code.FAILED_PRECONDITION,
]);

/** Validation code of what stands under an id that another transaction had before. */
const DUPLICATE_TXID = 9;

/** gRPC codes as plain numbers, as the gateway's errors carry them. */
const ABORTED: number = Code.ABORTED;
const DEADLINE_EXCEEDED: number = Code.DEADLINE_EXCEEDED;

function isFinalRefusal(failure: GatewayError): boolean {
    return failure.code === ABORTED && failure.cause.details.startsWith('received unsuccessful response from orderer');
}

function asGatewayError(thrown: unknown): GatewayError {
    if (thrown instanceof GatewayError) return thrown;
    throw thrown;
}

class Delivery {
    readonly #transaction: Transaction;
    readonly #commit: ReturnType<Session['newCommit']>;
    /** Once an attempt was not refused for certain, the bytes may be with an orderer. */
    #mayBeSent = false;
    #lastFailure: GatewayError | undefined;

    constructor(
        private readonly session: Session,
        private readonly transactionId: string,
        bytes: Uint8Array,
        private readonly overall: OverallDeadline,
        private readonly signal: AbortSignal | undefined,
    ) {
        this.#transaction = session.restore({ bytes });
        this.#commit = session.newCommit(transactionId);
    }

    async run(sentBefore: boolean): Promise<Status> {
        this.#mayBeSent = sentBefore;
        for (let round = 1; ; round++) {
            const failure = await this.#send();
            const status = await this.#ask(failure === undefined ? this.session.deadlines.commitStatus * 2 ** (round - 1) : WAIT_AFTER_FAILURE);
            if (status !== undefined) return status;
            if (failure !== undefined && isFinalRefusal(failure)) throw this.#refused(failure);
            const delay = this.session.backoff.delay(round);
            if (Date.now() + delay >= this.overall) throw this.#unknown();
            // A commit that is merely late needs no further wait; where something failed at once, the next try should not follow at once.
            if (this.#lastFailure !== undefined && this.#lastFailure.code !== DEADLINE_EXCEEDED) await pause(delay, this.signal);
        }
    }

    /** @returns the failure where the ordering service did not say that it has the transaction */
    async #send(): Promise<GatewayError | undefined> {
        this.#throwIfEnded();
        try {
            await this.#transaction.submit(callOptions(this.session.deadlines.submit, this.overall, this.signal));
            this.#mayBeSent = true;
            return undefined;
        } catch (thrown) {
            if (!(thrown instanceof GatewayError && NOT_SENT.has(thrown.code))) this.#mayBeSent = true;
            this.#throwIfEnded();
            const failure = asGatewayError(thrown);
            if (!this.#mayBeSent) throw this.#refused(failure);
            this.#lastFailure = failure;
            return failure;
        }
    }

    /** @returns undefined where no commit was seen in time, or the peer could not be asked */
    async #ask(wait: number): Promise<Status | undefined> {
        try {
            const limit = Math.min(wait, Math.max(LONGEST_WAIT, this.session.deadlines.commitStatus));
            const status = await this.#commit.getStatus(callOptions(limit, this.overall, this.signal));
            if (status.code !== DUPLICATE_TXID) return status;
            // A listener may have seen the second copy of a resent transaction; a new question is answered from the index, which gives the first
            // transaction with the id. Where it finds no answer nothing is known: the first copy may well be valid.
            return await this.#commit.getStatus(callOptions(limit, this.overall, this.signal));
        } catch (thrown) {
            this.#throwIfEnded();
            const failure = asGatewayError(thrown);
            this.#lastFailure = failure;
            if (NO_ANSWER.has(failure.code)) throw this.#unknown();
            return undefined;
        }
    }

    #throwIfEnded(): void {
        throwIfAborted(this.signal, this.#mayBeSent ? 'unknown' : 'rejected', this.transactionId);
        this.session.requireOpen(this.#mayBeSent ? { transactionId: this.transactionId } : undefined);
    }

    #refused(failure: GatewayError): CarnetError {
        return new CarnetError('SUBMIT_REFUSED', `The transaction was not accepted for ordering: ${failure.cause.details}.`, {
            transactionId: this.transactionId,
            // One orderer's refusal does not say that none before it, which did not answer, took the transaction.
            outcome: this.#mayBeSent ? 'unknown' : 'rejected',
            details: { gateway: failure.cause.details, status: Code[failure.code] },
            cause: failure,
        });
    }

    #unknown(): CarnetError {
        return new CarnetError('COMMIT_UNKNOWN', 'The transaction was submitted, and what became of it could not be learnt in time.', {
            transactionId: this.transactionId,
            outcome: 'unknown',
            retryable: true,
            details: this.#lastFailure === undefined ? {} : { gateway: this.#lastFailure.cause.details, status: Code[this.#lastFailure.code] },
            cause: this.#lastFailure,
        });
    }
}

export interface DeliveryOptions {
    readonly overall: OverallDeadline;
    readonly signal?: AbortSignal | undefined;
    /** True for bytes of an earlier run of the program, which may be on the ledger already. */
    readonly sentBefore?: boolean;
}

/**
 * Submits and waits for the commit. An ordering service that accepted a transaction may still lose it: a Raft leader answers
 * before it replicates, and when it was killed, one acknowledged submit in ten never came. Sending the same signed bytes again
 * cannot make it happen twice, since a transaction id is valid at most once; proposing anew could. So no new transaction is
 * proposed here, and none by the caller, before this one is known to be invalid.
 * @returns the status on the ledger, valid or not
 * @throws CarnetError COMMIT_UNKNOWN, SUBMIT_REFUSED, ABORTED_BY_CALLER
 */
export function deliver(session: Session, { transactionId, bytes }: SignedTransaction, options: DeliveryOptions): Promise<Status> {
    return new Delivery(session, transactionId, bytes, options.overall, options.signal).run(options.sentBefore ?? false);
}
