// What a transaction may still do: writes and certain queries exclude each other (4.10), and the results are taken once (4.11).
import { LedgerError } from './ledger-error.js';

export class SimulationGuard {
    readonly #txId: string;
    #done = false;
    #resultsTaken = false;
    #written = false;
    #privateQueried = false;
    #pageQueried = false;

    constructor(txId: string) {
        this.#txId = txId;
    }

    finish(): void {
        this.#done = true;
    }

    requireOpen(): void {
        if (this.#done) throw new LedgerError('SIMULATION_DONE', 'this instance should not be used after calling Done()');
    }

    beforeWrite(): void {
        this.requireOpen();
        if (this.#privateQueried) {
            this.#refuse('Transaction has already performed queries on pvt data. Writes are not allowed');
        }
        if (this.#pageQueried) {
            this.#refuse('Transaction has already performed a paginated query. Writes are not allowed');
        }
        this.#written = true;
    }

    beforePrivateQuery(): void {
        if (this.#written) this.#refuse('Queries on pvt data is supported only in a read-only transaction');
        this.#privateQueried = true;
    }

    beforePage(): void {
        if (this.#written) this.#refuse('Paginated queries are supported only in a read-only transaction');
        this.#pageQueried = true;
    }

    beforeResults(): void {
        if (this.#resultsTaken) {
            throw new LedgerError('RESULTS_ALREADY_TAKEN', 'this function should only be called once on a transaction simulator instance');
        }
        this.requireOpen();
        this.#resultsTaken = true;
    }

    // The spelling is Fabric's; clients may look for it.
    #refuse(reason: string): never {
        throw new LedgerError('READ_ONLY_TRANSACTION', `txid [${this.#txId}]: unsuppored transaction. ${reason}`);
    }
}
