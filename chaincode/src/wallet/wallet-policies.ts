// Policies of wallets, the holder's or his employer's own: whatever tightens at once, whatever loosens by the managers.
import { requireOwnScope, type Decision, type Policy, type PolicyVerdict, type Wallet } from '@carnet/domain';
import { executeDecision, type ExpectedDecision } from '../decisions/executing';
import { proposeDecision } from '../decisions/proposing';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireHolderOrManager } from './authority';
import { judgePolicy, policyInForce, requireNamedDecision, requireProved, storePolicy } from './policy-judging';
import { endOfDecision, requireStandingProposer } from './proposals';
import { readManagers, requireManagers } from './quorums';
import { readProgramme, readWallet } from './wallet-state';
import { saveWallet } from './wallets';

/** A wallet without a policy allows what its money allows: so the first one, whatever it says, only tightens. */
async function judge(context: LedgerContext, { programmeId, walletId, policyHash }: Wallet, policy: Policy): Promise<PolicyVerdict> {
    requireOwnScope(policy);
    const { currency } = await readProgramme(context, programmeId);
    const inForce = await policyInForce(context, programmeId, policyHash);
    return judgePolicy(context, { programmeId, walletId }, policy, inForce, { currency, firstNeedsDecision: false });
}

/** What the managers decide: exactly this policy, which they read with the decision. @throws CarnetFailure QUORUM_IMPOSSIBLE */
async function setting(context: LedgerContext, wallet: Wallet, policy: Policy, policyHash: string): Promise<ExpectedDecision> {
    const { walletId, publicKeyHash } = wallet;
    const managers = await readManagers(context, wallet);
    requireManagers(managers, [publicKeyHash]);
    return { kind: 'WALLET_POLICY', subject: walletId, content: { walletId, policyHash, policy }, rosterId: managers.rosterId };
}

/**
 * Asks the managers for a policy that is no tightening. A key alone never loosens, since it may be a thief's: of a wallet without managers the policy
 * can only become tighter.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager and judgePolicy, the codes of findings, QUORUM_IMPOSSIBLE,
 * and as proposeDecision
 */
export async function proposeWalletPolicy(context: LedgerContext, walletId: string, policy: Policy, decisionId: string): Promise<Decision> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const verdict = await judge(context, wallet, policy);
    requireProved(verdict);
    const proposed = await setting(context, wallet, policy, verdict.policyHash);
    return proposeDecision(context, { decisionId, ...proposed, proposerMayVote: true, expiry: endOfDecision(context) });
}

/**
 * Gives a wallet a policy, which all its payments must satisfy beside that of its money. The one that it has changes nothing.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager and judgePolicy, the codes of findings, DECISION_NEEDED,
 * QUORUM_IMPOSSIBLE, KEY_SUPERSEDED, and as executeDecision
 */
export async function setWalletPolicy(context: LedgerContext, walletId: string, policy: Policy, decisionId: string | undefined): Promise<Wallet> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const policyHash = hashOf(policy);
    if (wallet.policyHash === policyHash) return wallet;
    const verdict = await judge(context, wallet, policy);
    requireProved(verdict);
    const decision = requireNamedDecision(verdict, decisionId);
    if (decision !== undefined) {
        requireStandingProposer(wallet, await executeDecision(context, decision, await setting(context, wallet, policy, policyHash)));
    }
    await storePolicy(context, wallet, policy, verdict);
    return saveWallet(context, { ...wallet, policyHash });
}
