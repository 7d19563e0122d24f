// The face of the contract Decisions: rosters of managers, what waits for them, and their votes.
import {
    canonicalHash, rosterCodec, rosterProposalCodec,
    type Decision, type DecisionPage, type DecisionState, type Roster, type RosterProposal, type RosterRequest, type VoteReceipt,
} from '@carnet/domain';
import { having, instant, listOf, nullable, object, readable, sha256, text, truth, whole } from '../call/answer-checks.js';
import { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { pageSizeText, type PageOptions } from '../call/page.js';
import type { Session } from '../call/session.js';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';

const person = { mspId: text, publicKeyHash: sha256 };

const state = having({
    decision: having({
        decisionId: text, kind: text, subject: text, contentHash: sha256, rosterId: text, rosterVersion: whole, proposer: having(person),
        proposedAt: instant, earliest: instant, expiry: instant, status: text,
    }),
    content: object, votes: listOf(having({ ...person, approves: truth, at: instant })),
    tally: nullable(having({ given: whole, needed: whole, organisations: whole, neededOrganisations: whole, against: whole })),
});

/** A decision as a peer shows it. @throws CarnetError RESPONSE_UNREADABLE, CONTENT_MISMATCH */
export function shownDecision(answer: unknown, decisionId: string): DecisionState {
    const shown = readable(answer, state, 'Decisions', 'ReadDecision') as DecisionState;
    const { decision, content } = shown;
    if (decision.decisionId === decisionId && canonicalHash(content) === decision.contentHash) return shown;
    throw new CarnetError('CONTENT_MISMATCH', 'What the peer shows is not what this decision is about: do not vote on it.', {
        details: { decisionId, contentHash: decision.contentHash },
    });
}

/**
 * ```ts
 * const { decision, content } = await manager.decisions.read('roster-2');
 * if (agreed(content)) await manager.decisions.approve('roster-2', decision.contentHash);
 * ```
 */
export class Decisions {
    readonly #contract: ContractClient;

    constructor(session: Session) {
        this.#contract = new ContractClient(session, 'Decisions');
    }

    /**
     * Defines a roster of which the caller is a member, or puts its next version in force by the decision that is named.
     * @throws CarnetError QUORUM_IMPOSSIBLE, APPROVER_NOT_ELIGIBLE, ROSTER_VERSION, DECISION_NEEDED, APPROVAL_INSUFFICIENT, APPROVAL_STALE, …
     */
    async defineRoster(roster: RosterRequest, options: CallOptions = {}): Promise<Roster> {
        const json = checkedByDomain(() => rosterCodec.encode(roster));
        return this.#contract.committed('DefineRoster', [json], options);
    }

    /** Proposes the next version to the members of the version in force. @throws CarnetError APPROVER_NOT_ELIGIBLE, ROSTER_VERSION, INVALID_DATE */
    async proposeRoster(proposal: RosterProposal, options: CallOptions = {}): Promise<Decision> {
        const json = checkedByDomain(() => rosterProposalCodec.encode(proposal));
        return this.#contract.committed('ProposeRoster', [json], options);
    }

    /** The version in force. @throws CarnetError ROSTER_NOT_FOUND */
    roster(rosterId: string, options: CallOptions = {}): Promise<Roster> {
        return this.#contract.evaluate('ReadRoster', [rosterId], options);
    }

    /**
     * A decision with exactly what is decided, its votes and what they amount to. The hash of the content is recomputed here, so that whoever votes
     * for `decision.contentHash` votes for the content that he was shown.
     * @throws CarnetError DECISION_NOT_FOUND, CONTENT_MISMATCH, RESPONSE_UNREADABLE
     */
    async read(decisionId: string, options: CallOptions = {}): Promise<DecisionState> {
        return shownDecision(await this.#contract.evaluate<unknown>('ReadDecision', [decisionId], options), decisionId);
    }

    /**
     * Votes for what has this content hash. The vote stands; made again, it changes nothing.
     * @throws CarnetError APPROVER_NOT_ELIGIBLE, APPROVER_DUPLICATE, MAKER_CANNOT_APPROVE, APPROVAL_OUT_OF_ORDER, APPROVAL_EXPIRED, APPROVAL_STALE,
     * DECISION_CLOSED
     */
    approve(decisionId: string, contentHash: string, options: CallOptions = {}): Promise<VoteReceipt> {
        return this.#vote('Approve', decisionId, contentHash, options);
    }

    /** Votes against it: of a roster, that closes the decision. @throws CarnetError as approve */
    reject(decisionId: string, contentHash: string, options: CallOptions = {}): Promise<VoteReceipt> {
        return this.#vote('Reject', decisionId, contentHash, options);
    }

    async #vote(fn: 'Approve' | 'Reject', decisionId: string, contentHash: string, options: CallOptions): Promise<VoteReceipt> {
        return this.#contract.committed(fn, [decisionId, contentHash], options);
    }

    /** Ends a decision that the caller proposed. @throws CarnetError NOT_YOUR_DECISION, DECISION_CLOSED */
    async withdraw(decisionId: string, options: CallOptions = {}): Promise<Decision> {
        return this.#contract.committed('Withdraw', [decisionId], options);
    }

    /** One page of what waits for a roster, or for the organisations (`@charter`); pass `bookmark` on for the next. */
    pendingPage(rosterId: string, { pageSize, bookmark = '', ...options }: PageOptions = {}): Promise<DecisionPage> {
        return this.#contract.evaluate('ListPending', [rosterId, pageSizeText(pageSize), bookmark], options);
    }

    /** All that waits for it, the first to expire at the beginning, fetched page by page. */
    async *pending(rosterId: string, options: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<Decision, void, undefined> {
        for await (const page of this.#contract.pages(bookmark => this.pendingPage(rosterId, { ...options, bookmark }))) yield* page.decisions;
    }
}
