// Paying: the coins of a wallet become the payee's, if everything that is read for it allows that.
import { legsFrom, walletAccount, type PaymentReceipt, type PaymentRequest, type TitleOffer } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { transferTitle } from '../vehicle/title';
import { Mint } from './coins';
import { emitMoved, rowOf, writePayment, writeStatements } from './journal';
import { decisionRow, openOrder, spend } from './orders';
import { receiptOf, type PaymentRecord } from './payment-record';

/** The vehicle changes its keeper in this same transaction, and one event tells of both. @throws CarnetFailure those of transferTitle */
async function sell(context: LedgerContext, row: PaymentRecord['row'], offer: TitleOffer, payeeMspId: string | undefined): Promise<void> {
    const { type, id, programmeId, legs } = row;
    const { vin, last: sequence, mspId, hash } = await transferTitle(context, { programmeId, order: row.order, offer, payeeMspId });
    context.emit('VehicleSold', { type, id, programmeId, legs, vin, offerId: offer.offerId, mspId, sequence, hash });
}

/**
 * Pays. Reads each guard, coin, counter and the payment's own key once; every one of them that changes before the payment is committed kills it.
 * @throws CarnetFailure those of openOrder; with an offer, those of transferTitle
 */
export async function pay(context: LedgerContext, request: PaymentRequest): Promise<PaymentReceipt> {
    const opened = await openOrder(context, request);
    if ('known' in opened) return opened.known;
    const { wallet, asked } = opened;
    const { programmeId } = wallet;
    const legs = legsFrom(walletAccount(wallet.walletId), [{ to: walletAccount(asked.recipient.walletId), amount: BigInt(request.amount) }]);
    const row = { ...rowOf(context, 'PAID', programmeId, request.paymentId, legs), ...decisionRow(opened) };
    // Before anything is written: the book may refuse.
    if (request.offer !== undefined) await sell(context, row, request.offer, asked.recipient.payeeMspId);
    const mint = new Mint(context, programmeId);
    const { lots, counted } = await spend(context, request, asked, mint, taken => mint.pay(asked.recipient.walletId, taken));
    const record: PaymentRecord = {
        row, status: 'PAID', paidAt: row.at, lots, captured: request.amount, refunded: '0', created: mint.created, transactionId: row.transactionId,
        payeeWalletId: asked.recipient.walletId, counted,
    };
    await writePayment(context, record);
    await writeStatements(context, row);
    if (request.offer === undefined) emitMoved(context, row);
    return receiptOf(record);
}
