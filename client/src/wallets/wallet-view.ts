// A wallet as a person wants to see it: what it is, what it holds, and what a thief with its key could take.
import { sumOfCoins, type Amount, type Coin, type DamageBound, type Policy, type Programme, type Wallet } from '@carnet/domain';

export interface WalletView {
    readonly wallet: Wallet;
    readonly currency: Policy['currency'];
    readonly coins: {
        readonly count: number;
        /** Of all of them, minor units; '0' for none. */
        readonly sum: Amount;
        /** Sum of those that are frozen one by one. */
        readonly frozen: Amount;
        /** Instant at which the first expires; null without coins. */
        readonly firstExpiry: string | null;
    };
    /** The most that somebody with the holder's key could take within the horizon, without managers, before the wallet is frozen. */
    readonly damageBound: DamageBound & { readonly horizonDays: number };
}

export function viewOf(wallet: Wallet, { currency }: Programme, coins: readonly Coin[], damageBound: WalletView['damageBound']): WalletView {
    const [firstExpiry = null] = coins.map(({ expiresAt }) => expiresAt).sort();
    const frozen = sumOfCoins(coins.filter(coin => coin.frozen !== undefined));
    return { wallet, currency, damageBound, coins: { count: coins.length, sum: String(sumOfCoins(coins)), frozen: String(frozen), firstExpiry } };
}
