// Codes of documents that open by consent: how they are refused on the ledger.
import type { FailureMeaning } from './codes';

/** Part of FAILURE_CODES. */
export const DOCUMENT_CODES = {
    RELEASE_IMPOSSIBLE: { meaning: 'A release rule asks for more than its members can give.', action: 'Lower k, or name further members.' },
    RELEASE_BY_ONE: { meaning: 'A single holder would satisfy the release rule.', action: 'Raise k or lower his weight: opening takes two at least.' },
    // What a manifest says.
    LEAF_MISMATCH: { meaning: 'A leaf is not that of the content it stands for, or no section of the version has it.',
        action: 'Compute it with sectionLeaf from docId, path, media type, hash of the content and salt.' },
    ROOT_MISMATCH: { meaning: 'The root of a manifest is not that of the tree of its leaves.', action: 'Compute it with treeRoot from the leaves, in the order of the sections.' },
    WRONG_EPOCH: { meaning: 'The number of a dealing of shares is not the one that is in force, or that must follow.',
        action: 'Read the version in force; every new dealing of a group counts one higher.' },
    MANIFEST_CHANGE: { meaning: 'A version changes more than the function allows: a rotation changes keys and ciphertexts, a re-sharing holders and shares.',
        action: 'Leave the rest of the manifest as it is, or amend the document.' },
    VERSION_CONFLICT: { meaning: 'The manifest does not follow the version in force.', action: 'Read the document; number the version one higher and name the hash of the one before.' },
    INLINE_MISMATCH: { meaning: 'What is sent for the ledger is not what the manifest names as inline: missing, left over, or of another hash or length.',
        action: 'Send exactly the contents that the manifest names and the ledger does not have, under their SHA-256.' },
    SHARES_MISMATCH: { meaning: 'The sealed shares are not exactly those of the holders to whom shares are dealt anew.', action: 'Send one for each holder of each new dealing.' },
    SIGNATURE_INVALID: { meaning: 'A signature is not by the caller\'s key over the text that it stands for.',
        action: 'Sign that text with ECDSA, SHA-256, on P-256, and the key of the certificate with which you call.' },
    // Keys and people.
    ENCRYPTION_KEY_NOT_FOUND: { meaning: 'The person has registered no encryption key of this id.', action: 'Compare the id, or register the key first (RegisterEncryptionKey).' },
    KEY_REVOKED: { meaning: 'The encryption key was revoked.', action: 'Seal to a key that is in force.' },
    NOT_A_PARTY: { meaning: 'The caller is none of those who may do this with the document.', action: 'Have one of the people do it whom the manifest names for it.' },
    NOT_A_HOLDER: { meaning: 'The share is not the caller\'s, by organisation and public key.', action: 'Call with the key that the manifest names as its holder.' },
    NOT_A_REQUESTER: { meaning: 'The policy does not let the caller ask for an opening; or the opening is somebody else\'s.',
        action: 'Have somebody ask whom the policy names.' },
    IDENTITY_SUPERSEDED: { meaning: 'This signing key was replaced: managers have bound its documents to another.', action: 'Use the new key.' },
    // What stands on the ledger.
    DOCUMENT_NOT_FOUND: { meaning: 'There is no document of this id.', action: 'Compare the id, or create the document first.' },
    VERSION_NOT_FOUND: { meaning: 'The document has no such version.', action: 'Read the document for those it has.' },
    NOT_IN_FORCE: { meaning: 'No version of the document is in force, or not the one that is meant.',
        action: 'Have the holders acknowledge and the parties sign; read the document.' },
    GROUP_NOT_FOUND: { meaning: 'The version has no key group of this name.', action: 'Compare the name with the manifest.' },
    CONTENT_NOT_FOUND: { meaning: 'No content of this hash stands on the ledger for the document.', action: 'Look into the store where the manifest says so.' },
    ALREADY_ACKNOWLEDGED: { meaning: 'The holder has acknowledged this share.', action: 'Nothing can be done: it stands.' },
    SHARE_NOT_FOUND: { meaning: 'No sealed share stands there: it was purged, or never dealt.', action: 'Have it repaired by the other holders, or the group rotated.' },
    SHARES_IN_USE: { meaning: 'The shares are those of the version in force.', action: 'Rotate or re-share the group first: only what was replaced is purged.' },
    SHARE_UNAVAILABLE: { meaning: 'This peer does not hold what the ledger knows of, or not yet.', action: 'Repeat in a while, or ask a peer of another member.' },
    EVENT_NOT_FOUND: { meaning: 'The policy of the document names no event of this name.', action: 'Compare the name with the policy of the version in force.' },
    // Openings.
    OPENING_NOT_FOUND: { meaning: 'The document has no request of this id.', action: 'Compare the id.' },
    REQUEST_MISMATCH: { meaning: 'The request on the ledger is not the one that the holder was shown.', action: 'Do not approve: ask the requester, and another peer.' },
    REQUEST_EXPIRED: { meaning: 'The request has expired.', action: 'Ask anew.' },
    POLICY_CHANGED: { meaning: 'The document was amended since it was asked to be opened.', action: 'Ask anew, for the version in force.' },
    VETOED: { meaning: 'The opening was vetoed.', action: 'Ask anew once the reason is dealt with.' },
    VETO_TOO_LATE: { meaning: 'The cooling-off is over.', action: 'Nothing can be done.' },
    ALREADY_APPROVED: { meaning: 'The holder has approved this already, with another grant.', action: 'Nothing can be done: an answer stands.' },
    ALREADY_DENIED: { meaning: 'The holder has denied this already.', action: 'Nothing can be done: an answer stands.' },
    NOT_GRANTED: { meaning: 'The opening is not granted: approvals or events are missing, or the cooling-off is not over.', action: 'Read it for what is missing.' },
    REPORT_UNFOUNDED: { meaning: 'The grant opens to exactly the share that the manifest commits to, or the key is not the one of the request.',
        action: 'Use the share; or send the private key to the reader key of the request for this holder.' },
} as const satisfies Record<string, FailureMeaning>;
