// The coins of a wallet in one transaction: read by their ids, taken away, made anew.
import { CarnetFailure, coinsOf, sumOfCoins, type Coin, type CreatedCoin, type LotSum } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { coins } from './money-state';

/** Those that stand, and the ids of the others: spent, of another wallet, or never there, which is one and the same to who asks. */
export interface FoundCoins { readonly found: readonly Coin[]; readonly missing: readonly string[] }

/** Reads each coin: one read for each id, in one message. */
export async function findCoins(context: LedgerContext, programmeId: string, owner: string, ids: readonly string[]): Promise<FoundCoins> {
    const collection = coins(context);
    await context.state.prefetch(ids.map(coinId => collection.key(programmeId, owner, coinId)));
    const found: Coin[] = [];
    const missing: string[] = [];
    for (const coinId of ids) {
        const coin = await collection.read(programmeId, owner, coinId);
        if (coin === undefined) missing.push(coinId);
        else found.push({ coinId, ...coin });
    }
    return { found, missing };
}

/** The coins of these ids, frozen or not. @throws CarnetFailure COIN_SPENT */
export async function requireCoins(context: LedgerContext, programmeId: string, owner: string, ids: readonly string[]): Promise<readonly Coin[]> {
    const { found, missing } = await findCoins(context, programmeId, owner, ids);
    if (missing.length > 0) throw new CarnetFailure('COIN_SPENT', 'The wallet has no such coins: they were spent, or never were.', { coins: missing });
    return found;
}

/** The same, none of them frozen. @throws CarnetFailure COIN_SPENT, COIN_FROZEN */
export async function requireFreeCoins(context: LedgerContext, programmeId: string, owner: string, ids: readonly string[]): Promise<readonly Coin[]> {
    const found = await requireCoins(context, programmeId, owner, ids);
    const frozen = found.filter(coin => coin.frozen !== undefined).map(({ coinId }) => coinId);
    if (frozen.length > 0) throw new CarnetFailure('COIN_FROZEN', 'These coins are frozen.', { coins: frozen });
    return found;
}

/** What comes back of coins: their sum less the amount. @throws CarnetFailure COINS_INSUFFICIENT, OUTPUT_SUM_MISMATCH */
export function requireChange(spent: readonly Coin[], amount: bigint, change: bigint): void {
    const available = sumOfCoins(spent);
    if (available < amount) {
        throw new CarnetFailure('COINS_INSUFFICIENT', 'The coins do not make up the amount.', { needed: String(amount), available: String(available) });
    }
    if (available - amount === change) return;
    throw new CarnetFailure('OUTPUT_SUM_MISMATCH', 'The sum of the coins is not the amount and the change together.', {
        inputs: String(available), outputs: String(amount + change),
    });
}

export async function takeCoins(context: LedgerContext, programmeId: string, owner: string, ids: readonly string[]): Promise<void> {
    for (const coinId of ids) await coins(context).remove(programmeId, owner, coinId);
}

/** Makes coins, numbered over all that one transaction makes. */
export class Mint {
    readonly #created: CreatedCoin[] = [];
    #made = 0;

    constructor(private readonly context: LedgerContext, readonly programmeId: string) {}

    /** Coins that belong to a wallet, in the order in which they were made. */
    get created(): readonly CreatedCoin[] {
        return this.#created;
    }

    /** One coin of each sum. @returns the ids */
    async make(owner: string, sums: readonly LotSum[]): Promise<readonly string[]> {
        const made = coinsOf(this.context.stub.getTxID(), sums, this.#made);
        this.#made += made.length;
        for (const { coinId, ...coin } of made) await coins(this.context).write(coin, this.programmeId, owner, coinId);
        return made.map(({ coinId }) => coinId);
    }

    /** As `make`, for the coins of a wallet. */
    async pay(walletId: string, sums: readonly LotSum[]): Promise<void> {
        const ids = await this.make(walletId, sums);
        sums.forEach(({ sum, policyHash, issueId, expiresAt }, place) => {
            this.#created.push({ coinId: ids[place] ?? '', walletId, amount: String(sum), policyHash, issueId, expiresAt });
        });
    }
}
