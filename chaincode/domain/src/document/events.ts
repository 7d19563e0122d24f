// What documents tell their listeners. Nothing secret, and no reasons: those are read.
import type { ShareReference, VersionOrigin } from './document';
import type { Person } from './person';

export interface EncryptionKeyItem extends Person { readonly keyId: string; readonly revoked: boolean }

export interface VersionItem { readonly docId: string; readonly version: number; readonly manifestHash: string; readonly origin: VersionOrigin }

export interface ShareItem extends ShareReference { readonly status: 'ACKNOWLEDGED' | 'DISPUTED' | 'REPAIRED' }

export interface SignatureItem extends Person {
    readonly docId: string;
    readonly version: number;
    readonly manifestHash: string;
    readonly inForce: boolean;
}

export interface OpeningItem { readonly docId: string; readonly requestId: string; readonly groups: readonly string[]; readonly expires: string }

export interface HolderAnswerItem {
    readonly docId: string;
    readonly requestId: string;
    readonly group: string;
    readonly index: number;
    readonly approves: boolean;
}

/** What became of an opening: vetoed, opened, or a share found to be bad. */
export interface OpeningOutcomeItem { readonly docId: string; readonly requestId: string; readonly outcome: 'VETOED' | 'OPENED' | 'BAD_SHARE' }

export interface SharesPurgedItem { readonly docId: string; readonly group: string; readonly epoch: number }

export interface GrantsPurgedItem { readonly docId: string; readonly requestId: string }

export interface AttestationItem extends Person { readonly docId: string; readonly event: string }

export interface RebindingItem { readonly mspId: string; readonly oldKeyHash: string; readonly newKeyHash: string }
