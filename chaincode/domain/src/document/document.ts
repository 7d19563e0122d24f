// A document on the ledger: its versions, the shares of its keys, and what the functions answer about them.
import type { Decision, Vote } from '../decisions/roster';
import type { Manifest, DocumentType } from './manifest';
import type { Person } from './person';
import type { PersonSignature } from './signatures';

/** Names one share of one dealing. */
export interface ShareReference {
    readonly docId: string;
    readonly group: string;
    readonly epoch: number;
    readonly index: number;
}

/** A share as its holder has read it, and no other that takes its place meanwhile. */
interface ShareSeen extends ShareReference {
    /** Of the version that dealt it, whose number is the epoch. */
    readonly manifestHash: string;
}

/** Sent as JSON to `SharedDocument:AcknowledgeShare(acknowledgement)`. */
export interface ShareAcknowledgement extends ShareSeen {
    /** SHA-256 of the HPKE message that the holder has opened, lower-case hex. */
    readonly messageHash: string;
}

/** Sent as JSON to `SharedDocument:DisputeShare(shareDispute)`. */
export interface ShareDispute extends ShareSeen {
    /** Of the message that is no good; left out where the holder was shown none. */
    readonly messageHash?: string;
    /** 1–200 characters. Nothing of the share. */
    readonly reason: string;
}

/** `AcknowledgeShare` and `DisputeShare` answer this: the holder has opened his share and compared it with the commitment. */
export interface ShareStatement extends ShareReference {
    readonly holder: Person;
    readonly status: 'ACKNOWLEDGED' | 'DISPUTED';
    readonly at: string;
    /** Of a dispute. */
    readonly reason?: string;
    /** Of a share that its holder got back from the others: his encryption key to which it is sealed since, in place of the one in the manifest. */
    readonly keyId?: string;
}

/** DRAFT: not yet in force. CURRENT: in force. SUPERSEDED: a later version was put in force. A draft that is replaced is not kept. */
export type VersionStatus = 'DRAFT' | 'CURRENT' | 'SUPERSEDED';

/** How a version came about. */
export type VersionOrigin = 'CREATED' | 'AMENDED' | 'ROTATED' | 'RESHARED';

/** `CreateDocument`, `AmendDocument`, `RotateGroup` and `ReshareGroup` answer this. */
export interface VersionReceipt {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    readonly origin: VersionOrigin;
    readonly recordedAt: string;
    readonly transactionId: string;
}

/** One signature of a version. */
export interface VersionSignature extends PersonSignature {
    readonly at: string;
    /** Whom the manifest names, where managers have bound his documents to the signer's key since. */
    readonly onBehalfOf?: Person;
}

/** `SignDocument` answers this. */
export interface SigningReceipt {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    /** CURRENT where with this signature all is there; sign again, which changes nothing else, once the last holder has acknowledged. */
    readonly status: VersionStatus;
    readonly signature: VersionSignature;
    /** What still stands in the way; empty where the version is in force. */
    readonly missing: Missing;
}

/** What a draft lacks to be put in force. */
export interface Missing {
    /** Parties who have not signed this manifest. */
    readonly parties: readonly Person[];
    /** Number of further signatures by people of the `amend` rule of the version in force. */
    readonly amending: number;
    /** Shares that are not acknowledged, by `shareName`. */
    readonly shares: readonly string[];
}

/** `SharedDocument:ReadDocument(docId)` answers this. */
export interface DocumentState {
    readonly docId: string;
    readonly type: DocumentType;
    readonly createdAt: string;
    readonly status: 'DRAFT' | 'ACTIVE';
    /** The version in force; null before the first. */
    readonly current: VersionReceipt | null;
    /** The newest draft; null where there is none. */
    readonly draft: VersionReceipt | null;
}

/** `SharedDocument:ReadVersion(docId, version)` answers this. */
export interface VersionState extends VersionReceipt {
    readonly manifest: Manifest;
    readonly status: VersionStatus;
    readonly signatures: readonly VersionSignature[];
    /** By the holders of its groups. */
    readonly statements: readonly ShareStatement[];
    readonly missing: Missing;
}

/**
 * `SharedDocument:ReadShare(share)` answers this to the holder alone, at a peer of a member of the collection. To be evaluated,
 * never submitted.
 */
export interface SealedShare extends ShareReference {
    /** Encryption key of the holder to which it is sealed. */
    readonly keyId: string;
    /** HPKE message (encapsulated key and ciphertext), base64, bound by `shareContext`. */
    readonly message: string;
}

/** `SharedDocument:ReadCiphertext(docId, hash)` answers this. */
export interface InlineContent {
    readonly docId: string;
    readonly hash: string;
    /** Base64. */
    readonly content: string;
}

