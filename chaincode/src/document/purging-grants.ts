// Erasing the grants of an opening that has ended: shares that whoever asked has no use for any more, and nobody else ever had.
import { CarnetFailure, type GrantsPurged } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireGroup } from './acknowledging';
import { requireActing, requireOneOfThem } from './acting';
import { readStoredOpening } from './answering';
import { grantPurges, requireVersion } from './document-state';
import { findOpening } from './opening-end';
import { grants } from './sealed-shares';
import { writeAudit } from './trail';

/**
 * Purges the grants of an opening that nobody can be given any more, or that has its receipt. Done again it answers the time of the first.
 * @throws CarnetFailure those of requireActing, OPENING_NOT_FOUND, NOT_A_PARTY, GRANTS_IN_USE
 */
export async function purgeGrants(context: LedgerContext, docId: string, requestId: string): Promise<GrantsPurged> {
    const acting = await requireActing(context);
    const opening = await readStoredOpening(context, docId, requestId);
    const { requester, version, groups } = opening.request;
    const { manifest } = await requireVersion(context, docId, version);
    const holders = groups.flatMap(name => requireGroup(manifest.groups, docId, name).holders.map(({ identity }) => identity));
    requireOneOfThem(acting, [requester, ...manifest.policy.parties, ...holders], docId, 'may erase the grants of this opening');
    const known = await grantPurges(context).read(docId, requestId);
    if (known !== undefined) return { docId, requestId, ...known };
    const { status, receipt, answers } = await findOpening(context, opening);
    if (receipt === null && (status === 'PENDING' || status === 'GRANTED')) {
        throw new CarnetFailure('GRANTS_IN_USE', 'The opening has not ended: its grants are still waited for.', { docId, requestId, status });
    }
    for (const { group, index, approves } of answers) {
        if (approves) await grants(context).purge(docId, requestId, group, String(index));
    }
    const purged = { purgedAt: context.time.iso };
    await grantPurges(context).write(purged, docId, requestId);
    await writeAudit(context, docId, 'GRANTS_PURGED', { requestId });
    context.emit('GrantsPurged', { docId, requestId });
    return { docId, requestId, ...purged };
}
