// Rejecting and withdrawing: a decision ends, and with those of some kinds what they held up does not simply go on.
import type { Decision, DecisionKind, VoteReceipt } from '@carnet/domain';
import { castVote, withdrawDecision } from '../decisions/deciding';
import { requireDecision } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { freezeAfter } from '../wallet/recovery';

/** By kind, what is looked at before the decision is closed, and done once it is. */
const AT_END: Readonly<Partial<Record<DecisionKind, (context: LedgerContext, decision: Decision) => Promise<() => Promise<void>>>>> = {
    RECOVERY: freezeAfter,
};

async function ending<T>(context: LedgerContext, decisionId: string, end: () => Promise<T>, hasEnded: (answer: T) => boolean): Promise<T> {
    const decision = await requireDecision(context, decisionId);
    const after = await AT_END[decision.kind]?.(context, decision);
    const answer = await end();
    if (hasEnded(answer)) await after?.();
    return answer;
}

/** @throws CarnetFailure as castVote */
export function reject(context: LedgerContext, decisionId: string, contentHash: string): Promise<VoteReceipt> {
    return ending(context, decisionId, () => castVote(context, decisionId, contentHash, false), ({ status }) => status === 'REJECTED');
}

/** @throws CarnetFailure as withdrawDecision */
export function withdraw(context: LedgerContext, decisionId: string): Promise<Decision> {
    return ending(context, decisionId, () => withdrawDecision(context, decisionId), ({ status }) => status === 'WITHDRAWN');
}
