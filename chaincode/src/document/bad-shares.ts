// A holder who granted something else than his share: the endorsing organisations open the grant themselves, and learn nothing of the others.
import {
    CarnetFailure, grantContext, shareCommitment, shareName,
    type BadShare, type BadShareReport, type Holder, type KeyGroup,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActing } from './acting';
import { answers, badShares, requireGroup, requireOpening, requireVersion, type StoredOpening } from './document-state';
import { ReaderKey } from './hpke';
import { requireOwnRequest } from './opening-end';
import { grants, transientReaderKey } from './sealed-shares';
import { writeAudit } from './trail';

/** What is wrong with a grant; undefined where it is the share that the manifest commits to. */
function faultOf(
    key: ReaderKey, grant: string, { request: { docId }, requestHash }: StoredOpening, group: string, { epoch }: KeyGroup, holder: Holder,
): BadShare['fault'] | undefined {
    const binding = { docId, group, epoch, index: holder.index };
    const { info, aad } = grantContext(binding, requestHash);
    const share = key.open(Buffer.from(grant, 'base64'), Buffer.from(info, 'utf8'), Buffer.from(aad, 'utf8'));
    if (share === undefined) return 'UNREADABLE';
    return shareCommitment(binding, Buffer.from(share).toString('utf8')) === holder.shareCommitment ? undefined : 'COMMITMENT';
}

/**
 * Blames a holder, by the private reader key for him alone, which stays off the ledger.
 * @throws CarnetFailure those of requireActing and transientReaderKey, OPENING_NOT_FOUND, NOT_A_REQUESTER, GROUP_NOT_FOUND, NOT_A_HOLDER,
 * NOT_GRANTED, SHARE_UNAVAILABLE, SHARE_NOT_FOUND, REPORT_UNFOUNDED
 */
export async function reportBadShare(context: LedgerContext, report: BadShareReport): Promise<BadShare> {
    const acting = await requireActing(context);
    const { docId, requestId, group: name, index } = report;
    const opening = await requireOpening(context, docId, requestId);
    requireOwnRequest(acting, opening);
    const share = shareName(name, index);
    const { manifest } = await requireVersion(context, docId, opening.request.version);
    const group = requireGroup(manifest.groups, docId, name);
    const holder = group.holders[index - 1];
    if (holder === undefined) throw new CarnetFailure('NOT_A_HOLDER', 'The group has no such share.', { share });
    const known = await badShares(context).read(docId, requestId, name, String(index));
    if (known !== undefined) return known;
    const key = new ReaderKey(Buffer.from(transientReaderKey(context), 'base64'));
    if (Buffer.from(key.publicKey).toString('base64') !== opening.request.readerKeys[share]) {
        throw new CarnetFailure('REPORT_UNFOUNDED', 'This is not the private key to the reader key of the request for this holder.', { share });
    }
    const answer = await answers(context).read(docId, requestId, name, String(index));
    if (answer?.approves !== true) throw new CarnetFailure('NOT_GRANTED', 'The holder has granted nothing.', { requestId, share });
    const grant = await grants(context).read(docId, requestId, name, String(index));
    if (grant === undefined) throw new CarnetFailure('SHARE_NOT_FOUND', 'The grant was purged.', { requestId, share });
    const fault = faultOf(key, grant, opening, name, group, holder);
    if (fault === undefined) throw new CarnetFailure('REPORT_UNFOUNDED', 'The grant is the share that the manifest commits to.', { requestId, share });
    const bad: BadShare = { docId, requestId, group: name, index, holder: answer.holder, fault, at: context.time.iso };
    await badShares(context).write(bad, docId, requestId, name, String(index));
    await writeAudit(context, docId, 'BAD_SHARE', { requestId, group: name, index, fault });
    context.emit('OpeningEnded', { docId, requestId, outcome: 'BAD_SHARE' });
    return bad;
}
