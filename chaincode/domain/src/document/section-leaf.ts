// The leaf of a section: a salted commitment to one part of a document, so that the others can be withheld.
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { canonicalJson } from '../canonical/json';

export interface SectionContent {
    readonly docId: string;
    readonly path: string;
    readonly mediaType: string;
    /** SHA-256 of the content, lower-case hex. */
    readonly contentHash: string;
    /** 32 random bytes of this section alone, lower-case hex: without it a guess of the content could be tested. */
    readonly salt: string;
}

/** Before the data of a leaf (RFC 6962, 2.1), so that no inner node can be taken for one. */
const LEAF_PREFIX = 0x00;

/** SHA-256 of 0x00 and the canonical JSON of these five fields, lower-case hex: the leaf hash of RFC 6962 for that text. */
export function sectionLeaf({ docId, path, mediaType, contentHash, salt }: SectionContent): string {
    const text = utf8ToBytes(canonicalJson({ docId, path, mediaType, contentHash, salt }));
    return bytesToHex(sha256.create().update(Uint8Array.of(LEAF_PREFIX)).update(text).digest());
}
