// Refunds: coins of the payee's, of the lots that paid, become the payer's again, under the policy and with the expiry that they had.
import {
    CarnetFailure, isSameLot, legsFrom, timeOfInstant, useUp, walletAccount, type Coin, type LotSum, type PaidLot, type PaymentReceipt,
    type RefundRequest,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireHolder } from './authority';
import { Mint, requireChange, requireFreeCoins, takeCoins } from './coins';
import { readCompiledPolicy } from './compiled-policies';
import { giveQuotaBack } from './giving-back';
import { requireMovable } from './holds';
import { readPaymentRecord, recordMovement, repeatedMovement, rowOf, writePayment } from './journal';
import { receiptOf, type PaymentRecord } from './payment-record';
import { requireRunning } from './programmes';
import { readProgramme, readWallet } from './wallet-state';

/** @throws CarnetFailure REFUND_NOT_ALLOWED, REFUND_EXPIRED, OUTPUT_SUM_MISMATCH */
async function requireRefundable(
    context: LedgerContext, { row: { id: paymentId, programmeId }, paidAt, status }: PaymentRecord, lots: readonly LotSum[], change: bigint,
): Promise<void> {
    if (status !== 'PAID') throw new CarnetFailure('REFUND_NOT_ALLOWED', 'Nothing was paid, or not yet.', { paymentId, status });
    for (const { policyHash } of lots) {
        const { policy: { refund, transfer } } = await readCompiledPolicy(context, programmeId, policyHash);
        if (!refund.allowed) throw new CarnetFailure('REFUND_NOT_ALLOWED', 'The policy under which was paid allows no refund.', { paymentId, policyHash });
        const end = timeOfInstant(paidAt) + refund.withinSeconds * 1000;
        if (context.time.milliseconds >= end) {
            throw new CarnetFailure('REFUND_EXPIRED', 'The time in which it could be refunded is over.', {
                paymentId, paidAt, withinSeconds: refund.withinSeconds,
            });
        }
        if (change > 0n && !transfer.split) {
            throw new CarnetFailure('OUTPUT_SUM_MISMATCH', 'Coins of this policy are not split.', { paymentId, setting: 'transfer.split' });
        }
    }
}

/** @throws CarnetFailure COIN_OF_OTHER_LOT */
function requireOwnLots({ row: { id: paymentId }, lots }: PaymentRecord, spent: readonly Coin[]): void {
    const others = spent.filter(coin => !lots.some(lot => isSameLot(lot, coin))).map(({ coinId }) => coinId);
    if (others.length > 0) throw new CarnetFailure('COIN_OF_OTHER_LOT', 'These coins are of no lot that paid.', { paymentId, coins: others });
}

/** The lots with what comes back added. @throws CarnetFailure REFUND_EXCEEDED */
function lotsAfter({ row: { id: paymentId }, lots }: PaymentRecord, back: readonly LotSum[]): readonly PaidLot[] {
    return lots.map(lot => {
        const sum = back.find(part => isSameLot(part, lot))?.sum ?? 0n;
        const left = BigInt(lot.amount) - BigInt(lot.refunded);
        if (sum > left) {
            throw new CarnetFailure('REFUND_EXCEEDED', 'More would come back of a lot than it paid.', {
                paymentId, issueId: lot.issueId, refundable: String(left), asked: String(sum),
            });
        }
        return sum === 0n ? lot : { ...lot, refunded: String(BigInt(lot.refunded) + sum) };
    });
}

/**
 * Refunds a part or all of what was paid. The payer may be frozen: what he gets he cannot spend. A payee who is suspended may still give back.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, PAYMENT_NOT_FOUND, those of requireHolder, ALREADY_EXISTS, PROGRAMME_PAUSED, WALLET_FROZEN,
 * RECOVERY_PENDING, REFUND_EXCEEDED, COIN_SPENT, COIN_FROZEN, COIN_OF_OTHER_LOT, COINS_INSUFFICIENT, OUTPUT_SUM_MISMATCH, REFUND_NOT_ALLOWED,
 * REFUND_EXPIRED
 */
export async function refund(context: LedgerContext, request: RefundRequest): Promise<PaymentReceipt> {
    const { programmeId, paymentId, refundId } = request;
    const programme = await readProgramme(context, programmeId);
    const payment = await readPaymentRecord(context, programmeId, paymentId);
    const wallet = await readWallet(context, payment.payeeWalletId);
    await requireHolder(context, wallet);
    if (await repeatedMovement(context, 'REFUNDED', programmeId, refundId, request) !== undefined) return receiptOf(payment);
    requireRunning(programme);
    await requireMovable(context, wallet);
    const [amount, change] = [BigInt(request.amount), BigInt(request.change)];
    const refundable = BigInt(payment.captured) - BigInt(payment.refunded);
    if (payment.status === 'PAID' && amount > refundable) {
        throw new CarnetFailure('REFUND_EXCEEDED', 'More would come back than was paid.', {
            paymentId, refundable: String(refundable), asked: request.amount,
        });
    }
    const spent = await requireFreeCoins(context, programmeId, wallet.walletId, request.coins);
    requireOwnLots(payment, spent);
    requireChange(spent, amount, change);
    const { taken, left } = useUp(spent, amount);
    await requireRefundable(context, payment, taken, change);
    const lots = lotsAfter(payment, taken);
    const refunded = BigInt(payment.refunded) + amount;
    const quota = await giveQuotaBack(context, payment, amount, refunded === BigInt(payment.captured));
    await takeCoins(context, programmeId, wallet.walletId, request.coins);
    const mint = new Mint(context, programmeId);
    await mint.pay(payment.row.order.walletId, taken);
    await mint.pay(wallet.walletId, left);
    const legs = legsFrom(walletAccount(wallet.walletId), [{ to: walletAccount(payment.row.order.walletId), amount }]);
    const row = { ...rowOf(context, 'REFUNDED', programmeId, refundId, legs), paymentId };
    const changed: PaymentRecord = {
        ...payment, ...quota, lots, refunded: String(refunded), created: mint.created, transactionId: row.transactionId,
    };
    await writePayment(context, changed);
    await recordMovement(context, row, request);
    return receiptOf(changed);
}
