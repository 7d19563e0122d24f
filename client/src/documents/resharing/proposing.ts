// Proposing to share a key anew, and agreeing to it: signatures of those who must sign the version, before anybody's share is touched.
import { isSamePerson } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { DocumentLedger } from '../consent/document-ledger.js';
import { HolderKeys } from '../consent/handing-in.js';
import { among, ownPeople } from '../consent/identities.js';
import type { KnownRoots } from '../person-signature.js';
import { coSign } from '../signed-message.js';
import { requirePossible } from './next-version.js';
import { PROPOSAL, type ResharingOrder, type ResharingProposal, type SignedProposal } from './proposal.js';
import { readStanding, type ResharingReview } from './reviewing.js';

/**
 * Writes a proposal and signs it. The keys of all new holders are verified, and the version that it would lead to is checked as the ledger does.
 * @throws CarnetError NOT_IN_FORCE, GROUP_NOT_FOUND, RESHARING_UNSUPPORTED, WRONG_EPOCH, ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, as the ledger for a
 * re-sharing
 */
export async function proposeResharing(
    ledger: DocumentLedger, order: ResharingOrder, options: CallOptions, checks: KnownRoots,
): Promise<SignedProposal> {
    const { docId, group, k, holders, reason } = order;
    const { document: { manifest, version }, before } = await readStanding(ledger, order, options, checks);
    const keys = new HolderKeys(ledger, options, checks);
    await keys.readAll(holders);
    const proposal: ResharingProposal = {
        v: 1, docId, group, version: version.version, manifestHash: version.manifestHash, dealing: before.epoch, k,
        holders: holders.map(({ identity: { mspId, publicKeyHash }, keyId }) => ({ identity: { mspId, publicKeyHash }, keyId })),
        reason, proposer: ledger.person, created: new Date().toISOString(),
    };
    requirePossible(manifest, proposal);
    return { proposal, signatures: [await coSign(ledger, PROPOSAL, proposal)] };
}

/** Adds the caller's signature to a proposal that he has reviewed. Done again it changes nothing. @throws CarnetError NOT_A_PARTY */
export async function agreeToResharing(
    ledger: DocumentLedger, { signed, signers, document: { manifest } }: ResharingReview,
): Promise<SignedProposal> {
    if (signers.some(({ person }) => isSamePerson(person, ledger.person))) return signed;
    const { parties, amend } = manifest.policy;
    if (among([...parties, ...amend.of], await ownPeople(ledger, {})).length === 0) {
        throw new CarnetError('NOT_A_PARTY', 'You are none of those who sign the version that follows: nobody waits for your agreement.', { details: { docId: manifest.docId } });
    }
    return { ...signed, signatures: [...signed.signatures, await coSign(ledger, PROPOSAL, signed.proposal)] };
}
