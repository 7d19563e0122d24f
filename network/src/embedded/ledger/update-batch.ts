// What a block changes: keys with their new values, or with none where they are deleted.
import type { VersionedValue } from './versioned-value.js';
import type { Version } from './version.js';

/** A deletion has a version but no value. */
export interface Update {
    readonly value: Uint8Array | undefined;
    readonly metadata: Uint8Array | undefined;
    readonly version: Version;
}

export type KeyUpdates = Map<string, Update>;

/** Updates by a first and a second name and then by key. */
export class CollectionUpdates {
    readonly #namespaces = new Map<string, Map<string, KeyUpdates>>();

    get(namespace: string, collection: string, key: string): Update | undefined {
        return this.#namespaces.get(namespace)?.get(collection)?.get(key);
    }

    set(namespace: string, collection: string, key: string, update: Update): void {
        const collections = this.#namespaces.get(namespace) ?? new Map<string, KeyUpdates>();
        this.#namespaces.set(namespace, collections);
        const keys = collections.get(collection) ?? new Map<string, Update>();
        collections.set(collection, keys);
        keys.set(key, update);
    }

    collections(namespace: string): ReadonlyMap<string, KeyUpdates> {
        return this.#namespaces.get(namespace) ?? new Map<string, KeyUpdates>();
    }

    namespaces(): IterableIterator<string> {
        return this.#namespaces.keys();
    }

    *entries(): Generator<readonly [namespace: string, collection: string, key: string, update: Update]> {
        for (const [namespace, collections] of this.#namespaces) {
            for (const [collection, keys] of collections) {
                for (const [key, update] of keys) yield [namespace, collection, key, update];
            }
        }
    }
}

/** A purge that a valid transaction asked for. */
export interface Purge { readonly namespace: string; readonly collection: string; readonly keyHash: Uint8Array; readonly version: Version }

export class UpdateBatch {
    /** Public keys by namespace. */
    readonly public = new Map<string, KeyUpdates>();
    /** Hashes of private values; the key is the key's hash, one character for each byte. */
    readonly hashed = new CollectionUpdates();
    readonly purges: Purge[] = [];

    get(namespace: string, key: string): Update | undefined {
        return this.public.get(namespace)?.get(key);
    }

    set(namespace: string, key: string, update: Update): void {
        const keys = this.public.get(namespace) ?? new Map<string, Update>();
        this.public.set(namespace, keys);
        keys.set(key, update);
    }
}

/** The bytes of a hash as a map's key, and back. */
export const hashText = (hash: Uint8Array): string => Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('latin1');
export const hashBytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What a later transaction of the block would find; undefined for a deleted key. */
export function asValue(update: Update): VersionedValue | undefined {
    return update.value && { value: update.value, metadata: update.metadata, version: update.version };
}
