// Access to the world state by typed collections of keys; it keeps to what a Fabric transaction can see.
import { CarnetFailure, type ContractFunction } from '@carnet/domain';
import type { Context } from 'fabric-contract-api';
import { attributesOf, compositeKey } from './composite-key';
import { readStates, writeStates } from './many-states';
import type { StateWrite } from './state-messages';

type Stub = Context['stub'];

/** The values of one object type: one JSON value per list of attributes. */
export interface StateCollection<T> {
    /** For `prefetch`. @throws Error as compositeKey */
    key(...attributes: readonly string[]): string;
    /** What is asked for at once (Promise.all) is fetched at once. @returns undefined where nothing was written yet */
    read(...attributes: readonly string[]): Promise<T | undefined>;
    /** Reads as well, of a value that need not be parsed again because it never changes. */
    has(...attributes: readonly string[]): Promise<boolean>;
    /** Sent to the peer at the end of the transaction. */
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

/** Without copying the bytes first. */
function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
    return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

/** One message to the peer: the keys that it asks for, and what was answered in their order. */
interface Asked { readonly keys: string[]; readonly values: Promise<readonly Uint8Array[]> }
interface Fetched { readonly message: Asked; readonly place: number }

export class WorldState {
    readonly #stub: Stub;
    readonly #kind: ContractFunction['kind'];
    /** By collection and key: sent at the end of the transaction. */
    readonly #writes = new Map<string, StateWrite>();
    /** By key: fetched, or on the way. */
    readonly #fetched = new Map<string, Fetched>();
    /** The message that is about to ask. */
    #asking: Asked | undefined;
    /** By object type: made once, as every read and write of a transaction asks for its own. */
    readonly #collections = new Map<string, StateCollection<unknown>>();
    #ended = false;
    #bytesRead = 0;

    /** Keys read so far. */
    get reads(): number {
        return this.#fetched.size;
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

    /**
     * Fetches values at once that are going to be read: each `read` takes its own from here. Only for what a call that succeeds reads anyway, since
     * every key is one read more, and one more that another transaction may change.
     */
    async prefetch(keys: readonly string[]): Promise<void> {
        const messages = new Set(keys.map(key => this.#fetch(key).message));
        await Promise.all([...messages].map(({ values }) => values));
    }

    /**
     * @param collection private; '' for the state of the channel
     * @throws Error where this transaction changed the key: the peer would answer what is committed
     */
    requireUnchanged(collection: string, key: string): void {
        if (!this.#writes.has(collection + key)) return;
        throw new Error(`${key.slice(1).split('\0')[0] ?? ''} was written before it was read in one transaction.`);
    }

    /** Collects a change, to be sent at the end. @throws Error where the key was changed before: the peer would keep the second value only */
    change(write: StateWrite): Promise<void> {
        const id = write.collection + write.key;
        const [objectType] = write.key.slice(1).split('\0');
        if (this.#ended) throw new Error(`${objectType} was written after the end of the transaction.`);
        if (this.#writes.has(id)) throw new Error(`${objectType} was written twice in one transaction.`);
        this.#writes.set(id, write);
        return Promise.resolve();
    }

    /** Sends what was collected. Called once, when nothing can refuse the transaction any more. */
    async end(): Promise<void> {
        this.#ended = true;
        await writeStates(this.#stub, [...this.#writes.values()]);
    }

    #fetch(key: string): Fetched {
        const known = this.#fetched.get(key);
        if (known !== undefined) return known;
        this.#asking ??= this.#ask([]);
        const fetched = { message: this.#asking, place: this.#asking.keys.push(key) - 1 };
        this.#fetched.set(key, fetched);
        return fetched;
    }

    #ask(keys: string[]): Asked {
        const send = async (): Promise<readonly Uint8Array[]> => {
            // Once whatever asks now has asked.
            await Promise.resolve();
            this.#asking = undefined;
            const values = await readStates(this.#stub, keys);
            for (const { length } of values) this.#bytesRead += length;
            return values;
        };
        return { keys, values: send() };
    }

    async #valueOf(key: string): Promise<Uint8Array> {
        this.requireUnchanged('', key);
        const { message, place } = this.#fetch(key);
        return (await message.values)[place] ?? new Uint8Array();
    }

    collection<T>(objectType: string): StateCollection<T> {
        const known = this.#collections.get(objectType);
        // Whoever names an object type says what its values are.
        if (known !== undefined) return known as StateCollection<T>;
        const made = this.#collectionOf<T>(objectType);
        this.#collections.set(objectType, made);
        return made;
    }

    #collectionOf<T>(objectType: string): StateCollection<T> {
        const keyOf = (attributes: readonly string[]): string => compositeKey(objectType, attributes);
        return {
            key: (...attributes) => keyOf(attributes),
            read: async (...attributes) => {
                const bytes = await this.#valueOf(keyOf(attributes));
                return bytes.length === 0 ? undefined : JSON.parse(textOf(bytes)) as T;
            },
            has: async (...attributes) => (await this.#valueOf(keyOf(attributes))).length > 0,
            // Not canonically: that costs several times as much, and the same code builds the same object with its members in the same order.
            write: (value, ...attributes) =>
                this.change({ kind: 'put', collection: '', key: keyOf(attributes), value: Buffer.from(JSON.stringify(value), 'utf8') }),
            remove: (...attributes) => this.change({ kind: 'delete', collection: '', key: keyOf(attributes), value: Buffer.alloc(0) }),
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
            key: (...attributes) => rows.key(...attributes),
            has: (...attributes) => rows.has(...attributes),
            read: async (...attributes) => {
                const row = await rows.read(...attributes);
                return row === undefined ? undefined : form.fromRow(row);
            },
            write: (value, ...attributes) => rows.write(form.toRow(value), ...attributes),
            remove: (...attributes) => rows.remove(...attributes),
        };
    }
}
