// Disputes: an organisation says that another's entry is wrong; a third decides, or the author admits it.
import { identifier, object, oneOf, optional, required } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import { DISPUTE_OUTCOMES, type DisputeOutcome, type EntryName, type Evidence } from './entry';
import { ENTRY_MAX_BYTES, entryDate, entryName, evidence, publicText } from './entry-fields';

/** Disputes of one organisation that are open in one book. */
export const ORGANISATION_MAX_DISPUTES = 8;

/** Sent as JSON to `VehicleRecord:OpenDispute(vin, dispute)`; becomes an entry DISPUTE_OPENED. */
export interface DisputeRequest {
    readonly entryId: string;
    /** An entry of another organisation in this book. An organisation disputes an entry once. */
    readonly disputes: EntryName;
    /** Shown to every buyer, 1–500 characters; names no person. Becomes the entry's `publicNote`. */
    readonly reason: string;
    readonly evidence?: readonly Evidence[];
    readonly date: string;
}

/** Sent as JSON to `VehicleRecord:ResolveDispute(vin, resolution)`; becomes an entry DISPUTE_RESOLVED. */
export interface DisputeResolution {
    readonly entryId: string;
    /** The dispute. */
    readonly closes: EntryName;
    /** WITHDRAWN by who opened it; UPHELD or DISMISSED by an organisation that neither opened it nor wrote the entry; UPHELD by its author too. */
    readonly outcome: DisputeOutcome;
    readonly reason?: string;
    readonly date: string;
}

/** A dispute that was not resolved, as the head of the book keeps it. */
export interface OpenDispute extends EntryName { readonly disputes: EntryName }

/** `VehicleRecord:OpenDispute(vin, dispute)` */
export const disputeCodec = requestCodec<DisputeRequest>('dispute', object({
    entryId: required(identifier),
    disputes: required(entryName),
    reason: required(publicText),
    evidence: optional(evidence),
    date: required(entryDate),
}), ENTRY_MAX_BYTES);

/** `VehicleRecord:ResolveDispute(vin, resolution)` */
export const disputeResolutionCodec = requestCodec<DisputeResolution>('resolution', object({
    entryId: required(identifier),
    closes: required(entryName),
    outcome: required(oneOf(DISPUTE_OUTCOMES)),
    reason: optional(publicText),
    date: required(entryDate),
}), ENTRY_MAX_BYTES);
