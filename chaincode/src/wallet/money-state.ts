// Where coins, counters, days and the journal stand on the ledger.
import type { Coin, JournalRow } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import type { PaymentRecord } from './payment-record';

export const COIN_TYPE = 'coin';
export const COUNTER_TYPE = 'used';
export const JOURNAL_TYPE = 'journal';
export const STATEMENT_TYPE = 'statement';

/** A coin without its id, which is in its key. */
export type StoredCoin = Omit<Coin, 'coinId'>;

/** By programme id, owner (a wallet id, or the account of a reservation) and coin id. */
export function coins(context: LedgerContext): StateCollection<StoredCoin> {
    return context.state.collection<StoredCoin>(COIN_TYPE);
}

/**
 * By programme id, wallet id or '*', layer, id of the limit or approval, period, index of the period, stripe: what is used, as decimal text. The
 * policy's hash is no part of it: what was used stays used when a policy is replaced.
 */
export function counters(context: LedgerContext): StateCollection<string> {
    return context.state.collection<string>(COUNTER_TYPE);
}

/** By programme id and offset of a calendar from UTC in minutes: the last local day on which something was paid by that calendar. */
export function days(context: LedgerContext): StateCollection<number> {
    return context.state.collection<number>('day');
}

/** By programme id and stripe of the issue limit: sum of what was ever issued on it, as decimal text. Only issuers write it. */
export function issuedTotals(context: LedgerContext): StateCollection<string> {
    return context.state.collection<string>('issued');
}

/** What a journal row stands under: payments and reservations share their ids. */
export type JournalKind = 'PAYMENT' | Exclude<JournalRow['type'], 'PAID' | 'RESERVED'>;

/** A movement that is no payment, and the hash of what was asked: a repetition is known by it. */
export interface MovementRecord {
    readonly row: JournalRow;
    readonly askedHash: string;
    readonly created: readonly (Coin & { readonly walletId: string })[];
}

/** By programme id, 'PAYMENT' and payment id. */
export function payments(context: LedgerContext): StateCollection<PaymentRecord> {
    return context.state.collection<PaymentRecord>(JOURNAL_TYPE);
}

/** By programme id, kind and id. */
export function movements(context: LedgerContext): StateCollection<MovementRecord> {
    return context.state.collection<MovementRecord>(JOURNAL_TYPE);
}

/** A row of the journal by its kind and id. */
export type JournalName = readonly [kind: JournalKind, id: string];

/** By wallet id, instant counted backwards, kind and id: so that a range begins with the newest. */
export function statements(context: LedgerContext): StateCollection<JournalName> {
    return context.state.collection<JournalName>(STATEMENT_TYPE);
}

const LAST_MILLISECOND = 9_999_999_999_999;

/** 13 digits that fall as time goes on. */
export function backwards(milliseconds: number): string {
    return String(LAST_MILLISECOND - milliseconds).padStart(13, '0');
}
