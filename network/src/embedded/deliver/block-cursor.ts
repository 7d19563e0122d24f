// Blocks of a ledger one after the other, waiting for those that are not there yet.
import type { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/ledger.js';

export class BlockCursor {
    readonly #ledger: Ledger;
    readonly #signal: AbortSignal;
    #next: bigint;

    /** @param signal ends the waiting. */
    constructor(ledger: Ledger, start: bigint, signal: AbortSignal) {
        this.#ledger = ledger;
        this.#next = start;
        this.#signal = signal;
    }

    /** The next block; undefined once the signal is aborted. */
    async next(): Promise<common.Block | undefined> {
        while (!this.#signal.aborted) {
            if (this.#next < this.#ledger.height()) {
                const block = await this.#ledger.block(this.#next);
                if (!block) throw new Error(`block ${this.#next} is missing below the height of the ledger`);
                this.#next++;
                return block;
            }
            await this.#commit();
        }
        return undefined;
    }

    #commit(): Promise<void> {
        return new Promise(resolve => {
            const done = (): void => {
                stop();
                this.#signal.removeEventListener('abort', done);
                resolve();
            };
            const stop = this.#ledger.onCommit(done);
            this.#signal.addEventListener('abort', done);
            if (this.#next < this.#ledger.height()) done();
        });
    }
}
