// The journal: a row for everything that moved money, found by its id, and from each wallet's statement.
import { CarnetFailure, walletOfAccount, type CreatedCoin, type JournalRow, type Leg, type MoneyItem, type Movement } from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { backwards, movements, payments, statements, type JournalKind, type MovementRecord } from './money-state';
import type { PaymentRecord } from './payment-record';
import { fromPaymentRow, toPaymentRow } from './payment-row';

type MovementType = Exclude<JournalRow['type'], 'PAID' | 'RESERVED'>;

function journalKind(type: JournalRow['type']): JournalKind {
    return type === 'PAID' || type === 'RESERVED' ? 'PAYMENT' : type;
}

export function rowOf(context: LedgerContext, type: JournalRow['type'], programmeId: string, id: string, legs: readonly Leg[]): JournalRow {
    return { type, id, programmeId, transactionId: context.stub.getTxID(), at: context.time.iso, legs };
}

/** Names the row in the statement of each wallet that it touches. @param others that it concerns although nothing is theirs yet */
export async function writeStatements(
    context: LedgerContext, { type, id, legs }: Pick<JournalRow, 'type' | 'id' | 'legs'>, others: readonly string[] = [],
): Promise<void> {
    const kind = journalKind(type);
    const walletIds = legs.map(({ account }) => walletOfAccount(account)).filter(walletId => walletId !== undefined);
    for (const walletId of new Set([...walletIds, ...others])) {
        await statements(context).write(0, walletId, backwards(context.time.milliseconds), kind, id);
    }
}

export function emitMoved(context: LedgerContext, { type, id, programmeId, legs }: MoneyItem): void {
    context.emit('MoneyMoved', { type, id, programmeId, legs });
}

export async function findPaymentRecord(context: LedgerContext, programmeId: string, paymentId: string): Promise<PaymentRecord | undefined> {
    const stored = await payments(context).read(programmeId, 'PAYMENT', paymentId);
    return stored && fromPaymentRow(programmeId, paymentId, stored);
}

/** @throws CarnetFailure PAYMENT_NOT_FOUND */
export async function readPaymentRecord(context: LedgerContext, programmeId: string, paymentId: string): Promise<PaymentRecord> {
    const record = await findPaymentRecord(context, programmeId, paymentId);
    if (record !== undefined) return record;
    throw new CarnetFailure('PAYMENT_NOT_FOUND', 'The programme has no payment of this id.', { programmeId, paymentId });
}

export async function writePayment(context: LedgerContext, record: PaymentRecord): Promise<void> {
    await payments(context).write(toPaymentRow(record), record.row.programmeId, 'PAYMENT', record.row.id);
}

function movementOf({ row, created }: MovementRecord): Movement {
    return { ...row, created };
}

/**
 * The movement of this id where the same was asked before.
 * @throws CarnetFailure ALREADY_EXISTS where something else was asked
 */
export async function repeatedMovement(
    context: LedgerContext, type: MovementType, programmeId: string, id: string, asked: object,
): Promise<Movement | undefined> {
    const record = await movements(context).read(programmeId, type, id);
    if (record === undefined) return undefined;
    if (record.askedHash === hashOf(asked)) return movementOf(record);
    throw new CarnetFailure('ALREADY_EXISTS', 'Something else was done under this id.', { programmeId, id });
}

/** Writes the row with its statements and tells the listeners. @param asked by which a repetition is known */
export async function recordMovement(
    context: LedgerContext, row: JournalRow, asked: object, created: readonly CreatedCoin[] = [],
): Promise<Movement> {
    const record: MovementRecord = { row, askedHash: hashOf(asked), created };
    await movements(context).write(record, row.programmeId, journalKind(row.type), row.id);
    await writeStatements(context, row);
    emitMoved(context, row);
    return movementOf(record);
}
