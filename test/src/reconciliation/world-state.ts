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

export interface WrittenCoin { readonly amount: string; readonly policyHash: string; readonly expiresAt: string; readonly frozen?: object }

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

const TYPES: ReadonlySet<string> = new Set(['coin', 'journal', 'used', 'issued', 'programme', 'policy', 'wallet', 'payee']);

/** `U+0000 type U+0000 attribute U+0000 …`; undefined for keys of other types, on which no sum depends. */
export function written({ key, value }: Write): Written | undefined {
    const [begin, type = '', ...attributes] = key.split('\0');
    if (begin !== '' || !TYPES.has(type) || attributes.pop() !== '') return undefined;
    return { type, attributes, value: value === null ? null : JSON.parse(value) };
}

/** The account that coins under an owner belong to: reservations are kept under their account's name. */
export function accountOf(owner: string): string {
    return owner.startsWith('reserved:') ? owner : `wallet:${owner}`;
}
