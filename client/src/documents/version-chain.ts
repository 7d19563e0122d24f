// How the versions of a document hang together: each follows the one before it, signed by its parties and by those who may amend.
import { manifestHash, personId, type Manifest, type Person } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';
import { NO_HEIRS } from './heirs/heirs.js';
import type { VerifiedSigner } from './person-signature.js';

/** @param before undefined for the first version. @throws CarnetError PROOF_CHAIN_BROKEN */
export function requireFollows(manifest: Manifest, before: Manifest | undefined): void {
    const { docId, version, previous, type } = manifest;
    const expected = before === undefined ? null : manifestHash(before);
    const ofOneDocument = before === undefined || (docId === before.docId && type === before.type);
    if (version === (before?.version ?? 0) + 1 && previous === expected && ofOneDocument) return;
    throw new CarnetError('PROOF_CHAIN_BROKEN', `Version ${version} does not follow the version before it.`, { details: { version, previous, expected } });
}

/** Who of a version has to sign it: its parties, and those whom the version before lets amend. */
export function namedSigners({ policy }: Manifest, before: Manifest | undefined): readonly Person[] {
    return [...policy.parties, ...before?.policy.amend.of ?? []];
}

/**
 * That all parties of a version have signed it, and enough of those whom the version before it lets amend.
 * @param before undefined where the version has none, or is itself known to be of the document
 * @param signers of the manifest, verified
 * @param heirs who signs for whom; whoever signs for several is one of those who amend
 * @throws CarnetError PROOF_NOT_SIGNED
 */
export function requireSigned(manifest: Manifest, before: Manifest | undefined, signers: readonly VerifiedSigner[], heirs = NO_HEIRS): void {
    const signed = new Set(signers.map(({ person }) => personId(person)));
    const has = (person: Person): boolean => heirs.line(person).some(one => signed.has(personId(one)));
    const missing = manifest.policy.parties.filter(party => !has(party));
    const { version } = manifest;
    if (missing.length > 0) {
        throw new CarnetError('PROOF_NOT_SIGNED', `Version ${version} lacks the signatures of ${missing.length} of its parties.`, { details: { version, missing } });
    }
    if (before === undefined) return;
    const { k, of } = before.policy.amend;
    const have = new Set(of.filter(has).map(person => heirs.line(person).map(personId).at(-1))).size;
    if (have >= k) return;
    throw new CarnetError('PROOF_NOT_SIGNED', `Version ${version} was signed by ${have} of the ${k} who must agree to an amendment.`, { details: { version, have, need: k } });
}
