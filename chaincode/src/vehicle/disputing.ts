// Disputes: opened about another's entry, once by each organisation, and ended by who opened them, by who is no party, or by an author who admits it.
import {
    CarnetFailure, factsAfterUpheld, ORGANISATION_MAX_DISPUTES, present, VOUCHING_ROLES, WRITER_ROLES, type DisputeRequest,
    type DisputeResolution, type EntryReceipt, type OpenDispute,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { Book } from './book';
import { disputesOfEntries } from './book-state';
import { openLicensed, recordOnce } from './governed';

function requireRoom({ openDisputes }: Book['facts'], mspId: string): void {
    if (openDisputes.filter(open => open.mspId === mspId).length < ORGANISATION_MAX_DISPUTES) return;
    throw new CarnetFailure('TOO_MANY_OPEN', `An organisation has at most ${ORGANISATION_MAX_DISPUTES} open disputes in a book.`, {
        limit: ORGANISATION_MAX_DISPUTES,
    });
}

/**
 * At most 8 reads and 5 writes.
 * @throws CarnetFailure those of openLicensed and recordOnce, OWN_ENTRY, ENTRY_NOT_FOUND, ALREADY_DISPUTED, TOO_MANY_OPEN
 */
export async function openDispute(context: LedgerContext, vin: string, request: DisputeRequest): Promise<EntryReceipt> {
    const book = await openLicensed(context, vin, WRITER_ROLES, 'Disputing an entry');
    const { entryId, date, disputes, reason, evidence } = request;
    const { mspId } = context.caller;
    const content = { entryId, type: 'DISPUTE_OPENED', date, publicNote: reason, refs: { disputes }, ...present({ evidence }) } as const;
    return recordOnce(context, book, content, 'dispute', async add => {
        if (disputes.mspId === mspId) throw new CarnetFailure('OWN_ENTRY', 'The entry is of your own organisation: correct it.', { field: 'dispute.disputes.mspId' });
        if (!await book.entries.exists(disputes)) throw new CarnetFailure('ENTRY_NOT_FOUND', 'The book has no such entry.', { field: 'dispute.disputes' });
        const disputed = disputesOfEntries(context);
        const earlier = await disputed.read(vin, mspId, disputes.mspId, disputes.entryId);
        if (earlier !== undefined) throw new CarnetFailure('ALREADY_DISPUTED', 'Your organisation has disputed this entry before.', { vin, sequence: earlier });
        requireRoom(book.facts, mspId);
        const receipt = await add();
        book.changeFacts(facts => ({ ...facts, openDisputes: [...facts.openDisputes, { mspId, entryId, disputes }] }));
        await disputed.write(receipt.sequence, vin, mspId, disputes.mspId, disputes.entryId);
        return receipt;
    });
}

/** Nobody decides in his own favour; but an author may admit that his entry is wrong, or among two organisations nothing could be overturned. */
function requireMayResolve(dispute: OpenDispute, outcome: DisputeResolution['outcome'], mspId: string): void {
    if (outcome === 'WITHDRAWN') {
        if (dispute.mspId !== mspId) throw new CarnetFailure('NOT_YOUR_DISPUTE', 'Only the organisation that opened the dispute can withdraw it.');
    } else if (dispute.mspId === mspId || (dispute.disputes.mspId === mspId && outcome === 'DISMISSED')) {
        throw new CarnetFailure('PARTY_TO_DISPUTE', 'Your organisation is a party to the dispute: another has to decide it.');
    }
}

/** @throws CarnetFailure those of openLicensed and recordOnce, DISPUTE_NOT_OPEN, NOT_YOUR_DISPUTE, PARTY_TO_DISPUTE */
export async function resolveDispute(context: LedgerContext, vin: string, resolution: DisputeResolution): Promise<EntryReceipt> {
    const { entryId, date, closes, outcome, reason } = resolution;
    const withdrawn = outcome === 'WITHDRAWN';
    const book = await openLicensed(context, vin, withdrawn ? WRITER_ROLES : VOUCHING_ROLES, withdrawn ? 'Withdrawing a dispute' : 'Deciding a dispute');
    const content = { entryId, type: 'DISPUTE_RESOLVED', date, refs: { closes }, outcome, ...present({ publicNote: reason }) } as const;
    return recordOnce(context, book, content, 'resolution', async add => {
        const { openDisputes } = book.facts;
        const dispute = openDisputes.find(open => open.mspId === closes.mspId && open.entryId === closes.entryId);
        if (dispute === undefined) throw new CarnetFailure('DISPUTE_NOT_OPEN', 'No dispute of this name is open.', { field: 'resolution.closes' });
        requireMayResolve(dispute, outcome, context.caller.mspId);
        book.changeFacts(facts => {
            const settled = { ...facts, openDisputes: openDisputes.filter(open => open !== dispute) };
            return outcome === 'UPHELD' ? factsAfterUpheld(settled, dispute.disputes) : settled;
        });
        return add();
    });
}
