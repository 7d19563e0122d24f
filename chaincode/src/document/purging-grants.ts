// Erasing the grants of an opening that has ended: shares that whoever asked has no use for any more, and nobody else ever had.
import {
    CarnetFailure, formatInstant, GRANTS_KEPT_DAYS, MILLISECONDS_PER_DAY, shareName, timeOfInstant, type GrantsPurged, type HolderAnswer,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActing, requireOneOfThem } from './acting';
import { grantPurges, requireGroup, requireOpening, requireVersion, type StoredOpening } from './document-state';
import { findOpening, type OpeningFindings } from './opening-end';
import { grants } from './sealed-shares';
import { writeAudit } from './trail';

/** @throws CarnetFailure GRANTS_IN_USE */
function requireEnded({ request: { docId, requestId } }: StoredOpening, { status, receipt }: OpeningFindings): void {
    if (receipt !== null || (status !== 'PENDING' && status !== 'GRANTED')) return;
    throw new CarnetFailure('GRANTS_IN_USE', 'The opening has not ended: its grants are still waited for.', { docId, requestId, status });
}

/**
 * A holder who granted something else than his share must not erase what proves it before whoever asked had time to report him.
 * @throws CarnetFailure GRANTS_IN_USE
 */
function requireKeptLongEnough(context: LedgerContext, { request: { docId, requestId, expires } }: StoredOpening): void {
    const kept = formatInstant(timeOfInstant(expires) + GRANTS_KEPT_DAYS * MILLISECONDS_PER_DAY);
    if (context.time.iso >= kept) return;
    throw new CarnetFailure('GRANTS_IN_USE', 'Until then only whoever asked may erase the grants: they prove what each holder has granted.', {
        docId, requestId, kept,
    });
}

/** What stands of the grants that may be erased; of a holder who was reported whoever asked erases them alone. */
async function erasable(
    context: LedgerContext, { request: { docId, requestId } }: StoredOpening, { answers, badShares }: OpeningFindings, isOwn: boolean,
): Promise<HolderAnswer[]> {
    const reported = new Set(badShares.map(({ group, index }) => shareName(group, index)));
    const granted = answers.filter(({ approves, group, index }) => approves && (isOwn || !reported.has(shareName(group, index))));
    const standing = await Promise.all(granted.map(({ group, index }) => grants(context).has(docId, requestId, group, String(index))));
    return granted.filter((_, place) => standing[place]);
}

/**
 * Purges the grants of an opening that nobody can be given any more, or that has its receipt: whoever asked, and GRANTS_KEPT_DAYS after the request
 * has expired also the parties and the holders, but for those of holders who were reported. Done again it answers the time of the first.
 * @throws CarnetFailure those of requireActing, OPENING_NOT_FOUND, NOT_A_PARTY, GRANTS_IN_USE
 */
export async function purgeGrants(context: LedgerContext, docId: string, requestId: string): Promise<GrantsPurged> {
    const acting = await requireActing(context);
    const opening = await requireOpening(context, docId, requestId);
    const { requester, version, groups } = opening.request;
    const { manifest } = await requireVersion(context, docId, version);
    const holders = groups.flatMap(name => requireGroup(manifest.groups, docId, name).holders.map(({ identity }) => identity));
    requireOneOfThem(acting, [requester, ...manifest.policy.parties, ...holders], docId, 'may erase the grants of this opening');
    const found = await findOpening(context, opening);
    requireEnded(opening, found);
    const isOwn = acting.is(requester);
    if (!isOwn) requireKeptLongEnough(context, opening);
    const known = await grantPurges(context).read(docId, requestId);
    const erased = await erasable(context, opening, found, isOwn);
    const purged = known ?? { purgedAt: context.time.iso };
    if (known !== undefined && erased.length === 0) return { docId, requestId, ...known };
    for (const { group, index } of erased) await grants(context).purge(docId, requestId, group, String(index));
    if (known === undefined) await grantPurges(context).write(purged, docId, requestId);
    await writeAudit(context, docId, 'GRANTS_PURGED', { requestId });
    context.emit('GrantsPurged', { docId, requestId });
    return { docId, requestId, ...purged };
}
