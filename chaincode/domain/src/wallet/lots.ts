// How coins are used up: in the order in which they are named, lot by lot, so that every part keeps the purpose it was issued for.
import { timeOfInstant } from '../codec/calendar';
import type { Policy } from '../policy/policy';
import type { Coin, Lot } from './coin';

/** A sum of one lot, minor units, above 0. */
export interface LotSum extends Lot { readonly sum: bigint }

export function isSameLot(one: Lot, other: Lot): boolean {
    return one.policyHash === other.policyHash && one.issueId === other.issueId && one.expiresAt === other.expiresAt;
}

/** The lot alone, of a coin or of anything else that has more. */
export function lotOf({ policyHash, issueId, expiresAt }: Lot): Lot {
    return { policyHash, issueId, expiresAt };
}

/**
 * Milliseconds since 1970-01-01 UTC from which a coin can no longer be spent: its expiry, and the grace that its policy gives.
 * @throws RangeError where it does not expire at an instant, which every coin of the ledger does
 */
export function endOfCoin({ expiresAt }: Pick<Lot, 'expiresAt'>, { graceSeconds }: Pick<Policy['expiry'], 'graceSeconds'>): number {
    return timeOfInstant(expiresAt) + graceSeconds * 1000;
}

export function sumOfCoins(coins: readonly Pick<Coin, 'amount'>[]): bigint {
    return coins.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
}

/** Adds sums of the same lot up, in the order in which each lot comes first; those of 0 are left out. */
export function byLot(sums: readonly LotSum[]): readonly LotSum[] {
    const together: LotSum[] = [];
    for (const part of sums) {
        if (part.sum === 0n) continue;
        const place = together.findIndex(known => isSameLot(known, part));
        const known = together[place];
        if (known === undefined) together.push({ ...lotOf(part), sum: part.sum });
        else together[place] = { ...known, sum: known.sum + part.sum };
    }
    return together;
}

/** What an amount takes of sums that stand in an order, and what it leaves of them. */
export interface UsedUp {
    readonly taken: readonly LotSum[];
    readonly left: readonly LotSum[];
}

/** @throws RangeError where they hold less: whoever calls has compared the sums before */
export function useUpSums(sums: readonly LotSum[], amount: bigint): UsedUp {
    const taken: LotSum[] = [];
    const left: LotSum[] = [];
    let rest = amount;
    for (const part of sums) {
        const used = part.sum < rest ? part.sum : rest;
        rest -= used;
        taken.push({ ...part, sum: used });
        left.push({ ...part, sum: part.sum - used });
    }
    if (rest > 0n) throw new RangeError('More was asked of coins than they hold.');
    return { taken: byLot(taken), left: byLot(left) };
}

/** As `useUpSums`, of coins: `left` is the change, of which coins that were not needed are a part. @throws RangeError */
export function useUp(coins: readonly Coin[], amount: bigint): UsedUp {
    return useUpSums(coins.map(coin => ({ ...lotOf(coin), sum: BigInt(coin.amount) })), amount);
}

/** Coins that a transaction makes, one of each sum: `txid.n`, counted from `first`. */
export function coinsOf(transactionId: string, sums: readonly LotSum[], first = 0): readonly Coin[] {
    return sums.map(({ sum, ...lot }, place) => ({ coinId: `${transactionId}.${first + place}`, amount: String(sum), ...lotOf(lot) }));
}
