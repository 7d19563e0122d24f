// Voting on a decision, and withdrawing it.
import { CarnetFailure, CHARTER_ELECTORATE, voterIdIn, type Decision, type Electorate, type Vote, type VoteReceipt, type Voter } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireAdministrator } from '../membership/authorisation';
import { closeDecision, requireDecision, votes } from './decision-state';
import { readElectorate, suspendedOf } from './electorates';

function isProposer({ mspId, publicKeyHash }: Pick<Voter, 'mspId' | 'publicKeyHash'>, { proposer }: Decision): boolean {
    return proposer.mspId === mspId && (publicKeyHash === undefined || proposer.publicKeyHash === publicKeyHash);
}

/** @throws CarnetFailure DECISION_CLOSED */
function requireNotClosed({ decisionId, status }: Decision): void {
    if (status !== 'OPEN') throw new CarnetFailure('DECISION_CLOSED', 'The decision is no longer open.', { decisionId, status });
}

/** @throws CarnetFailure DECISION_CLOSED, APPROVAL_EXPIRED, APPROVAL_STALE */
function requireOpen(context: LedgerContext, decision: Decision, electorate: Electorate): void {
    const { decisionId, expiry, rosterVersion } = decision;
    requireNotClosed(decision);
    if (context.time.iso >= expiry) throw new CarnetFailure('APPROVAL_EXPIRED', 'The time in which this could be decided is over.', { decisionId, expiry });
    if (electorate.version !== rosterVersion) {
        throw new CarnetFailure('APPROVAL_STALE', 'The roster has changed since this was proposed: propose it anew.', {
            decisionId, rosterVersion, inForce: electorate.version,
        });
    }
}

/** @throws CarnetFailure as requireActiveOrganisation, APPROVER_NOT_ELIGIBLE, NOT_ADMINISTRATOR, MAKER_CANNOT_APPROVE */
async function requireVoter(context: LedgerContext, decision: Decision, electorate: Electorate): Promise<Voter> {
    const { decisionId, rosterId } = decision;
    await requireActiveOrganisation(context);
    const own = voterIdIn(rosterId, context.caller);
    const voter = electorate.voters.find(candidate => candidate.voterId === own);
    if (voter === undefined) {
        throw new CarnetFailure('APPROVER_NOT_ELIGIBLE', 'Your key is not on the roster that decides this.', { decisionId, rosterId, mspId: context.caller.mspId });
    }
    if (voter.publicKeyHash === undefined) requireAdministrator(context);
    if (!decision.proposerMayVote && isProposer(voter, decision)) {
        throw new CarnetFailure('MAKER_CANNOT_APPROVE', 'You proposed this: others must decide it.', { decisionId });
    }
    return voter;
}

/** In an ordered roster all who stand before must have approved, but for those who cannot vote. @throws CarnetFailure APPROVAL_OUT_OF_ORDER */
async function requireTurn(context: LedgerContext, decision: Decision, electorate: Electorate, voter: Voter): Promise<void> {
    if (!electorate.ordered) return;
    const suspended = await suspendedOf(context, electorate);
    for (const before of electorate.voters.slice(0, electorate.voters.indexOf(voter))) {
        if (suspended.has(before.mspId) || (!decision.proposerMayVote && isProposer(before, decision))) continue;
        if ((await votes(context).read(decision.decisionId, before.voterId))?.approves === true) continue;
        throw new CarnetFailure('APPROVAL_OUT_OF_ORDER', 'A member who stands before you on the roster has not approved yet.', {
            decisionId: decision.decisionId, mspId: before.mspId, publicKeyHash: before.publicKeyHash ?? '',
        });
    }
}

/**
 * Casts the caller's vote. It stands: the same again changes nothing, another one is refused. No vote but the caller's own is read (of an ordered
 * roster also those before him), so votes never conflict.
 * @throws CarnetFailure DECISION_NOT_FOUND, APPROVAL_STALE, APPROVER_DUPLICATE, DECISION_CLOSED, APPROVAL_EXPIRED, APPROVER_NOT_ELIGIBLE,
 * MAKER_CANNOT_APPROVE, APPROVAL_OUT_OF_ORDER, NOT_ADMINISTRATOR, and as requireActiveOrganisation
 */
export async function castVote(context: LedgerContext, decisionId: string, contentHash: string, approves: boolean): Promise<VoteReceipt> {
    const decision = await requireDecision(context, decisionId);
    if (contentHash !== decision.contentHash) {
        throw new CarnetFailure('APPROVAL_STALE', 'This decision is about something else than the content that you name.', {
            decisionId, contentHash: decision.contentHash,
        });
    }
    const own = voterIdIn(decision.rosterId, context.caller);
    const cast = await votes(context).read(decisionId, own);
    if (cast !== undefined) {
        if (cast.approves === approves) return { decisionId, status: decision.status, vote: cast };
        throw new CarnetFailure('APPROVER_DUPLICATE', 'You have voted otherwise already: a vote stands.', { decisionId, at: cast.at });
    }
    const electorate = await readElectorate(context, decision.rosterId);
    requireOpen(context, decision, electorate);
    const voter = await requireVoter(context, decision, electorate);
    if (approves) await requireTurn(context, decision, electorate, voter);
    const { mspId, publicKeyHash } = context.caller;
    const vote: Vote = { mspId, publicKeyHash, approves, at: context.time.iso };
    await votes(context).write(vote, decisionId, own);
    const { status } = approves || !electorate.rejectionCloses ? decision : await closeDecision(context, decision, 'REJECTED');
    context.emit('VoteCast', { decisionId, mspId, approves, status });
    return { decisionId, status, vote };
}

/** Ends an open decision, and tells the listeners. Who may is for the caller to check before. @throws CarnetFailure DECISION_CLOSED */
export async function withdraw(context: LedgerContext, decision: Decision): Promise<Decision> {
    requireNotClosed(decision);
    const { decisionId, kind, subject, rosterId, contentHash, expiry } = decision;
    context.emit('DecisionWithdrawn', { decisionId, kind, subject, rosterId, contentHash, expiry });
    return closeDecision(context, decision, 'WITHDRAWN');
}

/**
 * Ends a decision that the caller proposed; of one that the organisations of the charter decide, any administrator of that organisation may.
 * @throws CarnetFailure DECISION_NOT_FOUND, NOT_YOUR_DECISION, DECISION_CLOSED, and as requireActiveOrganisation
 */
export async function withdrawDecision(context: LedgerContext, decisionId: string): Promise<Decision> {
    await requireActiveOrganisation(context);
    const decision = await requireDecision(context, decisionId);
    const { mspId, publicKeyHash } = context.caller;
    const ofOrganisation = decision.rosterId === CHARTER_ELECTORATE;
    if (!isProposer(ofOrganisation ? { mspId } : { mspId, publicKeyHash }, decision)) {
        throw new CarnetFailure('NOT_YOUR_DECISION', 'Only who proposed this can withdraw it.', { decisionId });
    }
    if (ofOrganisation) requireAdministrator(context);
    if (decision.status === 'WITHDRAWN') return decision;
    return withdraw(context, decision);
}
