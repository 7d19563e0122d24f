// The manifest of a document: what it consists of, who must agree to open it, and under which policy. It is what people sign.
import { canonicalHash } from '../canonical/hash';
import type { Person } from './person';
import type { ReleaseTree } from './release-tree';

export const DOCUMENT_TYPES = ['contract', 'will', 'escrow', 'file'] as const;
export type DocumentType = typeof DOCUMENT_TYPES[number];

/** UTF-8 bytes of the canonical JSON of a manifest. */
export const MANIFEST_MAX_BYTES = 64 * 1024;
export const SECTIONS_MAX = 1_000;
/** Bytes of one ciphertext or public content that stands on the ledger: 64 KiB of content and what encryption adds. */
export const INLINE_MAX_BYTES = 65 * 1024;
/** Bytes of all contents that one transaction puts on the ledger. */
export const INLINE_TOTAL_MAX_BYTES = 128 * 1024;

/** Bytes that are kept under their hash: on the ledger, or in a store outside of it. */
export interface StoredContent {
    /** Bytes. */
    readonly length: number;
    /** SHA-256 of the bytes, lower-case hex. */
    readonly hash: string;
    /** `inline`: on the ledger, at most INLINE_MAX_BYTES. */
    readonly at: 'inline' | 'store';
}

interface SectionName {
    /** JSON Pointer, name of a file, or any name that gives nothing away; each once in a manifest. 1–256 characters. */
    readonly path: string;
    readonly mediaType: string;
    /** `sectionLeaf` of the section, lower-case hex. */
    readonly leaf: string;
}

export interface PublicSection extends SectionName {
    readonly visibility: 'public';
    /** Of the leaf: 32 bytes, lower-case hex. A sealed section has its salt inside its ciphertext. */
    readonly salt: string;
    /** The content itself: its hash is what the leaf covers. */
    readonly content: StoredContent;
}

export interface SealedSection extends SectionName {
    readonly visibility: 'sealed';
    /** Bytes of the content, or more where that is to stay unknown. */
    readonly length: number;
    /** Name of the key group, in `groups`. */
    readonly group: string;
    /** `format`: how it was encrypted. */
    readonly ciphertext: StoredContent & { readonly format: typeof CIPHERTEXT_FORMAT };
    /** The section's key, wrapped under the group key: base64. */
    readonly wrappedKey: string;
}

/** C2SP chunked encryption with AES-256. */
export const CIPHERTEXT_FORMAT = 'c2sp-chunked-aes-256-gcm' as const;

/** The place in the list is the place of the leaf in the tree. */
export type Section = PublicSection | SealedSection;

/** Somebody who keeps a share of a group key. */
export interface Holder {
    /** Of his share, from 1, in the order of the list: the point at which the share was dealt. */
    readonly index: number;
    readonly identity: Person;
    /** Of his encryption key, as he registered it: his share is sealed to it. */
    readonly keyId: string;
    /** `shareCommitment` of his share, under `epoch`. */
    readonly shareCommitment: string;
}

/** A consent set: those who together have the key of some sections. */
export interface KeyGroup {
    /**
     * The dealing of shares, by the number of the version that dealt them: whatever changes holders or shares is a new one, and shares of two do not
     * mix. A group that a version leaves as it was keeps its epoch.
     */
    readonly epoch: number;
    /** The epoch in which the group key was new: `epoch` itself, or an earlier one where the same key was shared anew among others. */
    readonly keyEpoch: number;
    /** `policyHash` of the manifest in which the group key was new: to it the wrapped keys of the sections are bound. */
    readonly policyHash: string;
    /** How the key was split: shares of GF(2^8), nested where there is a `tree`. */
    readonly scheme: typeof SHARING_SCHEME;
    /** Shares needed, 2…n; of a tree, its own `k`. */
    readonly k: number;
    /** `keyCommitment` of the group key, under `keyEpoch`. */
    readonly keyCommitment: string;
    /** n of them, 2…255. */
    readonly holders: readonly Holder[];
    /** Who must agree, where that is not any k of them; in it everybody stands at least once. */
    readonly tree?: ReleaseTree;
}

export const SHARING_SCHEME = 'shamir-gf256' as const;

/** Who may ask for an opening: one person, or without `publicKeyHash` anybody of an organisation. */
export interface Requester {
    readonly mspId: string;
    readonly publicKeyHash?: string;
}

/** Some of several people, who sign. */
export interface SigningRule {
    /** Signatures needed, 1…n. */
    readonly k: number;
    /** 1…16, each once. */
    readonly of: readonly Person[];
}

/** Something that must have happened, and who says so. */
export interface ReleaseEvent {
    /** Name, as `death`; each once in a policy. */
    readonly event: string;
    /** Attestations needed, 1…n. */
    readonly k: number;
    /** 1…16, each once. */
    readonly attesters: readonly Person[];
}

/** What must be the case beside the consent of the holders. The ledger and honest clients enforce it, not mathematics. */
export interface ReleaseRule {
    /** At most 8; all of them. */
    readonly events: readonly ReleaseEvent[];
    /** Cooling-off: seconds from the request to the earliest opening, 0…366 days. */
    readonly delaySeconds: number;
    /** Who may stop an opening during the cooling-off: at most 16, none where there is no delay. */
    readonly veto: readonly Person[];
}

export interface DocumentPolicy {
    /** Who must sign every version of the document before it is in force, all of them: 1…16, each once. */
    readonly parties: readonly Person[];
    /** At most 32. */
    readonly requesters: readonly Requester[];
    /** Who must sign the version that follows, beside the parties of that version. */
    readonly amend: SigningRule;
    readonly release: ReleaseRule;
}

/** Canonical JSON of it, at most MANIFEST_MAX_BYTES, is what `manifestHash` covers. */
export interface Manifest {
    readonly v: 1;
    readonly docId: string;
    /** From 1. */
    readonly version: number;
    /** `manifestHash` of the version before; null for the first. */
    readonly previous: string | null;
    readonly type: DocumentType;
    /** 1–200 characters, for everybody on the channel. */
    readonly title: string | null;
    /** Who made this version, and hands it in. */
    readonly author: Person;
    /** Instant of the author's clock, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
    readonly created: string;
    /** 1…SECTIONS_MAX. */
    readonly sections: readonly Section[];
    /** By name; at most 16, each of them used by a section. */
    readonly groups: Readonly<Record<string, KeyGroup>>;
    readonly policy: DocumentPolicy;
    /** `treeRoot` of the leaves of the sections, lower-case hex. */
    readonly root: string;
}

/** SHA-256 of the canonical JSON of a manifest, lower-case hex: what is signed, and what a version is known by. */
export function manifestHash(manifest: Manifest): string {
    return canonicalHash(manifest);
}

/** SHA-256 of the canonical JSON of a policy, lower-case hex. */
export function documentPolicyHash(policy: DocumentPolicy): string {
    return canonicalHash(policy);
}
