// One entry as the book keeps it: what the ledger adds to what was said, its hash, and its receipt.
import {
    canonicalJson, CarnetFailure, CURRENT_RULES, entryHash, LEDGER_FIELDS,
    type EntryContent, type EntryReceipt, type RecordedEntry, type SoftFinding, type VerdictWithReason,
} from '@carnet/domain';
import { hashOf, hashOfText } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';

/** What its writer said in an entry. */
function contentOf(recorded: RecordedEntry): EntryContent {
    return Object.fromEntries(Object.entries(recorded).filter(([field]) => !Object.hasOwn(LEDGER_FIELDS, field))) as unknown as EntryContent;
}

/** Whether an entry of the book says just this. */
export function isSameContent(recorded: RecordedEntry, content: EntryContent): boolean {
    return canonicalJson(contentOf(recorded)) === canonicalJson(content);
}

export function receiptOf({ vin, entryId, sequence, hash, verdict, reason }: RecordedEntry, warnings: readonly string[]): EntryReceipt {
    return { vin, entryId, sequence, hash, verdict, reason, warnings };
}

/** What the ledger adds to every entry but for its place in the book. */
export type EntryStamp = Pick<RecordedEntry, 'vin' | 'mspId' | 'writer' | 'recordedAt' | 'transactionId' | 'rulesVersion'>;

export function stampOf(context: LedgerContext, vin: string): EntryStamp {
    return {
        vin, mspId: context.caller.mspId, writer: context.caller.identity, recordedAt: context.time.iso,
        transactionId: context.stub.getTxID(), rulesVersion: CURRENT_RULES.version,
    };
}

/** Closes an entry: its hash covers all of it, by leaves, and the hash of the one before. */
export function sealEntry(
    content: EntryContent, { vin, mspId, writer, recordedAt, transactionId, rulesVersion }: EntryStamp,
    { sequence, previousHash }: Pick<RecordedEntry, 'sequence' | 'previousHash'>, { verdict, reason }: VerdictWithReason,
): RecordedEntry {
    // Not a spread, and no copy for the hash: V8 takes some 20 µs for `{ ...content, vin, … }`, which counts where hundreds are sealed.
    const entry = Object.assign({ vin, sequence, mspId, writer, recordedAt, transactionId, previousHash, hash: '', verdict, reason, rulesVersion }, content);
    entry.hash = entryHash(entry, hashOfText);
    return entry;
}

/**
 * Equal for two entries of one organisation that tell of the same event: the id is the writer's own, that he confirmed it says nothing of the
 * event, and the hash of the details differs with every salt.
 */
export function hashOfEvent(content: EntryContent, mspId: string): string {
    return hashOf(Object.assign({}, content, { entryId: undefined, confirm: undefined, detailsHash: undefined, mspId }));
}

/** A repetition is named before anything is asked: it is not recorded, confirmed or not. @throws CarnetFailure CONFIRMATION_NEEDED */
export function requireConfirmation({ confirm }: EntryContent, findings: readonly SoftFinding[]): void {
    if (confirm === true || findings.length === 0) return;
    throw new CarnetFailure('CONFIRMATION_NEEDED', 'Look at the vehicle and the entry again, then send it with confirm: true.', { findings });
}
