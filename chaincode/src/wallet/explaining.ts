// Asking before paying: the decision as Pay would come to it, with the smallest changes that would be allowed.
import { repairsOf, type Explanation, type PaymentQuestion, type PolicyLayerInput, type PolicyReason } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { assess } from './assessing';
import { orderOf, readPayer } from './orders';

/** With the approvals that the rosters ask for, which the reasons were told: without a decision the policies alone do not know them. */
function withApprovals(layers: readonly PolicyLayerInput[], reasons: readonly PolicyReason[]): readonly PolicyLayerInput[] {
    return layers.map(input => {
        const asked = reasons.flatMap(({ code, layer, id, parameters: { needed, given } }) => {
            const known = code === 'APPROVAL_INSUFFICIENT' && layer === input.layer && id !== undefined;
            return known && typeof needed === 'number' && typeof given === 'number' ? [[id, { needed, given }] as const] : [];
        });
        return { ...input, approvals: { ...input.approvals, ...Object.fromEntries(asked) } };
    });
}

/**
 * What is not named is not asked: without coins, nothing is said of funds, and the policy is the one under which coins are issued now; without
 * stripes, all of them count.
 * @throws CarnetFailure CLOCK_SKEW, WALLET_NOT_FOUND, those of requireActiveOrganisation, POLICY_NOT_FOUND, DECISION_NOT_FOUND
 */
export async function explain(context: LedgerContext, question: PaymentQuestion): Promise<Explanation> {
    context.requireTime();
    const { wallet } = await readPayer(context, question.walletId);
    const { decision, asked } = await assess(context, wallet, orderOf(question), { stripes: 'all', ...question });
    // What no policy said no policy's change repairs.
    const ofPolicies = asked !== undefined && decision.reasons.every(({ layer }) => layer !== undefined);
    return { ...decision, repairs: ofPolicies ? repairsOf(withApprovals(asked.layers, decision.reasons), asked.facts) : [] };
}
