// Codes of bundles of documents: why a proof is refused, beside the reasons that certificates of vehicles share.
import type { FailureMeaning } from '@carnet/domain';

/** Part of CLIENT_CODES. */
export const BUNDLE_CODES = {
    PROOF_ROOT_MISMATCH: { meaning: 'The root of a manifest is not that of its leaves.', action: 'Do not rely on the file: sections were exchanged or removed.' },
    PROOF_NOT_SIGNED: { meaning: 'A version lacks signatures that its policy asks for.', action: 'Do not rely on it: it was never in force, or signatures were removed.' },
    PROOF_SIGNER_MISMATCH: { meaning: 'The certificate beside a signature is not that of the person who is named.', action: 'Do not rely on the file.' },
    PROOF_LEDGER_MISSING: { meaning: 'The bundle does not prove that the document ever stood on the ledger.',
        action: 'Ask for one that was exported with the organisations at hand; without it a proof says who signed, and no more.' },
    PROOF_DOCUMENT_MISMATCH: { meaning: 'What organisations signed is about another document or version than the bundle shows.', action: 'Do not rely on the file.' },
    PROOF_MANIFEST_MISMATCH: { meaning: 'The ledger held another manifest than the bundle shows.', action: 'Do not rely on the file: this version was never on the ledger.' },
    PROOF_SIGNATURES_MISMATCH: { meaning: 'The ledger held other signatures of the version than the bundle shows.', action: 'Do not rely on the file: signatures were removed, added or exchanged.' },
    PROOF_NEVER_IN_FORCE: { meaning: 'The version was a draft when the organisations were asked.', action: 'Do not rely on it: ask for the version in force.' },
    PROOF_REBINDING_MISMATCH: { meaning: 'What should prove that managers bound a person\'s documents to another key is about something else, was not carried out, or has too few votes.',
        action: 'Do not rely on it: whoever shows it acts for nobody but himself.' },
    PROOF_SECTION_UNKNOWN: { meaning: 'A section is shown that the document does not have.', action: 'Do not rely on the file.' },
} as const satisfies Record<string, FailureMeaning>;
