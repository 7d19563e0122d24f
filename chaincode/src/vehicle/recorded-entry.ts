// One entry as the book keeps it: what the ledger adds to what was said, its hash, and its receipt.
import {
    canonicalJson, CURRENT_RULES, entryHash, LEDGER_FIELDS,
    type EntryContent, type EntryReceipt, type RecordedEntry,
} from '@carnet/domain';
import { hashOfText } from '../ledger/hash';
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
export function stampOf(context: LedgerContext, vin: string): Pick<RecordedEntry, 'vin' | 'mspId' | 'writer' | 'recordedAt' | 'transactionId' | 'rulesVersion'> {
    return {
        vin, mspId: context.caller.mspId, writer: context.caller.identity, recordedAt: context.time.iso,
        transactionId: context.stub.getTxID(), rulesVersion: CURRENT_RULES.version,
    };
}

/** Closes an entry: its hash covers all of it, by leaves, and the hash of the one before. */
export function sealEntry(entry: Omit<RecordedEntry, 'hash'>): RecordedEntry {
    return { ...entry, hash: entryHash(entry, hashOfText) };
}
