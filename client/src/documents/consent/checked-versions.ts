// Versions of documents as a peer shows them, checked before anything is done with them: what was signed is what is read.
import {
    manifestCodec, manifestHash, manifestText, present, type DocumentState, type Holder, type Manifest, type Section, type VersionState,
} from '@carnet/domain';
import type { CallOptions } from '../../call/invocation.js';
import { CarnetError, checkedByDomain } from '../../errors/carnet-error.js';
import { verifyPersonSignature, type KnownRoots, type VerifiedSigner } from '../person-signature.js';
import type { DocumentLedger } from './document-ledger.js';

export interface CheckedVersion {
    readonly version: VersionState;
    readonly manifest: Manifest;
    /** Of the manifest, in the order of the ledger. */
    readonly signers: readonly VerifiedSigner[];
}

function mismatch(docId: string, version: number): CarnetError {
    return new CarnetError('CONTENT_MISMATCH', 'What the peer shows is not the version that was asked for, or not what was signed: do nothing with it.', { details: { docId, version } });
}

/**
 * A version with its signatures, all of which are verified.
 * @throws CarnetError DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, CONTENT_MISMATCH, and as verifyPersonSignature
 */
export async function readCheckedVersion(
    ledger: DocumentLedger, docId: string, version: number, options: CallOptions, { roots }: KnownRoots = {},
): Promise<CheckedVersion> {
    const state = await ledger.evaluate<VersionState>('ReadVersion', [docId, String(version)], options);
    const hash = manifestHash(state.manifest);
    if (hash !== state.manifestHash) throw mismatch(docId, version);
    const manifest = checkedByDomain(() => manifestCodec.check(state.manifest));
    for (const named of [manifest, state]) if (named.docId !== docId || named.version !== version) throw mismatch(docId, version);
    const signers: VerifiedSigner[] = [];
    const text = manifestText({ docId, version, manifestHash: hash });
    for (const signature of state.signatures) {
        signers.push(await verifyPersonSignature(signature, text, { ...present({ roots }), time: Date.parse(signature.at) }));
    }
    return { version: state, manifest, signers };
}

/** All sections that groups open, in the order of the manifest. */
export function openedBy({ sections }: Manifest, groups: readonly string[]): readonly Section[] {
    return sections.filter(section => section.visibility === 'sealed' && groups.includes(section.group));
}

/**
 * Id of the encryption key to which a holder's share is sealed: of the manifest, or the one with which the others gave it back to him since. That is
 * one peer's word: whoever seals to it verifies that it is a key of this holder.
 */
export function sealedTo({ version: { statements } }: CheckedVersion, group: string, { index, keyId }: Holder): string {
    return statements.find(one => one.group === group && one.index === index)?.keyId ?? keyId;
}

/** @param stated the version for which something was proposed or asked. @throws CarnetError PROPOSAL_OUTDATED */
export function requireInForce(
    { docId, version, manifestHash: hash }: Pick<VersionState, 'version' | 'manifestHash'> & { readonly docId: string }, { version: inForce }: CheckedVersion,
): void {
    if (inForce.version === version && inForce.manifestHash === hash) return;
    throw new CarnetError('PROPOSAL_OUTDATED', `This is for another version of the document than the one in force, which is ${inForce.version}.`, {
        details: { docId, version, inForce: inForce.version },
    });
}

/** @param draft whether a newer draft comes before what is in force. @throws CarnetError NOT_IN_FORCE */
function versionNumberOf({ docId, current, draft }: DocumentState, which: 'current' | 'draft'): number {
    const receipt = which === 'draft' ? draft ?? current : current;
    if (receipt !== null) return receipt.version;
    throw new CarnetError('NOT_IN_FORCE', 'No version of the document is in force: see what it lacks.', { details: { docId } });
}

/** The version in force; or, for those who have to acknowledge and sign it, the draft that is to follow. */
export async function readLatest(
    ledger: DocumentLedger, docId: string, which: 'current' | 'draft', options: CallOptions, checks: KnownRoots = {},
): Promise<CheckedVersion> {
    const state = await ledger.evaluate<DocumentState>('ReadDocument', [docId], options);
    return await readCheckedVersion(ledger, docId, versionNumberOf(state, which), options, checks);
}
