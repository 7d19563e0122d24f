// Recovery of a wallet whose key is lost or stolen: the managers decide on a new key; coins, used limits and freezes stay as they are.
import { CarnetFailure, formatInstant, isManager, voterIdIn, type Decision, type Freeze, type RecoveryRequest, type Roster, type Wallet } from '@carnet/domain';
import { closeDecision, contents, requireDecision } from '../decisions/decision-state';
import { suspendedOf } from '../decisions/electorates';
import { countStanding, executeDecision, isBacked, isStanding, supersedeDecision, type ExpectedDecision } from '../decisions/executing';
import { proposeDecision } from '../decisions/proposing';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation } from '../membership/authorisation';
import { requireHolder, requireHolderOrManager } from './authority';
import { endOfDecision } from './proposals';
import { readManagers, requireManagers } from './quorums';
import { readWallet, wallets } from './wallet-state';
import { saveWallet } from './wallets';

/** The holder of the new key, who shows by his signature that he has it, or a manager. @throws CarnetFailure NOT_A_MANAGER */
async function requireNewHolderOrManager(context: LedgerContext, wallet: Wallet, managers: Roster, newKeyHash: string): Promise<void> {
    await requireActiveOrganisation(context);
    const { caller } = context;
    if (caller.mspId === wallet.mspId && caller.publicKeyHash === newKeyHash) return;
    if (isManager(managers, caller)) return;
    throw new CarnetFailure('NOT_A_MANAGER', 'Only who holds the new key, for the organisation of the wallet, or a manager may do this.', {
        walletId: wallet.walletId, mspId: wallet.mspId,
    });
}

/** @throws CarnetFailure INVALID_VALUE, KEY_SUPERSEDED */
function requireNewKey({ walletId, publicKeyHash, formerKeys }: Wallet, newKeyHash: string): void {
    if (newKeyHash === publicKeyHash) {
        throw new CarnetFailure('INVALID_VALUE', 'The wallet is bound to this key.', { field: 'recovery.newKeyHash' });
    }
    if (!formerKeys.includes(newKeyHash)) return;
    throw new CarnetFailure('KEY_SUPERSEDED', 'This key was the wallet\'s before: make a new one.', { walletId, field: 'recovery.newKeyHash' });
}

/** What is decided: from which key to which. With the old key in it, no decision outlives a recovery. */
interface RecoveryContent extends Omit<RecoveryRequest, 'decisionId'> { readonly oldKeyHash: string }

function recovering({ walletId, publicKeyHash }: Wallet, { newKeyHash, kind }: RecoveryRequest, { rosterId }: Roster): ExpectedDecision {
    const content: RecoveryContent = { walletId, oldKeyHash: publicKeyHash, newKeyHash, kind };
    return { kind: 'RECOVERY', subject: walletId, content, rosterId };
}

/**
 * Whether a recovery that a manager stands behind takes the place in which it holds the wallet: where none has it, or one behind which no manager
 * stands (any more); that of a stolen key from that of a lost one, since whoever has the old key cannot cancel it; of one kind, with strictly more
 * approvals, so that no decoy keeps the place of what is approved, to be withdrawn later. Only in the last case the votes of both are read.
 * @param casting the voter who approves it in this very transaction
 */
async function takesPlace(
    context: LedgerContext, { recovery }: Wallet, decision: Decision, kind: RecoveryRequest['kind'], casting?: string,
): Promise<boolean> {
    if (recovery === null) return true;
    if (recovery.decisionId === decision.decisionId) return false;
    const holding = await requireDecision(context, recovery.decisionId);
    if (!await isBacked(context, holding)) return true;
    if (recovery.kind !== kind) return kind === 'stolen';
    return await countStanding(context, decision, casting) > await countStanding(context, holding);
}

/**
 * Proposes to bind the wallet to a new key. As soon as a manager stands behind it, who proposes it or approves it, the wallet neither pays nor is
 * paid until the recovery ends; before that nothing but the decision is written, so that nobody else's proposal disturbs a payment. Where another
 * recovery is backed already this one competes with it: `takesPlace` says which of them holds the wallet.
 * @throws CarnetFailure WALLET_NOT_FOUND, QUORUM_IMPOSSIBLE, NOT_A_MANAGER, INVALID_VALUE, KEY_SUPERSEDED, and as proposeDecision
 */
export async function proposeRecovery(context: LedgerContext, request: RecoveryRequest): Promise<Decision> {
    const { decisionId, walletId, newKeyHash, kind } = request;
    const wallet = await readWallet(context, walletId);
    const managers = await readManagers(context, wallet);
    await requireNewHolderOrManager(context, wallet, managers, newKeyHash);
    requireNewKey(wallet, newKeyHash);
    requireManagers(managers, [wallet.publicKeyHash, newKeyHash]);
    const decision = await proposeDecision(context, {
        decisionId, ...recovering(wallet, request, managers), proposerMayVote: true,
        earliest: formatInstant(context.time.milliseconds + wallet.recoveryDelaySeconds * 1000),
        expiry: endOfDecision(context, wallet.recoveryDelaySeconds),
    });
    const backed = isManager(managers, context.caller) && isStanding(context, decision, managers);
    // Told by the event DecisionProposed, whose kind and subject say as much; a transaction has one type of event.
    if (backed && await takesPlace(context, wallet, decision, kind)) {
        await wallets(context).write({ ...wallet, recovery: { decisionId, newKeyHash, kind } }, walletId);
    }
    return decision;
}

