// Approving: a vote for a decision, and what decisions of some kinds bring about as soon as one of those who decide stands behind them.
import type { Decision, DecisionKind, VoteReceipt } from '@carnet/domain';
import { castVote } from '../decisions/deciding';
import { requireDecision } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { holdForApproved } from '../wallet/recovery';

/** By kind, what an approval does beside being counted, also one that is only repeated. */
const AT_APPROVAL: Readonly<Partial<Record<DecisionKind, (context: LedgerContext, decision: Decision) => Promise<void>>>> = {
    RECOVERY: holdForApproved,
};

/** @throws CarnetFailure as castVote */
export async function approve(context: LedgerContext, decisionId: string, contentHash: string): Promise<VoteReceipt> {
    const receipt = await castVote(context, decisionId, contentHash, true);
    const decision = await requireDecision(context, decisionId);
    await AT_APPROVAL[decision.kind]?.(context, decision);
    return receipt;
}
