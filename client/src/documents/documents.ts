// The face of the contract SharedDocument: papers that are sealed, signed, and opened only by consent.
import {
    attestationCodec, present, type Attestation, type AuditRow, type BadShare, type EncryptionKey, type GrantsPurged, type HolderAnswer,
    type Opening, type OpenedReceipt, type OriginalProof, type PendingItem, type ShareReference, type SharesPurged, type ShareStatement,
    type SigningReceipt, type VersionReceipt, type Veto,
} from '@carnet/domain';
import type { CallOptions } from '../call/invocation.js';
import type { PageOptions } from '../call/page.js';
import type { Session } from '../call/session.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import type { EncryptionKeyPair } from '../secrets/encryption-keys.js';
import type { Bundle } from './bundle/format.js';
import { acknowledgeShares, disputeShare } from './consent/acknowledging.js';
import { approveOpening, denyOpening, vetoOpening } from './consent/answering.js';
import { auditTrail, pendingItems } from './consent/auditing.js';
import { callOf, checksOf, type Checks, type CheckOptions } from './consent/call-checks.js';
import { readCheckedVersion, readLatest, type CheckedVersion } from './consent/checked-versions.js';
import { DocumentLedger } from './consent/document-ledger.js';
import { judgeDrill, takePartInDrill, type DrilledGroup, type DrillName, type DrillStatement } from './consent/drill.js';
import { exportFromLedger, type BundleOrder } from './consent/exporting.js';
import { OpenedDocument, type OpenOptions } from './consent/opened-document.js';
import { confirmOpened, reportBadShare, type OpenedOrder } from './consent/opening-ends.js';
import { verifyOriginal, type OriginalName } from './consent/originals.js';
import { Rebinding } from './consent/rebinding.js';
import { readBoundKey, registerKey, type KeyName, type NewEncryptionKey } from './consent/registered-keys.js';
import { requestOpening, type OpeningOrder } from './consent/requesting.js';
import { reviewOpening, type OpeningReview } from './consent/reviewing.js';
import { prepareRotation, sameHolders, type PreparedRotation, type RotateOptions, type RotationOrder, type RotationReceipt } from './consent/rotating.js';
import { discardVersion, handInPrepared, orDiscarded, prepareVersion, type OwnDraft, type PreparedVersion, type SealOptions } from './consent/sealing.js';
import { signVersion } from './consent/signing.js';
import { Repair } from './repair/repair.js';
import { Resharing } from './resharing/resharing.js';
import type { CiphertextStore } from './stores/ciphertext-store.js';

export interface ReadVersionOptions extends CheckOptions {
    /** Left out, the draft, or where there is none the version in force. */
    readonly version?: number;
}

/** What most calls of a program have in common. */
export interface DocumentSettings extends Pick<CheckOptions, 'roots' | 'unconfirmed'> {
    /** Where contents go that are too large for the ledger, and where they are looked for. */
    readonly store?: CiphertextStore;
}

/**
 * ```ts
 * // The holder: what is asked, by whom and why is proved before his key is touched.
 * const review = await carnet.documents.review('sale-4711', 'tax-audit-1');
 * if (agreed(review)) await carnet.documents.approve(review, holderKey);
 * // Whoever asked, once enough have agreed:
 * const opened = await carnet.documents.open(await carnet.documents.review('sale-4711', 'tax-audit-1'), readerKey);
 * for await (const section of opened) console.log(section.path, (await section.bytes()).toString());
 * await carnet.documents.confirmOpened(opened);
 * ```
 */
