// Proposing a decision: what is to be decided, by whom, and until when.
import {
    CarnetFailure, formatInstant, MILLISECONDS_PER_DAY, requireRecoveryQuorum, voterId,
    type Decision, type DecisionKind, type Electorate,
} from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { contents, decisions, PENDING, pendingKey, readRoster } from './decision-state';
import { readElectorate } from './electorates';

/** Longest time that a decision may wait. */
const DECISION_MAX_DAYS = 366;

/** Decisions that give power over somebody's key. */
const RECOVERY_KINDS: ReadonlySet<DecisionKind> = new Set(['UNFREEZE', 'RECOVERY']);

export interface NewDecision {
    readonly decisionId: string;
    readonly kind: DecisionKind;
    readonly subject: string;
    /** Exactly what is decided, with everything that the proposer chose: stored, for voters to read, and bound by its canonical hash. */
    readonly content: object;
    /** A roster, or CHARTER_ELECTORATE. */
    readonly rosterId: string;
    readonly proposerMayVote: boolean;
    /** Instant; default: at once. */
    readonly earliest?: string;
    readonly expiry: string;
}

function requireTimes(context: LedgerContext, earliest: string, expiry: string): void {
    const last = formatInstant(context.time.milliseconds + DECISION_MAX_DAYS * MILLISECONDS_PER_DAY);
    if (expiry > context.time.iso && expiry > earliest && expiry <= last) return;
    throw new CarnetFailure('INVALID_DATE', `The expiry must lie ahead, after the earliest execution and at most ${DECISION_MAX_DAYS} days away.`, {
        field: 'expiry', after: earliest > context.time.iso ? earliest : context.time.iso, notAfter: last,
    });
}

/** A roster on which the proposer stands and may not vote can be one approval short for ever. */
function requireVoters({ voters, threshold }: Electorate, { rosterId, proposerMayVote }: NewDecision, proposer: Decision['proposer']): void {
    const own = voterId(proposer.mspId, proposer.publicKeyHash);
    const able = proposerMayVote ? voters.length : voters.filter(voter => voter.voterId !== own).length;
    if (threshold === 'majority' || able >= threshold) return;
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'Without the proposer the roster has fewer members than approvals are needed.', { rosterId, threshold, able });
}

/**
 * The decision where the caller proposed this before (same kind, subject, content, roster), whatever its times and what became of it: for checks that
 * only a new proposal has to pass.
 * @throws CarnetFailure ALREADY_EXISTS for another decision with this id
 */
export async function knownDecision(context: LedgerContext, proposed: NewDecision): Promise<Decision | undefined> {
    const { decisionId, kind, subject, content, rosterId, proposerMayVote } = proposed;
    const known = await decisions(context).read(decisionId);
    if (known === undefined) return undefined;
    const { mspId, publicKeyHash } = context.caller;
    const same = known.kind === kind && known.subject === subject && known.contentHash === hashOf(content) && known.rosterId === rosterId
        && known.proposer.mspId === mspId && known.proposer.publicKeyHash === publicKeyHash && known.proposerMayVote === proposerMayVote;
    if (same) return known;
    throw new CarnetFailure('ALREADY_EXISTS', 'There is another decision with this id.', { decisionId });
}

/**
 * Opens a decision, with the event DecisionProposed (so that the caller emits none of another type). Who may propose is for the caller to check
 * before. The same proposal again answers what exists (knownDecision).
 *
 * Writes 3 keys; reads the decision and its roster.
 * @throws CarnetFailure ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE, INVALID_DATE (field `expiry`)
 */
export async function proposeDecision(context: LedgerContext, proposed: NewDecision): Promise<Decision> {
    const known = await knownDecision(context, proposed);
    if (known !== undefined) return known;
    const { decisionId, kind, subject, content, rosterId, proposerMayVote, expiry, earliest = context.time.iso } = proposed;
    const { mspId, publicKeyHash } = context.caller;
    const proposer = { mspId, publicKeyHash };
    requireTimes(context, earliest, expiry);
    const electorate = await readElectorate(context, rosterId);
    requireVoters(electorate, proposed, proposer);
    if (RECOVERY_KINDS.has(kind)) requireRecoveryQuorum(await readRoster(context, rosterId));
    const contentHash = hashOf(content);
    const decision: Decision = {
        decisionId, kind, subject, contentHash, rosterId, rosterVersion: electorate.version, proposer, proposerMayVote,
        proposedAt: context.time.iso, earliest, expiry, status: 'OPEN',
    };
    await decisions(context).write(decision, decisionId);
    await contents(context).write(content, decisionId);
    await context.state.collection<string>(PENDING).write(decisionId, ...pendingKey(decision));
    context.emit('DecisionProposed', { decisionId, kind, subject, rosterId, contentHash, expiry });
    return decision;
}
