// A bounded map that forgets what was not used for longest.

export class LruCache<K, V extends object | string | number | true> {
    readonly #entries = new Map<K, V>();
    readonly #bound: number;

    /** @param bound the number of entries kept, at least 1. */
    constructor(bound: number) {
        this.#bound = bound;
    }

    get(key: K): V | undefined {
        const value = this.#entries.get(key);
        if (value !== undefined) {
            this.#entries.delete(key);
            this.#entries.set(key, value);
        }
        return value;
    }

    set(key: K, value: V): void {
        this.#entries.delete(key);
        this.#entries.set(key, value);
        if (this.#entries.size > this.#bound) {
            const oldest = this.#entries.keys().next();
            if (!oldest.done) this.#entries.delete(oldest.value);
        }
    }
}
