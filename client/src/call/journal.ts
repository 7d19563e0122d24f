// Where signed transactions wait until their outcome is known.

/** What is needed to send a transaction again: nothing in it is secret, since every orderer and peer receives it. */
export interface SignedTransaction {
    readonly transactionId: string;
    /** `Contract:Function`, for people. */
    readonly call: string;
    /** ISO 8601 UTC, by this computer's clock. */
    readonly signedAt: string;
    /** The signed transaction (gateway.PreparedTransaction), sent again exactly as it is. */
    readonly bytes: Uint8Array;
}

/**
 * Kept by the program that uses the client, e.g. in its database; FileJournal keeps a folder.
 * `write` must have made the transaction durable when it resolves: it is submitted right after.
 */
export interface Journal {
    write(transaction: SignedTransaction): Promise<void>;
    /** Called once the outcome is known. An id that is not there is no error. */
    remove(transactionId: string): Promise<void>;
    /** All that are kept, oldest first. */
    list(): Promise<readonly SignedTransaction[]>;
}
