// A sale for money as the book names it: the entry that a payment brings about.

/** In `refs.sale` of a KEEPER_CHANGED that the ledger wrote; no request can carry it. */
export interface SaleReference {
    /** Of the seller. */
    readonly mspId: string;
    readonly offerId: string;
    readonly programmeId: string;
    readonly paymentId: string;
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
