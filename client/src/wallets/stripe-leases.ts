// Stripes of limits: counters that share one maximum, so that payments of one wallet go on side by side without touching the same key.
import { throwIfAborted } from '../call/abort.js';
import { Changes } from './changes.js';

/** A limit that a payment counts on. */
export interface StripedLimit {
    /** Of the limit on the ledger, whoever pays: programme, layer, policy and limit, and the wallet where the limit counts its payments alone. */
    readonly key: string;
    /** 1…64. */
    readonly stripes: number;
    /** How many of them are wanted at once, 1…`stripes`. */
    readonly wanted: number;
    /** Stripes that had too little left: they are given only where there are no others. */
    readonly avoid: ReadonlySet<number>;
}

export interface StripeLease {
    /** Stripes by key of the limit. */
    readonly stripes: ReadonlyMap<string, readonly number[]>;
    readonly end: () => void;
}

/**
 * A stripe that one call of this process has leased is not given to another until that call has ended. Other processes lease for themselves:
 * where two meet on one stripe, the ledger lets one of them pass and the other is proposed again.
 */
export class StripeLeases {
    readonly #taken = new Map<string, Set<number>>();
    /** In the order in which they came: for each limit those who came first are served first. */
    readonly #queue = new Set<readonly StripedLimit[]>();
    readonly #changes = new Changes();

    /** @param random in [0, 1): where the search for a free stripe begins, so that processes rarely meet */
    constructor(private readonly random: () => number = Math.random) {}

    /**
     * Takes stripes of all the limits at once, or waits until that can be done: a call that held some and waited for others could wait for ever.
     * @throws CarnetError ABORTED_BY_CALLER
     */
    async lease(limits: readonly StripedLimit[], signal?: AbortSignal): Promise<StripeLease> {
        this.#queue.add(limits);
        try {
            for (;;) {
                throwIfAborted(signal, 'rejected');
                const found = this.#isBehindAnother(limits) ? undefined : this.#find(limits);
                if (found !== undefined) return this.#take(found);
                await this.#changes.next(signal);
            }
        } finally {
            this.#queue.delete(limits);
            this.#changes.notify();
        }
    }

    /** Whether somebody who came before waits for a stripe of one of these limits. */
    #isBehindAnother(limits: readonly StripedLimit[]): boolean {
        for (const earlier of this.#queue) {
            if (earlier === limits) return false;
            if (earlier.some(({ key }) => limits.some(limit => limit.key === key))) return true;
        }
        return false;
    }

    #find(limits: readonly StripedLimit[]): Map<string, number[]> | undefined {
        const found = new Map<string, number[]>();
        for (const { key, stripes, wanted, avoid } of limits) {
            const taken = this.#taken.get(key);
            const start = Math.floor(this.random() * stripes);
            const free = Array.from({ length: stripes }, (_, n) => (start + n) % stripes).filter(stripe => taken?.has(stripe) !== true);
            if (free.length < wanted) return undefined;
            found.set(key, [...free.filter(stripe => !avoid.has(stripe)), ...free.filter(stripe => avoid.has(stripe))].slice(0, wanted));
        }
        return found;
    }

    #take(stripes: Map<string, number[]>): StripeLease {
        for (const [key, taken] of stripes) {
            const all = this.#taken.get(key) ?? new Set<number>();
            for (const stripe of taken) all.add(stripe);
            this.#taken.set(key, all);
        }
        return {
            stripes,
            end: () => {
                for (const [key, taken] of stripes) {
                    const all = this.#taken.get(key);
                    for (const stripe of taken) all?.delete(stripe);
                    if (all?.size === 0) this.#taken.delete(key);
                }
                this.#changes.notify();
            },
        };
    }
}
