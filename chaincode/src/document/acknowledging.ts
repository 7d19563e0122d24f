// What holders say of the shares that were dealt to them, and what they are given of them: their own, and nothing of the others.
import {
    CarnetFailure, present, shareName, type Holder, type RepairRequest, type SealedShare, type ShareAcknowledgement,
    type ShareDispute, type ShareReference, type ShareStatement, type VersionReceipt,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActing, requireHolder, type Acting } from './acting';
import { dealings, requireGroup, requireKeyInForce, requireManifestInForce, requireVersion, statements, type StoredStatement } from './document-state';
import { dealtShares, repairedShares, transientShares } from './sealed-shares';
import { removePending, writeAudit } from './trail';

interface OwnShare {
    readonly acting: Acting;
    readonly holder: Holder;
    /** Of the version that dealt the share. */
    readonly receipt: VersionReceipt;
}

/**
 * The holder of a share in the version that dealt it, whose number is the epoch.
 * @throws CarnetFailure those of requireActing, VERSION_NOT_FOUND, GROUP_NOT_FOUND, WRONG_EPOCH, NOT_A_HOLDER
 */
async function ownShare(context: LedgerContext, share: ShareReference): Promise<OwnShare> {
    const acting = await requireActing(context);
    const { docId, group: name, epoch } = share;
    const { manifest, receipt } = await requireVersion(context, docId, epoch);
    const group = requireGroup(manifest.groups, docId, name);
    if (group.epoch !== epoch) {
        throw new CarnetFailure('WRONG_EPOCH', 'This version dealt no shares of the group.', { docId, group: name, epoch, inForce: group.epoch });
    }
    return { acting, holder: requireHolder(acting, group, share), receipt };
}

function keyOf({ docId, group, epoch, index }: ShareReference): string[] {
    return [docId, group, String(epoch), String(index)];
}

export function shownStatement({ docId, group, epoch, index, holder, status, at, reason, keyId }: StoredStatement): ShareStatement {
    return { docId, group, epoch, index, holder, status, at, ...present({ reason, keyId }) };
}

type ShareSeen = ShareAcknowledgement | ShareDispute;

/** That the holder speaks of the manifest that stands: a draft may have been replaced since he read it. @throws CarnetFailure DEALING_REPLACED */
function requireManifestSeen({ receipt: { manifestHash } }: OwnShare, seen: ShareSeen): void {
    if (seen.manifestHash === manifestHash) return;
    throw new CarnetFailure('DEALING_REPLACED', 'You speak of another manifest than the one that stands: read the version and your share again.', {
        share: shareName(seen.group, seen.index), manifestHash,
    });
}

/** That the holder has opened what was dealt to him, and not what a peer made up for him. @throws CarnetFailure DEALING_REPLACED */
async function requireMessageSeen(context: LedgerContext, { docId, group, epoch, index, messageHash }: ShareSeen): Promise<void> {
    if (messageHash === undefined || (await dealings(context).read(docId, group, String(epoch)))?.[index - 1] === messageHash) return;
    throw new CarnetFailure('DEALING_REPLACED', 'You have opened another sealed share than was dealt to you: read it again, at another peer.', {
        share: shareName(group, index),
    });
}

/**
 * Says that the share is, or is not, the one that the manifest commits to. A dispute can be taken back by acknowledging, not the other way round.
 * @throws CarnetFailure as ownShare, DEALING_REPLACED, ALREADY_ACKNOWLEDGED
 */
export async function stateShare(context: LedgerContext, seen: ShareSeen): Promise<ShareStatement> {
    const own = await ownShare(context, seen);
    requireManifestSeen(own, seen);
    const reason = 'reason' in seen ? seen.reason : undefined;
    const status = reason === undefined ? 'ACKNOWLEDGED' : 'DISPUTED';
    const known = await statements(context).read(...keyOf(seen));
    const standing = known?.dealtBy === own.receipt.transactionId ? known : undefined;
    if (standing?.status === status && standing.reason === reason) return shownStatement(standing);
    if (standing?.status === 'ACKNOWLEDGED') {
        throw new CarnetFailure('ALREADY_ACKNOWLEDGED', 'You have acknowledged this share.', { share: shareName(seen.group, seen.index), at: standing.at });
    }
    await requireMessageSeen(context, seen);
    return saveStatement(context, seen, own, { status, action: status, ...present({ reason }) });
}

interface Stated extends Pick<ShareStatement, 'status' | 'reason' | 'keyId'> {
    readonly action: ShareStatement['status'] | 'REPAIRED';
}

async function saveStatement(
    context: LedgerContext, { docId, group, epoch, index }: ShareReference, { holder: { identity }, receipt }: OwnShare,
    { action, ...stated }: Stated,
): Promise<ShareStatement> {
    const { reason } = stated;
    const statement: StoredStatement = {
        docId, group, epoch, index, holder: identity, ...stated, at: context.time.iso, dealtBy: receipt.transactionId,
    };
    await statements(context).write(statement, ...keyOf(statement));
    await removePending(context, identity, { docId, kind: 'SHARE', version: epoch, group, index });
    await writeAudit(context, docId, action, { group, epoch, index, ...present({ reason }) });
    context.emit('ShareStated', { docId, group, epoch, index, status: action });
    return shownStatement(statement);
}

/**
 * The caller's own sealed share. To be evaluated, never submitted: the answer of a submitted transaction stands on the ledger.
 * @throws CarnetFailure as ownShare, SHARE_NOT_FOUND, SHARE_UNAVAILABLE
 */
export async function readShare(context: LedgerContext, share: ShareReference): Promise<SealedShare> {
    const { holder } = await ownShare(context, share);
    const { docId, group, epoch, index } = share;
    const repairedTo = (await statements(context).read(...keyOf(share)))?.keyId;
    const message = repairedTo === undefined
        ? (await dealtShares(context).read(docId, group, String(epoch)))?.[String(index)]
        : await repairedShares(context).read(...keyOf(share));
    if (message === undefined) {
        throw new CarnetFailure('SHARE_NOT_FOUND', 'No sealed share stands there: it was purged.', { docId, share: shareName(group, index), epoch });
    }
    return { docId, group, epoch, index, keyId: repairedTo ?? holder.keyId, message };
}

/**
 * Puts the holder's share, which the others gave back to him, in the place of the one he lost: sealed to a key of his own.
 * @throws CarnetFailure as ownShare, DOCUMENT_NOT_FOUND, NOT_IN_FORCE, WRONG_EPOCH, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, SHARES_MISMATCH
 */
export async function repairShare(context: LedgerContext, { keyId, ...share }: RepairRequest): Promise<ShareStatement> {
    const own = await ownShare(context, share);
    const { docId, group, epoch, index } = share;
    const { groups } = await requireManifestInForce(context, docId);
    const inForce = requireGroup(groups, docId, group).epoch;
    if (inForce !== epoch) throw new CarnetFailure('WRONG_EPOCH', 'Shares of the group were dealt anew since.', { docId, group, epoch, inForce });
    await requireKeyInForce(context, own.acting.own, keyId);
    const name = shareName(group, index);
    const message = transientShares(context, [name])[name] ?? '';
    await repairedShares(context).write(message, ...keyOf(share));
    return saveStatement(context, share, own, { status: 'ACKNOWLEDGED', action: 'REPAIRED', keyId });
}
