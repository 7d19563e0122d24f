// What a process computed and may need again: so many values at once, and the one that was kept first goes first.
/** Values by a key that says all they are made of, so that none is ever wrong. They decide only how soon an answer comes. */
export class Kept<T> {
    readonly #limit: number;
    readonly #values = new Map<string, T>();

    /** @param limit values at once, 1 or more */
    constructor(limit: number) {
        this.#limit = limit;
    }

    get(key: string): T | undefined {
        return this.#values.get(key);
    }

    keep(key: string, value: T): void {
        if (this.#values.size >= this.#limit && !this.#values.has(key)) {
            const { value: first } = this.#values.keys().next();
            if (first !== undefined) this.#values.delete(first);
        }
        this.#values.set(key, value);
    }
}
