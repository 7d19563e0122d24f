// What every HPKE message of a document is bound to, so that none can be passed off as another.
import { canonicalJson } from '../codec/canonical';
import type { ShareBinding } from './commitments';

export interface SealingContext {
    /** `info` of HPKE: the UTF-8 bytes of this text. */
    readonly info: string;
    /** Additional authenticated data: the UTF-8 bytes of this text. */
    readonly aad: string;
}

/** Of a share as it is dealt, sealed to the holder's encryption key. @param keyId of that key */
export function shareContext({ docId, group, epoch, index }: ShareBinding, keyId: string): SealingContext {
    return { info: canonicalJson(['carnet-sealed-share-1', docId, group, epoch, index]), aad: canonicalJson([keyId]) };
}

/**
 * Of a grant, sealed to the reader key for this holder.
 * @param requestHash SHA-256 of `openingText`, lower-case hex: a grant opens for one request, and one only
 */
export function grantContext({ docId, group, epoch, index }: ShareBinding, requestHash: string): SealingContext {
    return { info: canonicalJson(['carnet-grant-1', docId, group, epoch, index]), aad: canonicalJson([requestHash]) };
}
