// What every transaction about a document leaves behind: a row of its audit trail, and rows of what waits for whom.
import { personId, type AuditRow, type AuditTrail, type PendingItem, type PendingPage, type Person } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireDocument } from './document-state';

const AUDIT = 'audit';
const PENDING = 'documentPending';

/** As `until` of what waits without end. */
const FOREVER = '9999-12-31T23:59:59.999Z';

/** Writes a row under a key of this transaction's own. */
export async function writeAudit(context: LedgerContext, docId: string, action: string, details: AuditRow['details']): Promise<void> {
    const { mspId, publicKeyHash } = context.caller;
    const transactionId = context.stub.getTxID();
    const row: AuditRow = { at: context.time.iso, transactionId, action, by: { mspId, publicKeyHash }, details };
    await context.state.collection<AuditRow>(AUDIT).write(row, docId, context.time.iso, transactionId);
}

/** @throws CarnetFailure DOCUMENT_NOT_FOUND, INVALID_BOOKMARK */
export async function readAudit(context: LedgerContext, docId: string, size: number, bookmark: string): Promise<AuditTrail> {
    await requireDocument(context, docId);
    const page = await context.state.page<AuditRow>(AUDIT, [docId], size, bookmark);
    return { rows: page.rows.map(({ value }) => value), bookmark: page.bookmark };
}

function pendingKey(person: Person, { docId, kind, version = 0, requestId = '-', group = '-', index = 0, expires = FOREVER }: PendingItem): string[] {
    return [personId(person), expires, kind, docId, `${version}.${requestId}`, `${group}.${index}`];
}

/** Notes that something waits for a person. */
export async function addPending(context: LedgerContext, person: Person, item: PendingItem): Promise<void> {
    await context.state.collection<PendingItem>(PENDING).write(item, ...pendingKey(person, item));
}

/** Takes it away again. */
export async function removePending(context: LedgerContext, person: Person, item: PendingItem): Promise<void> {
    await context.state.collection<PendingItem>(PENDING).remove(...pendingKey(person, item));
}

/** What waits for the caller. @throws CarnetFailure INVALID_BOOKMARK */
export async function listPending(context: LedgerContext, size: number, bookmark: string): Promise<PendingPage> {
    const { mspId, publicKeyHash } = context.caller;
    // The key goes on with the expiry: what has expired stands before now, and is not even read.
    const page = await context.state.page<PendingItem>(PENDING, [personId({ mspId, publicKeyHash })], size, bookmark === '' ? context.time.iso : bookmark);
    return { items: page.rows.map(({ value }) => value), bookmark: page.bookmark };
}
