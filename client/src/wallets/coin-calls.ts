// Calls that name coins themselves: the coins are leased meanwhile, and afterwards gone, or free again, or in doubt.
import { consolidationCodec, type Coin, type ConsolidationRequest, type CreatedCoin, type Movement } from '@carnet/domain';
import type { Answer, ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import type { Purse } from './purse.js';
import type { WalletBook } from './wallet-book.js';

/** The coins that came into a wallet, as the wallet holds them. */
export function receivedBy(walletId: string, created: readonly CreatedCoin[]): Coin[] {
    return created.filter(coin => coin.walletId === walletId).map(({ coinId, amount, policyHash, issueId, expiresAt }) => (
        { coinId, amount, policyHash, issueId, expiresAt }
    ));
}

/** After a call that failed: the coins are free again, or in doubt where nobody knows whether they were spent. */
export function endLease(purse: Purse, owner: string, error: unknown): void {
    if (error instanceof CarnetError && error.outcome === 'unknown') purse.leaveInDoubt(owner);
    else purse.release(owner);
}

/**
 * @param owner what the coins are leased for: the id of what is done with them
 * @param createdBy the coins that the call made, of its answer
 */
export async function withLease<T>(
    { purse, walletId }: WalletBook, owner: string, coins: readonly Coin[], call: () => Promise<Answer<T>>,
    createdBy: (answer: T) => readonly CreatedCoin[],
): Promise<T> {
    purse.lease(owner, coins);
    try {
        const { value } = await call();
        purse.settle(owner, receivedBy(walletId, createdBy(value)));
        return value;
    } catch (error) {
        endLease(purse, owner, error);
        throw error;
    }
}

/**
 * Makes one coin of several of one lot. Coins that are not known here are the ledger's to refuse, or those of a consolidation made before.
 * @throws CarnetError COIN_SPENT, COIN_FROZEN, WALLET_FROZEN, OUTPUT_SUM_MISMATCH
 */
export async function consolidate(
    contract: ContractClient, book: WalletBook, { consolidationId, coins }: Omit<ConsolidationRequest, 'walletId'>, options: CallOptions,
): Promise<Movement> {
    const { walletId, purse } = book;
    const json = checkedByDomain(() => consolidationCodec.encode({ consolidationId, walletId, coins }));
    const known = [...purse.free(), ...purse.leasedBy(consolidationId)].filter(({ coinId }) => coins.includes(coinId));
    return withLease(book, consolidationId, known, () => contract.submit<Movement>('Consolidate', [json], options), ({ created }) => created);
}
