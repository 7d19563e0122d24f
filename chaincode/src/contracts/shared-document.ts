// The contract `SharedDocument`: documents that open only by consent.
import {
    acknowledgementCodec, approvalCodec, attestationCodec, badShareCodec, canonicalJson, contentsCodec, decodeCount, decodeGroupName,
    decodePageSize, decoders, decodeVetoReason, denialCodec, encryptionKeyCodec, manifestCodec, openedCodec, openingCodec, rebindingCodec,
    repairCodec, shareDisputeCodec, shareReferenceCodec, signingCodec,
} from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { readShare, repairShare, stateShare } from '../document/acknowledging';
import { approveOpening, denyOpening, vetoOpening } from '../document/answering';
import { attestEvent } from '../document/attesting';
import { reportBadShare } from '../document/bad-shares';
import { requireEncryptionKey } from '../document/document-state';
import { registerEncryptionKey, revokeEncryptionKey } from '../document/encryption-keys';
import { confirmOpened, readOpening } from '../document/opening-end';
import { requestOpening } from '../document/openings';
import { purgeShares } from '../document/purging';
import { purgeGrants } from '../document/purging-grants';
import { readCiphertext, readDocument, readVersion, verifyOriginal } from '../document/reading-documents';
import { readIdentity } from '../document/reading-identities';
import { cancelRebinding, proposeRebinding, rebindIdentity } from '../document/rebinding';
import { signDocument } from '../document/signing';
import { listPending, readAudit } from '../document/trail';
import { changeDocument, createDocument } from '../document/versions';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';

const { identifier, sha256Text } = decoders;

@Info({ title: 'SharedDocument', description: 'Documents that open only by consent: their keys are shared among holders, and the ledger records who agreed to what' })
export class SharedDocumentContract extends LedgerContract {
    constructor() {
        super('SharedDocument');
    }

    /** Registers an encryption key of the caller, bound to him by a signature. Answers EncryptionKey. */
    @Transaction()
    @Returns('string')
    async RegisterEncryptionKey(context: LedgerContext, key: string): Promise<string> {
        return canonicalJson(await registerEncryptionKey(context, encryptionKeyCodec.decode(key)));
    }

    /** Revokes an encryption key of the caller. Answers EncryptionKey. */
    @Transaction()
    @Returns('string')
    async RevokeEncryptionKey(context: LedgerContext, keyId: string): Promise<string> {
        return canonicalJson(await revokeEncryptionKey(context, identifier(keyId, 'keyId')));
    }

    /** Creates a document by its first version; sealed shares as the transient value `shares`. Answers VersionReceipt. */
    @Transaction()
    @Returns('string')
    async CreateDocument(context: LedgerContext, manifest: string, contents: string): Promise<string> {
        return canonicalJson(await createDocument(context, manifestCodec.decode(manifest), contentsCodec.decode(contents)));
    }

    /** The holder says that his share is the one that the manifest commits to. Answers ShareStatement. */
    @Transaction()
    @Returns('string')
    async AcknowledgeShare(context: LedgerContext, acknowledgement: string): Promise<string> {
        return canonicalJson(await stateShare(context, acknowledgementCodec.decode(acknowledgement)));
    }

    /** The holder says that it is not. Answers ShareStatement. */
    @Transaction()
    @Returns('string')
    async DisputeShare(context: LedgerContext, shareDispute: string): Promise<string> {
        return canonicalJson(await stateShare(context, shareDisputeCodec.decode(shareDispute)));
    }

    /** Signs a version; the last signature puts it in force. Answers SigningReceipt. */
    @Transaction()
    @Returns('string')
    async SignDocument(context: LedgerContext, signing: string): Promise<string> {
        return canonicalJson(await signDocument(context, signingCodec.decode(signing)));
    }

    /** Asks the holders for an opening. Answers Opening. */
    @Transaction()
    @Returns('string')
    async RequestOpening(context: LedgerContext, opening: string): Promise<string> {
        return canonicalJson(await requestOpening(context, openingCodec.decode(opening)));
    }

    /** The holder consents; his share, sealed to the reader key, as the transient value `grant`. Answers HolderAnswer. */
    @Transaction()
    @Returns('string')
    async ApproveOpening(context: LedgerContext, approval: string): Promise<string> {
        return canonicalJson(await approveOpening(context, approvalCodec.decode(approval)));
    }

