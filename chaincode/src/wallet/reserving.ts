// Reservations: coins leave the payer for a payment that the payee captures, once, in whole or in part; what he does not capture comes back.
import {
    CarnetFailure, legsFrom, lotOf, MILLISECONDS_PER_DAY, present, reservedAccount, timeOfInstant, useUpSums, walletAccount, type CaptureRequest,
    type JournalRow, type LotSum, type PaymentReceipt, type ReservationRequest, type Wallet,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation } from '../membership/authorisation';
import { holderRefusal } from './authority';
import { Mint, takeCoins } from './coins';
import { readCompiledPolicy } from './compiled-policies';
import { giveQuotaBack } from './giving-back';
import { isBeingRecovered } from './holds';
import { emitMoved, readPaymentRecord, recordMovement, rowOf, writePayment, writeStatements } from './journal';
import { decisionRow, openOrder, spend } from './orders';
import { receiptOf, type PaymentRecord } from './payment-record';
import { requireRunning } from './programmes';
import { payees, readProgramme, readWallet } from './wallet-state';

/** Days that a reservation may last: as long as a card scheme lets a hotel or a hirer wait. */
const RESERVATION_MAX_DAYS = 31;

/** @throws CarnetFailure INVALID_DATE */
function requireTimes(context: LedgerContext, { capturableFrom, expiresAt }: ReservationRequest): void {
    const now = context.time.milliseconds;
    const end = timeOfInstant(expiresAt);
    if (!(end > now && end <= now + RESERVATION_MAX_DAYS * MILLISECONDS_PER_DAY)) {
        throw new CarnetFailure('INVALID_DATE', `A reservation expires after now and within ${RESERVATION_MAX_DAYS} days.`, { field: 'reservation.expiresAt' });
    }
    if (capturableFrom !== undefined && capturableFrom >= expiresAt) {
        throw new CarnetFailure('INVALID_DATE', 'It must be capturable before it expires.', { field: 'reservation.capturableFrom' });
    }
}

/**
 * Decides and counts as a payment does, and keeps the coins for the payee.
 * @throws CarnetFailure as `pay`, INVALID_DATE, INVALID_VALUE
 */
export async function reserve(context: LedgerContext, request: ReservationRequest): Promise<PaymentReceipt> {
    if (request.offer !== undefined) {
        throw new CarnetFailure('INVALID_VALUE', 'A vehicle is paid for at once: title and money change together.', { field: 'reservation.offer' });
    }
    const { capturableFrom, expiresAt } = request;
    const times = { expiresAt, ...present({ capturableFrom }) };
    const opened = await openOrder(context, request, times);
    if ('known' in opened) return opened.known;
    const { wallet, asked } = opened;
    requireTimes(context, request);
    const { programmeId } = wallet;
    const account = reservedAccount(request.paymentId);
    const mint = new Mint(context, programmeId);
    let reserved: readonly string[] = [];
    const { lots, counted } = await spend(context, request, asked, mint, async taken => { reserved = await mint.make(account, taken); });
    const legs = legsFrom(walletAccount(wallet.walletId), [{ to: account, amount: BigInt(request.amount) }]);
    const row = { ...rowOf(context, 'RESERVED', programmeId, request.paymentId, legs), ...decisionRow(opened) };
    const record: PaymentRecord = {
        row, status: 'RESERVED', paidAt: row.at, ...times, lots, captured: '0', refunded: '0', created: mint.created, transactionId: row.transactionId,
        reserved, payeeWalletId: asked.recipient.walletId, counted,
    };
    await writePayment(context, record);
    await writeStatements(context, row, [asked.recipient.walletId]);
    emitMoved(context, row);
    return receiptOf(record);
}

/** Sums of the lots of a payment. */
function sumsOf({ lots }: PaymentRecord): readonly LotSum[] {
    return lots.map(lot => ({ ...lotOf(lot), sum: BigInt(lot.amount) }));
}

/** @throws CarnetFailure RESERVATION_CLOSED */
function requireReserved({ row, status }: PaymentRecord): void {
    if (status !== 'RESERVED') throw new CarnetFailure('RESERVATION_CLOSED', 'The payment is not reserved, or not any more.', { paymentId: row.id, status });
}

/**
 * Before `capturableFrom` nobody captures; from then on anybody brings it to the payee, as a whole; without it, and for a part, only the payee.
 * @throws CarnetFailure NOT_WALLET_HOLDER, KEY_SUPERSEDED, RESERVATION_EXPIRED, CAPTURE_TOO_EARLY, CAPTURE_EXCEEDED
 */
function requireCapturable(context: LedgerContext, record: PaymentRecord, wallet: Wallet, amount: bigint): void {
    const { row: { id: paymentId, order }, capturableFrom, expiresAt = '' } = record;
    const now = context.time.iso;
    const refusal = holderRefusal(wallet, context.caller);
    const byOthers = capturableFrom !== undefined && amount === BigInt(order.amount);
    if (refusal !== undefined && !byOthers) {
        throw new CarnetFailure(refusal, 'Only the payee captures a part, or a reservation without an instant from which anybody may.', { paymentId });
    }
    if (now >= expiresAt) throw new CarnetFailure('RESERVATION_EXPIRED', 'The reservation has expired.', { paymentId, expiresAt });
    if (capturableFrom !== undefined && now < capturableFrom) {
        throw new CarnetFailure('CAPTURE_TOO_EARLY', 'The reservation cannot be captured yet.', { paymentId, capturableFrom });
    }
    if (amount > BigInt(order.amount)) throw new CarnetFailure('CAPTURE_EXCEEDED', 'More than was reserved.', { paymentId, reserved: order.amount });
}

