// A payment as the ledger keeps it: its row of the journal, and what becomes of it.
import {
    isSameLot, lotOf, present, type CreatedCoin, type CreatedLot, type JournalRow, type Lot, type PaidLot, type Payment,
    type PaymentReceipt, type PolicyLayer,
} from '@carnet/domain';

/** What a payment counted on one stripe of one counter, and of which calendar period. */
export interface CountedUse {
    readonly layer: PolicyLayer;
    /** Id of the limit or approval. */
    readonly limit: string;
    /** Of the policy that asked for it, the strictest of several. */
    readonly policyHash: string;
    /** Of the other policies that ask for the same limit, where coins of several versions paid: quota comes back only where all give it back. */
    readonly furtherPolicies?: readonly string[];
    readonly measure: 'amount' | 'count';
    readonly period: string;
    readonly index: number;
    /** Wallet id, or '*' where the payments of all wallets of the programme are counted together. */
    readonly owner: string;
    readonly stripe: number;
    /** Decimal text. */
    readonly amount: string;
}

export interface PaymentRecord {
    /** As it was paid or reserved, but for what it counted, which stands below: it never changes. */
    readonly row: Omit<JournalRow, 'counted'> & Required<Pick<JournalRow, 'order' | 'payee' | 'decision'>>;
    readonly status: Payment['status'];
    readonly paidAt: string;
    readonly capturableFrom?: string;
    readonly expiresAt?: string;
    readonly lots: readonly PaidLot[];
    readonly captured: string;
    readonly refunded: string;
    readonly created: readonly CreatedCoin[];
    readonly transactionId: string;
    /** Ids of the coins in the reservation, while it stands. */
    readonly reserved?: readonly string[];
    /** Wallet that is paid, as the payee's record had it. */
    readonly payeeWalletId: string;
    readonly counted: readonly CountedUse[];
    /** What was given back of each of `counted`, decimal texts; absent as long as nothing was. */
    readonly givenBack?: readonly string[];
}

/** The row as the journal shows it. */
export function rowOfPayment({ row, counted }: PaymentRecord): JournalRow {
    if (counted.length === 0) return row;
    return { ...row, counted: counted.map(({ layer, limit, period, stripe, amount }) => ({ layer, limit, period, stripe, amount })) };
}

function createdLots(coins: readonly CreatedCoin[]): readonly CreatedLot[] {
    const lots: (Lot & { coins: CreatedLot['coins'][number][] })[] = [];
    for (const { coinId, walletId, amount, ...coin } of coins) {
        const known = lots.find(lot => isSameLot(lot, coin));
        if (known === undefined) lots.push({ ...lotOf(coin), coins: [{ coinId, walletId, amount }] });
        else known.coins.push({ coinId, walletId, amount });
    }
    return lots;
}

export function receiptOf(record: PaymentRecord): PaymentReceipt {
    const { row, status, paidAt, capturableFrom, expiresAt, captured, refunded, created, transactionId } = record;
    return {
        paymentId: row.id, programmeId: row.programmeId, payeeVersion: row.payee.version, status, paidAt,
        ...present({ capturableFrom, expiresAt }),
        captured, refunded, created: createdLots(created), transactionId,
    };
}

export function paymentOf(record: PaymentRecord): Payment {
    return { ...receiptOf(record), order: record.row.order, lots: record.lots, payeeWalletId: record.payeeWalletId };
}