    /** The holder refuses. Answers HolderAnswer. */
    @Transaction()
    @Returns('string')
    async DenyOpening(context: LedgerContext, denial: string): Promise<string> {
        return canonicalJson(await denyOpening(context, denialCodec.decode(denial)));
    }

    /** Stops an opening during the cooling-off. Answers Veto. */
    @Transaction()
    @Returns('string')
    async VetoOpening(context: LedgerContext, docId: string, requestId: string, reason: string): Promise<string> {
        const [document, request] = [identifier(docId, 'docId'), identifier(requestId, 'requestId')];
        return canonicalJson(await vetoOpening(context, document, request, decodeVetoReason(reason, 'reason')));
    }

    /** The receipt of the requester. Answers OpenedReceipt. */
    @Transaction()
    @Returns('string')
    async ConfirmOpened(context: LedgerContext, opened: string): Promise<string> {
        return canonicalJson(await confirmOpened(context, openedCodec.decode(opened)));
    }

    /** Blames a holder for a bad grant; the private reader key for him as the transient value `readerKey`. Answers BadShare. */
    @Transaction()
    @Returns('string')
    async ReportBadShare(context: LedgerContext, report: string): Promise<string> {
        return canonicalJson(await reportBadShare(context, badShareCodec.decode(report)));
    }

    /** Hands in the next version; sealed shares as the transient value `shares`. Answers VersionReceipt. */
    @Transaction()
    @Returns('string')
    async AmendDocument(context: LedgerContext, manifest: string, contents: string): Promise<string> {
        return canonicalJson(await changeDocument(context, manifestCodec.decode(manifest), contentsCodec.decode(contents), 'AMENDED'));
    }

    /** Hands in a version with new keys for some groups, and nothing else. Answers VersionReceipt. */
    @Transaction()
    @Returns('string')
    async RotateGroup(context: LedgerContext, manifest: string, contents: string): Promise<string> {
        return canonicalJson(await changeDocument(context, manifestCodec.decode(manifest), contentsCodec.decode(contents), 'ROTATED'));
    }

    /** Hands in a version in which keys are shared anew among others, and nothing else. Answers VersionReceipt. */
    @Transaction()
    @Returns('string')
    async ReshareGroup(context: LedgerContext, manifest: string): Promise<string> {
        return canonicalJson(await changeDocument(context, manifestCodec.decode(manifest), {}, 'RESHARED'));
    }

    /** Puts a share that the others gave back in the place of a lost one; it goes as the transient value `shares`. Answers ShareStatement. */
    @Transaction()
    @Returns('string')
    async RepairShare(context: LedgerContext, repair: string): Promise<string> {
        return canonicalJson(await repairShare(context, repairCodec.decode(repair)));
    }

    /** Erases sealed shares that are of no use any more. Answers SharesPurged. */
    @Transaction()
    @Returns('string')
    async PurgeShares(context: LedgerContext, docId: string, group: string, epoch: string): Promise<string> {
        return canonicalJson(await purgeShares(context, identifier(docId, 'docId'), decodeGroupName(group, 'group'), decodeCount(epoch, 'epoch')));
    }

    /** Erases the grants of an opening that has ended. Answers GrantsPurged. */
    @Transaction()
    @Returns('string')
    async PurgeGrants(context: LedgerContext, docId: string, requestId: string): Promise<string> {
        return canonicalJson(await purgeGrants(context, identifier(docId, 'docId'), identifier(requestId, 'requestId')));
    }

    /** Says that an event of the policy has happened. Answers Attestation. */
    @Transaction()
    @Returns('string')
    async AttestEvent(context: LedgerContext, attestation: string): Promise<string> {
        return canonicalJson(await attestEvent(context, attestationCodec.decode(attestation)));
    }

    /** Proposes to the managers of a person to bind his documents to a new signing key. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeRebinding(context: LedgerContext, rebinding: string): Promise<string> {
        return canonicalJson(await proposeRebinding(context, rebindingCodec.decode(rebinding)));
    }

    /** Binds them, once the managers have approved. Answers RebindingRequest. */
    @Transaction()
    @Returns('string')
    async RebindIdentity(context: LedgerContext, rebinding: string): Promise<string> {
        return canonicalJson(await rebindIdentity(context, rebindingCodec.decode(rebinding)));
    }

