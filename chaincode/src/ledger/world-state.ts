// Access to the world state by typed collections of keys; it keeps to what a Fabric transaction can see.
import { CarnetFailure, type ContractFunction } from '@carnet/domain';
import type { Context } from 'fabric-contract-api';
import { attributesOf, compositeKey } from './composite-key';

type Stub = Context['stub'];

/** The values of one object type: one JSON value per list of attributes. */
export interface StateCollection<T> {
    /** @returns undefined where nothing was written yet */
    read(...attributes: readonly string[]): Promise<T | undefined>;
    write(value: T, ...attributes: readonly string[]): Promise<void>;
    /** Takes away what stands: a key that was never written costs a write as well. */
    remove(...attributes: readonly string[]): Promise<void>;
}

/** A page of a collection, in the order of the keys' code points. */
export interface StatePage<T> {
    /** `rest`: the attributes of the key after those that were asked for. */
    readonly rows: readonly { readonly rest: readonly string[]; readonly value: T }[];
    /** '' on the last page. */
    readonly bookmark: string;
}

/** What follows the attributes that were asked for in the next key, joined by '/', which no attribute holds. */
const BOOKMARK = /^[A-Za-z0-9._:*-]{1,80}(?:\/[A-Za-z0-9._:*-]{1,80}){0,5}$/;

export class WorldState {
    readonly #stub: Stub;
    readonly #kind: ContractFunction['kind'];
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

    /** @param kind of the function that is called: only an evaluated one may read a range */
    constructor(stub: Stub, kind: ContractFunction['kind'] = 'submit') {
        this.#stub = stub;
        this.#kind = kind;
    }

    /** Notes that the key is written. @throws Error where it was: the peer would keep the second value only */
    #writing(objectType: string, key: string): void {
        if (this.#written.has(key)) throw new Error(`${objectType} was written twice in one transaction.`);
        this.#written.add(key);
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
                this.#writing(objectType, key);
                // Not canonically: that costs several times as much, and the same code builds the same object with its members in the same order.
                await this.#stub.putState(key, Buffer.from(JSON.stringify(value), 'utf8'));
            },
            remove: async (...attributes) => {
                const key = compositeKey(objectType, attributes);
                this.#writing(objectType, key);
                await this.#stub.deleteState(key);
            },
        };
    }

    /**
     * The values whose keys begin with these attributes, from the bookmark on. For evaluated functions alone: in a submitted one a range
     * would conflict with whatever is written into it meanwhile, and cost the more the longer it is.
     * @param size of the page, 1…100
     * @throws CarnetFailure INVALID_BOOKMARK
     */
    async page<T>(objectType: string, attributes: readonly string[], size: number, bookmark: string): Promise<StatePage<T>> {
        if (this.#kind !== 'evaluate') throw new Error(`${objectType} was read by a range in a submitted function.`);
        if (bookmark !== '' && !BOOKMARK.test(bookmark)) {
            throw new CarnetFailure('INVALID_BOOKMARK', 'Pass the bookmark on as it was given.', { field: 'bookmark' });
        }
        // Made of the same attributes, so that no bookmark leads out of the range.
        const from = bookmark === '' ? '' : compositeKey(objectType, [...attributes, ...bookmark.split('/')]);
        const { iterator, metadata } = await this.#stub.getStateByPartialCompositeKeyWithPagination(objectType, [...attributes], size, from);
        const rows: { rest: readonly string[]; value: T }[] = [];
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
            const { key, value } = next.value;
            rows.push({ rest: attributesOf(key).slice(attributes.length), value: JSON.parse(new TextDecoder().decode(value)) as T });
        }
        await iterator.close();
        // Of a page without rows the shim gives no metadata, whatever its type says: encoded it has no bytes.
        const next = (metadata as typeof metadata | undefined)?.bookmark ?? '';
        return { rows, bookmark: next === '' ? '' : attributesOf(next).slice(attributes.length).join('/') };
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
            remove: (...attributes) => rows.remove(...attributes),
        };
    }
}
