// Codes of documents that open by consent: how they are refused on the ledger.
import type { FailureMeaning } from './codes';

/** Part of FAILURE_CODES. */
export const DOCUMENT_CODES = {
    RELEASE_IMPOSSIBLE: { meaning: 'A release rule asks for more than its members can give.', action: 'Lower k, or name further members.' },
    RELEASE_BY_ONE: { meaning: 'A single holder would satisfy the release rule.', action: 'Raise k or lower his weight: opening takes two at least.' },
} as const satisfies Record<string, FailureMeaning>;
