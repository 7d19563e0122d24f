// What is the same of all that is proposed to the managers of a programme or of a wallet.
import { CarnetFailure, formatInstant, MILLISECONDS_PER_DAY, type Decision, type Wallet } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';

/** Days in which a proposal can be voted on and carried out, after it may first be. */
const DECISION_DAYS = 30;

/** Instant at which a decision proposed now ends. @param delaySeconds before it may be carried out */
export function endOfDecision(context: LedgerContext, delaySeconds = 0): string {
    return formatInstant(context.time.milliseconds + delaySeconds * 1000 + DECISION_DAYS * MILLISECONDS_PER_DAY);
}

/** What a key proposed dies with it: else a thief's proposal would outlive the recovery. @throws CarnetFailure KEY_SUPERSEDED */
export function requireStandingProposer({ walletId, formerKeys }: Wallet, { decisionId, proposer }: Decision): void {
    if (!formerKeys.includes(proposer.publicKeyHash)) return;
    throw new CarnetFailure('KEY_SUPERSEDED', 'This was proposed with a key that the wallet no longer has: propose it anew.', { walletId, decisionId });
}
