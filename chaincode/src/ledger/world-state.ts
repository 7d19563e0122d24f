// Access to the world state by typed collections of keys; it keeps to what a Fabric transaction can see.
import type { Context } from 'fabric-contract-api';
import { compositeKey } from './composite-key';

type Stub = Context['stub'];

/** The values of one object type: one JSON value per list of attributes. */
export interface StateCollection<T> {
    /** @returns undefined where nothing was written yet */
    read(...attributes: readonly string[]): Promise<T | undefined>;
    write(value: T, ...attributes: readonly string[]): Promise<void>;
}

export class WorldState {
    readonly #stub: Stub;
    readonly #written = new Set<string>();
    #reads = 0;
    #bytesRead = 0;

    /** Reads made so far: each is a round trip to the peer. */
    get reads(): number {
        return this.#reads;
    }

    /** Bytes of the values read so far: each is fetched and parsed. */
    get bytesRead(): number {
        return this.#bytesRead;
    }

    constructor(stub: Stub) {
        this.#stub = stub;
    }

    collection<T>(objectType: string): StateCollection<T> {
        return {
            read: async (...attributes) => {
                const key = compositeKey(objectType, attributes);
                // The peer would answer the committed value, not the one just written.
                if (this.#written.has(key)) throw new Error(`${objectType} was written before it was read in one transaction.`);
                this.#reads += 1;
                const bytes = await this.#stub.getState(key);
                this.#bytesRead += bytes.length;
                return bytes.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(bytes)) as T;
            },
            write: async (value, ...attributes) => {
                const key = compositeKey(objectType, attributes);
                // The peer would keep the second value only.
                if (this.#written.has(key)) throw new Error(`${objectType} was written twice in one transaction.`);
                this.#written.add(key);
                // Not canonically: that costs several times as much, and the same code builds the same object with its members in the same order.
                await this.#stub.putState(key, Buffer.from(JSON.stringify(value), 'utf8'));
            },
        };
    }

    /** A collection whose values stand on the ledger in another, shorter form. */
    packed<T, Row>(objectType: string, form: { readonly toRow: (value: T) => Row; readonly fromRow: (row: Row) => T }): StateCollection<T> {
        const rows = this.collection<Row>(objectType);
        return {
            read: async (...attributes) => {
                const row = await rows.read(...attributes);
                return row === undefined ? undefined : form.fromRow(row);
            },
            write: (value, ...attributes) => rows.write(form.toRow(value), ...attributes),
        };
    }
}