export class Documents {
    readonly #session: Session;
    readonly #settings: DocumentSettings;
    #known: DocumentLedger | undefined;
    /** Sharing the key of a group anew, among others or among the same. */
    readonly resharing: Resharing;
    /** Giving a holder back the share that he lost. */
    readonly repair: Repair;
    /** Binding a person's documents to a new signing key. */
    readonly rebinding = new Rebinding(() => this.#ledger);

    constructor(session: Session, settings: DocumentSettings = {}) {
        this.#session = session;
        this.#settings = settings;
        this.resharing = new Resharing(() => this.#ledger, options => this.#checks(options));
        this.repair = new Repair(() => this.#ledger, options => this.#checks(options));
    }

    /**
     * The same documents, with these settings wherever a call names no others.
     *
     * ```ts
     * const documents = carnet.documents.using({ roots: readRoots('organizations'), store: new FilesystemStore('/var/lib/dealer/ciphertexts') });
     * ```
     */
    using(settings: DocumentSettings): Documents {
        return new Documents(this.#session, { ...this.#settings, ...settings });
    }

    /** Of the call, or else of the settings. */
    #checks(options: CheckOptions): Checks {
        return checksOf({ ...this.#settings, ...options });
    }

    /** Stores of the call, after the one of the settings. */
    #stores(stores: readonly CiphertextStore[] = []): readonly CiphertextStore[] {
        const { store } = this.#settings;
        return store === undefined ? stores : [store, ...stores];
    }

    /** Made when it is needed: the other faces do without the hash of the caller's key. */
    get #ledger(): DocumentLedger {
        return this.#known ??= new DocumentLedger(this.#session);
    }

    /** Makes the caller's encryption key known; his identity signs that it is his. @throws CarnetError ALREADY_EXISTS */
    registerKey(key: NewEncryptionKey, options: CallOptions = {}): Promise<EncryptionKey> {
        return registerKey(this.#ledger, key, options);
    }

    /** From now on nothing may be sealed to it. @throws CarnetError ENCRYPTION_KEY_NOT_FOUND */
    async revokeKey(keyId: string, options: CallOptions = {}): Promise<EncryptionKey> {
        return this.#ledger.committed('RevokeEncryptionKey', [keyId], options);
    }

    /** Somebody's key, whose binding is verified here. @throws CarnetError ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, KEY_BINDING_MISMATCH, PROOF_… */
    key(name: KeyName, options: CheckOptions = {}): Promise<EncryptionKey> {
        return readBoundKey(this.#ledger, name, callOf(options), this.#checks(options));
    }

    /** A version with its signatures, all verified. @throws CarnetError DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, CONTENT_MISMATCH, PROOF_… */
    read(docId: string, { version, ...options }: ReadVersionOptions = {}): Promise<CheckedVersion> {
        const [call, checks] = [callOf(options), this.#checks(options)];
        return version === undefined ? readLatest(this.#ledger, docId, 'draft', call, checks) : readCheckedVersion(this.#ledger, docId, version, call, checks);
    }

    /**
     * Seals a document and creates it: encrypts the sections, deals the keys of its groups, and hands everything in. It is a draft until the holders
     * have acknowledged their shares and the parties have signed.
     * @throws CarnetError ENCRYPTION_KEY_NOT_FOUND, KEY_REVOKED, CONTENT_INVALID, STORE_NEEDED, ALREADY_EXISTS, …
     */
    async seal(draft: OwnDraft, options: SealOptions = {}): Promise<VersionReceipt> {
        return this.#handInOrDiscard(await this.prepare(draft, options), options);
    }

    /** What was encrypted into a store is removed from it where the ledger refuses the version. */
    #handInOrDiscard(version: PreparedVersion, options: SealOptions): Promise<VersionReceipt> {
        const { store } = { ...this.#settings, ...options };
        return orDiscarded(version.manifest, store, () => this.handIn(version, options));
    }

    /** The first half of `seal`: what it gives can be handed in again where an outcome is not certain. */
    prepare(draft: OwnDraft, options: SealOptions = {}): Promise<PreparedVersion> {
        return prepareVersion(this.#ledger, draft, undefined, { ...this.#settings, ...options });
    }

    /**
     * Removes what `prepare` encrypted into a store, for a version that is not handed in, or was refused: nobody will have its keys. One whose
     * outcome is not certain is handed in again instead.
     * @throws CarnetError STORE_FAILED
     */
    discard({ manifest }: PreparedVersion, store: CiphertextStore): Promise<void> {
        return discardVersion(manifest, store);
    }

    /** The second half of `seal` and `amend`. Made again with the same version, it answers what exists. */
    handIn(version: PreparedVersion, options: CallOptions = {}): Promise<VersionReceipt> {
        return handInPrepared(this.#ledger, version, options);
    }

    /**
     * Hands in the version that follows the one in force. Sections that are kept keep leaf, ciphertext and key.
     * @throws CarnetError NOT_IN_FORCE, NOT_A_PARTY, VERSION_CONFLICT, and as seal
     */
    async amend(draft: OwnDraft, options: SealOptions = {}): Promise<VersionReceipt> {
        const settings = { ...this.#settings, ...options };
        const { manifest } = await readLatest(this.#ledger, draft.docId, 'current', callOf(options), checksOf(settings));
        return this.#handInOrDiscard(await prepareVersion(this.#ledger, draft, manifest, settings), options);
    }

    /**
     * Opens the caller's shares of the newest version, compares them with the commitments, and says so.
     * @throws CarnetError NOT_A_HOLDER, SHARE_COMMITMENT_MISMATCH, DEALING_REPLACED where the draft was replaced meanwhile, …
     */
    acknowledge(docId: string, key: EncryptionKeyPair, options: CallOptions = {}): Promise<readonly ShareStatement[]> {
        return acknowledgeShares(this.#ledger, docId, key, options);
    }

    /** Says that the caller's share of a group is no good. @throws CarnetError NOT_A_HOLDER, ALREADY_ACKNOWLEDGED, DEALING_REPLACED */
    dispute(docId: string, about: { readonly group: string; readonly reason: string }, options: CallOptions = {}): Promise<ShareStatement> {
        return disputeShare(this.#ledger, docId, about, options);
    }

    /**
     * Signs the newest version. Made again once the last holder has acknowledged, it puts the version in force.
     * @param manifestHash of what the caller has read: another draft is not signed in its place
     * @throws CarnetError CONTENT_MISMATCH, NOT_A_PARTY
     */
    sign(docId: string, manifestHash: string, options: CallOptions = {}): Promise<SigningReceipt> {
        return signVersion(this.#ledger, docId, manifestHash, options);
    }

    /**
     * Asks the holders to open sections. Made again with the same order it is the same request.
     * @throws CarnetError NOT_IN_FORCE, NOT_A_REQUESTER, SECTION_NOT_SEALED
     */
    requestOpening(order: OpeningOrder, key: EncryptionKeyPair, options: CallOptions = {}): Promise<Opening> {
        return requestOpening(this.#ledger, order, key, options);
    }

    /** What waits for the caller, fetched page by page. */
    pending(options: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<PendingItem, void, undefined> {
        return pendingItems(this.#ledger, options);
    }

    /**
     * A request, with all that it would open; every signature is verified.
     * @throws CarnetError OPENING_NOT_FOUND, REQUEST_MISMATCH, ROOTS_NEEDED, PROOF_…
     */
    review(docId: string, requestId: string, options: CheckOptions = {}): Promise<OpeningReview> {
        return reviewOpening(this.#ledger, { docId, requestId }, callOf(options), this.#checks(options));
    }

    /**
     * Gives the caller's shares to the requester of what was reviewed. Peers of two organisations confirm before that nothing speaks against it.
     * @throws CarnetError NOT_A_HOLDER, ROOTS_NEEDED, IDENTITY_SUPERSEDED, VETOED, REQUEST_EXPIRED, POLICY_CHANGED, NOT_GRANTED, ALREADY_DENIED,
     * ALREADY_OPENED, REQUEST_MISMATCH, SIGNERS_UNAVAILABLE, PROOF_…
     */
    approve(review: OpeningReview, key: EncryptionKeyPair, options: CheckOptions = {}): Promise<readonly HolderAnswer[]> {
        return approveOpening(this.#ledger, review, key, callOf(options), this.#checks(options));
    }

    /** Says no; it stands. @throws CarnetError NOT_A_HOLDER, ALREADY_APPROVED, ALREADY_DENIED with another reason */
    deny(review: OpeningReview, reason: string, options: CallOptions = {}): Promise<readonly HolderAnswer[]> {
        return denyOpening(this.#ledger, review, reason, options);
    }

    /** Stops an opening during its cooling-off. @throws CarnetError NOT_A_PARTY, VETO_TOO_LATE, VETOED */
    veto(review: OpeningReview, reason: string, options: CallOptions = {}): Promise<Veto> {
        return vetoOpening(this.#ledger, review, reason, options);
    }

    /**
     * The sections that the caller asked for, once enough holders have agreed. Confirm it when the last one was read.
     * @throws CarnetError NOT_A_REQUESTER, NOT_GRANTED, VETOED, REQUEST_EXPIRED, POLICY_CHANGED, NOT_ENOUGH_SHARES (with the holders of bad ones),
     * KEY_COMMITMENT_MISMATCH; while sections are read, CIPHERTEXT_…, LEAF_MISMATCH
     */
    open(review: OpeningReview, key: EncryptionKeyPair, options: OpenOptions = {}): Promise<OpenedDocument> {
        return OpenedDocument.open(this.#ledger, review, key, { ...options, stores: this.#stores(options.stores) });
    }

    /** Says that the opening was done, and with whose shares. @throws CarnetError NOT_GRANTED, NOT_A_REQUESTER */
    confirmOpened(opened: OpenedOrder, options: CallOptions = {}): Promise<OpenedReceipt> {
        const { docId, requestId, used } = opened;
        return confirmOpened(this.#ledger, { docId, requestId, used }, options);
    }

    /**
     * Seals groups of what was opened again, under new keys, and hands the version in: sections keep their leaves, old shares open nothing of the new
     * version. Then the holders acknowledge and the parties sign, as of any version. The opening is confirmed before: where that is refused nothing
     * is handed in, and where the version is refused all of it can be made again.
     * @param groups who is to hold the new keys; left out, all groups of the opening keep their holders
     * @throws CarnetError NOT_GRANTED, NOT_A_REQUESTER, GROUP_NOT_FOUND, NOT_A_PARTY, STORE_NEEDED, POLICY_CHANGED, and as seal
     */
    async rotate(review: OpeningReview, key: EncryptionKeyPair, groups?: RotationOrder, options: RotateOptions = {}): Promise<RotationReceipt> {
        const prepared = await this.prepareRotation(review, key, groups, options);
        const { store } = { ...this.#settings, ...options };
        const { manifest, opened, bad } = prepared;
        const confirmed = await orDiscarded(manifest, store, async () => review.state.receipt ?? this.confirmOpened(opened, callOf(options)));
        const receipt = await this.#handInOrDiscard(prepared, options);
        return { ...receipt, opened, bad, confirmed };
    }

    /**
     * The first half of `rotate`: what it gives can be handed in again where an outcome is not certain. The opening is still to be confirmed:
     * `confirmOpened(prepared.opened)`.
     */
    prepareRotation(
        review: OpeningReview, key: EncryptionKeyPair, groups = sameHolders(review), options: RotateOptions = {},
    ): Promise<PreparedRotation> {
        return prepareRotation(this.#ledger, review, key, groups, { ...this.#settings, ...options });
    }

    /**
     * Proves a holder's bad grant to the organisations. It is opened here first, as two of them confirm that it was given: the reader key for a good
     * one is never sent.
     * @throws CarnetError SHARE_IS_GOOD, CONTENT_MISMATCH, NOT_GRANTED, NOT_A_REQUESTER, ROOTS_NEEDED, SIGNERS_UNAVAILABLE, REPORT_UNFOUNDED
     */
    reportBadShare(
        review: OpeningReview, share: Pick<ShareReference, 'group' | 'index'>, key: EncryptionKeyPair, options: CheckOptions = {},
    ): Promise<BadShare> {
        return reportBadShare(this.#ledger, review, share, key, callOf(options), this.#checks(options));
    }

    /**
     * All versions with their signatures, and sections of the last one: `verifyBundle` needs no network, and `redactBundle` no key.
     * @throws CarnetError NOT_IN_FORCE, SECTION_NOT_FOUND, NOT_ENOUGH_SHARES, and as open
     */
    exportBundle(order: BundleOrder, options: CheckOptions = {}): Promise<Bundle> {
        return exportFromLedger(this.#ledger, { ...order, stores: this.#stores(order.stores) }, callOf(options), this.#checks(options));
    }

    /**
     * Whether a section is of a version, by its leaf: nothing of its content, and no salt, is sent. The path to the root is verified here, and the
     * signatures on that root; whether the version is in force (`status`) is one peer's word.
     * @throws CarnetError LEAF_MISMATCH, DOCUMENT_NOT_FOUND, VERSION_NOT_FOUND, CONTENT_MISMATCH, PROOF_…
     */
    verifyOriginal(original: OriginalName, options: CheckOptions = {}): Promise<OriginalProof> {
        return verifyOriginal(this.#ledger, original, callOf(options), this.#checks(options));
    }

    /** Says that an event of the policy has happened. @param evidenceHash SHA-256 of a paper that shows it. @throws CarnetError NOT_A_PARTY */
    async attest(docId: string, event: string, evidenceHash?: string, options: CallOptions = {}): Promise<Attestation> {
        const json = checkedByDomain(() => attestationCodec.encode({ docId, event, ...present({ evidenceHash }) }));
        return this.#ledger.committed('AttestEvent', [json], options);
    }

    /**
     * Agrees to erase the sealed shares of a dealing that no version in force uses; with the last of those who must agree, as many as amend the
     * document, they are erased from every peer. What holders copied before, nothing erases.
     * @param dealing number of the version that dealt them: `epoch` of the group in that version, and of each of its shares
     * @throws CarnetError SHARES_IN_USE, NOT_A_PARTY, SHARE_NOT_FOUND
     */
    async purge(docId: string, group: string, dealing: number, options: CallOptions = {}): Promise<SharesPurged> {
        return this.#ledger.committed('PurgeShares', [docId, group, String(dealing)], options);
    }

    /**
     * Erases the grants of an opening that has ended, or was confirmed, from every peer: whoever asked may, and 30 days after the request has expired
     * a party or a holder, but for those of a holder who was reported.
     * @throws CarnetError OPENING_NOT_FOUND, NOT_A_PARTY, GRANTS_IN_USE
     */
    async purgeGrants(docId: string, requestId: string, options: CallOptions = {}): Promise<GrantsPurged> {
        return this.#ledger.committed('PurgeGrants', [docId, requestId], options);
    }

    /** The holder's part in a drill: statements that his shares work; they leave nothing behind on the ledger. @throws CarnetError NOT_A_HOLDER */
    drill(name: DrillName, key: EncryptionKeyPair, options: CallOptions = {}): Promise<readonly DrillStatement[]> {
        return takePartInDrill(this.#ledger, name, key, options);
    }

    /** What the statements of a drill amount to, by group. @throws CarnetError PROOF_… for a statement that was changed */
    drillResult(name: DrillName, statements: readonly DrillStatement[], options: CheckOptions = {}): Promise<readonly DrilledGroup[]> {
        return judgeDrill(this.#ledger, name, statements, callOf(options), this.#checks(options));
    }

    /** All that was done with a document, the oldest first. @throws CarnetError DOCUMENT_NOT_FOUND */
    audit(docId: string, options: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<AuditRow, void, undefined> {
        return auditTrail(this.#ledger, docId, options);
    }
}
