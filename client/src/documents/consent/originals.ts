// Whether a section is of a version, and where the version stands: what a peer answers, held against what was signed.
import { verifyInclusion, type OriginalProof } from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError } from '../../errors/carnet-error.js';
import type { KnownRoots } from '../person-signature.js';
import { readCheckedVersion } from './checked-versions.js';
import type { DocumentLedger } from './document-ledger.js';

export interface OriginalName {
    readonly docId: string;
    readonly version: number;
    /** SHA-256 of the section with its salt, 64 digits: as the manifest and a bundle have it. */
    readonly leaf: string;
}

/** @throws CarnetError LEAF_MISMATCH, CONTENT_MISMATCH, and as readCheckedVersion */
export async function verifyOriginal(
    ledger: DocumentLedger, { docId, version, leaf }: OriginalName, options: CallOptions, checks: KnownRoots,
): Promise<OriginalProof> {
    const answer = await ledger.evaluate<OriginalProof>('VerifyOriginal', [docId, String(version), leaf], options);
    const { version: { manifestHash }, manifest } = await readCheckedVersion(ledger, docId, version, options, checks);
    const { proof } = answer;
    const holds = answer.docId === docId && answer.version === version && answer.manifestHash === manifestHash
        && proof.leaf === leaf && proof.root === manifest.root && proof.size === manifest.sections.length && verifyInclusion(proof)
        && manifest.sections[proof.place]?.path === answer.path;
    if (holds) return answer;
    throw new CarnetError('CONTENT_MISMATCH', 'What the peer answers does not follow from what was signed: do nothing with it.', { details: { docId, version } });
}
