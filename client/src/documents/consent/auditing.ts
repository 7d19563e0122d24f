// The audit trail of a document, and what waits for a person, row by row.
import type { AuditRow, AuditTrail, PendingItem, PendingPage } from '@carnet/domain';
import { pageSizeText, type PageOptions } from '../../call/page.js';
import type { DocumentLedger } from './document-ledger.js';

/** All that was done with a document, the oldest first, fetched page by page. */
export async function* auditTrail(
    ledger: DocumentLedger, docId: string, { pageSize, ...options }: Omit<PageOptions, 'bookmark'>,
): AsyncGenerator<AuditRow, void, undefined> {
    const read = (bookmark: string): Promise<AuditTrail> => ledger.evaluate('ReadAudit', [docId, pageSizeText(pageSize), bookmark], options);
    for await (const page of ledger.pages(read)) yield* page.rows;
}

/** Shares to acknowledge, versions to sign, and requests to answer, of the caller. */
export async function* pendingItems(
    ledger: DocumentLedger, { pageSize, ...options }: Omit<PageOptions, 'bookmark'>,
): AsyncGenerator<PendingItem, void, undefined> {
    const read = (bookmark: string): Promise<PendingPage> => ledger.evaluate('ListPending', [pageSizeText(pageSize), bookmark], options);
    for await (const page of ledger.pages(read)) yield* page.items;
}
