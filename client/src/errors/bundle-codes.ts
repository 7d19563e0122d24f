// Codes of bundles of documents: why a proof is refused, beside the reasons that certificates of vehicles share.
import type { FailureMeaning } from '@carnet/domain';

/** Part of CLIENT_CODES. */
export const BUNDLE_CODES = {
    PROOF_ROOT_MISMATCH: { meaning: 'The root of a manifest is not that of its leaves.', action: 'Do not rely on the file: sections were exchanged or removed.' },
    PROOF_NOT_SIGNED: { meaning: 'A version lacks signatures that its policy asks for.', action: 'Do not rely on it: it was never in force, or signatures were removed.' },
    PROOF_SIGNER_MISMATCH: { meaning: 'The certificate beside a signature is not that of the person who is named.', action: 'Do not rely on the file.' },
    PROOF_SECTION_UNKNOWN: { meaning: 'A section is shown that the document does not have.', action: 'Do not rely on the file.' },
} as const satisfies Record<string, FailureMeaning>;
