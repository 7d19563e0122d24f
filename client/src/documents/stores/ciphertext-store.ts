// Where ciphertext lies: whatever keeps bytes under their SHA-256 and gives them back.

/** What a store took: its name is its content. */
export interface StoredCiphertext {
    /** SHA-256 of the bytes, 64 lower-case hex digits. */
    readonly hash: string;
    /** Bytes. */
    readonly length: number;
}

/** Bytes of an object, from `offset` on. */
export interface ByteRange {
    readonly offset: number;
    /** At least 1. */
    readonly length: number;
}

export interface StoreOptions {
    /** Ends the work; what was begun leaves nothing behind. */
    readonly signal?: AbortSignal;
}

/**
 * A store is not trusted: it may lose, truncate, exchange or roll back what it holds, and whoever reads through `readCiphertext` notices.
 * Putting the same bytes twice, from anywhere and at the same time, is one object.
 */
export interface CiphertextStore {
    /** For messages: what it is and where, never a credential. */
    readonly description: string;
    /**
     * Takes all of the bytes; once it answers they stay there, also if the computer loses power.
     * @throws CarnetError STORE_FAILED, STORE_TOO_LARGE, ABORTED_BY_CALLER
     */
    put(content: AsyncIterable<Uint8Array>, options?: StoreOptions): Promise<StoredCiphertext>;
    /**
     * The bytes as they lie there, of which nothing is checked.
     * @throws CarnetError CIPHERTEXT_MISSING, STORE_FAILED, ABORTED_BY_CALLER
     */
    get(hash: string, range?: ByteRange, options?: StoreOptions): AsyncIterable<Uint8Array>;
    /** @throws CarnetError STORE_FAILED */
    has(hash: string): Promise<boolean>;
    /** Removes it; that it is not there is no failure. @throws CarnetError STORE_FAILED */
    delete(hash: string): Promise<void>;
}
