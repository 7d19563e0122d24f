// What every transaction about a document leaves behind: a row of its audit trail, and rows of what waits for whom.
import { CarnetFailure, personId, type AuditRow, type AuditTrail, type PendingItem, type PendingPage, type Person } from '@carnet/domain';
import { decisions } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { readCaller } from './acting';
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

function pendingKey(
    person: Person, { kind, docId = '-', decisionId, version = 0, requestId = '-', group = '-', index = 0, expires = FOREVER }: PendingItem,
): string[] {
    return [personId(person), expires, kind, decisionId ?? docId, `${version}.${requestId}`, `${group}.${index}`];
}

/** Notes that something waits for a person. */
export async function addPending(context: LedgerContext, person: Person, item: PendingItem): Promise<void> {
    await context.state.collection<PendingItem>(PENDING).write(item, ...pendingKey(person, item));
}

/** Takes it away again. */
export async function removePending(context: LedgerContext, person: Person, item: PendingItem): Promise<void> {
    await context.state.collection<PendingItem>(PENDING).remove(...pendingKey(person, item));
}

/** Something that waits for somebody. */
export interface Waiting { readonly person: Person; readonly item: PendingItem }

/** Notes what waits now, each once, and takes away what waited before and does not any more. */
export async function exchangeWaiting(context: LedgerContext, before: readonly Waiting[], now: readonly Waiting[]): Promise<void> {
    const byKey = (rows: readonly Waiting[]): ReadonlyMap<string, Waiting> => new Map(rows.map(row => [pendingKey(row.person, row.item).join('/'), row]));
    const waiting = byKey(now);
    for (const [key, { person, item }] of byKey(before)) if (!waiting.has(key)) await removePending(context, person, item);
    for (const { person, item } of waiting.values()) await addPending(context, person, item);
}

/** A proposal that was closed waits no more: also whoever withdraws or rejects it as any other decision ends it. */
async function stillWaiting(context: LedgerContext, items: readonly PendingItem[]): Promise<PendingItem[]> {
    const open = await Promise.all(items.map(async ({ decisionId }) =>
        decisionId === undefined || (await decisions(context).read(decisionId))?.status === 'OPEN'));
    return items.filter((_, place) => open[place]);
}

/** Which of the people for whom the caller acts, then the key of a row. */
const BOOKMARK = /^(0|[1-9][0-9]?)\/(.+)$/;

/**
 * What waits for the caller, and after that what waits for those whose keys his own replaces; of each the first to expire at the beginning. A page
 * may have fewer than `size`, or none, and be followed by another.
 * @throws CarnetFailure INVALID_BOOKMARK
 */
export async function listPending(context: LedgerContext, size: number, bookmark: string): Promise<PendingPage> {
    const { own, people } = await readCaller(context);
    // The key goes on with the expiry: what has expired stands before now, and is not even read.
    const [, first = bookmark === '' ? '0' : '', rest = context.time.iso] = BOOKMARK.exec(bookmark) ?? [];
    if (first === '' || Number(first) >= people.length) {
        throw new CarnetFailure('INVALID_BOOKMARK', 'Pass the bookmark on as it was given.', { field: 'bookmark' });
    }
    const items: PendingItem[] = [];
    const upTo = async (next: string): Promise<PendingPage> => ({ items: await stillWaiting(context, items), bookmark: next });
    let from = rest;
    for (let place = Number(first); place < people.length; place++) {
        const page = await context.state.page<PendingItem>(PENDING, [personId(people[place] ?? own)], size - items.length, from);
        items.push(...page.rows.map(({ value }) => value));
        if (page.bookmark !== '') return upTo(`${place}/${page.bookmark}`);
        from = context.time.iso;
        if (items.length === size && place + 1 < people.length) return upTo(`${place + 1}/${from}`);
    }
    return upTo('');
}
