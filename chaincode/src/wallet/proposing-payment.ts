// Proposing a payment that needs approval: a decision of the roster that the approval rule names, on exactly this order under these policies.
import { CarnetFailure, FAILURE_CODES, present, type Decision, type PaymentProposal, type PolicyReason } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { proposeDecision } from '../decisions/proposing';
import { decisionContent } from './approvals';
import { assess } from './assessing';
import { readPayer } from './orders';

/** The roster that is asked for. @throws CarnetFailure APPROVAL_NOT_NEEDED, MISSING_FIELD */
function rosterOf(reasons: readonly PolicyReason[], named: string | undefined): string {
    const rosters = [...new Set(reasons.map(({ parameters }) => String(parameters['roster'])))];
    const [roster] = rosters;
    if (roster === undefined || (named !== undefined && !rosters.includes(named))) {
        throw new CarnetFailure('APPROVAL_NOT_NEEDED', 'The payment needs no approval, or none by this roster.', { rosters });
    }
    if (named === undefined && rosters.length > 1) {
        throw new CarnetFailure('MISSING_FIELD', 'Several rosters are asked for: name the one that decides.', { field: 'paymentProposal.roster', rosters });
    }
    return named ?? roster;
}

/**
 * Opens the decision. What forbids the payment now is said now, before managers spend their time on it; everything is decided again when it is paid.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireActiveOrganisation, the first reason of the decision but for missing approvals and stripes,
 * APPROVAL_NOT_NEEDED, MISSING_FIELD, and those of proposeDecision
 */
export async function proposePayment(context: LedgerContext, { decisionId, order, policies, roster, expiry }: PaymentProposal): Promise<Decision> {
    const { wallet } = await readPayer(context, order.walletId);
    const { decision: { decision, reasons }, programme, asked } = await assess(context, wallet, order, present({ policies }));
    const against = reasons.filter(({ code }) => code !== 'APPROVAL_INSUFFICIENT' && code !== 'STRIPE_INSUFFICIENT');
    const [first] = against;
    if (first !== undefined) throw new CarnetFailure(first.code, FAILURE_CODES[first.code].meaning, { decision, reasons });
    const rosterId = rosterOf(reasons.filter(({ code }) => code === 'APPROVAL_INSUFFICIENT'), roster);
    if (asked === undefined) throw new Error('Approval was asked for of a payment that no policy was asked about.');
    const named = policies ?? (programme.policyHash === null ? [] : [programme.policyHash]);
    return proposeDecision(context, {
        decisionId, kind: 'PAYMENT', subject: wallet.walletId, content: decisionContent(order, asked.recipient, wallet, named), rosterId,
        proposerMayVote: false, expiry,
    });
}
