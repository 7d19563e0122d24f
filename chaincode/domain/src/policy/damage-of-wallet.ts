// The damage bound of a wallet whose coins are under several policies: those that were in force when they were issued.
import { damageBound, type BoundLayer, type DamageBound, type DamagePart, type SpendableCoins } from './damage-bound';
import { damageText } from './damage/damage-text';
import type { Policy } from './policy';

/** Coins under one policy of the programme; where the policy is not given, nothing but the wallet's own bounds them. */
export interface Purse {
    readonly programme?: BoundLayer;
    readonly coins: readonly SpendableCoins[];
}

export interface WalletDamageInput {
    readonly currency: Policy['currency'];
    readonly purses: readonly Purse[];
    /** The wallet's own policy. */
    readonly wallet?: BoundLayer;
    /** Milliseconds since 1970-01-01 UTC. */
    readonly now: number;
    /** 0…366. */
    readonly horizonDays: number;
}

function sumOf(coins: readonly SpendableCoins[]): bigint {
    return coins.reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * What a purse's own policy lets through, at most its coins. All coins of the wallet count as its own first: one payment may take coins of several
 * purses, and all their policies look at its whole amount.
 */
function boundOfPurse(
    { programme, coins }: Purse, all: readonly SpendableCoins[], { wallet, now, horizonDays }: WalletDamageInput,
): readonly DamagePart[] {
    const sum = sumOf(coins);
    if (sum === 0n) return [];
    const layers = [...programme === undefined ? [] : [programme], ...wallet === undefined ? [] : [wallet]];
    const { bound, by } = layers.length === 0 ? { bound: String(sum), by: [] } : damageBound({ layers, coins: all, now, horizonDays });
    return layers.length === 0 || BigInt(bound) > sum ? [{ by: 'coins', amount: String(sum) }] : by;
}

/**
 * As `damageBound`, which it is where all coins are under one policy. Else it is what the policies let through together, or, where that is less,
 * what the wallet's own lets through; as coins of several policies use up one and the same limits, that is an upper bound.
 * @throws RangeError where the horizon is none
 */
export function walletDamageBound(input: WalletDamageInput): DamageBound {
    const { currency, purses, wallet, now, horizonDays } = input;
    const [only, ...others] = purses;
    if (only === undefined) return { bound: '0', exact: true, by: [], sentence: damageText('0', [], horizonDays, currency) };
    if (others.length === 0 && only.programme !== undefined) {
        return damageBound({ layers: [only.programme, ...wallet === undefined ? [] : [wallet]], coins: only.coins, now, horizonDays });
    }
    const coins = purses.flatMap(purse => purse.coins);
    const together = purses.flatMap(purse => boundOfPurse(purse, coins, input));
    const own = wallet === undefined ? undefined : damageBound({ layers: [wallet], coins, now, horizonDays });
    const sum = together.reduce((total, { amount }) => total + BigInt(amount), 0n);
    const by = own !== undefined && BigInt(own.bound) < sum ? own.by : together;
    const bound = by.reduce((total, { amount }) => total + BigInt(amount), 0n);
    return { bound: String(bound), exact: bound === 0n, by, sentence: damageText(String(bound), by, horizonDays, currency) };
}
