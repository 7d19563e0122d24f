// Recalls, retirement, offers of sale and the check of an odometer: what their functions take.
import { calendarDay, identifier, object, optional, required, sha256Text } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import type { Evidence, OdometerUnit } from './entry';
import { ENTRY_MAX_BYTES, entryDate, evidence, odometerValue, publicText, recallNumber, unit } from './entry-fields';

/** Sent as JSON to `VehicleRecord:OpenRecall(vin, recall)`; becomes an entry RECALL_OPENED. */
export interface RecallRequest {
    readonly entryId: string;
    /** Number of the manufacturer's campaign, `[A-Za-z0-9._-]{1,64}`: what RECALL_DONE names in `refs.recall`. */
    readonly recall: string;
    /** Becomes the entry's `publicNote`. */
    readonly reason?: string;
    readonly date: string;
}

/** Sent as JSON to `VehicleRecord:RetireVehicle(vin, retirement)`; becomes an entry END_OF_LIFE. */
export interface RetirementRequest {
    readonly entryId: string;
    readonly date: string;
    readonly reason?: string;
    /** As a certificate of destruction. */
    readonly evidence?: readonly Evidence[];
}

/** Days ahead that an offer may hold. */
export const OFFER_MAX_DAYS = 366;

/** Sent as JSON to `VehicleRecord:OfferSale(vin, offer)`. No price and no name: the terms stay off the ledger, by their hash. */
export interface OfferRequest {
    readonly offerId: string;
    /** `YYYY-MM-DD`, the last day, at most 366 days ahead. */
    readonly validUntil: string;
    /** SHA-256 of the terms with a random salt, lower-case hex. */
    readonly termsHash: string;
}

/** Sent as JSON to `VehicleRecord:CheckOdometer(vin, reading)`. */
export interface OdometerQuestion {
    /** What the dashboard shows, whole units, 0…9 999 999. */
    readonly value: number;
    readonly unit: OdometerUnit;
    /** `YYYY-MM-DD`: the day on which it shows that. The ledger takes no day of its own, since a reading function has no time that was checked. */
    readonly date: string;
}

/** `VehicleRecord:OpenRecall(vin, recall)` */
export const recallCodec = requestCodec<RecallRequest>('recall', object({
    entryId: required(identifier), recall: required(recallNumber), reason: optional(publicText), date: required(entryDate),
}), ENTRY_MAX_BYTES);

/** `VehicleRecord:RetireVehicle(vin, retirement)` */
export const retirementCodec = requestCodec<RetirementRequest>('retirement', object({
    entryId: required(identifier), date: required(entryDate), reason: optional(publicText), evidence: optional(evidence),
}), ENTRY_MAX_BYTES);

/** `VehicleRecord:OfferSale(vin, offer)` */
export const offerCodec = requestCodec<OfferRequest>('offer', object({
    offerId: required(identifier), validUntil: required(calendarDay), termsHash: required(sha256Text),
}), ENTRY_MAX_BYTES);

/** `VehicleRecord:CheckOdometer(vin, reading)` */
export const odometerQuestionCodec = requestCodec<OdometerQuestion>('reading', object({
    value: required(odometerValue), unit: required(unit), date: required(calendarDay),
}), ENTRY_MAX_BYTES);
