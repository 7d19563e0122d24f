// An opening: who asks for what and why, what the holders answer, and how it ends.
import { canonicalJson } from '../canonical/json';
import type { Person } from './person';
import type { PersonSignature } from './signatures';

/** UTF-8 bytes of the JSON of a request, with a reader key for each of 255 holders. */
export const OPENING_MAX_BYTES = 64 * 1024;
/** Days that a request may stand after the cooling-off. */
export const OPENING_MAX_DAYS = 366;
/** Days from the expiry of a request in which nobody but whoever asked erases its grants: they prove who granted something else than his share. */
export const GRANTS_KEPT_DAYS = 30;

/** What is asked, and signed by who asks: the reader keys are in it, so a peer that swaps one is caught. */
export interface OpeningRequest {
    readonly v: 1;
    /** Chosen by the requester; of this document each once. */
    readonly requestId: string;
    readonly docId: string;
    /** Of the version in force: it names holders, commitments and policy. */
    readonly version: number;
    readonly manifestHash: string;
    readonly requester: Person;
    /** Names of key groups, 1…16, each once. */
    readonly groups: readonly string[];
    /** Sealed sections of these groups that are wanted, by path. The key of a group opens all of its sections: holders should know. */
    readonly sections: readonly string[];
    /** 1–500 characters, for the holders. No name of a person. */
    readonly purpose: string;
    /** For each holder of these groups, by `shareName`: a public X25519 key made for this holder and this request alone, base64. */
    readonly readerKeys: Readonly<Record<string, string>>;
    /** Instant of the requester's clock. */
    readonly created: string;
    /** Instant from which nothing is approved or handed out any more: after the cooling-off, by at most OPENING_MAX_DAYS. */
    readonly expires: string;
}

/** Sent as JSON to `SharedDocument:RequestOpening(opening)`. */
export interface OpeningSubmission {
    readonly request: OpeningRequest;
    /** Over `openingText`, by the requester. */
    readonly signature: string;
}

/** What the requester signs. */
export function openingText(request: OpeningRequest): string {
    return canonicalJson(['carnet-opening-1', request]);
}

/** Names one share: `shareName('g1', 2)` is `g1/2`. */
export function shareName(group: string, index: number): string {
    return `${group}/${index}`;
}

/** `RequestOpening` answers this. */
export interface Opening extends Omit<PersonSignature, 'signer'> {
    readonly request: OpeningRequest;
    /** Transaction time: the cooling-off is counted from here. */
    readonly requestedAt: string;
    /** End of the cooling-off. Peers hand out nothing before it is over also by a clock that differs as much as they allow, twice 120 s as a rule. */
    readonly earliest: string;
}

/** Sent as JSON to `SharedDocument:ApproveOpening(approval)`, by the holder; the grant itself goes as the transient value `grant`. */
export interface ApprovalRequest {
    readonly docId: string;
    readonly requestId: string;
    readonly group: string;
    readonly index: number;
    /** Of the request that the holder was shown: SHA-256 of `openingText`, lower-case hex; of another one it is REQUEST_MISMATCH. */
    readonly requestHash: string;
}

/** Sent as JSON to `SharedDocument:DenyOpening(denial)`. */
export interface DenialRequest extends ApprovalRequest {
    /** 1–200 characters. */
    readonly reason: string;
}

/** What a holder said to a request. It stands: nobody changes his mind afterwards. */
export interface HolderAnswer {
    readonly group: string;
    readonly index: number;
    readonly holder: Person;
    readonly approves: boolean;
    readonly at: string;
    /** SHA-256 of the grant (the HPKE message), lower-case hex; absent in a denial. */
    readonly grantHash?: string;
    readonly reason?: string;
}

/** `VetoOpening` answers this. */
export interface Veto {
    readonly by: Person;
    readonly at: string;
    readonly reason: string;
}

/** Sent as JSON to `SharedDocument:ConfirmOpened(opened)`, by the requester, once he has what he asked for. */
export interface OpenedRequest {
    readonly docId: string;
    readonly requestId: string;
    /** Indexes of the holders whose grants were used, by group: they must satisfy each group. */
    readonly used: Readonly<Record<string, readonly number[]>>;
}

/** `ConfirmOpened` answers this. */
export interface OpenedReceipt extends OpenedRequest {
    readonly at: string;
}

/**
 * Sent as JSON to `SharedDocument:ReportBadShare(report)`, by the requester; the private reader key for this holder goes as the transient value
 * `readerKey`, so that the endorsing organisations open the grant themselves and the key stays off the ledger.
 */
export interface BadShareReport {
    readonly docId: string;
    readonly requestId: string;
    readonly group: string;
    readonly index: number;
}

/** `ReportBadShare` answers this: the endorsing organisations have seen that the grant is no good. */
export interface BadShare extends BadShareReport {
    readonly holder: Person;
    /** `UNREADABLE`: not sealed to the reader key for this request; `COMMITMENT`: not the share that the manifest commits to. */
    readonly fault: 'UNREADABLE' | 'COMMITMENT';
    readonly at: string;
}

/** `SharedDocument:PurgeGrants(docId, requestId)` answers this. */
export interface GrantsPurged {
    readonly docId: string;
    readonly requestId: string;
    readonly purgedAt: string;
}

export const OPENING_STATUSES = ['PENDING', 'GRANTED', 'DENIED', 'VETOED', 'EXPIRED', 'SUPERSEDED'] as const;
/**
 * PENDING: not yet enough. GRANTED: enough approvals in each group, all events attested, the cooling-off over, no veto. DENIED: so many holders said
 * no that it can never be granted. SUPERSEDED: the document was amended since. Computed from what stands, at the time of the asking transaction.
 */
export type OpeningStatus = typeof OPENING_STATUSES[number];

/** `SharedDocument:ReadOpening(docId, requestId)` answers this. */
export interface OpeningState {
    readonly opening: Opening;
    readonly status: OpeningStatus;
    /** In the order of groups and indexes. */
    readonly answers: readonly HolderAnswer[];
    readonly veto: Veto | null;
    /** Events of the policy, each with how many have attested it and how many must. */
    readonly events: readonly { readonly event: string; readonly attested: number; readonly needed: number }[];
    readonly badShares: readonly BadShare[];
    readonly receipt: OpenedReceipt | null;
    /** HPKE messages to the reader keys, base64, by `shareName`: only while GRANTED, and only for the requester; empty otherwise. */
    readonly grants: Readonly<Record<string, string>>;
}
