// What peers of two organisations confirm before a share leaves its holder: one could hide a veto, and what it was given stays with it.
import type { DocumentState, OpeningState, Person } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import type { Roots } from '../../certificate/signers.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { Checks } from './call-checks.js';
import type { CheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';
import { HeirProver } from './identities.js';
import { requestHash, type OpeningReview } from './reviewing.js';

/** Roots by which answers are to be confirmed; undefined where the caller relies on one peer. @throws CarnetError ROOTS_NEEDED */
export function confirmingRoots({ roots, unconfirmed = false }: Checks): Roots | undefined {
    if (unconfirmed) return undefined;
    if (roots !== undefined) return roots;
    throw new CarnetError('ROOTS_NEEDED',
        'What you give cannot be taken back, and one peer could hide a veto, or that a key was replaced: give the root certificates of the organisations, so that peers of two confirm it. Where only one can be asked, say that it is to go unconfirmed.');
}

/** Of the requester, or of whoever else asks: who acts in his place. @param about what he asks for, for the reader of the error */
export function superseded(heir: Person, about: CarnetError['details']): CarnetError {
    return new CarnetError('IDENTITY_SUPERSEDED', 'Managers have replaced the key of who asks: he has to ask again with the new one.', { details: { ...about, ...heir } });
}

/**
 * That signing keys act still: of these people, who ask for something, none was replaced by managers.
 * @param roots undefined where one peer is believed
 * @throws CarnetError IDENTITY_SUPERSEDED, SIGNERS_UNAVAILABLE, PROOF_…
 */
export async function requireActing(
    ledger: DocumentLedger, people: readonly Person[], about: CarnetError['details'], roots: Roots | undefined, options: CallOptions,
): Promise<void> {
    const prover = new HeirProver(ledger, roots, options);
    for (const person of people) {
        const heir = await prover.heirOf(person);
        if (heir !== undefined) throw superseded(heir, about);
    }
}

/** That the version that was read is the one in force. @throws CarnetError PROPOSAL_OUTDATED, SIGNERS_UNAVAILABLE, PROOF_… */
async function confirmInForce(
    ledger: DocumentLedger, { manifest: { docId }, version }: CheckedVersion, roots: Roots, options: CallOptions,
): Promise<void> {
    const { current } = await ledger.confirmed<DocumentState>('ReadDocument', [docId], roots, options);
    if (current?.version === version.version && current.manifestHash === version.manifestHash) return;
    throw new CarnetError('PROPOSAL_OUTDATED', 'The organisations hold another version in force than the peer shows: ask another peer.', {
        details: { docId, version: version.version, inForce: current?.version ?? null },
    });
}

/**
 * That those who ask for something act still, and for the version in force: what they are given cannot be taken back.
 * @throws CarnetError ROOTS_NEEDED, IDENTITY_SUPERSEDED, PROPOSAL_OUTDATED, SIGNERS_UNAVAILABLE, PROOF_…
 */
export async function requireStillAsked(
    ledger: DocumentLedger, people: readonly Person[], document: CheckedVersion, options: CallOptions, checks: Checks,
): Promise<void> {
    const roots = confirmingRoots(checks);
    await requireActing(ledger, people, { docId: document.manifest.docId }, roots, options);
    if (roots !== undefined) await confirmInForce(ledger, document, roots, options);
}

/** How the request that was reviewed stands. @throws CarnetError REQUEST_MISMATCH, SIGNERS_UNAVAILABLE, PROOF_… */
export async function confirmedState(
    ledger: DocumentLedger, { state, requestHash: hash }: OpeningReview, roots: Roots, options: CallOptions,
): Promise<OpeningState> {
    const { docId, requestId } = state.opening.request;
    const confirmed = await ledger.confirmed<OpeningState>('ReadOpening', [docId, requestId], roots, options);
    if (requestHash(confirmed.opening.request) === hash) return confirmed;
    throw new CarnetError('REQUEST_MISMATCH', 'The organisations hold another request of this id than the peer shows: ask another peer.', { details: { docId, requestId } });
}
