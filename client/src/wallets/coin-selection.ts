// Which coins a payment spends: exactly its amount where some do, else the fewest that hold it, those that expire first before others.
import { byCodeUnits, COINS_PER_PAYMENT, type Amount, type Coin } from '@carnet/domain';

/** Coins in the order in which a payment uses them up, and what comes back of the last. */
export interface CoinSelection {
    readonly coins: readonly Coin[];
    readonly change: Amount;
}

export interface SelectionRules {
    /** Whether a coin may be spent in part: `transfer.split` of the policy. Without it only coins of exactly the amount are selected. */
    readonly split: boolean;
    /** 1…16, default 16. */
    readonly most?: number;
}

interface Valued { readonly coin: Coin; readonly value: bigint }

/** Steps of the search for an exact sum: with bad luck there are more sums than could ever be tried. */
const SEARCH_STEPS = 20_000;

/** Those that expire first before others: the order in which coins are spent and redeemed. */
export function byExpiry(a: Coin, b: Coin): number {
    return byCodeUnits(a.expiresAt, b.expiresAt) || byCodeUnits(a.coinId, b.coinId);
}

/** Largest first, and of two alike the one that expires first. */
function byValue(a: Valued, b: Valued): number {
    if (a.value !== b.value) return a.value > b.value ? -1 : 1;
    return byExpiry(a.coin, b.coin);
}

const sumOf = (coins: readonly Valued[]): bigint => coins.reduce((sum, { value }) => sum + value, 0n);

/** Exactly so many coins of exactly this sum. @param coins largest first */
function exactly(coins: readonly Valued[], amount: bigint, count: number, steps: { left: number }): Valued[] | undefined {
    const search = (from: number, rest: bigint, wanted: number): Valued[] | undefined => {
        for (let place = from; place + wanted <= coins.length; place++) {
            if (--steps.left < 0) return undefined;
            const one = coins[place];
            if (one === undefined || one.value * BigInt(wanted) < rest) return undefined; // The others are not larger.
            if (one.value > rest) continue;
            if (wanted === 1) {
                if (one.value === rest) return [one];
                continue;
            }
            const others = search(place + 1, rest - one.value, wanted - 1);
            if (others !== undefined) return [one, ...others];
        }
        return undefined;
    };
    return search(0, amount, count);
}

/** The fewest coins that hold the amount; undefined where more than `most` are needed. @param coins largest first */
function fewest(coins: readonly Valued[], amount: bigint, most: number): number | undefined {
    let sum = 0n;
    for (let count = 1; count <= Math.min(most, coins.length); count++) {
        sum += coins[count - 1]?.value ?? 0n;
        if (sum >= amount) return count;
    }
    return undefined;
}

/**
 * The coin that holds the amount alone, exactly where one does; of several the first to expire, and of these the first in the list, which is the one
 * that was there longest: change that has just come may be unknown to another company's peer yet. Most payments end here, without any sorting.
 */
function single(coins: readonly Valued[], amount: bigint): Valued | undefined {
    const first = (found: Valued | undefined, one: Valued): Valued =>
        found === undefined || byCodeUnits(one.coin.expiresAt, found.coin.expiresAt) < 0 ? one : found;
    const exact = coins.filter(({ value }) => value === amount).reduce<Valued | undefined>(first, undefined);
    return exact ?? coins.filter(({ value }) => value > amount).reduce<Valued | undefined>(first, undefined);
}

/**
 * So many coins that hold the amount: of all such sets the one whose coins expire first. A coin is passed over where no others could complete it; of
 * those that expire together the largest is tried first, which leaves the others least to hold.
 */
function firstToExpire(coins: readonly Valued[], amount: bigint, count: number): Valued[] {
    const left = [...coins].sort(byValue);
    const chosen: Valued[] = [];
    let rest = amount;
    for (const one of [...coins].sort((a, b) => byCodeUnits(a.coin.expiresAt, b.coin.expiresAt) || byValue(a, b))) {
        if (chosen.length === count) break;
        left.splice(left.indexOf(one), 1);
        const best = sumOf(left.slice(0, count - chosen.length - 1));
        if (one.value + best < rest) continue;
        chosen.push(one);
        rest -= one.value;
    }
    return chosen;
}

/**
 * Selects among coins that can be spent, in the order in which they came. Of the answer no coin is idle: without any one of them the rest is less
 * than the amount, so that change comes of the last alone, which is the one that expires last.
 * @returns undefined where no selection fits: too little, more coins than a payment takes, or (without `split`) no exact sum that was found
 */
export function selectCoins(coins: readonly Coin[], amount: Amount, { split, most = COINS_PER_PAYMENT }: SelectionRules): CoinSelection | undefined {
    const wanted = BigInt(amount);
    const valued = coins.map(coin => ({ coin, value: BigInt(coin.amount) }));
    const alone = single(valued, wanted);
    if (alone !== undefined && (split || alone.value === wanted)) return { coins: [alone.coin], change: String(alone.value - wanted) };
    valued.sort(byValue);
    const needed = fewest(valued, wanted, most);
    if (needed === undefined) return undefined;
    // With change at hand one more coin is not worth an exact sum; without, any number is.
    const steps = { left: SEARCH_STEPS };
    for (let count = needed; count <= (split ? needed : Math.min(most, valued.length)); count++) {
        const exact = exactly(valued, wanted, count, steps);
        if (exact !== undefined) return { coins: exact.map(({ coin }) => coin).sort(byExpiry), change: '0' };
    }
    if (!split) return undefined;
    const chosen = firstToExpire(valued, wanted, needed);
    return { coins: chosen.map(({ coin }) => coin).sort(byExpiry), change: String(sumOf(chosen) - wanted) };
}