    /** Ends a proposal to replace the caller's own key, which he has found again. Answers Decision. */
    @Transaction()
    @Returns('string')
    async CancelRebinding(context: LedgerContext, decisionId: string): Promise<string> {
        return canonicalJson(await cancelRebinding(context, identifier(decisionId, 'decisionId')));
    }

    /** Where a document stands. Answers DocumentState. */
    @Transaction(false)
    @Returns('string')
    async ReadDocument(context: LedgerContext, docId: string): Promise<string> {
        return canonicalJson(await readDocument(context, identifier(docId, 'docId')));
    }

    /** A version with its manifest, signatures and what it lacks. Answers VersionState. */
    @Transaction(false)
    @Returns('string')
    async ReadVersion(context: LedgerContext, docId: string, version: string): Promise<string> {
        const [document, number] = [identifier(docId, 'docId'), decodeCount(version, 'version')];
        context.requireTime();
        return canonicalJson(await readVersion(context, document, number));
    }

    /** The caller's own sealed share. Answers SealedShare. */
    @Transaction(false)
    @Returns('string')
    async ReadShare(context: LedgerContext, share: string): Promise<string> {
        return canonicalJson(await readShare(context, shareReferenceCodec.decode(share)));
    }

    /** A content that stands on the ledger. Answers InlineContent. */
    @Transaction(false)
    @Returns('string')
    async ReadCiphertext(context: LedgerContext, docId: string, hash: string): Promise<string> {
        return canonicalJson(await readCiphertext(context, identifier(docId, 'docId'), sha256Text(hash, 'hash')));
    }

    /** An encryption key of a person. Answers EncryptionKey. */
    @Transaction(false)
    @Returns('string')
    async ReadEncryptionKey(context: LedgerContext, mspId: string, publicKeyHash: string, keyId: string): Promise<string> {
        const owner = { mspId: identifier(mspId, 'mspId'), publicKeyHash: sha256Text(publicKeyHash, 'publicKeyHash') };
        return canonicalJson(await requireEncryptionKey(context, owner, identifier(keyId, 'keyId')));
    }

    /** For whom a key stands in documents, and by which it was replaced. Answers IdentityState. */
    @Transaction(false)
    @Returns('string')
    async ReadIdentity(context: LedgerContext, mspId: string, publicKeyHash: string): Promise<string> {
        const person = { mspId: identifier(mspId, 'mspId'), publicKeyHash: sha256Text(publicKeyHash, 'publicKeyHash') };
        context.requireTime();
        return canonicalJson(await readIdentity(context, person));
    }

    /** How an opening stands; to the requester, once granted, with the grants. Answers OpeningState. */
    @Transaction(false)
    @Returns('string')
    async ReadOpening(context: LedgerContext, docId: string, requestId: string): Promise<string> {
        const [document, request] = [identifier(docId, 'docId'), identifier(requestId, 'requestId')];
        context.requireTime();
        return canonicalJson(await readOpening(context, document, request));
    }

    /** What waits for the caller. Answers PendingPage. */
    @Transaction(false)
    @Returns('string')
    async ListPending(context: LedgerContext, pageSize: string, bookmark: string): Promise<string> {
        const size = decodePageSize(pageSize);
        context.requireTime();
        return canonicalJson(await listPending(context, size, bookmark));
    }

    /** The audit trail of a document, the oldest first. Answers AuditTrail. */
    @Transaction(false)
    @Returns('string')
    async ReadAudit(context: LedgerContext, docId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await readAudit(context, identifier(docId, 'docId'), decodePageSize(pageSize), bookmark));
    }

    /** Proves that a section is of a version, by its leaf. Answers OriginalProof. */
    @Transaction(false)
    @Returns('string')
    async VerifyOriginal(context: LedgerContext, docId: string, version: string, leaf: string): Promise<string> {
        return canonicalJson(await verifyOriginal(context, identifier(docId, 'docId'), decodeCount(version, 'version'), sha256Text(leaf, 'leaf')));
    }
}
