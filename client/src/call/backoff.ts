// Exponential backoff, with full jitter where writers collided and are to be spread out.
import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '@carnet/domain';

/** Exponential backoff with full jitter: before the n-th repetition a random time up to base · 2ⁿ⁻¹, at most `maxDelay`. */
export interface Retry {
    /** Proposals for one call, the first included. 1…100, default 10. */
    readonly attempts?: number;
    /** Milliseconds, default 50. */
    readonly baseDelay?: number;
    /** Milliseconds, default 5 000. */
    readonly maxDelay?: number;
}

export class Backoff {
    readonly #retry: Required<Retry>;
    readonly #random: () => number;

    /** @param random in [0, 1); another one only where the waits shall be known beforehand */
    constructor(retry: Required<Retry>, random: () => number = Math.random) {
        this.#retry = retry;
        this.#random = random;
    }

    /** Proposals allowed for one call. */
    get attempts(): number {
        return this.#retry.attempts;
    }

    /** Milliseconds before the n-th repetition, n from 1. */
    delay(repetition: number): number {
        return Math.floor(this.#random() * this.longest(repetition));
    }

    /** The most that `delay` may be: where nobody collided, and time alone helps. */
    longest(repetition: number): number {
        return Math.min(this.#retry.maxDelay, this.#retry.baseDelay * 2 ** (repetition - 1));
    }
}

/** Waits, or until the signal is triggered; never fails. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    try {
        await sleep(milliseconds, undefined, present({ signal }));
    } catch (error) {
        // The caller looks at the signal itself, since only it knows what became of the transaction.
        if (signal?.aborted !== true) throw error;
    }
}
