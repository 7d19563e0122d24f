// What the functions of `Decisions` answer.
import { refuseField, identifier } from '../codec/decoder';
import { CHARTER_ELECTORATE, type Tally } from './electorate';
import type { Decision, DecisionStatus, Vote } from './roster';

/**
 * `Decisions:Approve` and `Reject` answer this; not how many have voted, since a vote reads no other one: so votes never conflict, but for approvals
 * of a wallet's recovery, which hold the wallet too.
 */
export interface VoteReceipt {
    readonly decisionId: string;
    /** After this vote. */
    readonly status: DecisionStatus;
    readonly vote: Vote;
}

/** `Decisions:ReadDecision(decisionId)` answers this. */
export interface DecisionState {
    readonly decision: Decision;
    /** Exactly what is decided: its canonical hash is `decision.contentHash`. */
    readonly content: object;
    /** In no particular order. */
    readonly votes: readonly Vote[];
    /** What the votes amount to now; null once the roster was superseded, which makes them void. */
    readonly tally: Tally | null;
}

/** `Decisions:ListPending(rosterId, pageSize, bookmark)` answers this. */
export interface DecisionPage {
    /** Open and not expired, the one that expires first at the beginning. */
    readonly decisions: readonly Decision[];
    /** '' on the last page. */
    readonly bookmark: string;
}

/** The argument `rosterId` of a reading function: a roster, or the organisations of the charter. @throws as `identifier` */
export function decodeElectorateId(id: string): string {
    if (id === CHARTER_ELECTORATE) return id;
    if (id.startsWith('@')) return refuseField('INVALID_VALUE', 'rosterId', `Send the id of a roster, or ${CHARTER_ELECTORATE}.`);
    return identifier(id, 'rosterId');
}
