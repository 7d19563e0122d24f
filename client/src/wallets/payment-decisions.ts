// The decisions of managers that a payment names, and the policies of the coins that they are about.
import { canonicalJson, present, type DecisionState, type PaymentDecisionContent } from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { CarnetError } from '../errors/carnet-error.js';

export interface PayOptions extends CallOptions {
    /** Of the managers, where an approval is needed: `proposePayment` opens it. */
    readonly decisionId?: string;
    /** Of further rosters, where approval rules name several: a decision of each. */
    readonly furtherDecisions?: readonly string[];
}

export type NamedDecisions = Pick<PayOptions, 'decisionId' | 'furtherDecisions'>;

/** Of the decisions those that are named. */
export function decisionsOf(
    { decisionId, furtherDecisions }: { readonly [K in keyof NamedDecisions]: NamedDecisions[K] | undefined },
): NamedDecisions {
    return present({ decisionId, furtherDecisions });
}

export function idsOf({ decisionId, furtherDecisions = [] }: NamedDecisions): readonly string[] {
    return decisionId === undefined ? furtherDecisions : [decisionId, ...furtherDecisions];
}

/**
 * Managers decide on a payment of coins under certain policies: others would void their votes. So decisions on one payment are about the same.
 * @param decisions client of the contract `Decisions`
 * @returns the policies that these decisions are about; undefined where none is about a payment
 * @throws CarnetError APPROVAL_STALE where they are about different ones, DECISION_NOT_FOUND
 */
export async function policiesDecidedOn(
    decisions: ContractClient, decisionIds: readonly string[], options: CallOptions,
): Promise<ReadonlySet<string> | undefined> {
    let first: { readonly decisionId: string; readonly policies: readonly string[] } | undefined;
    for (const decisionId of decisionIds) {
        const { decision: { kind }, content } = await decisions.evaluate<DecisionState>('ReadDecision', [decisionId], options);
        if (kind !== 'PAYMENT') continue;
        // Sorted on the ledger.
        const { policies } = content as PaymentDecisionContent;
        if (first !== undefined && canonicalJson(policies) !== canonicalJson(first.policies)) {
            throw new CarnetError('APPROVAL_STALE', 'These decisions are about coins of different policies, so that no payment could use both: propose one anew, beside the other.', {
                details: { decisionId, policies, beside: first.decisionId, policiesBeside: first.policies },
            });
        }
        first ??= { decisionId, policies };
    }
    return first && new Set(first.policies);
}
