// What decisions tell their listeners.
import type { DecisionKind, DecisionStatus } from './roster';

export interface RosterItem { readonly rosterId: string; readonly version: number }

export interface DecisionItem {
    readonly decisionId: string;
    readonly kind: DecisionKind;
    readonly subject: string;
    readonly rosterId: string;
    readonly contentHash: string;
    readonly expiry: string;
}

export interface VoteItem {
    readonly decisionId: string;
    readonly mspId: string;
    readonly approves: boolean;
    /** REJECTED where this vote closed the decision. */
    readonly status: DecisionStatus;
}
