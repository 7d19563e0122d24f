// Decides when pending messages become a block (13.3).

export interface BatchSize {
    /** Messages in a block. */
    readonly maxMessageCount: number;
    /** Bytes that a block should not exceed; a larger message goes alone. */
    readonly preferredMaxBytes: number;
}

export class BlockCutter<M extends { readonly size: number }> {
    readonly #batchSize: BatchSize;
    #pending: M[] = [];
    #pendingBytes = 0;

    constructor(batchSize: BatchSize) {
        this.#batchSize = batchSize;
    }

    get hasPending(): boolean { return this.#pending.length > 0; }

    /** Takes a message and returns the batches, none to two, that it completes. */
    ordered(message: M): readonly (readonly M[])[] {
        const { maxMessageCount, preferredMaxBytes } = this.#batchSize;
        if (message.size > preferredMaxBytes) return [...this.#cutPending(), [message]];
        const batches = this.#pendingBytes + message.size > preferredMaxBytes ? this.#cutPending() : [];
        this.#pending.push(message);
        this.#pendingBytes += message.size;
        return this.#pending.length >= maxMessageCount ? [...batches, ...this.#cutPending()] : batches;
    }

    /** What is pending, as one batch. */
    cut(): readonly M[] {
        return this.#cutPending()[0] ?? [];
    }

    #cutPending(): (readonly M[])[] {
        const batch = this.#pending;
        this.#pending = [];
        this.#pendingBytes = 0;
        return batch.length > 0 ? [batch] : [];
    }
}
