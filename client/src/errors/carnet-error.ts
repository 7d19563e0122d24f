// The one error that the client throws: code, what to do, and what became of the transaction.
// Not the whole domain: the threads that encrypt large contents load this too.
import { CarnetFailure } from '@carnet/domain/failure';
import type { CarnetErrorCode } from './codes.js';

/**
 * What is on the ledger after a failed call.
 * - `rejected`: nothing of this call, now or later.
 * - `committed`: the transaction is on the ledger; the failure came after it.
 * - `unknown`: it may or may not be, or may still come. Making the same call again with the same ids is harmless.
 */
export type Outcome = 'rejected' | 'committed' | 'unknown';

/** One peer's or orderer's part in a failure. */
export interface NodeAnswer {
    readonly address: string;
    readonly mspId: string;
    readonly message: string;
}

/** One proposal of a call that needed several. */
export interface Attempt {
    readonly transactionId: string;
    readonly code: string;
}

export interface CarnetErrorProperties {
    readonly details?: Readonly<Record<string, unknown>>;
    readonly transactionId?: string | undefined;
    readonly outcome?: Outcome;
    readonly retryable?: boolean;
    readonly cause?: unknown;
}

/** For people: the field at fault stands before the sentence, unless the sentence names it. */
function messageOf(code: string, sentence: string, { field }: Readonly<Record<string, unknown>>): string {
    const names = typeof field === 'string' && field !== '' && !sentence.includes(field);
    return names ? `${code}: ${field}: ${sentence}` : `${code}: ${sentence}`;
}

/**
 * Every failure of the client. `message` is `CODE: sentence`, or `CODE: field: sentence` where one field of the request is at fault.
 *
 * ```ts
 * try {
 *     await carnet.vehicles.record(vin, entry);
 * } catch (error) {
 *     if (!(error instanceof CarnetError)) throw error;
 *     if (error.outcome === 'unknown') keepForResume(error.transactionId);
 *     else if (error.code === 'VEHICLE_NOT_FOUND') askForRegistration(vin);
 *     else throw error;
 * }
 * ```
 */
export class CarnetError extends Error {
    override readonly name = 'CarnetError';
    /** One of CLIENT_CODES or of the ledger's FAILURE_CODES. */
    readonly code: CarnetErrorCode;
    /** The parameters of the ledger's error, or what the client knows: `endorsers`, `gateway`, `attempts`, paths, … */
    readonly details: Readonly<Record<string, unknown>>;
    /** Of the last transaction proposed, if there was one. */
    readonly transactionId: string | undefined;
    readonly outcome: Outcome;
    /** True where the same call may succeed later without anything being changed. */
    readonly retryable: boolean;

    constructor(code: CarnetErrorCode, readonly sentence: string, properties: CarnetErrorProperties = {}) {
        const details = properties.details ?? {};
        super(messageOf(code, sentence, details), properties.cause === undefined ? undefined : { cause: properties.cause });
        this.code = code;
        this.details = details;
        this.transactionId = properties.transactionId;
        this.outcome = properties.outcome ?? 'rejected';
        this.retryable = properties.retryable ?? false;
    }

    /** The same failure with further details or another outcome. */
    with(changes: CarnetErrorProperties): CarnetError {
        return new CarnetError(this.code, this.sentence, {
            transactionId: this.transactionId, outcome: this.outcome, retryable: this.retryable, cause: this.cause,
            ...changes,
            details: { ...this.details, ...changes.details },
        });
    }
}

/** What is asked for; undefined where it is refused with one of these codes. @throws whatever else it is refused with */
export async function unlessRefused<T>(asked: Promise<T>, ...codes: readonly CarnetErrorCode[]): Promise<T | undefined> {
    try {
        return await asked;
    } catch (error) {
        if (error instanceof CarnetError && codes.includes(error.code)) return undefined;
        throw error;
    }
}

/** Runs a check of the domain; its refusal reads as if the ledger had refused. */
export function checkedByDomain<T>(check: () => T): T {
    try {
        return check();
    } catch (error) {
        if (!(error instanceof CarnetFailure)) throw error;
        throw new CarnetError(error.code, error.sentence, { details: error.parameters, cause: error });
    }
}
