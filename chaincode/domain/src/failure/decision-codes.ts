// Codes of decisions: rosters, votes and what they amount to.
import type { FailureMeaning } from './meaning';

/** Part of FAILURE_CODES. */
export const DECISION_CODES = {
    QUORUM_IMPOSSIBLE: { meaning: 'A roster asks for more approvals or organisations than its members can give, for none, or for too few for this use.',
        action: 'Choose a threshold within the members, and organisations within both; to recover and unfreeze, 2 or more and at least one fewer than members.' },
    ROSTER_NOT_FOUND: { meaning: 'No roster with this id is defined.', action: 'Compare the id, or define the roster first (DefineRoster).' },
    ROSTER_VERSION: { meaning: 'The version of a roster is not the one that follows the version in force.',
        action: 'Read the roster and number the new version one higher; the first is 1.' },
    DECISION_NOT_FOUND: { meaning: 'No decision with this id was proposed.', action: 'Compare the id with what the proposal answered.' },
    DECISION_CLOSED: { meaning: 'The decision is no longer open: it was executed, rejected, withdrawn or replaced.',
        action: 'Read it; propose anew if it is still wanted.' },
    DECISION_TOO_EARLY: { meaning: 'The decision must not be executed before the instant that is named.', action: 'Wait until then.' },
    DECISION_NEEDED: { meaning: 'This takes a decision of a roster, and none was named: a later version of a roster, or a policy that is not proved to be tighter.',
        action: 'Propose it (ProposeRoster, ProposePolicy, ProposeWalletPolicy), and name the decision once it is approved.' },
    NOT_YOUR_DECISION: { meaning: 'Only who proposed a decision can withdraw it.', action: 'Reject it, if you may vote on it.' },
    APPROVAL_INSUFFICIENT: { meaning: 'Fewer members, or members of fewer organisations, have approved than are needed.',
        action: 'Propose it to the roster where that was not done, and have more members approve.' },
    APPROVAL_OUT_OF_ORDER: { meaning: 'The roster votes in order, and a member before you has not approved yet.',
        action: 'Wait for the members before you.' },
    APPROVAL_EXPIRED: { meaning: 'The time in which a decision could be voted on and executed is over.', action: 'Propose it anew.' },
    APPROVAL_STALE: { meaning: 'The approvals are for something else: the content or the roster has changed since, or the decision is no longer open.',
        action: 'Read the decision and the roster, and propose anew.' },
    APPROVER_NOT_ELIGIBLE: { meaning: 'The caller, by organisation and public key, is not on the roster.',
        action: 'Have a member of the roster vote, with the key that the roster names.' },
    APPROVER_DUPLICATE: { meaning: 'A member who has voted cannot vote otherwise.', action: 'Nothing can be done: a vote stands.' },
    MAKER_CANNOT_APPROVE: { meaning: 'Who proposed this may not vote on it.',
        action: 'Have other members of the roster vote; the proposer may withdraw.' },
} as const satisfies Record<string, FailureMeaning>;
