// Calls with what the client said of each: succeeded, refused for certain, or unknown, to be held against the ledger afterwards.
import { setTimeout as sleep } from 'node:timers/promises';
import { CarnetError, type Attempt, type ClientCode, type Resumed } from '@carnet/client';
import type { FailureCode } from '@carnet/domain';

/** What passes while processes are gone or peers are at different heights: the same call is made again. */
const PASSING: ReadonlySet<string> = new Set<ClientCode | FailureCode>([
    'GATEWAY_UNAVAILABLE', 'ENDORSERS_UNAVAILABLE', 'CHAINCODE_UNAVAILABLE', 'CHAINCODE_NOT_FOUND', 'DEADLINE_EXCEEDED', 'ENDORSEMENT_MISMATCH',
    'ENDORSEMENT_FAILED', 'GATEWAY_FAILED', 'GATEWAY_BUSY', 'SUBMIT_REFUSED', 'MVCC_READ_CONFLICT', 'PAYMENT_NOT_FOUND', 'DECISION_NOT_FOUND',
    'APPROVAL_INSUFFICIENT',
]);

/** Refusals that freezes, policies, limits, expiry and races are for. */
const EXPECTED: ReadonlySet<string> = new Set<FailureCode>([
    'WALLET_FROZEN', 'WALLET_NOT_FROZEN', 'COIN_FROZEN', 'COIN_NOT_FROZEN', 'LIMIT_AMOUNT', 'STRIPE_INSUFFICIENT', 'NO_ALLOW_RULE', 'REFUND_EXCEEDED', 'COIN_SPENT', 'COIN_EXPIRED',
    'COINS_INSUFFICIENT', 'PAYEE_SUSPENDED', 'PAYEE_NOT_SUSPENDED', 'PROGRAMME_PAUSED', 'PROGRAMME_NOT_PAUSED', 'RESERVATION_CLOSED', 'RESERVATION_EXPIRED',
    'COIN_OF_OTHER_LOT', 'APPROVAL_STALE',
    // Of a reservation that was made again until its own end had come.
    'INVALID_DATE',
]);

/** What a call did, so that it is found in the journal: `PAYMENT`, or the type of a row, and its id. */
export interface Effect { readonly kind: string; readonly id: string }

/** A transaction of a journal that could not be settled. */
export type StillUnknown = Extract<Resumed, { readonly outcome: 'unknown' }>;

export class RecordedCalls {
    readonly succeeded: Effect[] = [];
    /** For certain not on the ledger. */
    readonly refused: Effect[] = [];
    readonly unknown: Effect[] = [];
    /** Ids of transactions that the client called valid. */
    readonly valid = new Set<string>();
    /** And of those of which it said that they never will be. */
    readonly invalid = new Set<string>();
    readonly codes = new Map<string, number>();
    /** Milliseconds since 1970 at which transactions of these effects were reported. */
    readonly times: number[] = [];
    #ended = false;

    /** From now on nothing is made again. */
    end(): void {
        this.#ended = true;
    }

    /** @returns undefined where it was refused or is unknown @throws what nothing here is meant to bring about */
    async call<T>(effect: Effect | undefined, work: () => Promise<T>): Promise<T | undefined> {
        for (;;) {
            try {
                const answer = await work();
                if (effect !== undefined) {
                    this.succeeded.push(effect);
                    this.times.push(Date.now());
                }
                return answer;
            } catch (error) {
                if (!(error instanceof CarnetError)) throw error;
                this.codes.set(error.code, (this.codes.get(error.code) ?? 0) + 1);
                if (error.outcome === 'unknown') {
                    if (effect !== undefined) this.unknown.push(effect);
                    return undefined;
                }
                this.#noteInvalid(error);
                if (!PASSING.has(error.code) && !EXPECTED.has(error.code)) throw error;
                if (EXPECTED.has(error.code) || this.#ended) {
                    if (effect !== undefined) this.refused.push(effect);
                    return undefined;
                }
                await sleep(200 + 600 * Math.random());
            }
        }
    }

    #noteInvalid({ transactionId, details: { attempts = [] } }: CarnetError): void {
        if (transactionId !== undefined) this.invalid.add(transactionId);
        for (const attempt of attempts as readonly Attempt[]) this.invalid.add(attempt.transactionId);
    }

    /** Notes what a journal has settled. @returns what is still unknown */
    settle(resumed: readonly Resumed[]): readonly StillUnknown[] {
        for (const { outcome, transactionId } of resumed) {
            if (outcome === 'committed') this.valid.add(transactionId);
            if (outcome === 'rejected') this.invalid.add(transactionId);
        }
        return resumed.filter(one => one.outcome === 'unknown');
    }
}
