// The approvals of a payment: what decisions of managers are worth for exactly this payment under exactly these policies.
import {
    byCodeUnits, CarnetFailure, isApproved,
    type Approvals, type CompiledPolicy, type Decision, type PaymentDecisionContent, type PaymentOrder, type PolicyReason, type Wallet,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { readRoster, requireDecision } from '../decisions/decision-state';
import { countApprovals } from '../decisions/executing';
import type { Recipient } from './recipient';

export interface GivenApprovals {
    /** One of each roster that was named. */
    readonly decisions: readonly Decision[];
    /** Why decisions count for nothing. */
    readonly reasons: readonly PolicyReason[];
    /** What each approval rule of a policy has got. */
    of(policy: CompiledPolicy): Approvals;
}

/** What managers decide on: another policy of the coins or of the wallet, or another version of the payee, makes it something else. */
export function decisionContent(order: PaymentOrder, { version }: Recipient, wallet: Wallet, policies: readonly string[]): PaymentDecisionContent {
    return { order, payeeVersion: version, policies: [...policies].sort(byCodeUnits), walletPolicy: wallet.policyHash };
}

/** What one decision is worth for this payment. */
interface Worth { readonly decision: Decision; readonly needed: number; readonly given: number; readonly reason?: PolicyReason }

async function worthOf(context: LedgerContext, wallet: Wallet, content: PaymentDecisionContent, decisionId: string): Promise<Worth> {
    const { rosterId } = await requireDecision(context, decisionId);
    const { decision, refusal, ...tally } = await countApprovals(context, decisionId, { kind: 'PAYMENT', subject: wallet.walletId, content, rosterId });
    const { needed, given } = tally;
    if (refusal !== undefined) {
        if (refusal.code !== 'APPROVAL_STALE' && refusal.code !== 'APPROVAL_EXPIRED') throw refusal;
        // Where the decision is void that alone is said, and not also that its votes are too few.
        return { decision, needed, given: needed, reason: { code: refusal.code, parameters: refusal.parameters } };
    }
    if (decision.proposer.mspId !== wallet.mspId || decision.proposer.publicKeyHash !== wallet.publicKeyHash) {
        // Proposed by a key that was superseded since: whoever had it might have stolen it.
        return { decision, needed, given: needed, reason: { code: 'APPROVAL_STALE', parameters: { decisionId } } };
    }
    return { decision, needed, given: isApproved(tally) ? needed : Math.min(given, needed - 1) };
}

/**
 * Counts the votes of the decisions that the payer names. Rules that name a roster of which none decides get nothing from them.
 * @throws CarnetFailure DECISION_NOT_FOUND, DECISION_TOO_EARLY, INVALID_VALUE for two decisions of one roster
 */
export async function approvalsOf(
    context: LedgerContext, wallet: Wallet, order: PaymentOrder, recipient: Recipient, policies: readonly string[], decisionIds: readonly string[],
): Promise<GivenApprovals | undefined> {
    if (decisionIds.length === 0) return undefined;
    const content = decisionContent(order, recipient, wallet, policies);
    const byRoster = new Map<string, Worth>();
    for (const decisionId of decisionIds) {
        const worth = await worthOf(context, wallet, content, decisionId);
        const { rosterId } = worth.decision;
        if (byRoster.has(rosterId)) throw new CarnetFailure('INVALID_VALUE', 'Name one decision of each roster.', { field: context.fieldOf('furtherDecisions'), rosterId });
        byRoster.set(rosterId, worth);
    }
    return {
        decisions: [...byRoster.values()].map(({ decision }) => decision),
        reasons: [...byRoster.values()].flatMap(({ reason }) => reason ?? []),
        of: policy => Object.fromEntries(policy.approvals.flatMap(({ id, approval: { roster } }) => {
            const worth = byRoster.get(roster);
            return worth === undefined ? [] : [[id, { needed: worth.needed, given: worth.given }]];
        })),
    };
}

/** Says of each approval that is missing how many the roster asks for, where no decision of it was named that would have told. */
export async function withThresholds(
    context: LedgerContext, reasons: readonly PolicyReason[], approvals: GivenApprovals | undefined,
): Promise<readonly PolicyReason[]> {
    const completed: PolicyReason[] = [];
    const thresholds = new Map<string, number>();
    const told = new Set(approvals?.decisions.map(({ rosterId }) => rosterId));
    for (const reason of reasons) {
        const { roster } = reason.parameters;
        if (reason.code !== 'APPROVAL_INSUFFICIENT' || typeof roster !== 'string' || told.has(roster)) {
            completed.push(reason);
            continue;
        }
        const needed = thresholds.get(roster) ?? (await readRoster(context, roster)).threshold;
        thresholds.set(roster, needed);
        completed.push({ ...reason, parameters: { ...reason.parameters, needed } });
    }
    return completed;
}
