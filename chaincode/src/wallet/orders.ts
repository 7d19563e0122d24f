// An order of a payment or reservation: known from before or decided on, its coins spent, and what the journal says of it.
import {
    canonicalJson, CarnetFailure, present, useUp, type LotSum, type PaymentOrder, type PaymentReceipt, type PaymentRequest,
    type PolicyDecision, type Wallet,
} from '@carnet/domain';
import { closeDecision } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation } from '../membership/authorisation';
import { assess, requireAllowed, type Asked } from './assessing';
import { holderRefusal } from './authority';
import { takeCoins, type Mint } from './coins';
import { findPaymentRecord } from './journal';
import { receiptOf, type PaymentRecord } from './payment-record';
import { fetchOrdered, fetchPayer } from './reading-ahead';
import { recordedRecipient } from './recipient';
import { holderWallets, readWallet } from './wallet-state';

/** What was asked of a payment or reservation, without the means by which it was paid. */
export function orderOf({ paymentId, walletId, payeeId, amount, currency, channel, reference, offer }: PaymentOrder): PaymentOrder {
    return {
        paymentId, walletId, payeeId, amount, currency, channel,
        ...present({ reference, offer }),
    };
}

/**
 * The payment of this id where the same order was made before: other coins are no other payment, since who repeats a call does not know whether
 * the first ones were spent.
 * @throws CarnetFailure ALREADY_EXISTS
 */
async function repeatedPayment(
    context: LedgerContext, { programmeId }: Wallet, order: PaymentOrder, times: Pick<PaymentRecord, 'capturableFrom' | 'expiresAt'>,
): Promise<PaymentReceipt | undefined> {
    const record = await findPaymentRecord(context, programmeId, order.paymentId);
    if (record === undefined) return undefined;
    const { row, capturableFrom, expiresAt } = record;
    if (canonicalJson([row.order, { capturableFrom, expiresAt }]) === canonicalJson([order, times])) return receiptOf(record);
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

/** An order that may be carried out now. */
export interface OpenOrder {
    readonly order: PaymentOrder;
    readonly wallet: Wallet;
    readonly asked: Asked;
    readonly decision: PolicyDecision;
}

/**
 * What Pay and Reserve begin with: the payment that stands already under this order, or all that is decided on for it. A repetition reads as much as
 * the payment did, in the same messages: to look for the payment's key before the rest would cost every payment a message more.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireActiveOrganisation, ALREADY_EXISTS, the first reason of the decision (POLICY_REASON_CODES),
 * DECISION_NOT_FOUND, OUT_OF_RANGE
 */
export async function openOrder(
    context: LedgerContext, request: PaymentRequest, times: Pick<PaymentRecord, 'capturableFrom' | 'expiresAt'> = {},
): Promise<OpenOrder | { readonly known: PaymentReceipt }> {
    const order = orderOf(request);
    await fetchOrdered(context, request);
    const { wallet, holds } = await readPayer(context, request.walletId);
    const known = holds ? await repeatedPayment(context, wallet, order, times) : undefined;
    if (known !== undefined) return { known };
    const assessment = await assess(context, wallet, order, request);
    return { order, wallet, asked: requireAllowed(assessment), decision: assessment.decision };
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
    { order, asked: { recipient, approvals }, decision }: OpenOrder,
): Pick<PaymentRecord['row'], 'order' | 'payee' | 'decision' | 'approval'> {
    const [first, ...further] = (approvals?.decisions ?? []).map(({ decisionId }) => decisionId);
    return {
        order, payee: recordedRecipient(recipient), decision,
        ...first === undefined ? {} : { approval: { decisionId: first, ...further.length === 0 ? {} : { furtherDecisions: further } } },
    };
}
