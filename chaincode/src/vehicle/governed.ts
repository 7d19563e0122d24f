// What the functions have in common that record an entry of their own kind: the licence, the repetition, the date.
import type { Capability, EntryContent, EntryReceipt } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireMember, requireOneOf } from '../membership/authorisation';
import { Book } from './book';
import { requireDate } from './dates';

/** @param what the caller wants to do, for the error. @throws CarnetFailure those of requireMember, NOT_LICENSED, VEHICLE_NOT_FOUND */
export async function openLicensed(context: LedgerContext, vin: string, roles: readonly Capability[], what: string): Promise<Book> {
    requireOneOf(await requireMember(context), roles, what);
    return Book.open(context, vin);
}

/**
 * Records the entry unless the same stands in the book already, and changes the facts that go with it.
 * @param argument name of the request, for the path of a wrong date; @param work what is checked first, and done to the book once it was added
 * @throws CarnetFailure ALREADY_EXISTS, INVALID_DATE, and what `work` and the book refuse
 */
export async function recordOnce(
    context: LedgerContext, book: Book, content: EntryContent, argument: string, work: (add: () => Promise<EntryReceipt>) => Promise<EntryReceipt>,
): Promise<EntryReceipt> {
    const known = await book.receiptFor(content);
    if (known !== undefined) return known;
    requireDate(context, book.facts, content.date, `${argument}.date`);
    const receipt = await work(() => book.add(content));
    await book.save();
    return receipt;
}
