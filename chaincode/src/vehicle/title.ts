// Title for money: the change of keeper that a payment brings about, in the transaction in which it is paid.
import {
    canonicalJson, CarnetFailure, formatDay, requireInUse, saleEntryId, saleTerms,
    type EntriesRecordedItem, type PaymentOrder, type SaleReference, type TitleOffer,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { Book } from './book';
import { hasExpired } from './sale';

/** What is paid, and to whom. */
export interface TitlePayment {
    readonly programmeId: string;
    readonly order: PaymentOrder;
    readonly offer: TitleOffer;
    /** Organisation of the payee's record; undefined where a holder is paid who is no payee. */
    readonly payeeMspId: string | undefined;
}

/**
 * Ends the offer and the dealer's stock and records KEEPER_CHANGED for the payer's organisation. It needs no role of the vehicle book: the seller
 * agreed by the offer whose terms are paid, and the ledger itself writes the entry, under an id that no writer can choose and with a reference that
 * no request can carry.
 * @returns what was recorded; the event is the caller's to set, since a transaction has one
 * @throws CarnetFailure VEHICLE_NOT_FOUND, VEHICLE_RETIRED, OFFER_NOT_FOUND, OFFER_EXPIRED, OFFER_TERMS_MISMATCH, BOOK_FULL
 */
export async function transferTitle(context: LedgerContext, payment: TitlePayment): Promise<EntriesRecordedItem> {
    const { programmeId, order, offer: { vin, offerId, salt }, payeeMspId } = payment;
    const book = await Book.open(context, vin);
    requireInUse(book.facts);
    const { offer } = book.facts;
    if (offer?.offerId !== offerId) throw new CarnetFailure('OFFER_NOT_FOUND', 'No offer of this id stands for the vehicle.', { vin, offerId });
    if (hasExpired(context, offer)) throw new CarnetFailure('OFFER_EXPIRED', 'The offer is not valid any more.', { vin, offerId, validUntil: offer.validUntil });
    if (payeeMspId !== offer.mspId || hashOf(saleTerms(programmeId, order, salt)) !== offer.termsHash) {
        throw new CarnetFailure('OFFER_TERMS_MISMATCH', 'This is not what the offer asks for.', { vin, offerId });
    }
    const sale: SaleReference = { mspId: offer.mspId, offerId, programmeId, paymentId: order.paymentId };
    await book.add({ entryId: saleEntryId(programmeId, order.paymentId), type: 'KEEPER_CHANGED', date: formatDay(context.time.day), refs: { sale } });
    const recorded: EntriesRecordedItem[] = [];
    await book.save(item => { recorded.push(item); });
    const [item] = recorded;
    if (item === undefined) throw new Error(`Nothing was recorded of ${canonicalJson(sale)}.`);
    return item;
}
