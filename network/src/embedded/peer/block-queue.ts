// Blocks on their way into one peer's ledger: one after the other, later if the peer is told to lag.
import { setTimeout as delay } from 'node:timers/promises';
import type { common } from '@hyperledger/fabric-protos';

export class BlockQueue {
    readonly #commit: (block: common.Block) => Promise<void>;
    readonly #lagMs: number;
    readonly #onFailure: (error: unknown) => void;
    #tail: Promise<void> = Promise.resolve();
    #failed = false;

    /** @param lagMs milliseconds that each block waits before it is committed. @param onFailure called once; later blocks are not committed. */
    constructor(commit: (block: common.Block) => Promise<void>, lagMs: number, onFailure: (error: unknown) => void) {
        this.#commit = commit;
        this.#lagMs = lagMs;
        this.#onFailure = onFailure;
    }

    push(block: common.Block): void {
        const due = Date.now() + this.#lagMs;
        this.#tail = this.#tail.then(async () => {
            if (this.#failed) return;
            if (due > Date.now()) await delay(due - Date.now());
            await this.#commit(block);
        }).catch((error: unknown) => {
            this.#failed = true;
            this.#onFailure(error);
        });
    }

    /** Resolves when everything pushed so far is committed. */
    drained(): Promise<void> {
        return this.#tail;
    }
}
