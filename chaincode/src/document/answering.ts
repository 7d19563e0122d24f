// What holders answer to a request, and who stops it. An answer writes keys of its own only, so that any number of holders answers in one block.
import {
    CarnetFailure, personId, present, shareName, type ApprovalRequest, type DenialRequest, type HolderAnswer, type Manifest, type Veto,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { identities, requireActing, requireHolder, requireOneOfThem, type Acting } from './acting';
import { endOfCoolingOff } from './cooling-off';
import { answers, grantPurges, requireGroup, requireOpening, requireVersion, vetoes, type StoredOpening } from './document-state';
import { requireVersionInForce } from './openings';
import { grants, hashOfMessage, transientGrant } from './sealed-shares';
import { removePending, writeAudit } from './trail';

/** @throws CarnetFailure REQUEST_EXPIRED */
function requireNotExpired(context: LedgerContext, { request: { requestId, expires } }: StoredOpening): void {
    if (context.time.iso < expires) return;
    throw new CarnetFailure('REQUEST_EXPIRED', 'The request has expired.', { requestId, expires });
}

/** @throws CarnetFailure VETOED */
async function requireNoVeto(context: LedgerContext, docId: string, requestId: string): Promise<void> {
    const veto = await vetoes(context).read(docId, requestId);
    if (veto !== undefined) throw new CarnetFailure('VETOED', 'The opening was vetoed.', { requestId, at: veto.at });
}

/** @throws CarnetFailure DOCUMENT_NOT_FOUND, REQUEST_EXPIRED, NOT_IN_FORCE, POLICY_CHANGED, VETOED */
async function requireOpen(context: LedgerContext, opening: StoredOpening): Promise<void> {
    const { docId, requestId } = opening.request;
    requireNotExpired(context, opening);
    await requireVersionInForce(context, opening.request);
    await requireNoVeto(context, docId, requestId);
}

/** Whoever has a key that was replaced gets no share any more, whatever he asked for with it before. @throws CarnetFailure IDENTITY_SUPERSEDED */
async function requireRequesterActs(context: LedgerContext, { request: { requester } }: StoredOpening): Promise<void> {
    const heir = (await identities(context).read(personId(requester)))?.supersededBy ?? null;
    if (heir !== null) throw new CarnetFailure('IDENTITY_SUPERSEDED', 'Managers have replaced the key of who asks: he asks again with the new one.', { ...heir });
}

interface Asked { readonly acting: Acting; readonly opening: StoredOpening; readonly manifest: Manifest; readonly known: HolderAnswer | undefined }

/** The request as the holder was shown it, and what he answered before. @throws CarnetFailure as `answer` */
async function requireAsked(context: LedgerContext, { docId, requestId, group: name, index, requestHash }: ApprovalRequest): Promise<Asked> {
    const acting = await requireActing(context);
    const opening = await requireOpening(context, docId, requestId);
    if (opening.requestHash !== requestHash) {
        throw new CarnetFailure('REQUEST_MISMATCH', 'The request on the ledger is not the one that you answer.', { docId, requestId, requestHash: opening.requestHash });
    }
    const { manifest } = await requireVersion(context, docId, opening.request.version);
    if (!opening.request.groups.includes(name)) {
        throw new CarnetFailure('GROUP_NOT_FOUND', 'The request does not ask for this group.', { docId, requestId, group: name });
    }
    requireHolder(acting, requireGroup(manifest.groups, docId, name), { group: name, index });
    return { acting, opening, manifest, known: await answers(context).read(docId, requestId, name, String(index)) };
}

async function save(context: LedgerContext, { docId, requestId }: ApprovalRequest, asked: Asked, answer: HolderAnswer): Promise<HolderAnswer> {
    const { group, index, approves, reason } = answer;
    await answers(context).write(answer, docId, requestId, group, String(index));
    const { expires } = asked.opening.request;
    const named = requireGroup(asked.manifest.groups, docId, group).holders[index - 1]?.identity ?? asked.acting.own;
    await removePending(context, named, { docId, kind: 'OPENING', requestId, group, index, expires });
    await writeAudit(context, docId, approves ? 'APPROVED' : 'DENIED', { requestId, group, index, ...present({ reason }) });
    context.emit('OpeningAnswered', { docId, requestId, group, index, approves });
    return answer;
}

function alreadyAnswered({ approves, group, index, at }: HolderAnswer): CarnetFailure {
    return approves
        ? new CarnetFailure('ALREADY_APPROVED', 'You have approved this already.', { share: shareName(group, index), at })
        : new CarnetFailure('ALREADY_DENIED', 'You have denied this already.', { share: shareName(group, index), at });
}

/**
 * The holder consents: his share, sealed again to the reader key of this request for him, is kept for the requester until the opening is granted.
 * @throws CarnetFailure those of requireActing and transientGrant, OPENING_NOT_FOUND, REQUEST_MISMATCH, GROUP_NOT_FOUND, NOT_A_HOLDER,
 * REQUEST_EXPIRED, POLICY_CHANGED, VETOED, IDENTITY_SUPERSEDED, GRANTS_PURGED, ALREADY_APPROVED, ALREADY_DENIED
 */
export async function approveOpening(context: LedgerContext, approval: ApprovalRequest): Promise<HolderAnswer> {
    const asked = await requireAsked(context, approval);
    const grant = transientGrant(context);
    const { docId, requestId, group, index } = approval;
    const grantHash = hashOfMessage(grant);
    if (asked.known !== undefined) {
        if (asked.known.grantHash === grantHash) return asked.known;
        throw alreadyAnswered(asked.known);
    }
    await requireOpen(context, asked.opening);
    await requireRequesterActs(context, asked.opening);
    if (await grantPurges(context).read(docId, requestId) !== undefined) {
        throw new CarnetFailure('GRANTS_PURGED', 'The opening has ended, and its grants were erased.', { docId, requestId });
    }
    await grants(context).write(grant, docId, requestId, group, String(index));
    return save(context, approval, asked, { group, index, holder: asked.acting.own, approves: true, at: context.time.iso, grantHash });
}

/** The holder refuses. @throws CarnetFailure as approveOpening */
export async function denyOpening(context: LedgerContext, denial: DenialRequest): Promise<HolderAnswer> {
    const asked = await requireAsked(context, denial);
    const { group, index, reason } = denial;
    if (asked.known !== undefined) {
        if (!asked.known.approves && asked.known.reason === reason) return asked.known;
        throw alreadyAnswered(asked.known);
    }
    await requireOpen(context, asked.opening);
    return save(context, denial, asked, { group, index, holder: asked.acting.own, approves: false, at: context.time.iso, reason });
}

/**
 * Stops an opening during the cooling-off. One veto is enough; the same again changes nothing.
 * @throws CarnetFailure those of requireActing, OPENING_NOT_FOUND, NOT_A_PARTY, VETOED, POLICY_CHANGED, VETO_TOO_LATE
 */
export async function vetoOpening(context: LedgerContext, docId: string, requestId: string, reason: string): Promise<Veto> {
    const acting = await requireActing(context);
    const opening = await requireOpening(context, docId, requestId);
    const { manifest } = await requireVersion(context, docId, opening.request.version);
    requireOneOfThem(acting, manifest.policy.release.veto, docId, 'may veto an opening');
    const known = await vetoes(context).read(docId, requestId);
    if (known !== undefined) {
        if (acting.is(known.by) && known.reason === reason) return known;
        throw new CarnetFailure('VETOED', 'The opening was vetoed already.', { requestId, at: known.at });
    }
    await requireVersionInForce(context, opening.request);
    const end = endOfCoolingOff(opening);
    if (context.time.iso >= end) throw new CarnetFailure('VETO_TOO_LATE', 'The cooling-off is over.', { requestId, end });
    const veto: Veto = { by: acting.own, at: context.time.iso, reason };
    await vetoes(context).write(veto, docId, requestId);
    await writeAudit(context, docId, 'VETOED', { requestId, reason });
    context.emit('OpeningEnded', { docId, requestId, outcome: 'VETOED' });
    return veto;
}
