// Confidential details: kept by the writing organisation's own peers, proved by the hash in the public entry, and erased on demand.
import {
    CarnetFailure, DETAILS_MAX_BYTES, detailsCodec, hashDetails, verifyDisclosure, WRITER_ROLES,
    type BookEntryName, type Detail, type DetailsPurged, type DetailsReceipt, type DisclosedDetails, type Disclosure, type StoredDetails,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { ownCollection } from '../ledger/own-collection';
import type { PrivateValues } from '../ledger/private-values';
import { decodedInConfidence, transientArgument } from '../ledger/transient-argument';
import { requireMember, requireOneOf } from '../membership/authorisation';
import { Book } from './book';

/** By VIN and entryId: the details of an entry of the organisation whose collection it is. */
function storedDetails(context: LedgerContext): PrivateValues<readonly Detail[]> {
    return ownCollection(context, 'details');
}

interface Purge { readonly purgedAt: string }

/** By VIN and entryId: that details were purged, so that the organisation can say so. */
function purges(context: LedgerContext): PrivateValues<Purge> {
    return ownCollection(context, 'detailsPurged');
}

/**
 * The people of the organisation who answer for its details: writers, and its administrators even where it is suspended, since to give somebody
 * what is stored about him, or to erase it, is a duty that no consortium takes away.
 */
async function requireKeeper(context: LedgerContext): Promise<void> {
    if (context.caller.administrator) return;
    requireOneOf(await requireMember(context), WRITER_ROLES, 'Reading or purging confidential details');
}

/**
 * Stores the details of an entry that is recorded afterwards, or of one that stands with just this hash. The same again changes nothing.
 * @throws CarnetFailure NOT_OWN_PEER, PEER_ORGANISATION_UNKNOWN, those of requireMember, NOT_LICENSED, VEHICLE_NOT_FOUND, ALREADY_EXISTS,
 * and the decoder's codes
 */
export async function storeDetails(context: LedgerContext, vin: string, entryId: string): Promise<DetailsReceipt> {
    const stored = storedDetails(context);
    requireOneOf(await requireMember(context), WRITER_ROLES, 'Storing confidential details');
    const json = transientArgument(context, 'details', DETAILS_MAX_BYTES);
    const details = decodedInConfidence(() => detailsCodec.decode(json), ['details', 'name', 'salt', 'value']);
    const name = { vin, mspId: context.caller.mspId, entryId };
    const detailsHash = hashDetails(name, details);
    const entry = await (await Book.open(context, vin)).entry(name.mspId, entryId);
    if (entry !== undefined && entry.detailsHash !== detailsHash) {
        throw new CarnetFailure('ALREADY_EXISTS', 'The entry stands in the book already, without these details.', {
            vin, entryId, sequence: entry.sequence,
        });
    }
    // Written also where the same stands: with no write at all the transaction would need the chaincode's endorsement policy.
    await stored.write(details, vin, entryId);
    return { ...name, detailsHash };
}

function notStored(vin: string, entryId: string, purged: Purge | undefined): CarnetFailure {
    return purged === undefined
        ? new CarnetFailure('DETAILS_NOT_FOUND', 'Your organisation stored no details for this entry.', { vin, entryId })
        : new CarnetFailure('DETAILS_PURGED', 'The details of this entry were purged.', { vin, entryId, purgedAt: purged.purgedAt });
}

/**
 * The details with their salts, for the people of the organisation that wrote them, at its own peer. To be evaluated, never submitted: the answer
 * of a submitted transaction stands on the ledger.
 * @throws CarnetFailure NOT_OWN_PEER, PEER_ORGANISATION_UNKNOWN, those of requireMember, NOT_LICENSED, DETAILS_NOT_FOUND, DETAILS_PURGED,
 * DETAILS_UNAVAILABLE
 */
export async function readDetails(context: LedgerContext, vin: string, entryId: string): Promise<StoredDetails> {
    const stored = storedDetails(context);
    await requireKeeper(context);
    const name = { vin, mspId: context.caller.mspId, entryId };
    const details = await stored.read(vin, entryId);
    if (details === undefined) throw notStored(vin, entryId, await purges(context).read(vin, entryId));
    return { ...name, detailsHash: hashDetails(name, details), details };
}

/**
 * Checks a disclosure against the entry in the book. Asks nothing of the private collection, so that any peer answers, also after a purge.
 * @throws CarnetFailure VEHICLE_NOT_FOUND, ENTRY_NOT_FOUND, and those of verifyDisclosure
 */
export async function verifyDetails(
    context: LedgerContext, { vin, mspId, entryId }: BookEntryName, disclosure: Disclosure,
): Promise<DisclosedDetails> {
    const entry = await (await Book.open(context, vin)).entry(mspId, entryId);
    if (entry === undefined) throw new CarnetFailure('ENTRY_NOT_FOUND', 'The book has no entry of this id by this organisation.', { vin, mspId, entryId });
    return verifyDisclosure(entry, disclosure);
}

/**
 * Erases the details from the peers of the organisation, all earlier versions included. The hash in the book stays; without the salts nothing can
 * be guessed from it. Done again it answers the time of the first.
 * @throws CarnetFailure NOT_OWN_PEER, PEER_ORGANISATION_UNKNOWN, those of requireMember, NOT_LICENSED, DETAILS_NOT_FOUND
 */
export async function purgeDetails(context: LedgerContext, vin: string, entryId: string): Promise<DetailsPurged> {
    const stored = storedDetails(context);
    await requireKeeper(context);
    const earlier = await purges(context).read(vin, entryId);
    const stands = await stored.has(vin, entryId);
    if (!stands && earlier === undefined) throw notStored(vin, entryId, undefined);
    const purged = !stands && earlier !== undefined ? earlier : { purgedAt: context.time.iso };
    if (stands) await stored.purge(vin, entryId);
    // Written also where the same stands: with no write at all the transaction would need the chaincode's endorsement policy.
    await purges(context).write(purged, vin, entryId);
    return { vin, mspId: context.caller.mspId, entryId, ...purged };
}