/**
 * Holds the wallet for the recovery that a manager just approved, unless it stays held for another one; of one that is over or void it does nothing,
 * nor where his organisation is suspended, so that his vote counts for nothing. His event is VoteCast.
 */
export async function holdForApproved(context: LedgerContext, decision: Decision): Promise<void> {
    const { decisionId, subject, rosterId } = decision;
    const wallet = await readWallet(context, subject);
    const { oldKeyHash, newKeyHash, kind } = await contents(context).read(decisionId) as RecoveryContent;
    if (!isStanding(context, decision, await readManagers(context, wallet)) || oldKeyHash !== wallet.publicKeyHash) return;
    const voter = { voterId: voterIdIn(rosterId, context.caller), mspId: context.caller.mspId };
    if ((await suspendedOf(context, { voters: [voter] })).size > 0) return;
    if (!await takesPlace(context, wallet, decision, kind, voter.voterId)) return;
    await wallets(context).write({ ...wallet, recovery: { decisionId, newKeyHash, kind } }, wallet.walletId);
}

/**
 * What is left of a recovery that holds the wallet when it is rejected or withdrawn: a freeze, which takes a quorum to lift. Some manager had the
 * money stopped, and a single other one must not let a thief go on with it; nor does one who stops it again and again get more than by
 * FreezeWallet. It is a freeze of this moment, also where the wallet was frozen before: what was decided of that one is no consent to this.
 * @returns to be called once the decision is closed; the event is the decision's
 */
export async function freezeAfter(context: LedgerContext, decision: Decision): Promise<() => Promise<void>> {
    const { decisionId, subject } = decision;
    const wallet = await readWallet(context, subject);
    const holds = wallet.recovery?.decisionId === decisionId && await isBacked(context, decision);
    const { mspId, publicKeyHash } = context.caller;
    const frozen: Freeze = { mspId, publicKeyHash, at: context.time.iso, reason: `recovery ${decisionId} was ended` };
    return async () => {
        if (holds) await wallets(context).write({ ...wallet, frozen, recovery: null }, wallet.walletId);
    };
}

/**
 * Ends a recovery: of a lost key the holder, who has found it again, for whom it is a veto; of a stolen one nobody but the managers (who reject it)
 * and the proposer (who withdraws it), and both leave the wallet frozen. One that has expired, or is void with its roster, is cleared away by the
 * holder or a manager.
 * @throws CarnetFailure WALLET_NOT_FOUND, DECISION_NOT_FOUND, RECOVERY_NOT_FOUND, NOT_WALLET_HOLDER, RECOVERY_NOT_CANCELLABLE,
 * and as requireHolder and requireHolderOrManager
 */
export async function cancelRecovery(context: LedgerContext, walletId: string, decisionId: string): Promise<Wallet> {
    const wallet = await readWallet(context, walletId);
    const decision = await requireDecision(context, decisionId);
    const pending = wallet.recovery?.decisionId === decisionId;
    if (decision.kind !== 'RECOVERY' || decision.subject !== walletId || (!pending && decision.status !== 'OPEN')) {
        throw new CarnetFailure('RECOVERY_NOT_FOUND', 'No recovery of this decision waits for the wallet.', { walletId, decisionId });
    }
    if (!isStanding(context, decision, await readManagers(context, wallet))) {
        await requireHolderOrManager(context, wallet);
    } else {
        await requireHolder(context, wallet);
        const content = await contents(context).read(decisionId) as RecoveryContent;
        if (content.kind === 'stolen') {
            throw new CarnetFailure('RECOVERY_NOT_CANCELLABLE', 'The key was reported stolen: only the managers can end this.', { walletId, decisionId });
        }
    }
    if (decision.status === 'OPEN') await closeDecision(context, decision, 'WITHDRAWN');
    if (pending) return saveWallet(context, { ...wallet, recovery: null });
    return wallet;
}

/**
 * Binds the wallet to the new key, once the managers have approved exactly this and the delay is over. Completing it again changes nothing.
 * @throws CarnetFailure WALLET_NOT_FOUND, QUORUM_IMPOSSIBLE, NOT_A_MANAGER, INVALID_VALUE, KEY_SUPERSEDED, and as supersedeDecision and
 * executeDecision
 */
export async function completeRecovery(context: LedgerContext, request: RecoveryRequest): Promise<Wallet> {
    const { decisionId, walletId, newKeyHash } = request;
    const wallet = await readWallet(context, walletId);
    const managers = await readManagers(context, wallet);
    await requireNewHolderOrManager(context, wallet, managers, newKeyHash);
    if (wallet.publicKeyHash === newKeyHash && wallet.formerKeys.length > 0) return wallet;
    requireNewKey(wallet, newKeyHash);
    requireManagers(managers, [wallet.publicKeyHash, newKeyHash]);
    const { recovery } = wallet;
    if (recovery !== null && recovery.decisionId !== decisionId) await supersedeDecision(context, recovery.decisionId, decisionId);
    await executeDecision(context, decisionId, recovering(wallet, request, managers));
    // All of them: none counts again, and by the first one the wallet is known as the one that was opened. Each took a quorum and a delay.
    return saveWallet(context, { ...wallet, publicKeyHash: newKeyHash, formerKeys: [...wallet.formerKeys, wallet.publicKeyHash], recovery: null });
}
