// What is read of money: coins, payments, the statement of a wallet, the journal of a programme; by pages, each of bounded work.
import type { CoinPage, JournalPage, JournalRow, Payment } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { readPaymentRecord } from './journal';
import { COIN_TYPE, fromCoinRow, JOURNAL_TYPE, movements, payments, STATEMENT_TYPE, type CoinRow, type MovementRecord } from './money-state';
import { paymentOf, rowOfPayment } from './payment-record';
import { fromPaymentRow, type PaymentRow } from './payment-row';
import { readProgramme, readWallet } from './wallet-state';

/** @throws CarnetFailure WALLET_NOT_FOUND, INVALID_BOOKMARK */
export async function readCoins(context: LedgerContext, walletId: string, size: number, bookmark: string): Promise<CoinPage> {
    const { programmeId } = await readWallet(context, walletId);
    const page = await context.state.page<CoinRow>(COIN_TYPE, [programmeId, walletId], size, bookmark);
    return { coins: page.rows.map(({ rest: [coinId = ''], value }) => ({ coinId, ...fromCoinRow(value) })), bookmark: page.bookmark };
}

/** @throws CarnetFailure PAYMENT_NOT_FOUND */
export async function readPayment(context: LedgerContext, programmeId: string, paymentId: string): Promise<Payment> {
    return paymentOf(await readPaymentRecord(context, programmeId, paymentId));
}

function rowIn(programmeId: string, kind: string, id: string, value: PaymentRow | MovementRecord): JournalRow {
    return kind === 'PAYMENT' ? rowOfPayment(fromPaymentRow(programmeId, id, value as PaymentRow)) : (value as MovementRecord).row;
}

async function readRow(context: LedgerContext, programmeId: string, kind: string, id: string): Promise<JournalRow> {
    const value = kind === 'PAYMENT' ? await payments(context).read(programmeId, kind, id) : await movements(context).read(programmeId, kind, id);
    if (value === undefined) throw new Error('A statement names a row that the journal does not have.');
    return rowIn(programmeId, kind, id, value);
}

/** Newest first. @throws CarnetFailure WALLET_NOT_FOUND, INVALID_BOOKMARK */
export async function readStatement(context: LedgerContext, walletId: string, size: number, bookmark: string): Promise<JournalPage> {
    const { programmeId } = await readWallet(context, walletId);
    const page = await context.state.page<0>(STATEMENT_TYPE, [walletId], size, bookmark);
    const rows: JournalRow[] = [];
    for (const { rest: [, kind = '', id = ''] } of page.rows) rows.push(await readRow(context, programmeId, kind, id));
    return { rows, bookmark: page.bookmark };
}

/** By kind and id: whoever replays it sorts it by time. @throws CarnetFailure PROGRAMME_NOT_FOUND, INVALID_BOOKMARK */
export async function readJournal(context: LedgerContext, programmeId: string, size: number, bookmark: string): Promise<JournalPage> {
    await readProgramme(context, programmeId);
    const page = await context.state.page<PaymentRow | MovementRecord>(JOURNAL_TYPE, [programmeId], size, bookmark);
    return { rows: page.rows.map(({ rest: [kind = '', id = ''], value }) => rowIn(programmeId, kind, id, value)), bookmark: page.bookmark };
}
