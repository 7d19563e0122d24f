// Reads of the state as it is committed: public, private, and the hashes of private data.
import type { Iterator } from 'classic-level';
import type { LevelDatabase } from './level-database.js';
import { hashedKey, metadataUsedRange, privateKey, privateKeyOfHashKey, publicKey, rangeBounds } from './state-keys.js';
import { decodeVersionedValue, type VersionedKeyValue, type VersionedValue } from './versioned-value.js';

/** Records fetched from LevelDB at a time. */
const FETCH = 128;

export class CommittedState {
    readonly #database: LevelDatabase;
    readonly #metadataNamespaces: Set<string>;

    private constructor(database: LevelDatabase, metadataNamespaces: Set<string>) {
        this.#database = database;
        this.#metadataNamespaces = metadataNamespaces;
    }

    static async open(database: LevelDatabase): Promise<CommittedState> {
        const keys = await database.keys(metadataUsedRange).all();
        return new CommittedState(database, new Set(keys.map(key => key.toString('utf8', 1))));
    }

    get(namespace: string, key: string): VersionedValue | undefined {
        return this.#read(publicKey(namespace, key));
    }

    private(namespace: string, collection: string, key: string): VersionedValue | undefined {
        return this.#read(privateKey(namespace, collection, key));
    }

    hashed(namespace: string, collection: string, keyHash: Uint8Array): VersionedValue | undefined {
        return this.#read(hashedKey(namespace, collection, keyHash));
    }

    /** The key of a private value that this peer has, by the hash of the key. */
    privateKeyOfHash(namespace: string, collection: string, keyHash: Uint8Array): string | undefined {
        return this.#database.getSync(privateKeyOfHashKey(namespace, collection, keyHash))?.toString('utf8');
    }

    /** Whether any key of the namespace ever had metadata. */
    metadataUsed(namespace: string): boolean {
        return this.#metadataNamespaces.has(namespace);
    }

    noteMetadataUsed(namespace: string): void {
        this.#metadataNamespaces.add(namespace);
    }

    range(namespace: string, startKey: string, endKey: string): StateRange {
        return new StateRange(this.#database, publicKey(namespace, ''), startKey, endKey);
    }

    privateRange(namespace: string, collection: string, startKey: string, endKey: string): StateRange {
        return new StateRange(this.#database, privateKey(namespace, collection, ''), startKey, endKey);
    }

    // LevelDB answers from memory nearly always: going through the thread pool would cost several times the read.
    #read(key: Buffer): VersionedValue | undefined {
        const bytes = this.#database.getSync(key);
        return bytes && decodeVersionedValue(bytes);
    }
}

/** The records of a range in the order of their keys' UTF-8 bytes. */
export class StateRange {
    readonly #prefixLength: number;
    readonly #iterator: Iterator<LevelDatabase, Buffer, Buffer>;
    #fetched: [Buffer, Buffer][] = [];
    #position = 0;

    constructor(database: LevelDatabase, prefix: Buffer, startKey: string, endKey: string) {
        this.#prefixLength = prefix.length;
        this.#iterator = database.iterator(rangeBounds(prefix, startKey, endKey));
    }

    async next(): Promise<VersionedKeyValue | undefined> {
        if (this.#position === this.#fetched.length) {
            this.#fetched = await this.#iterator.nextv(FETCH);
            this.#position = 0;
        }
        const record = this.#fetched[this.#position];
        if (!record) return undefined;
        this.#position++;
        const [key, value] = record;
        return { key: key.toString('utf8', this.#prefixLength), ...decodeVersionedValue(value) };
    }

    close(): Promise<void> {
        return this.#iterator.close();
    }
}
