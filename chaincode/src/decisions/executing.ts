// What a decision is worth at this moment: everything is checked again, since its votes may have become void.
import { CarnetFailure, isApproved, present, tally, voterIdIn, type Decision, type DecisionKind, type Electorate, type Tally } from '@carnet/domain';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { closeDecision, requireDecision, votes } from './decision-state';
import { readElectorate, suspendedOf } from './electorates';

/** What whoever executes is about to do: the decision must be about exactly this, and of the roster that has the say in it now. */
export interface ExpectedDecision {
    readonly kind: DecisionKind;
    readonly subject: string;
    readonly content: object;
    readonly rosterId: string;
}

export interface Approvals extends Tally {
    readonly decision: Decision;
    /** Why no number of approvals is enough now (APPROVAL_STALE, APPROVAL_EXPIRED, DECISION_TOO_EARLY); `given` is 0 where votes are void. */
    readonly refusal?: CarnetFailure;
}

function staleness(decision: Decision, expected: ExpectedDecision, electorate: Electorate): CarnetFailure | undefined {
    const { decisionId, status } = decision;
    const same = decision.kind === expected.kind && decision.subject === expected.subject && decision.rosterId === expected.rosterId;
    if (!same || decision.contentHash !== hashOf(expected.content)) {
        return new CarnetFailure('APPROVAL_STALE', 'What was approved is something else than this.', { decisionId, contentHash: decision.contentHash });
    }
    if (status !== 'OPEN') return new CarnetFailure('APPROVAL_STALE', 'The decision is no longer open.', { decisionId, status });
    if (electorate.version !== decision.rosterVersion) {
        return new CarnetFailure('APPROVAL_STALE', 'The roster has changed since this was approved: propose it anew.', {
            decisionId, rosterVersion: decision.rosterVersion, inForce: electorate.version,
        });
    }
    return undefined;
}

function untimeliness(context: LedgerContext, { decisionId, earliest, expiry }: Decision): CarnetFailure | undefined {
    const now = context.time.iso;
    if (now >= expiry) return new CarnetFailure('APPROVAL_EXPIRED', 'The time in which this could be done is over.', { decisionId, expiry });
    if (now < earliest) return new CarnetFailure('DECISION_TOO_EARLY', 'This must not be done yet.', { decisionId, earliest });
    return undefined;
}

/** @param casting who approves in this very transaction, whose vote is not to be read yet */
async function count(context: LedgerContext, decisionId: string, electorate: Electorate, casting?: string): Promise<Tally> {
    const cast = new Map<string, boolean>();
    await context.state.prefetch(electorate.voters.map(({ voterId }) => votes(context).key(decisionId, voterId)));
    for (const { voterId } of electorate.voters) {
        const approves = voterId === casting || (await votes(context).read(decisionId, voterId))?.approves;
        if (approves !== undefined) cast.set(voterId, approves);
    }
    return tally(electorate, cast, await suspendedOf(context, electorate));
}

/**
 * What the votes amount to now for whoever wants to do this; writes nothing. Reads the decision, its roster, and one key for each voter and each of
 * their organisations. A reading function calls `context.requireTime()` before.
 * @throws CarnetFailure DECISION_NOT_FOUND
 */
export async function countApprovals(context: LedgerContext, decisionId: string, expected: ExpectedDecision): Promise<Approvals> {
    const decision = await requireDecision(context, decisionId);
    const electorate = await readElectorate(context, decision.rosterId);
    const stale = staleness(decision, expected, electorate);
    if (stale !== undefined) return { ...tally(electorate, new Map(), new Set()), decision, refusal: stale };
    const refusal = untimeliness(context, decision);
    return { ...await count(context, decisionId, electorate), decision, ...present({ refusal }) };
}

/**
 * Uses a decision up, once, for exactly what it was about. Emits nothing: what is done by it has its own event.
 * @returns the decision, executed; its proposer is for the caller to judge
 * @throws CarnetFailure DECISION_NOT_FOUND, APPROVAL_STALE, APPROVAL_EXPIRED, DECISION_TOO_EARLY,
 * APPROVAL_INSUFFICIENT `{needed, given, neededOrganisations, organisations}`
 */
export async function executeDecision(context: LedgerContext, decisionId: string, expected: ExpectedDecision): Promise<Decision> {
    const { decision, refusal, ...counted } = await countApprovals(context, decisionId, expected);
    if (refusal !== undefined) throw refusal;
    if (!isApproved(counted)) {
        const { needed, given, neededOrganisations, organisations } = counted;
        throw new CarnetFailure('APPROVAL_INSUFFICIENT', 'Not enough members of the roster, or members of not enough organisations, have approved.', {
            decisionId, needed, given, neededOrganisations, organisations,
        });
    }
    return closeDecision(context, decision, 'EXECUTED');
}

/** Whether votes on it still count: it is open, has not expired, and its electorate is the one that it was put to. */
export function isStanding(context: LedgerContext, { status, expiry, rosterVersion }: Decision, { version }: Pick<Electorate, 'version'>): boolean {
    return status === 'OPEN' && context.time.iso < expiry && rosterVersion === version;
}

/**
 * How many approvals a decision has now; none where it is closed, expired or void.
 * @param casting the voter who approves it in this very transaction
 */
export async function countStanding(context: LedgerContext, decision: Decision, casting?: string): Promise<number> {
    const electorate = await readElectorate(context, decision.rosterId);
    return isStanding(context, decision, electorate) ? (await count(context, decision.decisionId, electorate, casting)).given : 0;
}

/**
 * Whether one of those who decide, whose organisation is not suspended, stands behind a decision that is not over: he proposed it, or has approved
 * it. Reads a key for each of them.
 */
export async function isBacked(context: LedgerContext, decision: Decision): Promise<boolean> {
    const { decisionId, rosterId, proposer } = decision;
    const electorate = await readElectorate(context, rosterId);
    if (!isStanding(context, decision, electorate)) return false;
    const own = voterIdIn(rosterId, proposer);
    const voters = electorate.voters.filter(({ voterId }) => voterId === own);
    if (voters.length > 0 && (await suspendedOf(context, { voters })).size === 0) return true;
    return (await count(context, decisionId, electorate)).given > 0;
}

/**
 * Replaces a pending decision by a competing one of the same kind and subject, which takes strictly more approvals than the pending one has now.
 * One that is closed, expired or void has none. Closes the pending one as SUPERSEDED; does not execute the other.
 * @throws CarnetFailure DECISION_NOT_FOUND, APPROVAL_STALE (not of one kind and subject, or void), APPROVAL_EXPIRED, APPROVAL_INSUFFICIENT
 */
export async function supersedeDecision(context: LedgerContext, pendingId: string, decisionId: string): Promise<Decision> {
    const pending = await requireDecision(context, pendingId);
    const decision = await requireDecision(context, decisionId);
    if (pendingId === decisionId || pending.kind !== decision.kind || pending.subject !== decision.subject) {
        throw new CarnetFailure('APPROVAL_STALE', 'The two decisions do not compete for one thing.', { decisionId, pendingId });
    }
    const [needed, given] = [await countStanding(context, pending) + 1, await countStanding(context, decision)];
    if (given < needed) {
        throw new CarnetFailure('APPROVAL_INSUFFICIENT', 'To replace a pending decision takes more approvals than that one has.', { decisionId, pendingId, needed, given });
    }
    return pending.status === 'OPEN' ? closeDecision(context, pending, 'SUPERSEDED') : pending;
}
