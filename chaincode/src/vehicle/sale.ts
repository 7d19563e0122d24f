// Offers of sale: state in the head of the book, no entries, by the dealer who has the car in stock.
import {
    canonicalJson, CarnetFailure, OFFER_MAX_DAYS, requireInUse, SELLING_ROLES, timeOfDate, withoutOffer,
    type OfferRequest, type SaleOffer, type Vehicle,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { openLicensed } from './governed';
import { vehicleOf } from './registration';

/** @throws CarnetFailure INVALID_DATE */
function requireValidity(context: LedgerContext, validUntil: string): void {
    const days = timeOfDate(validUntil).day - context.time.day;
    if (days >= 0 && days <= OFFER_MAX_DAYS) return;
    throw new CarnetFailure('INVALID_DATE', `An offer holds from today to ${OFFER_MAX_DAYS} days ahead.`, { field: 'offer.validUntil' });
}

export function hasExpired(context: LedgerContext, { validUntil }: SaleOffer): boolean {
    return timeOfDate(validUntil).day < context.time.day;
}

/** @throws CarnetFailure those of openLicensed, VEHICLE_RETIRED, NOT_IN_STOCK, ALREADY_EXISTS, OFFER_STANDS, INVALID_DATE */
export async function offerSale(context: LedgerContext, vin: string, request: OfferRequest): Promise<Vehicle> {
    const book = await openLicensed(context, vin, SELLING_ROLES, 'Offering a vehicle');
    const { mspId } = context.caller;
    requireInUse(book.facts);
    if (book.facts.stock?.mspId !== mspId) throw new CarnetFailure('NOT_IN_STOCK', 'Your organisation does not have the vehicle in stock.');
    const offer: SaleOffer = { ...request, mspId };
    const standing = book.facts.offer;
    if (standing?.offerId === offer.offerId) {
        if (canonicalJson(standing) === canonicalJson(offer)) return vehicleOf(vin, book.head);
        throw new CarnetFailure('ALREADY_EXISTS', 'Your organisation has another offer of this id.', { vin, offerId: offer.offerId });
    }
    if (standing !== undefined && !hasExpired(context, standing)) throw new CarnetFailure('OFFER_STANDS', 'Another offer stands.', { offerId: standing.offerId });
    requireValidity(context, offer.validUntil);
    const facts = { ...book.facts, offer };
    await book.saveFacts(facts);
    context.emit('SaleOffered', { vin, mspId, offerId: offer.offerId });
    return vehicleOf(vin, { ...book.head, facts });
}

/** Withdrawing the offer that was withdrawn last answers the vehicle as it stands. @throws CarnetFailure those of openLicensed, OFFER_NOT_FOUND */
export async function withdrawOffer(context: LedgerContext, vin: string, offerId: string): Promise<Vehicle> {
    const book = await openLicensed(context, vin, SELLING_ROLES, 'Withdrawing an offer');
    const { mspId } = context.caller;
    const { offer, withdrawnOffer } = book.facts;
    if (offer?.offerId !== offerId || offer.mspId !== mspId) {
        if (withdrawnOffer?.offerId === offerId && withdrawnOffer.mspId === mspId) return vehicleOf(vin, book.head);
        throw new CarnetFailure('OFFER_NOT_FOUND', 'No offer of this id by your organisation stands.', { vin, offerId });
    }
    const facts = { ...withoutOffer(book.facts), withdrawnOffer: { mspId, offerId } };
    await book.saveFacts(facts);
    context.emit('OfferWithdrawn', { vin, mspId, offerId });
    return vehicleOf(vin, { ...book.head, facts });
}
