// Where coins, counters, days and the journal stand on the ledger.
import { present, type Coin, type Freeze, type JournalRow } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';
import type { PaymentRow } from './payment-row';

export const COIN_TYPE = 'coin';
export const COUNTER_TYPE = 'used';
export const JOURNAL_TYPE = 'journal';
export const STATEMENT_TYPE = 'statement';

/** A coin without its id, which is in its key. */
export type StoredCoin = Omit<Coin, 'coinId'>;

/** A coin as it stands on the ledger. */
export type CoinRow = readonly [amount: string, policyHash: string, issueId: string, expiresAt: string, frozen?: Freeze];

export function fromCoinRow([amount, policyHash, issueId, expiresAt, frozen]: CoinRow): StoredCoin {
    return { amount, policyHash, issueId, expiresAt, ...present({ frozen }) };
}

function toCoinRow({ amount, policyHash, issueId, expiresAt, frozen }: StoredCoin): CoinRow {
    return frozen === undefined ? [amount, policyHash, issueId, expiresAt] : [amount, policyHash, issueId, expiresAt, frozen];
}

/** By programme id, owner (a wallet id, or the account of a reservation) and coin id. */
export function coins(context: LedgerContext): StateCollection<StoredCoin> {
    return context.state.packed<StoredCoin, CoinRow>(COIN_TYPE, { toRow: toCoinRow, fromRow: fromCoinRow });
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
export function payments(context: LedgerContext): StateCollection<PaymentRow> {
    return context.state.collection<PaymentRow>(JOURNAL_TYPE);
}

/** By programme id, kind and id. */
export function movements(context: LedgerContext): StateCollection<MovementRecord> {
    return context.state.collection<MovementRecord>(JOURNAL_TYPE);
}

/**
 * By wallet id, instant counted backwards, and kind and id of the row of the journal: so that a range begins with the newest. The keys say all; a
 * value there must be.
 */
export function statements(context: LedgerContext): StateCollection<0> {
    return context.state.collection<0>(STATEMENT_TYPE);
}

const LAST_MILLISECOND = 9_999_999_999_999;

/** 13 digits that fall as time goes on. */
export function backwards(milliseconds: number): string {
    return String(LAST_MILLISECOND - milliseconds).padStart(13, '0');
}
