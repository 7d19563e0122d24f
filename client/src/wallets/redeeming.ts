// Redeems what a payee was paid: all its coins, or as many as make up an amount, in as many transactions as that takes.
import { COINS_PER_REDEMPTION, redemptionCodec, sha256Hex, sumOfCoins, type Amount, type Coin, type Movement, type RedemptionRequest } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import { withLease } from './coin-calls.js';
import { byExpiry } from './coin-selection.js';
import type { WalletBook } from './wallet-book.js';

export interface RedeemOrder extends Omit<RedemptionRequest, 'coins'> {
    /** At most 47 characters: each transaction has it with a hash of its coins at its end, so that made again it redeems only what is left. */
    readonly redemptionId: string;
    /** Coins are redeemed whole: the oldest first, as long as their sum is no more. Default: everything. */
    readonly amount?: Amount;
}

export interface Redemption {
    /** What the issuer owes now. */
    readonly amount: Amount;
    readonly coins: number;
    /** One for each transaction. */
    readonly movements: readonly Movement[];
}

function upTo(coins: readonly Coin[], amount: Amount | undefined): Coin[] {
    const usable = coins.filter(({ frozen }) => frozen === undefined).sort(byExpiry);
    if (amount === undefined) return usable;
    let left = BigInt(amount);
    return usable.filter(coin => {
        if (BigInt(coin.amount) > left) return false;
        left -= BigInt(coin.amount);
        return true;
    });
}

/** @param book of the payee's wallet @throws CarnetError COINS_INSUFFICIENT where there is nothing, and what `Redeem` is refused for */
export async function redeem(contract: ContractClient, book: WalletBook, order: RedeemOrder, options: CallOptions): Promise<Redemption> {
    await book.reload(options);
    const { redemptionId, programmeId, payeeId, amount } = order;
    const coins = upTo(book.purse.free(), amount);
    if (coins.length === 0) {
        throw new CarnetError('COINS_INSUFFICIENT', 'There is no coin to be redeemed.', { details: { walletId: book.walletId } });
    }
    const movements: Movement[] = [];
    for (let first = 0; first < coins.length; first += COINS_PER_REDEMPTION) {
        const batch = coins.slice(first, first + COINS_PER_REDEMPTION);
        const ids = batch.map(({ coinId }) => coinId);
        const id = `${redemptionId}-${sha256Hex(ids.join()).slice(0, 16)}`;
        const json = checkedByDomain(() => redemptionCodec.encode({ redemptionId: id, programmeId, payeeId, coins: ids }));
        movements.push(await withLease(book, id, batch, () => contract.submit<Movement>('Redeem', [json], options), ({ created }) => created));
    }
    return { amount: String(sumOfCoins(coins)), coins: coins.length, movements };
}
