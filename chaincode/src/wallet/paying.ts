// Paying: the coins of a wallet become the payee's, if everything that is read for it allows that.
import { canonicalJson, CarnetFailure, legsFrom, useUp, walletAccount, type Payment, type LotSum, type PaymentOrder, type PaymentRequest, type PolicyDecision, type TitleOffer, type Wallet } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { closeDecision } from '../decisions/decision-state';
import { requireActiveOrganisation } from '../membership/authorisation';
import { transferTitle } from '../vehicle/title';
import { assess, requireAllowed, type Asked } from './assessing';
import { holderRefusal } from './authority';
import { Mint, takeCoins } from './coins';
import { emitMoved, rowOf, writePayment, writeStatements } from './journal';
import { payments } from './money-state';
import { paymentOf, type PaymentRecord } from './payment-record';
import { fetchOrdered, fetchPayer } from './reading-ahead';
import { recordedRecipient } from './recipient';
import { holderWallets, readWallet } from './wallet-state';

/** What was asked of a payment or reservation, without the means by which it was paid. */
export function orderOf({ paymentId, walletId, payeeId, amount, currency, channel, reference, offer }: PaymentOrder): PaymentOrder {
    return {
        paymentId, walletId, payeeId, amount, currency, channel,
        ...reference === undefined ? {} : { reference }, ...offer === undefined ? {} : { offer },
    };
}

/**
 * The payment of this id where the same order was made before: other coins are no other payment, since who repeats a call does not know whether
 * the first ones were spent.
 * @throws CarnetFailure ALREADY_EXISTS
 */
export async function repeatedPayment(
    context: LedgerContext, { programmeId }: Wallet, order: PaymentOrder, times: Pick<PaymentRecord, 'capturableFrom' | 'expiresAt'>,
): Promise<Payment | undefined> {
    const record = await payments(context).read(programmeId, 'PAYMENT', order.paymentId);
    if (record === undefined) return undefined;
    const { row, capturableFrom, expiresAt } = record;
    if (canonicalJson([row.order, { capturableFrom, expiresAt }]) === canonicalJson([order, times])) return paymentOf(record);
    throw new CarnetFailure('ALREADY_EXISTS', 'Another payment has this id.', { paymentId: order.paymentId });
}

/** The payer's wallet; and his organisation is active, where it is he who asks. @throws CarnetFailure WALLET_NOT_FOUND, ORGANISATION_SUSPENDED */
export async function readPayer(context: LedgerContext, walletId: string): Promise<{ readonly wallet: Wallet; readonly holds: boolean }> {
    await fetchPayer(context, walletId);
    const wallet = await readWallet(context, walletId);
    const holds = holderRefusal(wallet, context.caller) === undefined;
    if (holds) await requireActiveOrganisation(context);
    return { wallet, holds };
}

/**
 * Spends the coins: counts the payment, begins the day, uses the approval up, and gives back the change.
 * @param payTo makes the coins of what is paid
 */
export async function spend(
    context: LedgerContext, request: PaymentRequest, asked: Asked, mint: Mint, payTo: (taken: readonly LotSum[]) => Promise<void>,
): Promise<Pick<PaymentRecord, 'lots' | 'counted'>> {
    const amount = BigInt(request.amount);
    const { taken, left } = useUp(asked.coins, amount);
    await takeCoins(context, mint.programmeId, request.walletId, request.coins);
    await payTo(taken);
    if (request.channel === 'p2p') await holderWallets(context).write(mint.programmeId, asked.recipient.walletId);
    await mint.pay(request.walletId, left);
    const counted = await asked.uses.count(amount);
    await asked.day.begin();
    for (const decision of asked.approvals?.decisions ?? []) await closeDecision(context, decision, 'EXECUTED');
    return { lots: taken.map(({ sum, ...lot }) => ({ ...lot, amount: String(sum), refunded: '0' })), counted };
}

/** What a payment or reservation says of itself in the journal, beside the legs. */
export function decisionRow(
    order: PaymentOrder, { recipient, approvals }: Asked, decision: PolicyDecision,
): Pick<PaymentRecord['row'], 'order' | 'payee' | 'decision' | 'approval'> {
    const [first, ...further] = (approvals?.decisions ?? []).map(({ decisionId }) => decisionId);
    return {
        order, payee: recordedRecipient(recipient), decision,
        ...first === undefined ? {} : { approval: { decisionId: first, ...further.length === 0 ? {} : { furtherDecisions: further } } },
    };
}

/** The vehicle changes its keeper in this same transaction, and one event tells of both. @throws CarnetFailure those of transferTitle */
async function sell(context: LedgerContext, row: PaymentRecord['row'], offer: TitleOffer, payeeMspId: string | undefined): Promise<void> {
    const { type, id, programmeId, legs } = row;
    const { vin, last: sequence, mspId, hash } = await transferTitle(context, { programmeId, order: row.order, offer, payeeMspId });
    context.emit('VehicleSold', { type, id, programmeId, legs, vin, offerId: offer.offerId, mspId, sequence, hash });
}

/**
 * Pays. Reads each guard, coin, counter and the payment's own key once; every one of them that changes before the payment is committed kills it.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireActiveOrganisation, ALREADY_EXISTS, the first reason of the decision (POLICY_REASON_CODES),
 * DECISION_NOT_FOUND, OUT_OF_RANGE; with an offer, those of transferTitle
 */
export async function pay(context: LedgerContext, request: PaymentRequest): Promise<Payment> {
    const order = orderOf(request);
    await fetchOrdered(context, order, request.coins);
    const { wallet, holds } = await readPayer(context, request.walletId);
    const known = holds ? await repeatedPayment(context, wallet, order, {}) : undefined;
    if (known !== undefined) return known;
    const assessment = await assess(context, wallet, order, request);
    const asked = requireAllowed(assessment);
    const { programmeId } = wallet;
    const legs = legsFrom(walletAccount(wallet.walletId), [{ to: walletAccount(asked.recipient.walletId), amount: BigInt(request.amount) }]);
    const row = { ...rowOf(context, 'PAID', programmeId, request.paymentId, legs), ...decisionRow(order, asked, assessment.decision) };
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
    return paymentOf(record);
}
