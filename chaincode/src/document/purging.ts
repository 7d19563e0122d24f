// Erasing the sealed shares of a dealing that is of no use any more, from every peer of the collection.
import { CarnetFailure, isSamePerson, personId, type Manifest, type SharesPurged } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { noteUse, requireActing, requireOneOfThem, type Acting } from './acting';
import { purgeConsents, purges, requireGroup, requireManifestInForce, requireVersion, statements, versions } from './document-state';
import { dealtShares, repairedShares } from './sealed-shares';
import { writeAudit } from './trail';

function uses({ groups }: Manifest, group: string, epoch: number): boolean {
    return groups[group]?.epoch === epoch;
}

/** Notes that the caller agrees. @returns how many others have to, as the policy asks of an amendment @throws CarnetFailure NOT_A_PARTY */
async function agree(context: LedgerContext, acting: Acting, { docId, policy }: Manifest, key: readonly string[]): Promise<number> {
    const { k, of } = policy.amend;
    requireOneOfThem(acting, of, docId, 'may amend it, and so erase shares');
    const known = await Promise.all(of.map(person => purgeConsents(context).read(...key, personId(person))));
    // By who agreed: whoever acts for several of them is one.
    const agreeing = new Set([personId(acting.own)]);
    for (const [place, named] of of.entries()) {
        const by = known[place];
        if (!acting.is(named)) {
            if (by !== undefined) agreeing.add(personId(by));
        } else if (by === undefined || !isSamePerson(by, acting.own)) {
            await purgeConsents(context).write(acting.own, ...key, personId(named));
        }
    }
    return Math.max(0, k - agreeing.size);
}

/**
 * Purges the sealed shares of one dealing that no version in force and no draft uses, with the last of those who must agree: as many as amend the
 * document. The dealing after it may turn out to be bad at its first opening, and then these are all that is left. Done again it answers the time of
 * the first.
 * @throws CarnetFailure those of requireActing, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, VERSION_NOT_FOUND, GROUP_NOT_FOUND, NOT_A_PARTY, SHARES_IN_USE,
 * SHARE_NOT_FOUND
 */
export async function purgeShares(context: LedgerContext, docId: string, group: string, epoch: number): Promise<SharesPurged> {
    const acting = await requireActing(context);
    const inForce = await requireManifestInForce(context, docId);
    const { holders } = requireGroup((await requireVersion(context, docId, epoch)).manifest.groups, docId, group);
    const draft = (await versions(context).read(docId, String(inForce.version + 1)))?.manifest;
    if ([inForce, draft].some(manifest => manifest !== undefined && uses(manifest, group, epoch))) {
        throw new CarnetFailure('SHARES_IN_USE', 'The version in force, or a draft, uses these shares.', { docId, group, epoch });
    }
    const key = [docId, group, String(epoch)] as const;
    const missing = await agree(context, acting, inForce, key);
    await noteUse(context, acting);
    const stands = await dealtShares(context).has(...key);
    const earlier = await purges(context).read(...key);
    if (!stands) {
        if (earlier !== undefined) return { docId, group, epoch, ...earlier, missing: 0 };
        throw new CarnetFailure('SHARE_NOT_FOUND', 'No sealed shares stand there.', { docId, group, epoch });
    }
    if (missing > 0) {
        await writeAudit(context, docId, 'PURGE_AGREED', { group, epoch });
        return { docId, group, epoch, purgedAt: null, missing };
    }
    const purged = { purgedAt: context.time.iso };
    await dealtShares(context).purge(...key);
    const stated = await Promise.all(holders.map(({ index }) => statements(context).read(...key, String(index))));
    for (const one of stated) if (one?.keyId !== undefined) await repairedShares(context).purge(...key, String(one.index));
    await purges(context).write(purged, ...key);
    await writeAudit(context, docId, 'PURGED', { group, epoch });
    context.emit('SharesPurged', { docId, group, epoch });
    return { docId, group, epoch, ...purged, missing };
}
