// Corrections: what a writer asks for, until when he may do it alone, and when a paper has to support it.
import { identifier, object, optional, required } from '../codec/decoder';
import { requestCodec } from '../codec/request';
import type { EntryName, EntryReceipt, Evidence, OdometerCorrection, OdometerUnit } from './entry';
import { ENTRY_MAX_BYTES, entryDate, entryName, evidence, odometerValue, publicText, unit } from './entry-fields';

/** Days after the day of recording within which an organisation may correct its entry alone. */
export const ALONE_DAYS = 5;
/** Days after the day of recording from which on a correction needs evidence. */
export const EVIDENCE_DAYS = 28;
/** Corrections of one organisation that are pending in one book. */
export const ORGANISATION_MAX_PENDING = 8;

/** Sent as JSON to `VehicleRecord:ProposeCorrection(vin, correction)`; becomes an entry CORRECTION_PROPOSED. */
export interface CorrectionProposal extends OdometerCorrection {
    /** Of the proposal itself, chosen by the writer. */
    readonly entryId: string;
    /** entryId of an entry of the own organisation in this book whose meter was read. */
    readonly corrects: string;
    /** What the meter showed in truth, whole units, 0…9 999 999. */
    readonly value: number;
    readonly unit: OdometerUnit;
    /** Shown to every buyer, 1–500 characters; names no person. Becomes the entry's `publicNote`. */
    readonly reason: string;
    /** Needed from 28 days after the corrected entry was recorded on. */
    readonly evidence?: readonly Evidence[];
    /** Day or minute at which the error was found. */
    readonly date: string;
}

/** Sent as JSON to `ConfirmCorrection(vin, closing)` and `RejectCorrection(vin, closing)`; becomes CORRECTION_CONFIRMED or CORRECTION_REJECTED. */
export interface CorrectionClosing {
    readonly entryId: string;
    /** The proposal. */
    readonly closes: EntryName;
    readonly date: string;
    readonly reason?: string;
}

/** `ProposeCorrection` answers this: the place of the proposal, and the verdict that holds once it is in the book. */
export interface CorrectionReceipt extends EntryReceipt {
    /** CONFIRMED where the organisation could correct its entry alone: then the confirmation is the next entry of the book. */
    readonly status: 'PENDING' | 'CONFIRMED';
}

/** A proposal that was neither confirmed nor rejected, as the head of the book keeps it. */
export interface PendingCorrection extends EntryName, OdometerCorrection {
    /** Sequence and day of the corrected reading. */
    readonly sequence: number;
    readonly day: number;
}

/** Ends the id of the confirmation that the ledger writes where an organisation corrects alone; no writer's id can hold a colon. */
const OWN_CONFIRMATION = ':confirmed';

/** The entryId of the confirmation of a correction that needed no other organisation. */
export function ownConfirmationId(proposalId: string): string {
    return `${proposalId}${OWN_CONFIRMATION}`;
}

export function isOwnConfirmation(entryId: string): boolean {
    return entryId.endsWith(OWN_CONFIRMATION);
}

/** What decides on how an entry may be corrected. Days since 1970-01-01. */
export interface CorrectionCase {
    readonly recordedDay: number;
    readonly today: number;
    /** Another organisation recorded anything in the book after the entry. */
    readonly othersWroteSince: boolean;
    /** The entry was corrected before: whoever does it again might only go back and forth. */
    readonly correctedBefore: boolean;
}

/** Whether the author's organisation may confirm its correction itself. */
export function mayCorrectAlone({ recordedDay, today, othersWroteSince, correctedBefore }: CorrectionCase): boolean {
    return today - recordedDay <= ALONE_DAYS && !othersWroteSince && !correctedBefore;
}

export function needsEvidence({ recordedDay, today }: Pick<CorrectionCase, 'recordedDay' | 'today'>): boolean {
    return today - recordedDay > EVIDENCE_DAYS;
}

/** `VehicleRecord:ProposeCorrection(vin, correction)` */
export const correctionCodec = requestCodec<CorrectionProposal>('correction', object({
    entryId: required(identifier),
    corrects: required(identifier),
    value: required(odometerValue),
    unit: required(unit),
    reason: required(publicText),
    evidence: optional(evidence),
    date: required(entryDate),
}), ENTRY_MAX_BYTES);

/** `VehicleRecord:ConfirmCorrection(vin, closing)` and `RejectCorrection(vin, closing)` */
export const correctionClosingCodec = requestCodec<CorrectionClosing>('closing', object({
    entryId: required(identifier),
    closes: required(entryName),
    date: required(entryDate),
    reason: optional(publicText),
}), ENTRY_MAX_BYTES);
