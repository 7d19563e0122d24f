// Coins that end: redeemed by a payee, to whom the issuer owes their sum, or returned because their time is over.
import { BURNED_ACCOUNT, CarnetFailure, ISSUER_ACCOUNT, legsFrom, sumOfCoins, walletAccount, type Movement, type RedemptionRequest, type ReturnRequest } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { isOver } from './assessing';
import { holderRefusal, requireHolder, requireIssuer } from './authority';
import { requireCoins, requireFreeCoins, takeCoins } from './coins';
import { readCompiledPolicy } from './compiled-policies';
import { recordMovement, repeatedMovement, rowOf } from './journal';
import { requireMovable } from './holds';
import { requireRunning } from './programmes';
import { payeeWallets, readPayee, readProgramme, readWallet } from './wallet-state';

/**
 * Burns coins of a payee's wallet; the journal row is what the issuer owes him for. Coins that expired in his hands are redeemed like others: he was
 * paid with them in time.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, PAYEE_UNKNOWN, those of requireHolder, ALREADY_EXISTS, PROGRAMME_PAUSED, PAYEE_SUSPENDED, WALLET_FROZEN,
 * RECOVERY_PENDING, COIN_SPENT, COIN_FROZEN
 */
export async function redeem(context: LedgerContext, request: RedemptionRequest): Promise<Movement> {
    const { redemptionId, programmeId, payeeId, coins } = request;
    const programme = await readProgramme(context, programmeId);
    const payee = await readPayee(context, programmeId, payeeId);
    const wallet = await readWallet(context, payee.walletId);
    await requireHolder(context, wallet);
    const known = await repeatedMovement(context, 'REDEEMED', programmeId, redemptionId, request);
    if (known !== undefined) return known;
    requireRunning(programme);
    if (payee.suspended) throw new CarnetFailure('PAYEE_SUSPENDED', 'The payee is suspended.', { payeeId });
    await requireMovable(context, wallet);
    const burned = await requireFreeCoins(context, programmeId, wallet.walletId, coins);
    await takeCoins(context, programmeId, wallet.walletId, coins);
    const legs = legsFrom(walletAccount(wallet.walletId), [{ to: ISSUER_ACCOUNT, amount: sumOfCoins(burned) }]);
    return recordMovement(context, rowOf(context, 'REDEEMED', programmeId, redemptionId, legs), request);
}

/**
 * Burns coins that cannot be spent any more, frozen or not, where their policy gives them back to the issuer. From a payee's wallet only its holder
 * does: the issuer owes him for what he was paid with in time.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolder or requireIssuer, ALREADY_EXISTS, COIN_SPENT, COIN_NOT_EXPIRED, EXPIRED_COINS_STAY
 */
export async function returnExpired(context: LedgerContext, request: ReturnRequest): Promise<Movement> {
    const { returnId, walletId, coins } = request;
    const wallet = await readWallet(context, walletId);
    const { programmeId } = wallet;
    const holds = holderRefusal(wallet, context.caller) === undefined;
    if (holds) await requireHolder(context, wallet);
    else await requireIssuer(context, await readProgramme(context, programmeId));
    const known = await repeatedMovement(context, 'RETURNED', programmeId, returnId, request);
    if (known !== undefined) return known;
    if (!holds && await payeeWallets(context).read(walletId) !== undefined) {
        throw new CarnetFailure('EXPIRED_COINS_STAY', 'The wallet is a payee\'s, to whom these coins are owed: he redeems them.', { walletId });
    }
    const returned = await requireCoins(context, programmeId, walletId, coins);
    for (const coin of returned) {
        const policy = await readCompiledPolicy(context, programmeId, coin.policyHash);
        const { coinId, expiresAt } = coin;
        if (policy.policy.expiry.action === 'block') throw new CarnetFailure('EXPIRED_COINS_STAY', 'Expired coins of this policy stay where they are.', { coinId });
        if (!isOver(coin, policy, context.time.milliseconds)) {
            throw new CarnetFailure('COIN_NOT_EXPIRED', 'The coin can still be spent.', { coinId, expiresAt, graceSeconds: policy.policy.expiry.graceSeconds });
        }
    }
    await takeCoins(context, programmeId, walletId, coins);
    const legs = legsFrom(walletAccount(walletId), [{ to: BURNED_ACCOUNT, amount: sumOfCoins(returned) }]);
    return recordMovement(context, rowOf(context, 'RETURNED', programmeId, returnId, legs), request);
}
