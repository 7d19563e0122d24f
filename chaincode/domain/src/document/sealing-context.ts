// What every HPKE message of a document is bound to, so that none can be passed off as another.
import { canonicalJson } from '../canonical/json';
import type { ShareBinding } from './commitments';
import type { KeyGroup } from './manifest';

export interface SealingContext {
    /** `info` of HPKE: the UTF-8 bytes of this text. */
    readonly info: string;
    /** Additional authenticated data: the UTF-8 bytes of this text. */
    readonly aad: string;
}

/**
 * Of a share as it is dealt, sealed to the holder's encryption key. It opens for the group key and the policy for which it was dealt alone: so a
 * manifest that names the same holders under another policy is of no use to whoever made it up.
 * @param keyId of the holder's key
 */
export function shareContext(
    { docId, group, epoch, index }: ShareBinding, keyId: string, { policyHash, keyCommitment }: Pick<KeyGroup, 'policyHash' | 'keyCommitment'>,
): SealingContext {
    return { info: canonicalJson(['carnet-sealed-share-1', docId, group, epoch, index]), aad: canonicalJson([keyId, policyHash, keyCommitment]) };
}

/**
 * Of a grant, sealed to the reader key for this holder.
 * @param requestHash SHA-256 of `openingText`, lower-case hex: a grant opens for one request, and one only
 */
export function grantContext({ docId, group, epoch, index }: ShareBinding, requestHash: string): SealingContext {
    return { info: canonicalJson(['carnet-grant-1', docId, group, epoch, index]), aad: canonicalJson([requestHash]) };
}
