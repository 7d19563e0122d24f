// The approvals of a payment: what a decision of managers is worth for exactly this payment under exactly these policies.
import {
    byCodeUnits, isApproved,
    type Approvals, type CompiledPolicy, type Decision, type PaymentDecisionContent, type PaymentOrder, type PolicyReason, type Wallet,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { readRoster, requireDecision } from '../decisions/decision-state';
import { countApprovals } from '../decisions/executing';
import type { Recipient } from './recipient';

export interface GivenApprovals {
    readonly decision: Decision;
    /** Why the decision counts for nothing. */
    readonly reasons: readonly PolicyReason[];
    /** What each approval rule of a policy has got. */
    of(policy: CompiledPolicy): Approvals;
}

/** What managers decide on: another policy of the coins or of the wallet, or another version of the payee, makes it something else. */
export function decisionContent(order: PaymentOrder, { version }: Recipient, wallet: Wallet, policies: readonly string[]): PaymentDecisionContent {
    return { order, payeeVersion: version, policies: [...policies].sort(byCodeUnits), walletPolicy: wallet.policyHash };
}

/**
 * Counts the votes of the decision that the payer names. Rules that name another roster than the decision's get nothing from it.
 * @throws CarnetFailure DECISION_NOT_FOUND, DECISION_TOO_EARLY
 */
export async function approvalsOf(
    context: LedgerContext, wallet: Wallet, order: PaymentOrder, recipient: Recipient, policies: readonly string[], decisionId: string | undefined,
): Promise<GivenApprovals | undefined> {
    if (decisionId === undefined) return undefined;
    const { rosterId } = await requireDecision(context, decisionId);
    const { decision, refusal, ...tally } = await countApprovals(context, decisionId, {
        kind: 'PAYMENT', subject: wallet.walletId, content: decisionContent(order, recipient, wallet, policies), rosterId,
    });
    const reasons: PolicyReason[] = [];
    if (refusal !== undefined) {
        if (refusal.code !== 'APPROVAL_STALE' && refusal.code !== 'APPROVAL_EXPIRED') throw refusal;
        reasons.push({ code: refusal.code, parameters: refusal.parameters });
    } else if (decision.proposer.mspId !== wallet.mspId || decision.proposer.publicKeyHash !== wallet.publicKeyHash) {
        // Proposed by a key that was superseded since: whoever had it might have stolen it.
        reasons.push({ code: 'APPROVAL_STALE', parameters: { decisionId } });
    }
    const { needed, given } = tally;
    // Where the decision is void that alone is said, and not also that its votes are too few.
    const counted = reasons.length > 0 || isApproved(tally) ? needed : Math.min(given, needed - 1);
    return {
        decision, reasons,
        of: policy => Object.fromEntries(policy.approvals
            .filter(({ approval: { roster } }) => roster === rosterId)
            .map(({ id }) => [id, { needed, given: counted }])),
    };
}

/** Says of each approval that is missing how many the roster asks for, where no decision was named that would have told. */
export async function withThresholds(context: LedgerContext, reasons: readonly PolicyReason[]): Promise<readonly PolicyReason[]> {
    const completed: PolicyReason[] = [];
    const thresholds = new Map<string, number>();
    for (const reason of reasons) {
        const { roster } = reason.parameters;
        if (reason.code !== 'APPROVAL_INSUFFICIENT' || typeof roster !== 'string') {
            completed.push(reason);
            continue;
        }
        const needed = thresholds.get(roster) ?? (await readRoster(context, roster)).threshold;
        thresholds.set(roster, needed);
        completed.push({ ...reason, parameters: { ...reason.parameters, needed } });
    }
    return completed;
}
