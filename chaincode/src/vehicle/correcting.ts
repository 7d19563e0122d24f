// Corrections: proposed by the author, confirmed by himself while that harms nobody, else by another organisation.
import {
    CarnetFailure, mayCorrectAlone, needsEvidence, ORGANISATION_MAX_PENDING, ownConfirmationId, present, shownBy, VOUCHING_ROLES,
    WRITER_ROLES, type CorrectionClosing, type CorrectionProposal, type CorrectionReceipt, type EntryContent, type EntryReceipt,
    type PendingCorrection,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { Book } from './book';
import { requireDate } from './dates';
import type { KnownEntry } from './entry-finder';
import { openLicensed, recordOnce } from './governed';
import type { SeriesReading } from './reading-row';
import { receiptOf } from './recorded-entry';

/** The reading of the own entry that is to be corrected. @throws CarnetFailure ENTRY_NOT_FOUND, NOT_CORRECTABLE */
async function requireReading(context: LedgerContext, book: Book, corrects: string): Promise<SeriesReading> {
    const field = 'correction.corrects';
    const place = await book.entries.placeOf({ mspId: context.caller.mspId, entryId: corrects });
    if (place === undefined) throw new CarnetFailure('ENTRY_NOT_FOUND', 'Your organisation has no entry of this id in the book.', { field });
    const [, sequence, day] = place;
    const reading = await book.series.find(day, sequence);
    if (reading === undefined) throw new CarnetFailure('NOT_CORRECTABLE', 'The entry has no reading of a meter.', { field, sequence });
    return reading;
}

/** @throws CarnetFailure CORRECTION_PENDING, TOO_MANY_OPEN, INVALID_VALUE, EVIDENCE_NEEDED */
function requireCorrectable(context: LedgerContext, { facts }: Book, reading: SeriesReading, request: CorrectionProposal): void {
    const { sequence, recordedDay } = reading;
    const { pendingCorrections } = facts;
    if (pendingCorrections.some(pending => pending.sequence === sequence)) {
        throw new CarnetFailure('CORRECTION_PENDING', 'A correction of this entry waits for its confirmation.', { sequence });
    }
    if (pendingCorrections.filter(({ mspId }) => mspId === context.caller.mspId).length >= ORGANISATION_MAX_PENDING) {
        throw new CarnetFailure('TOO_MANY_OPEN', `An organisation has at most ${ORGANISATION_MAX_PENDING} pending corrections in a book.`, {
            limit: ORGANISATION_MAX_PENDING,
        });
    }
    const shown = shownBy(reading);
    const isRead = reading.status === 'READ' || reading.correction?.status === 'CONFIRMED';
    if (isRead && shown.value === request.value && shown.unit === request.unit) {
        throw new CarnetFailure('INVALID_VALUE', 'This is what the entry says already.', { field: 'correction.value' });
    }
    if (request.evidence === undefined && needsEvidence({ recordedDay, today: context.time.day })) {
        throw new CarnetFailure('EVIDENCE_NEEDED', 'The entry was recorded more than 28 days ago: name a paper that supports the correction.', {
            field: 'correction.evidence',
        });
    }
}

/** The receipt of the proposal, with the verdict that holds after the confirmation where that followed at once. */
function receiptOfProposal(proposal: KnownEntry): CorrectionReceipt {
    const { entry, next } = proposal;
    const confirmation = next?.mspId === entry.mspId && next.entryId === ownConfirmationId(entry.entryId) ? next : undefined;
    const { verdict, reason } = confirmation ?? entry;
    return { ...receiptOf(entry, proposal.warnings), verdict, reason, status: confirmation === undefined ? 'PENDING' : 'CONFIRMED' };
}

/**
 * Proposes to read an own entry otherwise; within the deadline and before anyone else wrote, that confirms it too. At most 8 reads and 5 writes.
 * @throws CarnetFailure those of openLicensed, ALREADY_EXISTS, INVALID_DATE, ENTRY_NOT_FOUND, NOT_CORRECTABLE, and those of requireCorrectable
 */
export async function proposeCorrection(context: LedgerContext, vin: string, request: CorrectionProposal): Promise<CorrectionReceipt> {
    const book = await openLicensed(context, vin, WRITER_ROLES, 'Correcting an entry');
    const { entryId, corrects, value, unit, reason, evidence, date } = request;
    const content: EntryContent = {
        entryId, type: 'CORRECTION_PROPOSED', date, correction: { value, unit }, publicNote: reason, refs: { corrects }, ...present({ evidence }),
    };
    const known = await book.known(content);
    if (known !== undefined) return receiptOfProposal(known);
    requireDate(context, book.facts, date, 'correction.date');
    const reading = await requireReading(context, book, corrects);
    requireCorrectable(context, book, reading, request);
    const { sequence, day, recordedDay } = reading;
    const { mspId } = context.caller;
    const alone = mayCorrectAlone({
        recordedDay, today: context.time.day, othersWroteSince: book.othersWroteSince(sequence), correctedBefore: reading.correction?.status === 'CONFIRMED',
    });
    const receipt = await book.add(content);
    await book.series.setCorrection(day, sequence, { value, unit, status: alone ? 'CONFIRMED' : 'PENDING' });
    let standing: EntryReceipt = receipt;
    if (alone) {
        standing = await book.add({ entryId: ownConfirmationId(entryId), type: 'CORRECTION_CONFIRMED', date, refs: { closes: { mspId, entryId } } });
    } else {
        const pending: PendingCorrection = { mspId, entryId, value, unit, sequence, day };
        book.changeFacts(facts => ({ ...facts, pendingCorrections: [...facts.pendingCorrections, pending] }));
    }
    await book.save();
    return { ...receipt, verdict: standing.verdict, reason: standing.reason, status: alone ? 'CONFIRMED' : 'PENDING' };
}

/** @throws CarnetFailure CORRECTION_NOT_PENDING */
function requirePending({ facts }: Book, { closes }: CorrectionClosing): PendingCorrection {
    const pending = facts.pendingCorrections.find(one => one.mspId === closes.mspId && one.entryId === closes.entryId);
    if (pending !== undefined) return pending;
    throw new CarnetFailure('CORRECTION_NOT_PENDING', 'No correction of this name waits for its confirmation.', { field: 'closing.closes' });
}

async function close(
    context: LedgerContext, book: Book, closing: CorrectionClosing, status: 'CONFIRMED' | 'REJECTED',
): Promise<EntryReceipt> {
    const { entryId, date, closes, reason } = closing;
    const content = { entryId, type: `CORRECTION_${status}`, date, refs: { closes }, ...present({ publicNote: reason }) } as const;
    return recordOnce(context, book, content, 'closing', async add => {
        const pending = requirePending(book, closing);
        const { sequence, day, value, unit } = pending;
        await book.series.setCorrection(day, sequence, { value, unit, status });
        book.changeFacts(facts => ({ ...facts, pendingCorrections: facts.pendingCorrections.filter(one => one !== pending) }));
        return add();
    });
}

/** @throws CarnetFailure those of openLicensed and recordOnce, SECOND_ORGANISATION_NEEDED, CORRECTION_NOT_PENDING */
export async function confirmCorrection(context: LedgerContext, vin: string, closing: CorrectionClosing): Promise<EntryReceipt> {
    const book = await openLicensed(context, vin, VOUCHING_ROLES, 'Confirming a correction');
    if (closing.closes.mspId === context.caller.mspId) {
        throw new CarnetFailure('SECOND_ORGANISATION_NEEDED', 'Your organisation proposed the correction: another has to confirm it.', {
            field: 'closing.closes.mspId',
        });
    }
    return close(context, book, closing, 'CONFIRMED');
}

/**
 * By another organisation that may confirm it, or by the author, who so withdraws it.
 * @throws CarnetFailure those of openLicensed and recordOnce, CORRECTION_NOT_PENDING
 */
export async function rejectCorrection(context: LedgerContext, vin: string, closing: CorrectionClosing): Promise<EntryReceipt> {
    const own = closing.closes.mspId === context.caller.mspId;
    const book = await openLicensed(context, vin, own ? WRITER_ROLES : VOUCHING_ROLES, own ? 'Withdrawing a correction' : 'Rejecting a correction');
    return close(context, book, closing, 'REJECTED');
}
