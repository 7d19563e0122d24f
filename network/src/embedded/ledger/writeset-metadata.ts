// The keys that a transaction writes, with the metadata they have now: from it the endorsers are chosen (14.5).
import type { Metadata } from './versioned-value.js';

type Keys = Map<string, Metadata>;

export class WritesetMetadata {
    readonly #namespaces = new Map<string, Map<string, Keys>>();

    /** An empty collection is public state. */
    add(namespace: string, collection: string, key: string, metadata: Metadata): void {
        const collections = this.#namespaces.get(namespace) ?? new Map<string, Keys>();
        this.#namespaces.set(namespace, collections);
        const keys = collections.get(collection) ?? new Map<string, Metadata>();
        collections.set(collection, keys);
        keys.set(key, metadata);
    }

    /** Metadata by namespace, collection and key. */
    keys(): ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Metadata>>> {
        return this.#namespaces;
    }

    /** The written namespaces, each with the private collections written in it. */
    namespaces(): ReadonlyMap<string, readonly string[]> {
        return new Map([...this.#namespaces].map(([namespace, collections]) => [namespace, [...collections.keys()].filter(name => name !== '')]));
    }
}
