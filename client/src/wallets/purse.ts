// What this process knows of one wallet's coins: which it holds, and which of its own calls are spending some of them.
import type { Coin } from '@carnet/domain';
import { Changes } from './changes.js';

/** Spent coins that are remembered: a peer that is a block behind still lists them. */
const SPENT_REMEMBERED = 4096;

/**
 * A coin that one call has leased is not selected by another until that call is settled: two payments that spend one coin would conflict on
 * the ledger, and one of them would have been for nothing.
 */
export class Purse {
    readonly #coins = new Map<string, Coin>();
    readonly #owners = new Map<string, string>();
    readonly #inDoubt = new Set<string>();
    readonly #spent = new Set<string>();
    /** Of the coins those that calls of this process brought, by transactions that were committed. */
    readonly #brought = new Set<string>();
    /** Told when a lease ended, or coins were read. */
    readonly changes = new Changes();
    #loaded = false;

    /** Whether coins were read from the ledger at all. */
    get loaded(): boolean {
        return this.#loaded;
    }

    /** Coins that nobody has leased, in the order in which they came. */
    free(): Coin[] {
        return [...this.#coins.values()].filter(({ coinId }) => !this.#owners.has(coinId));
    }

    /** Coins that are on their way, and may come back soon, as they are or as change. */
    onTheWay(): Coin[] {
        return [...this.#coins.values()].filter(({ coinId }) => {
            const owner = this.#owners.get(coinId);
            return owner !== undefined && !this.#inDoubt.has(owner);
        });
    }

    /** Whether a peer that has none of these coins must be behind: they came by calls of this process, which has not spent them. */
    hasBrought(coinIds: readonly string[]): boolean {
        return coinIds.every(coinId => this.#brought.has(coinId));
    }

    /** What the owner has leased already: a call that is made again after an unknown outcome goes on with the same coins. */
    leasedBy(owner: string): Coin[] {
        return [...this.#coins.values()].filter(({ coinId }) => this.#owners.get(coinId) === owner);
    }

    /** @throws Error where a coin is leased by another: whoever selects has to select among free ones, without waiting in between */
    lease(owner: string, coins: readonly Coin[]): void {
        const taken = coins.find(({ coinId }) => (this.#owners.get(coinId) ?? owner) !== owner);
        if (taken !== undefined) throw new Error(`Coin ${taken.coinId} is leased already.`);
        for (const { coinId } of coins) this.#owners.set(coinId, owner);
        this.#inDoubt.delete(owner);
    }

    /** The owner's coins are spent for certain, and these came instead. */
    settle(owner: string, received: readonly Coin[]): void {
        for (const { coinId } of this.leasedBy(owner)) this.#forget(coinId);
        this.#inDoubt.delete(owner);
        for (const coin of received) {
            if (this.#spent.has(coin.coinId)) continue;
            this.#coins.set(coin.coinId, coin);
            this.#brought.add(coin.coinId);
        }
        this.changes.notify();
    }

    /** The owner's coins were not spent, for certain. */
    release(owner: string): void {
        for (const { coinId } of this.leasedBy(owner)) this.#owners.delete(coinId);
        this.#inDoubt.delete(owner);
        this.changes.notify();
    }

    /** Nobody knows whether the owner's coins were spent: they stay leased until the same owner comes again, or the ledger has them no more. */
    leaveInDoubt(owner: string): void {
        this.#inDoubt.add(owner);
        this.changes.notify();
    }

    /** What the ledger holds now. Coins that are leased stay so; one that the ledger does not have any more is gone, whoever spent it. */
    load(coins: readonly Coin[]): void {
        const there = new Map(coins.map(coin => [coin.coinId, coin]));
        for (const coinId of this.#coins.keys()) {
            const owner = this.#owners.get(coinId);
            if (there.has(coinId) || (owner !== undefined && !this.#inDoubt.has(owner))) continue;
            this.#drop(coinId);
        }
        for (const coin of coins) {
            if (!this.#spent.has(coin.coinId)) this.#coins.set(coin.coinId, coin);
        }
        this.#loaded = true;
        this.changes.notify();
    }

    #drop(coinId: string): void {
        this.#coins.delete(coinId);
        this.#owners.delete(coinId);
        this.#brought.delete(coinId);
    }

    #forget(coinId: string): void {
        this.#drop(coinId);
        this.#spent.add(coinId);
        if (this.#spent.size <= SPENT_REMEMBERED) return;
        const [oldest] = this.#spent;
        if (oldest !== undefined) this.#spent.delete(oldest);
    }
}
