// What a holder is shown before his key is touched: who asks for what and why, proved by the requester's signature and not by the peer.
import { createHash } from 'node:crypto';
import { isSamePerson, openingText, present, type Manifest, type OpeningRequest, type OpeningState, type Person, type Section } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import { verifyPersonSignature, type VerifiedSigner } from '../person-signature.js';
import type { Checks } from './call-checks.js';
import { openedBy, readCheckedVersion, type CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { among, HeirProver, ownPeople, readIdentity } from './identities.js';
import { sharesOf, type HeldShare } from './own-shares.js';
import { requireHistory } from './version-history.js';

/** A request with what it would open, all of it checked. */
export interface OpeningReview {
    readonly state: OpeningState;
    /** SHA-256 of what the requester signed, lower-case hex: an answer is given to this, and a grant opens for nothing else. */
    readonly requestHash: string;
    readonly requester: VerifiedSigner;
    /** Whom the policy names, where managers have bound their documents to the requester's key: proved. */
    readonly inPlaceOf: readonly Person[];
    /**
     * By whom managers have replaced the requester's key since: nothing is granted to him any more. Proved where roots are given, otherwise, or where
     * it is to go unconfirmed, as one peer says; of the caller himself nothing is asked.
     */
    readonly replacedBy: Person | undefined;
    readonly document: CheckedVersion;
    /** All sections that the groups asked for would open, whether they are asked for or not: one key opens them all. */
    readonly opens: readonly Section[];
    /** Shares of the caller that are asked for; none where he is no holder of these groups. */
    readonly shares: readonly HeldShare[];
}

/** That a request is granted, or can still be. @throws CarnetError VETOED, REQUEST_EXPIRED, POLICY_CHANGED, NOT_GRANTED where too many said no */
export function requireNotEnded({ status, veto, opening: { request: { docId, requestId, expires }, earliest } }: OpeningState): void {
    const details = { docId, requestId, status, earliest, expires };
    if (status === 'VETOED') throw new CarnetError('VETOED', `The opening was vetoed${veto === null ? '' : `: ${veto.reason}`}.`, { details });
    if (status === 'EXPIRED') throw new CarnetError('REQUEST_EXPIRED', `The request expired at ${expires}.`, { details });
    if (status === 'SUPERSEDED') throw new CarnetError('POLICY_CHANGED', 'The document was amended since it was asked to be opened.', { details });
    if (status === 'DENIED') throw new CarnetError('NOT_GRANTED', 'So many holders have said no that it cannot be granted.', { details });
}

/** SHA-256 of what a requester signs, lower-case hex. */
export function requestHash(request: OpeningRequest): string {
    return createHash('sha256').update(openingText(request), 'utf8').digest('hex');
}

/** Whom the policy lets ask, and in whose place the requester is said to act: proved, or nobody. */
async function formerRequesters(
    ledger: DocumentLedger, prover: HeirProver, named: readonly Person[], requester: Person, options: CallOptions,
): Promise<readonly Person[]> {
    const { formers } = await readIdentity(ledger, requester, options);
    const claimed = among(named, formers);
    const heirs = await prover.of(claimed);
    return claimed.filter(person => heirs.actsFor(person, requester));
}

/** That the policy lets this person ask: by his key or one that it replaces, or as somebody of an organisation, which takes a root that says so. */
async function requireEntitled(
    ledger: DocumentLedger, prover: HeirProver, { policy }: Manifest, request: OpeningRequest, { vouched }: VerifiedSigner, options: CallOptions,
): Promise<readonly Person[]> {
    const { requester } = request;
    const rules = policy.requesters.filter(({ mspId }) => mspId === requester.mspId);
    const named = rules.flatMap(({ mspId, publicKeyHash }) => publicKeyHash === undefined ? [] : [{ mspId, publicKeyHash }]);
    if (named.some(person => isSamePerson(requester, person))) return [];
    const formers = named.length === 0 ? [] : await formerRequesters(ledger, prover, named, requester, options);
    if (formers.length > 0) return formers;
    if (!rules.some(({ publicKeyHash }) => publicKeyHash === undefined)) {
        refuse('NOT_A_REQUESTER', 'The policy of the document does not let this person ask for an opening.', request);
    }
    if (!vouched) refuse('ROOTS_NEEDED', `Anybody of ${requester.mspId} may ask: give its root certificate, which proves that this is somebody of it.`, request);
    return [];
}

function refuse(code: 'REQUEST_MISMATCH' | 'NOT_A_REQUESTER' | 'ROOTS_NEEDED', sentence: string, { docId, requestId }: OpeningRequest): never {
    throw new CarnetError(code, sentence, { details: { docId, requestId } });
}

/**
 * Reads a request and checks all of it: the signature of the requester over the reader keys, the version that it names, back to where the keys of
 * its groups were made, and that the policy lets him ask.
 * @param checks with `roots` the requester's name is proved as well, and not his key alone
 * @throws CarnetError OPENING_NOT_FOUND, REQUEST_MISMATCH, NOT_A_REQUESTER, ROOTS_NEEDED, PROOF_SIGNATURE_WRONG, CONTENT_MISMATCH, POLICY_MISMATCH,
 * PROOF_NOT_SIGNED, PROOF_CHAIN_BROKEN, …
 */
export async function reviewOpening(
    ledger: DocumentLedger, { docId, requestId }: Pick<OpeningRequest, 'docId' | 'requestId'>, options: CallOptions, { roots, unconfirmed = false }: Checks = {},
): Promise<OpeningReview> {
    const state = await ledger.evaluate<OpeningState>('ReadOpening', [docId, requestId], options);
    const { request, certificate, signature } = state.opening;
    if (request.docId !== docId || request.requestId !== requestId) refuse('REQUEST_MISMATCH', 'The peer shows another request than the one that was asked for.', request);
    const checks = present({ roots });
    const signed = { signer: request.requester, certificate, signature };
    const requester = await verifyPersonSignature(signed, openingText(request), { ...checks, time: Date.parse(state.opening.requestedAt) });
    const document = await readCheckedVersion(ledger, docId, request.version, options, checks);
    if (document.version.manifestHash !== request.manifestHash) refuse('REQUEST_MISMATCH', 'The request is for another version of the document than the peer shows.', request);
    const prover = new HeirProver(ledger, roots, options);
    await requireHistory(ledger, document, request.groups, options, checks, prover);
    const inPlaceOf = await requireEntitled(ledger, prover, document.manifest, request, requester, options);
    const acting = unconfirmed ? new HeirProver(ledger, undefined, options) : prover;
    const replacedBy = isSamePerson(request.requester, ledger.person) ? undefined : await acting.heirOf(request.requester);
    const opens = openedBy(document.manifest, request.groups);
    const shares = sharesOf(await ownPeople(ledger, options), document.manifest, request.groups);
    return { state, requestHash: requestHash(request), requester, inPlaceOf, replacedBy, document, opens, shares };
}
