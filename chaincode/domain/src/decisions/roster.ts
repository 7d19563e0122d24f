// Who decides together: a roster of managers, and a decision of theirs.

export const ROSTER_MEMBERS_MAX = 16;

/** A manager, by organisation and public key: no CA of a company can put somebody else into his place. */
export interface RosterMember {
    readonly mspId: string;
    /** SHA-256 of the certificate's SubjectPublicKeyInfo (DER), lower-case hex, as `Membership:WhoAmI` answers it. */
    readonly publicKeyHash: string;
    /** For people, 1–100 characters. */
    readonly name: string;
}

/**
 * Sent as JSON to `Decisions:DefineRoster(roster)`. The first version is defined by one of its members; a later one takes a decision of the
 * version before.
 */
export interface Roster {
    readonly rosterId: string;
    /** 1, 2, … */
    readonly version: number;
    /** 2…16, each key once. */
    readonly members: readonly RosterMember[];
    /** Approvals needed, k ≥ 1 and k ≤ n; for recovery and unfreezing 2 ≤ k ≤ n − 1 (QUORUM_IMPOSSIBLE otherwise). */
    readonly threshold: number;
    /** Organisations that must be among those who approve, at least 1, at most the organisations of the members and the threshold. */
    readonly minOrganisations: number;
    /** Whether members must approve in the order in which they stand. Default false. */
    readonly ordered?: boolean;
}

export const DECISION_KINDS = ['ROSTER', 'CHARTER', 'PAYMENT', 'UNFREEZE', 'RECOVERY', 'WALLET_POLICY', 'PROGRAMME_POLICY', 'DOCUMENT'] as const;
export type DecisionKind = typeof DECISION_KINDS[number];

/** OPEN until it is executed, rejected, withdrawn or replaced; expiry is computed from the time of the asking transaction. */
export type DecisionStatus = 'OPEN' | 'EXECUTED' | 'REJECTED' | 'WITHDRAWN' | 'SUPERSEDED';

/** As it stands on the ledger and as `Decisions:ReadDecision` answers it, there with its votes. */
export interface Decision {
    readonly decisionId: string;
    readonly kind: DecisionKind;
    /** What it is about: a wallet id, a roster id, a VIN …; several decisions of one subject may be open. */
    readonly subject: string;
    /** SHA-256 of the canonical JSON of exactly what is decided: votes name it, and whoever executes recomputes it. */
    readonly contentHash: string;
    readonly rosterId: string;
    readonly rosterVersion: number;
    readonly proposer: { readonly mspId: string; readonly publicKeyHash: string };
    /** Whether the proposer's own approval counts, where he is on the roster. */
    readonly proposerMayVote: boolean;
    /** Instants, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
    readonly proposedAt: string;
    /** Not to be executed before. */
    readonly earliest: string;
    /** Neither voted on nor executed at or after. At most 366 days after it was proposed. */
    readonly expiry: string;
    readonly status: DecisionStatus;
}

export interface Vote {
    readonly mspId: string;
    readonly publicKeyHash: string;
    readonly approves: boolean;
    readonly at: string;
}
