// The damage bound of a wallet as it stands: its coins by their policies, and what the limits have counted.
import {
    endOfCoin, periodIndex, present, sumOfCoins, walletDamageBound, type BoundLayer, type CompiledPolicy, type CountedPeriod,
    type DamageBound, type Policy, type PolicyLayer, type Purse, type SpendableCoins, type StripeUsage, type Usage, type Wallet,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { readCompiledPolicy } from './compiled-policies';
import { COIN_TYPE, fromCoinRow, type CoinRow, type StoredCoin } from './money-state';
import { ALL_WALLETS, readStripes, type CounterName } from './usage';
import { readProgramme, readWallet } from './wallet-state';

/** Coins that one call looks at: with more, all that the programme may ever issue counts as the wallet's. */
const COINS_LOOKED_AT = 1000;
/** Policies whose limits are looked at, those of the most coins first; of the others all coins count. */
const POLICIES_LOOKED_AT = 3;

/** Coins by policy hash, without those that are frozen; undefined where there are too many to look at. */
async function readCoinsByPolicy(
    context: LedgerContext, { programmeId, walletId }: Wallet,
): Promise<ReadonlyMap<string, readonly StoredCoin[]> | undefined> {
    const found = new Map<string, StoredCoin[]>();
    let seen = 0;
    let bookmark = '';
    do {
        const page = await context.state.page<CoinRow>(COIN_TYPE, [programmeId, walletId], 100, bookmark);
        seen += page.rows.length;
        for (const { value } of page.rows) {
            const coin = fromCoinRow(value);
            if (coin.frozen === undefined) found.set(coin.policyHash, [...found.get(coin.policyHash) ?? [], coin]);
        }
        ({ bookmark } = page);
    } while (bookmark !== '' && seen < COINS_LOOKED_AT);
    return bookmark === '' ? found : undefined;
}

/** Coins that expire together are one. */
function spendable(coins: readonly StoredCoin[], expiry: Policy['expiry']): readonly SpendableCoins[] {
    const sums = new Map<string, bigint>();
    for (const { expiresAt, amount } of coins) sums.set(expiresAt, (sums.get(expiresAt) ?? 0n) + BigInt(amount));
    return [...sums].map(([expiresAt, amount]) => ({ amount, until: endOfCoin({ expiresAt }, expiry) }));
}

/** How a counter is read, of so many stripes. */
export type StripeReader = (name: CounterName, stripes: number) => Promise<readonly StripeUsage[]>;

/** What the counters of a policy hold in the periods in which now falls. */
async function usageNow(
    context: LedgerContext, { programmeId, walletId }: Wallet, layer: PolicyLayer, { policy, limits, approvals }: CompiledPolicy,
    readCounter: StripeReader,
): Promise<Usage> {
    const usage: [string, readonly StripeUsage[]][] = [];
    const read = async (id: string, period: CountedPeriod, owner: string, stripes: number): Promise<void> => {
        const index = String(periodIndex(policy.calendar, period, context.time.milliseconds));
        usage.push([id, await readCounter([programmeId, owner, layer, id, period, index], stripes)]);
    };
    for (const { limit: { period, scope }, id, stripes } of limits) {
        if (period !== 'tx') await read(id, period, scope === 'programme' && layer === 'programme' ? ALL_WALLETS : walletId, stripes);
    }
    for (const { approval: { cumulative }, id } of approvals) if (cumulative !== undefined) await read(id, cumulative.period, walletId, 1);
    return Object.fromEntries(usage);
}

/** Reads a policy with what its counters hold. */
export async function layerNow(
    context: LedgerContext, wallet: Wallet, layer: PolicyLayer, policyHash: string, readCounter: StripeReader,
): Promise<BoundLayer> {
    const policy = await readCompiledPolicy(context, wallet.programmeId, policyHash);
    return { layer, policy, usage: await usageNow(context, wallet, layer, policy, readCounter) };
}

/**
 * What somebody with the holder's key could move from now on, until a freeze in so many days, without managers; nothing where it is frozen.
 * @param horizonDays 0…366
 * @throws CarnetFailure CLOCK_SKEW, WALLET_NOT_FOUND
 */
export async function damageOfWallet(context: LedgerContext, walletId: string, horizonDays: number): Promise<DamageBound> {
    context.requireTime();
    const wallet = await readWallet(context, walletId);
    const { currency, issueLimit } = await readProgramme(context, wallet.programmeId);
    if (wallet.frozen !== null) return { bound: '0', exact: true, by: [], sentence: 'Nothing can be moved: the wallet is frozen.' };
    const now = context.time.milliseconds;
    const layerOf = (layer: PolicyLayer, policyHash: string): Promise<BoundLayer> =>
        layerNow(context, wallet, layer, policyHash, name => readStripes(context, name));
    const coins = await readCoinsByPolicy(context, wallet);
    const purses: Purse[] = coins === undefined ? [{ coins: [{ amount: BigInt(issueLimit), until: Infinity }] }] : [];
    const byAmount = [...coins ?? []].sort(([, a], [, b]) => sumOfCoins(a) > sumOfCoins(b) ? -1 : sumOfCoins(a) < sumOfCoins(b) ? 1 : 0);
    for (const [policyHash, held] of byAmount.slice(0, POLICIES_LOOKED_AT)) {
        const programme = await layerOf('programme', policyHash);
        purses.push({ programme, coins: spendable(held, programme.policy.policy.expiry) });
    }
    for (const [, held] of byAmount.slice(POLICIES_LOOKED_AT)) purses.push({ coins: [{ amount: sumOfCoins(held), until: Infinity }] });
    const own = wallet.policyHash === null ? undefined : await layerOf('wallet', wallet.policyHash);
    return walletDamageBound({ currency, purses, now, horizonDays, ...present({ wallet: own }) });
}