/** Whoever is suspended, frozen or being recovered is not paid. @throws CarnetFailure PAYEE_SUSPENDED */
async function requirePayable(context: LedgerContext, { row: { programmeId, order } }: PaymentRecord, wallet: Wallet): Promise<void> {
    const payee = order.channel === 'p2p' ? undefined : await payees(context).read(programmeId, order.payeeId);
    if (payee?.suspended !== true && wallet.frozen === null && !await isBeingRecovered(context, wallet)) return;
    throw new CarnetFailure('PAYEE_SUSPENDED', 'The payee is suspended.', { payeeId: order.payeeId });
}

/** What becomes of the reserved coins: some go to the payee, the others back to the payer, and quota with them. */
async function dissolve(
    context: LedgerContext, record: PaymentRecord, amount: bigint,
): Promise<{ readonly record: PaymentRecord; readonly row: JournalRow }> {
    const { row: { programmeId, id, order }, payeeWalletId, reserved = [], lots } = record;
    const { taken, left } = useUpSums(sumsOf(record), amount);
    await takeCoins(context, programmeId, reservedAccount(id), reserved);
    const mint = new Mint(context, programmeId);
    await mint.pay(payeeWalletId, taken);
    await mint.pay(order.walletId, left);
    const rest = BigInt(order.amount) - amount;
    const quota = rest === 0n ? {} : await giveQuotaBack(context, record, rest, amount === 0n);
    const legs = legsFrom(reservedAccount(id), [{ to: walletAccount(payeeWalletId), amount }, { to: walletAccount(order.walletId), amount: rest }]);
    const row = rowOf(context, amount === 0n ? 'RELEASED' : 'CAPTURED', programmeId, id, legs);
    const paid = amount === 0n ? lots : taken.map(({ sum, ...lot }) => ({ ...lot, amount: String(sum), refunded: '0' }));
    return {
        row,
        record: {
            ...record, ...quota, reserved: [], status: amount === 0n ? 'RELEASED' : 'PAID', paidAt: row.at, lots: paid, captured: String(amount),
            created: mint.created, transactionId: row.transactionId,
        },
    };
}

async function record(
    context: LedgerContext, { record: changed, row }: Awaited<ReturnType<typeof dissolve>>, asked: object,
): Promise<PaymentReceipt> {
    await writePayment(context, changed);
    await recordMovement(context, row, asked);
    return receiptOf(changed);
}

/**
 * Pays what was reserved, once. The policy was asked when it was reserved, and the payee has relied on that since: a payer who was frozen meanwhile
 * still pays. A payee who is suspended or frozen is not paid, nor is anybody while the programme is paused.
 * @throws CarnetFailure those of requireActiveOrganisation, PROGRAMME_NOT_FOUND, PAYMENT_NOT_FOUND, RESERVATION_CLOSED, those of requireCapturable,
 * PROGRAMME_PAUSED, PAYEE_SUSPENDED, OUTPUT_SUM_MISMATCH where the coins must not be split
 */
export async function capture(context: LedgerContext, request: CaptureRequest): Promise<PaymentReceipt> {
    await requireActiveOrganisation(context);
    const programme = await readProgramme(context, request.programmeId);
    const reservation = await readPaymentRecord(context, request.programmeId, request.paymentId);
    const { row, status, captured } = reservation;
    if (row.type === 'RESERVED' && status === 'PAID' && captured === request.amount) return receiptOf(reservation);
    requireReserved(reservation);
    const wallet = await readWallet(context, reservation.payeeWalletId);
    const amount = BigInt(request.amount);
    requireCapturable(context, reservation, wallet, amount);
    requireRunning(programme);
    await requirePayable(context, reservation, wallet);
    if (amount < BigInt(row.order.amount)) await requireSplittable(context, reservation, amount);
    return record(context, await dissolve(context, reservation, amount), request);
}

/** @throws CarnetFailure OUTPUT_SUM_MISMATCH */
async function requireSplittable(context: LedgerContext, { lots, row: { programmeId, order } }: PaymentRecord, amount: bigint): Promise<void> {
    for (const { policyHash } of lots) {
        if ((await readCompiledPolicy(context, programmeId, policyHash)).policy.transfer.split) continue;
        throw new CarnetFailure('OUTPUT_SUM_MISMATCH', 'Coins of this policy are not split: capture all of it.', {
            inputs: order.amount, outputs: String(amount), setting: 'transfer.split',
        });
    }
}

/**
 * Gives a reservation back to the payer: the payee at any time, everybody else once it has expired.
 * @throws CarnetFailure those of requireActiveOrganisation, PAYMENT_NOT_FOUND, RESERVATION_CLOSED, RELEASE_TOO_EARLY
 */
export async function release(context: LedgerContext, programmeId: string, paymentId: string): Promise<PaymentReceipt> {
    await requireActiveOrganisation(context);
    const reservation = await readPaymentRecord(context, programmeId, paymentId);
    if (reservation.status === 'RELEASED') return receiptOf(reservation);
    requireReserved(reservation);
    const { payeeWalletId, expiresAt = '' } = reservation;
    const wallet = await readWallet(context, payeeWalletId);
    if (context.time.iso < expiresAt && holderRefusal(wallet, context.caller) !== undefined) {
        throw new CarnetFailure('RELEASE_TOO_EARLY', 'Before it expires, only the payee gives a reservation up.', { paymentId, expiresAt });
    }
    return record(context, await dissolve(context, reservation, 0n), { programmeId, paymentId });
}
