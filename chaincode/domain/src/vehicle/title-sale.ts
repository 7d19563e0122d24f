// A sale for money as the book names it: the terms that an offer stands for, and the reference in the entry that a payment brings about.
import type { PaymentOrder } from '../wallet/payment';

/** In `refs.sale` of a KEEPER_CHANGED that the ledger wrote; no request can carry it. */
export interface SaleReference {
    /** Of the seller. */
    readonly mspId: string;
    readonly offerId: string;
    readonly programmeId: string;
    readonly paymentId: string;
}

/** What an offer's `termsHash` is the canonical hash of, where the vehicle is sold for money of a programme. */
export interface SaleTerms extends Pick<PaymentOrder, 'payeeId' | 'amount' | 'currency'> {
    readonly programmeId: string;
    /** 64 hexadecimal digits of chance, which seller and buyer keep to themselves until it is paid. */
    readonly salt: string;
}

export function saleTerms(programmeId: string, { payeeId, amount, currency }: Pick<PaymentOrder, 'payeeId' | 'amount' | 'currency'>, salt: string): SaleTerms {
    return { programmeId, payeeId, amount, currency, salt };
}

/** Ends the id of the entry that a payment brings about; no writer's id can hold a colon. */
const SALE = ':sale';

/** Payments of two programmes may have one id. */
export function saleEntryId(programmeId: string, paymentId: string): string {
    return `${programmeId}:${paymentId}${SALE}`;
}

export function isSaleEntry(entryId: string): boolean {
    return entryId.endsWith(SALE);
}
