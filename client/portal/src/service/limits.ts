// Counting limits: so many in a span of time per key, in bounded memory, on a clock that is passed in.

export interface Limit {
    /** How many are let through … */
    readonly count: number;
    /** … in this many milliseconds from the first of them. */
    readonly span: number;
}

interface Window { readonly until: number; taken: number }

/** Keys that are kept at most; beyond, the one that was begun first is forgotten. To push a key out takes as many requests as this. */
const MAX_KEYS = 100_000;

/** Windows of one length, which therefore end in the order in which they began. */
export class Counter {
    readonly #windows = new Map<string, Window>();

    constructor(private readonly limit: Limit) {}

    /** Whether one more is within the limit. It is not counted yet. */
    allows(key: string, now: number): boolean {
        const window = this.#windows.get(key);
        return window === undefined || window.until <= now || window.taken < this.limit.count;
    }

    count(key: string, now: number): void {
        const window = this.#windows.get(key);
        if (window !== undefined && window.until > now) {
            window.taken += 1;
            return;
        }
        this.#windows.delete(key);
        this.#forget(now);
        this.#windows.set(key, { until: now + this.limit.span, taken: 1 });
    }

    get keys(): number {
        return this.#windows.size;
    }

    #forget(now: number): void {
        for (const [key, { until }] of this.#windows) {
            if (until > now && this.#windows.size < MAX_KEYS) return;
            this.#windows.delete(key);
        }
    }
}

/** Several limits on one key: one more is let through, and counted, where all allow it. */
export class Limiter {
    readonly #counters: readonly Counter[];

    constructor(...limits: readonly Limit[]) {
        this.#counters = limits.map(limit => new Counter(limit));
    }

    take(key: string, now: number): boolean {
        if (!this.#counters.every(counter => counter.allows(key, now))) return false;
        for (const counter of this.#counters) counter.count(key, now);
        return true;
    }
}
