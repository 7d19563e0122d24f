// A holder's answer to a request: his share sealed to the reader key that the requester signed, or no; and the veto of those who may stop it.
import {
    approvalCodec, denialCodec, grantContext, isSamePerson, shareName, type HolderAnswer, type OpeningState, type Veto,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../../secrets/encryption-keys.js';
import { sealTo } from '../../secrets/hpke.js';
import type { Checks } from './call-checks.js';
import { confirmedState, confirmingRoots, requireActing, superseded } from './confirming.js';
import type { DocumentLedger } from './document-ledger.js';
import { openOwnShare, type HeldShare } from './own-shares.js';
import { requireNotEnded, type OpeningReview } from './reviewing.js';

function sharesAsked({ shares, state }: OpeningReview): readonly HeldShare[] {
    const { docId, requestId } = state.opening.request;
    if (shares.length === 0) throw new CarnetError('NOT_A_HOLDER', 'You hold no share of what is asked for.', { details: { docId, requestId } });
    return shares;
}

function standingAnswer({ answers }: OpeningState, { group, index }: HeldShare, approves: boolean): HolderAnswer | undefined {
    return answers.find(answer => answer.group === group && answer.index === index && answer.approves === approves);
}

/**
 * Whether it is still to be answered: the ledger would say so too, but the share shall not leave the computer for nothing.
 * @throws CarnetError as requireNotEnded, ALREADY_OPENED
 */
function requireOpen(state: OpeningState): void {
    const { receipt, opening: { request: { docId, requestId, expires } } } = state;
    requireNotEnded(state);
    if (Date.parse(expires) <= Date.now()) requireNotEnded({ ...state, status: 'EXPIRED' });
    if (receipt !== null) throw new CarnetError('ALREADY_OPENED', `The opening was done at ${receipt.at} without your share.`, { details: { docId, requestId } });
}

/** @throws CarnetError ALREADY_DENIED */
function requireNotDenied(state: OpeningState, held: readonly HeldShare[]): void {
    for (const one of held) {
        const denial = standingAnswer(state, one, false);
        if (denial === undefined) continue;
        const share = shareName(one.group, one.index);
        throw new CarnetError('ALREADY_DENIED', `You denied this at ${denial.at}: the answer stands.`, { details: { docId: one.docId, share, at: denial.at } });
    }
}

/**
 * That shares may be given: as the peer says that was asked, and as two organisations confirm it, but to the caller himself.
 * @throws CarnetError ROOTS_NEEDED, IDENTITY_SUPERSEDED, and as requireOpen, requireNotDenied and confirmedState
 */
async function requireToBeGiven(
    ledger: DocumentLedger, review: OpeningReview, held: readonly HeldShare[], options: CallOptions, checks: Checks,
): Promise<void> {
    const { state, replacedBy, requester: { person } } = review;
    const { docId, requestId } = state.opening.request;
    if (replacedBy !== undefined) throw superseded(replacedBy, { docId, requestId });
    requireOpen(state);
    if (isSamePerson(person, ledger.person)) return;
    const roots = confirmingRoots(checks);
    if (roots === undefined) return;
    const [confirmed] = await Promise.all([
        confirmedState(ledger, review, roots, options), requireActing(ledger, [person], { docId, requestId }, roots, options),
    ]);
    requireNotDenied(confirmed, held);
    requireOpen(confirmed);
}

/**
 * Gives the requester the caller's shares of all groups that he asks for, each sealed to its own reader key and bound to this request. That nothing
 * speaks against it is confirmed by two organisations before a share is opened.
 * @throws CarnetError NOT_A_HOLDER, ROOTS_NEEDED, IDENTITY_SUPERSEDED, VETOED, REQUEST_EXPIRED, POLICY_CHANGED, NOT_GRANTED, ALREADY_DENIED,
 * ALREADY_OPENED, REQUEST_MISMATCH, SIGNERS_UNAVAILABLE, PROOF_…, and as openOwnShare
 */
export async function approveOpening(
    ledger: DocumentLedger, review: OpeningReview, key: EncryptionKeyPair, options: CallOptions, checks: Checks,
): Promise<readonly HolderAnswer[]> {
    const { requestHash, state, state: { opening: { request } } } = review;
    const asked = sharesAsked(review);
    requireNotDenied(state, asked);
    // Grants of one share differ: one that stands is not given again.
    const missing = asked.filter(held => standingAnswer(state, held, true) === undefined);
    if (missing.length > 0) await requireToBeGiven(ledger, review, missing, options, checks);
    const answers: HolderAnswer[] = [];
    for (const held of asked) {
        const { docId, group, index } = held;
        const before = standingAnswer(state, held, true);
        if (before !== undefined) {
            answers.push(before);
            continue;
        }
        const readerKey = Buffer.from(request.readerKeys[shareName(group, index)] ?? '', 'base64');
        const { share } = await openOwnShare(ledger, held, key, options);
        const grant = await sealTo(readerKey, Buffer.from(share, 'utf8'), grantContext(held, requestHash));
        const json = checkedByDomain(() => approvalCodec.encode({ docId, requestId: request.requestId, group, index, requestHash }));
        const transient = { grant: Buffer.from(grant).toString('base64') };
        answers.push(await ledger.committed<HolderAnswer>('ApproveOpening', [json], { ...options, transient }));
    }
    return answers;
}

/**
 * Says no, for all shares of the caller; it stands. Always sent, whatever the peer shows: the ledger answers the same again with what stands.
 * @param reason 1–200 characters, kept on the ledger
 * @throws CarnetError NOT_A_HOLDER, ALREADY_APPROVED, ALREADY_DENIED with another reason
 */
export async function denyOpening(
    ledger: DocumentLedger, review: OpeningReview, reason: string, options: CallOptions,
): Promise<readonly HolderAnswer[]> {
    const { requestHash, state: { opening: { request } } } = review;
    const answers: HolderAnswer[] = [];
    for (const { docId, group, index } of sharesAsked(review)) {
        const json = checkedByDomain(() => denialCodec.encode({ docId, requestId: request.requestId, group, index, requestHash, reason }));
        answers.push(await ledger.committed<HolderAnswer>('DenyOpening', [json], options));
    }
    return answers;
}

/**
 * Stops an opening during its cooling-off. Always sent, as a denial is.
 * @throws CarnetError NOT_A_PARTY, VETO_TOO_LATE, VETOED by another or with another reason
 */
export async function vetoOpening(ledger: DocumentLedger, review: OpeningReview, reason: string, options: CallOptions): Promise<Veto> {
    const { docId, requestId } = review.state.opening.request;
    return ledger.committed('VetoOpening', [docId, requestId, reason], options);
}
