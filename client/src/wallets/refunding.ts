// Refunds a payment: with coins of the payee's of the lots that paid, so that the payer gets back what he had, purpose and expiry and all.
import { createdCoins, refundCodec, sumOfCoins, type Coin, type PaidLot, type Payment, type PaymentReceipt, type RefundRequest } from '@carnet/domain';
import type { Answer, ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import { withLease } from './coin-calls.js';
import { selectCoins, type CoinSelection } from './coin-selection.js';
import type { WalletBook } from './wallet-book.js';

/** What comes back of a payment. */
export type RefundOrder = Omit<RefundRequest, 'coins' | 'change'>;

function isOf(lot: PaidLot): (coin: Coin) => boolean {
    return ({ policyHash, issueId, expiresAt, frozen }) =>
        frozen === undefined && policyHash === lot.policyHash && issueId === lot.issueId && expiresAt === lot.expiresAt;
}

/**
 * Coins of each lot for no more than it paid and has not got back. Change comes of the last lot alone, so that of the others coins of exactly what
 * is needed are taken.
 */
function selectOfLots(coins: readonly Coin[], lots: readonly PaidLot[], amount: bigint, split: boolean): CoinSelection | undefined {
    let rest = amount;
    const chosen: Coin[] = [];
    for (const lot of lots) {
        const left = BigInt(lot.amount) - BigInt(lot.refunded);
        const wanted = left < rest ? left : rest;
        if (wanted === 0n) continue;
        const selection = selectCoins(coins.filter(isOf(lot)), String(wanted), { split: split && wanted === rest });
        if (selection === undefined) return undefined;
        chosen.push(...selection.coins);
        rest -= wanted;
        if (rest === 0n) return { coins: chosen, change: selection.change };
    }
    return undefined;
}

/**
 * @param book of the wallet that was paid
 * @throws CarnetError COINS_INSUFFICIENT where it holds no coins of those lots any more, and what `Refund` is refused for
 */
export async function refund(
    contract: ContractClient, book: WalletBook, payment: Payment, order: RefundOrder, options: CallOptions,
): Promise<PaymentReceipt> {
    await book.reload(options);
    const policies = await Promise.all(payment.lots.map(({ policyHash }) => book.policyOfCoins(policyHash, options)));
    // Made again after an unknown outcome it goes on with the same coins, and so is the same refund.
    const own = book.purse.leasedBy(order.refundId);
    const free = own.length > 0 ? own : book.purse.free();
    const selection = selectOfLots(free, payment.lots, BigInt(order.amount), policies.every(({ policy }) => policy.transfer.split));
    if (selection === undefined) {
        const available = sumOfCoins(free.filter(coin => payment.lots.some(lot => isOf(lot)(coin))));
        throw new CarnetError('COINS_INSUFFICIENT', 'The wallet that was paid holds no coins of the lots that paid which make up the refund.', {
            details: { walletId: book.walletId, needed: order.amount, available: String(available) },
        });
    }
    const request: RefundRequest = { ...order, coins: selection.coins.map(({ coinId }) => coinId), change: selection.change };
    const json = checkedByDomain(() => refundCodec.encode(request));
    const send = (): Promise<Answer<PaymentReceipt>> => contract.submit('Refund', [json], options);
    return withLease(book, order.refundId, selection.coins, send, ({ created }) => createdCoins(created));
}
