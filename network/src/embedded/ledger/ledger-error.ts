// The ledger's refusals: a stable code, and a sentence that is Fabric's own where a chaincode or a client sees it.

export type LedgerErrorCode =
    /** The simulator is used after `done` or `results`. */
    | 'SIMULATION_DONE'
    /** `results` is asked for a second time. */
    | 'RESULTS_ALREADY_TAKEN'
    /** A write after a query that only a read-only transaction may make, or the other way round (4.10). */
    | 'READ_ONLY_TRANSACTION'
    | 'COLLECTION_NOT_DEFINED'
    /** This peer has no private value that fits the public hash: it is no member, or the value did not reach it (6.5, 6.6). */
    | 'PRIVATE_DATA_NOT_AVAILABLE'
    | 'BLOCK_NUMBER_MISMATCH'
    | 'PREVIOUS_HASH_MISMATCH'
    /** The block checker gave another number of codes than there are transactions. */
    | 'CHECKER_MISMATCH'
    /** A commit broke off half-way; only opening the ledger anew repairs it. */
    | 'LEDGER_FAILED'
    | 'LEDGER_CLOSED'
    /** Another process has this folder open. */
    | 'LEDGER_IN_USE'
    /** The folder holds the ledger of another channel, or none of ours. */
    | 'LEDGER_FOREIGN'
    | 'BLOCK_STORE_CORRUPT'
    | 'STATE_AHEAD_OF_BLOCKS';

export class LedgerError extends Error {
    override readonly name = 'LedgerError';
    readonly code: LedgerErrorCode;

    constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
        super(message, options);
        this.code = code;
    }
}
