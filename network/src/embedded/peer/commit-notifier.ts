// Who waits for a transaction of one peer's ledger, told once per block by a single listener.
import type { Ledger } from '../ledger/ledger.js';
import { transactionHeader } from '../../transaction/envelope.js';
import type { ValidationCode } from '../validation/envelope-check.js';

/** Where a transaction came to be, valid or not. */
export interface Committed { readonly code: ValidationCode; readonly blockNumber: bigint }

export class CommitNotifier {
    readonly #waiting = new Map<string, Set<(committed: Committed) => void>>();

    constructor(ledger: Ledger) {
        ledger.onCommit(({ block, codes }) => {
            if (this.#waiting.size === 0) return;
            const blockNumber = BigInt(block.getHeader()?.getNumber() ?? 0);
            (block.getData()?.getDataList_asU8() ?? []).forEach((envelope, index) => {
                const txId = transactionHeader(envelope)?.txId;
                const listeners = txId === undefined ? undefined : this.#waiting.get(txId);
                if (txId === undefined || !listeners) return;
                this.#waiting.delete(txId);
                for (const listener of listeners) listener({ code: codes[index] as ValidationCode, blockNumber });
            });
        });
    }

    /** Calls back with the first occurrence from now on; the returned function gives up. */
    wait(txId: string, listener: (committed: Committed) => void): () => void {
        const listeners = this.#waiting.get(txId) ?? new Set();
        this.#waiting.set(txId, listeners.add(listener));
        return () => {
            listeners.delete(listener);
            if (listeners.size === 0) this.#waiting.delete(txId);
        };
    }

    /** Resolves with the first occurrence from now on. */
    next(txId: string): Promise<Committed> {
        return new Promise(resolve => void this.wait(txId, resolve));
    }
}
