// The keys and values in which the ledger keeps money, read from what transactions wrote: the one place here that knows their form.
import type { Payee, Policy, Programme, Wallet } from '@carnet/domain';

/** A write of a transaction; null deletes the key. */
export interface Write {
    readonly key: string;
    readonly value: string | null;
}

/** A write taken apart: the type of its key, the attributes that follow it, and what it says. */
export interface Written {
    readonly type: string;
    readonly attributes: readonly string[];
    readonly value: unknown;
}

export interface WrittenCoin {
    readonly amount: string;
    readonly policyHash: string;
    readonly issueId: string;
    readonly expiresAt: string;
    readonly frozen?: object;
}

/** The parts of a journal row that say what moved. */
export interface WrittenRow {
    readonly type: string;
    readonly id: string;
    readonly programmeId: string;
    readonly transactionId: string;
    readonly at: string;
    readonly legs: readonly { readonly account: string; readonly amount: string }[];
    readonly paymentId?: string;
    readonly order?: WrittenOrder;
}

export interface WrittenOrder {
    readonly paymentId: string;
    readonly walletId: string;
    readonly payeeId: string;
    readonly amount: string;
    readonly channel: string;
}

/** A payment with what has become of it. */
export interface WrittenPayment {
    readonly row: WrittenRow;
    readonly status: string;
    readonly captured: string;
    readonly refunded: string;
    readonly expiresAt?: string;
}

/** What the types of keys hold that payments depend on. */
export interface Guards { programme: Programme; policy: Policy; wallet: Wallet; payee: Payee }

/** A payment as it is written: arrays whose places have a meaning, and fields that are left out where they say nothing new. */
interface PaymentText {
    readonly at: string;
    readonly by: string;
    readonly order: readonly [walletId: string, payeeId: string, amount: string, currency: string, channel: string];
    readonly payee: readonly [version: number, walletId: string, ...facts: readonly unknown[]];
    readonly reservation?: { readonly status: string; readonly captured: string; readonly expiresAt: string };
    readonly refunded?: string;
}

/** What a payment that is written says in words: whom its money left, whom it reached, and what has become of it. */
function paymentOf([programmeId = '', , paymentId = '']: readonly string[], { at, by, order, payee, reservation, refunded = '0' }: PaymentText): WrittenPayment {
    const [walletId, payeeId, amount, , channel] = order;
    const receiver = reservation === undefined ? `wallet:${payee[1]}` : `reserved:${paymentId}`;
    return {
        row: {
            type: reservation === undefined ? 'PAID' : 'RESERVED', id: paymentId, programmeId, transactionId: by, at,
            legs: [{ account: `wallet:${walletId}`, amount: `-${amount}` }, { account: receiver, amount }],
            order: { paymentId, walletId, payeeId, amount, channel },
        },
        status: reservation?.status ?? 'PAID', captured: reservation?.captured ?? amount, refunded,
        ...reservation === undefined ? {} : { expiresAt: reservation.expiresAt },
    };
}

function coinOf([amount, policyHash, issueId, expiresAt, frozen]: readonly [string, string, string, string, object?]): WrittenCoin {
    return { amount, policyHash, issueId, expiresAt, ...frozen === undefined ? {} : { frozen } };
}

function valueOf(type: string, attributes: readonly string[], value: unknown): unknown {
    if (type === 'coin') return coinOf(value as Parameters<typeof coinOf>[0]);
    return type === 'journal' && attributes[1] === 'PAYMENT' ? paymentOf(attributes, value as PaymentText) : value;
}

const TYPES: ReadonlySet<string> = new Set(['coin', 'journal', 'used', 'issued', 'programme', 'policy', 'wallet', 'payee']);

/** `U+0000 type U+0000 attribute U+0000 …`; undefined for keys of other types, on which no sum depends. */
export function written({ key, value }: Write): Written | undefined {
    const [begin, type = '', ...attributes] = key.split('\0');
    if (begin !== '' || !TYPES.has(type) || attributes.pop() !== '') return undefined;
    return { type, attributes, value: value === null ? null : valueOf(type, attributes, JSON.parse(value)) };
}

/** The account that coins under an owner belong to: reservations are kept under their account's name. */
export function accountOf(owner: string): string {
    return owner.startsWith('reserved:') ? owner : `wallet:${owner}`;
}
