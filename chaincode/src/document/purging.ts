// Erasing the sealed shares of a dealing that is of no use any more, from every peer of the collection.
import { CarnetFailure, type Manifest, type SharesPurged } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireGroup } from './acknowledging';
import { requireActing, requireOneOfThem } from './acting';
import { purges, repairs, requireDocument, requireVersion, versions } from './document-state';
import { dealtShares, repairedShares } from './sealed-shares';
import { writeAudit } from './trail';

function uses({ groups }: Manifest, group: string, epoch: number): boolean {
    return Object.hasOwn(groups, group) && groups[group]?.epoch === epoch;
}

/**
 * Purges the sealed shares of one dealing that no version in force and no draft uses. Whoever signs the document may, and the holders. Done again it
 * answers the time of the first.
 * @throws CarnetFailure those of requireActing, DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, GROUP_NOT_FOUND, NOT_A_PARTY, SHARES_IN_USE, SHARE_NOT_FOUND
 */
export async function purgeShares(context: LedgerContext, docId: string, group: string, epoch: number): Promise<SharesPurged> {
    const acting = await requireActing(context);
    const { current } = await requireDocument(context, docId);
    const { manifest: dealing } = await requireVersion(context, docId, epoch);
    const { holders } = requireGroup(dealing.groups, docId, group);
    requireOneOfThem(acting, [dealing.author, ...dealing.policy.parties, ...dealing.policy.amend.of, ...holders.map(({ identity }) => identity)], docId, 'may purge its shares');
    const inForce = current === null ? undefined : (await requireVersion(context, docId, current.version)).manifest;
    const draft = (await versions(context).read(docId, String((current?.version ?? 0) + 1)))?.manifest;
    if ([inForce, draft].some(manifest => manifest !== undefined && uses(manifest, group, epoch))) {
        throw new CarnetFailure('SHARES_IN_USE', 'The version in force, or a draft, uses these shares.', { docId, group, epoch });
    }
    const key = [docId, group, String(epoch)] as const;
    const stands = await dealtShares(context).has(...key);
    const earlier = await purges(context).read(...key);
    if (!stands) {
        if (earlier !== undefined) return { docId, group, epoch, ...earlier };
        throw new CarnetFailure('SHARE_NOT_FOUND', 'No sealed shares stand there.', { docId, group, epoch });
    }
    const purged = { purgedAt: context.time.iso };
    await dealtShares(context).purge(...key);
    for (const index of Object.keys(await repairs(context).read(...key) ?? {})) await repairedShares(context).purge(...key, index);
    await purges(context).write(purged, ...key);
    await writeAudit(context, docId, 'PURGED', { group, epoch });
    context.emit('SharesPurged', { docId, group, epoch });
    return { docId, group, epoch, ...purged };
}
