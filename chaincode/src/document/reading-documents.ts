// What is read of documents: where one stands, its versions with their signatures, contents, and the proof that a section is original.
import {
    CarnetFailure, inclusionProof, type DocumentState, type InlineContent, type OriginalProof, type VersionState,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { shownStatement } from './acknowledging';
import { contents, requireDocument, requireVersion, versions } from './document-state';
import { manifestBefore, missingOf, readStanding, shownSignature, statusOf } from './standing';

/** @throws CarnetFailure DOCUMENT_NOT_FOUND */
export async function readDocument(context: LedgerContext, docId: string): Promise<DocumentState> {
    const { type, createdAt, current } = await requireDocument(context, docId);
    const draft = await versions(context).read(docId, String((current?.version ?? 0) + 1));
    return { docId, type, createdAt, status: current === null ? 'DRAFT' : 'ACTIVE', current, draft: draft?.receipt ?? null };
}

/** @throws CarnetFailure DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND */
export async function readVersion(context: LedgerContext, docId: string, version: number): Promise<VersionState> {
    const document = await requireDocument(context, docId);
    const record = await requireVersion(context, docId, version);
    const { manifest, receipt } = record;
    const before = await manifestBefore(context, manifest);
    const standing = await readStanding(context, record, before);
    return {
        ...receipt, manifest, status: statusOf(document, record), signatures: [...standing.signed.values()].map(shownSignature),
        statements: standing.statements.map(shownStatement), missing: missingOf(manifest, before, standing),
    };
}

/** @throws CarnetFailure DOCUMENT_NOT_FOUND, CONTENT_NOT_FOUND */
export async function readCiphertext(context: LedgerContext, docId: string, hash: string): Promise<InlineContent> {
    const content = await contents(context).read(docId, hash);
    if (content !== undefined) return { docId, hash, content };
    await requireDocument(context, docId); // Only to say which of the two is the matter.
    throw new CarnetFailure('CONTENT_NOT_FOUND', 'No content of this hash stands on the ledger for the document.', { docId, hash });
}

/**
 * Whether a section is of this version: by its leaf alone, so that nothing of the content, and no salt, reaches a peer.
 * @throws CarnetFailure DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, LEAF_MISMATCH
 */
export async function verifyOriginal(context: LedgerContext, docId: string, version: number, leaf: string): Promise<OriginalProof> {
    const document = await requireDocument(context, docId);
    const record = await requireVersion(context, docId, version);
    const { manifest: { sections, root }, receipt: { manifestHash } } = record;
    const leaves = sections.map(section => section.leaf);
    const place = leaves.indexOf(leaf);
    const section = sections[place];
    if (section === undefined) throw new CarnetFailure('LEAF_MISMATCH', 'No section of this version has this leaf.', { docId, version });
    return {
        docId, version, manifestHash, status: statusOf(document, record), path: section.path,
        proof: { leaf, place, size: leaves.length, path: inclusionProof(leaves, place), root },
    };
}
