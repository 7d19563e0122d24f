// Wallets: opened for a key, frozen at once by the holder or one manager, unfrozen by the managers together.
import { CarnetFailure, RECOVERY_DELAY, type Decision, type Freeze, type Wallet, type WalletRequest } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import { executeDecision, type ExpectedDecision } from '../decisions/executing';
import { proposeDecision } from '../decisions/proposing';
import { hashOf } from '../ledger/hash';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireActiveOrganisation, requireOrganisation } from '../membership/authorisation';
import { requireHolderOrManager, requireIssuer } from './authority';
import { endOfDecision, requireStandingProposer } from './proposals';
import { readManagers, requireManagers } from './quorums';
import { payeeWallets, readProgramme, readWallet, wallets } from './wallet-state';

/** Writes a wallet and tells the listeners. */
export async function saveWallet(context: LedgerContext, wallet: Wallet): Promise<Wallet> {
    const { walletId, programmeId, mspId, publicKeyHash, policyHash, frozen, recovery } = wallet;
    await wallets(context).write(wallet, walletId);
    context.emit('WalletChanged', {
        walletId, programmeId, mspId, publicKeyHash, policyHash, frozen: frozen !== null, recovery: recovery?.decisionId ?? null,
    });
    return wallet;
}

/** What a wallet is opened with, and keeps: by it the same call is known again, also after the wallet was recovered with another key. */
function openingOf({ walletId, programmeId, mspId, publicKeyHash, formerKeys, roster, recoveryDelaySeconds, forPayee }: Wallet): string {
    return hashOf([walletId, programmeId, mspId, formerKeys[0] ?? publicKeyHash, roster, recoveryDelaySeconds, forPayee === true]);
}

/**
 * Opens a wallet for the caller's key, or as an issuer of the programme for somebody else's. One that is opened for a payee is a payee's from now
 * on: no holder's cent in it keeps the payee from being registered.
 * @throws CarnetFailure PROGRAMME_NOT_FOUND, those of requireActiveOrganisation and requireRole, ALREADY_EXISTS, ROSTER_NOT_FOUND, QUORUM_IMPOSSIBLE
 */
export async function openWallet(context: LedgerContext, request: WalletRequest): Promise<Wallet> {
    const { caller } = context;
    const { walletId, programmeId, mspId = caller.mspId, publicKeyHash = caller.publicKeyHash, roster, forPayee = false } = request;
    const programme = await readProgramme(context, programmeId);
    if (mspId === caller.mspId && publicKeyHash === caller.publicKeyHash) await requireActiveOrganisation(context);
    else await requireIssuer(context, programme);
    const wallet: Wallet = {
        walletId, programmeId, mspId, publicKeyHash, formerKeys: [], roster: roster ?? null,
        recoveryDelaySeconds: request.recoveryDelaySeconds ?? RECOVERY_DELAY.default, ...forPayee ? { forPayee } : {},
        policyHash: null, frozen: null, recovery: null,
    };
    const known = await wallets(context).read(walletId);
    if (known !== undefined) {
        if (openingOf(known) === openingOf(wallet)) return known;
        throw new CarnetFailure('ALREADY_EXISTS', 'There is another wallet of this id.', { walletId });
    }
    if (mspId !== caller.mspId) await requireOrganisation(context, mspId);
    if (roster !== undefined) requireManagers(await readRoster(context, roster), [publicKeyHash]);
    if (forPayee) await payeeWallets(context).write(true, walletId);
    return saveWallet(context, wallet);
}

/**
 * Freezes at once; without managers for good, since only they unfreeze. The same call again changes nothing.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, WALLET_FROZEN
 */
export async function freezeWallet(context: LedgerContext, walletId: string, reason: string): Promise<Wallet> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const { mspId, publicKeyHash } = context.caller;
    const { frozen } = wallet;
    if (frozen !== null) {
        if (frozen.mspId === mspId && frozen.publicKeyHash === publicKeyHash && frozen.reason === reason) return wallet;
        throw new CarnetFailure('WALLET_FROZEN', 'The wallet is frozen already.', { walletId, at: frozen.at });
    }
    return saveWallet(context, { ...wallet, frozen: { mspId, publicKeyHash, at: context.time.iso, reason } });
}

/** @throws CarnetFailure WALLET_NOT_FROZEN */
function requireFrozen({ walletId, frozen }: Wallet): Freeze {
    if (frozen !== null) return frozen;
    throw new CarnetFailure('WALLET_NOT_FROZEN', 'The wallet is not frozen.', { walletId });
}

/**
 * The wallet, and what its managers decide: to lift this freeze and no later one.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, WALLET_NOT_FROZEN, QUORUM_IMPOSSIBLE
 */
async function unfreezing(context: LedgerContext, walletId: string): Promise<{ readonly wallet: Wallet; readonly expected: ExpectedDecision }> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const freeze = requireFrozen(wallet);
    const managers = await readManagers(context, wallet);
    requireManagers(managers, [wallet.publicKeyHash]);
    return { wallet, expected: { kind: 'UNFREEZE', subject: walletId, content: { walletId, freeze }, rosterId: managers.rosterId } };
}

/**
 * Asks the managers to unfreeze.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, WALLET_NOT_FROZEN, QUORUM_IMPOSSIBLE, and as proposeDecision
 */
export async function proposeUnfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<Decision> {
    const { expected } = await unfreezing(context, walletId);
    return proposeDecision(context, { decisionId, ...expected, proposerMayVote: true, expiry: endOfDecision(context) });
}

/**
 * Unfreezes by the decision of the managers.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, WALLET_NOT_FROZEN, QUORUM_IMPOSSIBLE, KEY_SUPERSEDED,
 * and as executeDecision
 */
export async function unfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<Wallet> {
    const { wallet, expected } = await unfreezing(context, walletId);
    requireStandingProposer(wallet, await executeDecision(context, decisionId, expected));
    return saveWallet(context, { ...wallet, frozen: null });
}