/**
 * Sent as JSON to `SharedDocument:RepairShare(repair)` by the holder, who got his share back from the others; the share, sealed to his own key,
 * goes as the transient value `shares`.
 */
export interface RepairRequest extends ShareReference {
    /** Encryption key to which it is sealed now. */
    readonly keyId: string;
}

/** `PurgeShares` answers this. */
export interface SharesPurged {
    readonly docId: string;
    readonly group: string;
    readonly epoch: number;
    /** Null while more of those who may amend the document have to agree. */
    readonly purgedAt: string | null;
    /** How many have to agree yet; 0 once it is purged. */
    readonly missing: number;
}

/** Sent as JSON to `SharedDocument:AttestEvent(attestation)`. */
export interface AttestationRequest {
    readonly docId: string;
    readonly event: string;
    /** SHA-256 of a paper that shows it, lower-case hex. */
    readonly evidenceHash?: string;
}

/** `AttestEvent` answers this. */
export interface Attestation extends AttestationRequest {
    readonly attester: Person;
    readonly at: string;
}

/** Something that waits for a person. */
export interface PendingItem {
    /** REBINDING: that he objects, where his key is not lost. */
    readonly kind: 'SHARE' | 'SIGNATURE' | 'OPENING' | 'REBINDING';
    /** All but REBINDING. */
    readonly docId?: string;
    /** REBINDING. */
    readonly decisionId?: string;
    /** SHARE, SIGNATURE. */
    readonly version?: number;
    /** SHARE, OPENING. */
    readonly group?: string;
    readonly index?: number;
    /** OPENING. */
    readonly requestId?: string;
    /** OPENING, REBINDING: instant. */
    readonly expires?: string;
}

/** `SharedDocument:ListPending(pageSize, bookmark)` answers this to the person: what he has not answered yet. */
export interface PendingPage {
    /** Openings that expire first at the beginning. */
    readonly items: readonly PendingItem[];
    /** '' on the last page. */
    readonly bookmark: string;
}

/** One row of the audit trail: what was done, by whom, when. No secret, and nothing by which one could be guessed. */
export interface AuditRow {
    readonly at: string;
    readonly transactionId: string;
    /** What was done, as CREATED, ACKNOWLEDGED, APPROVED. */
    readonly action: string;
    readonly by: Person;
    /** What it was about: version, group, share, request, event, reason. */
    readonly details: Readonly<Record<string, string | number>>;
}

/** `SharedDocument:ReadAudit(docId, pageSize, bookmark)` answers this, the oldest first. */
export interface AuditTrail {
    readonly rows: readonly AuditRow[];
    readonly bookmark: string;
}

/** `SharedDocument:VerifyOriginal(docId, version, leaf)` answers this. */
export interface OriginalProof {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    readonly status: VersionStatus;
    readonly path: string;
    /** As `verifyInclusion` takes it, with the root of the manifest. */
    readonly proof: { readonly leaf: string; readonly place: number; readonly size: number; readonly path: readonly string[]; readonly root: string };
}

/**
 * Sent as JSON to `SharedDocument:ProposeRebinding(rebinding)` and `RebindIdentity(rebinding)`, which answers it: from then on the new key acts for
 * the old one in every document, and the old one for nothing.
 */
export interface RebindingRequest {
    readonly decisionId: string;
    /** Whose signing key is lost. */
    readonly person: Person;
    /** SHA-256 of the new public key, of the same organisation. */
    readonly newKeyHash: string;
    /** `lost`: the person may object with the old key while the delay runs. `stolen`: whoever has the old key cannot stop it. */
    readonly kind: 'lost' | 'stolen';
}

/** How managers bound a person's documents to another key. */
export interface Rebinding {
    /** Who acts for him since; where he was replaced in his turn, what is said of himself names the next. */
    readonly heir: Person;
    /** EXECUTED. Of kind DOCUMENT, on the person. */
    readonly decision: Decision;
    /** `rebindingContent`: its canonical hash is `decision.contentHash`. */
    readonly content: object;
    readonly votes: readonly Vote[];
}

/** `SharedDocument:ReadIdentity(mspId, publicKeyHash)` answers this. */
export interface IdentityState extends Person {
    /** Roster that may bind his documents to another key; null where he named none. */
    readonly roster: string | null;
    /** Keys that this one replaces, the oldest first: at most 16. */
    readonly formers: readonly Person[];
    /** How this one was replaced; null while it acts. */
    readonly rebinding: Rebinding | null;
}

/** What the managers decide, exactly: the hash of its canonical JSON is what they vote for. */
export function rebindingContent(
    { person, newKeyHash, kind }: Omit<RebindingRequest, 'decisionId'>,
): Pick<RebindingRequest, 'newKeyHash' | 'kind'> & { readonly rebind: Person } {
    return { rebind: person, newKeyHash, kind };
}
