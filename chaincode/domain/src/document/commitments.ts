// Commitments to the key of a group and to the share of each holder: what a manifest says of secrets without showing them.
import { hkdf } from '@noble/hashes/hkdf';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from '../canonical/json';

/** The labels keep the two kinds apart from each other and from every other use of SHA-256 and HKDF. */
const KEY_LABEL = 'carnet/key-commitment/v1';
const SHARE_LABEL = 'carnet/share-commitment/v1';

/** A group key has 32 bytes. */
export const GROUP_KEY_BYTES = 32;

/** Which group key: every document, group and epoch has its own. */
export interface GroupBinding {
    readonly docId: string;
    /** Name of the group in the manifest. */
    readonly group: string;
    /** Of a share: the dealing that made it. Of a key: the dealing in which it was new, which sharing it anew among others keeps. */
    readonly epoch: number;
}

/** Which share of that key. */
export interface ShareBinding extends GroupBinding {
    /** The holder's `i` in the group, from 1. */
    readonly index: number;
}

/** Label and fields in one text: a NUL ends the label, and canonical JSON says where each field ends. */
function labelled(label: string, fields: readonly (string | number)[]): Uint8Array {
    return utf8ToBytes(`${label}\0${canonicalJson(fields)}`);
}

/**
 * HKDF-SHA-256 of a group key, 32 bytes as lower-case hex: nothing of the key can be learnt from it, and no other key has it. No salt; the info is
 * the label, NUL and the canonical JSON `[docId, group, epoch]`.
 */
export function keyCommitment(groupKey: Uint8Array, { docId, group, epoch }: GroupBinding): string {
    return bytesToHex(hkdf(sha256, groupKey, undefined, labelled(KEY_LABEL, [docId, group, epoch]), 32));
}

/**
 * SHA-256, lower-case hex, over the label, NUL and the canonical JSON `[docId, group, epoch, index, share]`. It names a bad share at once; that good
 * commitments belong to one polynomial it does not show: a dealer who deals inconsistent shares is found at the first opening, by the key commitment.
 *
 * @param share the text that the holder keeps, in lower case; it has 256 bits of chance at least, so the hash gives nothing away
 */
export function shareCommitment({ docId, group, epoch, index }: ShareBinding, share: string): string {
    return bytesToHex(sha256(labelled(SHARE_LABEL, [docId, group, epoch, index, share])));
}
