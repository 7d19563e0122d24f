// Consolidating: many small coins of one lot become one, so that a payment needs fewer of them.
import { byLot, CarnetFailure, legsFrom, lotOf, walletAccount, type ConsolidationRequest, type Movement } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireHolder } from './authority';
import { Mint, requireFreeCoins, takeCoins } from './coins';
import { recordMovement, repeatedMovement, rowOf } from './journal';
import { requireMovable } from './holds';
import { readWallet } from './wallet-state';

/**
 * No policy is asked: nothing leaves the wallet, and the coin keeps what its parts had.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolder, ALREADY_EXISTS, WALLET_FROZEN, RECOVERY_PENDING, COIN_SPENT, COIN_FROZEN,
 * OUTPUT_SUM_MISMATCH for coins of several lots
 */
export async function consolidate(context: LedgerContext, request: ConsolidationRequest): Promise<Movement> {
    const { consolidationId, walletId, coins } = request;
    const wallet = await readWallet(context, walletId);
    await requireHolder(context, wallet);
    const { programmeId } = wallet;
    const known = await repeatedMovement(context, 'CONSOLIDATED', programmeId, consolidationId, request);
    if (known !== undefined) return known;
    await requireMovable(context, wallet);
    const found = await requireFreeCoins(context, programmeId, walletId, coins);
    const sums = byLot(found.map(coin => ({ ...lotOf(coin), sum: BigInt(coin.amount) })));
    const [one] = sums;
    if (one === undefined || sums.length > 1) {
        throw new CarnetFailure('OUTPUT_SUM_MISMATCH', 'Coins of several lots never become one: another policy, issue or expiry is another lot.', { lots: sums.length });
    }
    await takeCoins(context, programmeId, walletId, coins);
    const mint = new Mint(context, programmeId);
    await mint.pay(walletId, sums);
    const account = walletAccount(walletId);
    const row = rowOf(context, 'CONSOLIDATED', programmeId, consolidationId, legsFrom(account, [{ to: account, amount: one.sum }]));
    return recordMovement(context, row, request, mint.created);
}
