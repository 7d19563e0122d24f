// Single coins that stay where they are: frozen at once by the holder or one manager, as a whole wallet is, and unfrozen by the managers together.
import {
    byCodeUnits, CarnetFailure, present, type Coin, type CoinFreezeRequest, type CoinThawRequest, type Decision, type Freeze, type Wallet,
    type WalletCoins,
} from '@carnet/domain';
import { executeDecision, type ExpectedDecision } from '../decisions/executing';
import { proposeDecision } from '../decisions/proposing';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireHolderOrManager } from './authority';
import { requireCoins } from './coins';
import { coins } from './money-state';
import { endOfDecision, requireStandingProposer } from './proposals';
import { readManagers, requireManagers } from './quorums';
import { readWallet } from './wallet-state';

/** Writes the coins with this freeze or without any, so that payments of them that are on their way die, and tells the listeners. */
async function save(
    context: LedgerContext, { walletId, programmeId }: Wallet, held: readonly Coin[], frozen: Freeze | undefined,
): Promise<WalletCoins> {
    const changed = held.map(({ coinId, amount, policyHash, issueId, expiresAt }): Coin =>
        ({ coinId, amount, policyHash, issueId, expiresAt, ...present({ frozen }) }));
    for (const { coinId, ...coin } of changed) await coins(context).write(coin, programmeId, walletId, coinId);
    context.emit('CoinsFrozen', { walletId, programmeId, coins: changed.map(({ coinId }) => coinId), frozen: frozen !== undefined });
    return { walletId, coins: changed };
}

/**
 * Freezes coins of a wallet at once; without managers for good, since only those unfreeze: nothing moves the coins then but their return once
 * they have expired (`returnExpired`), from a payee's wallet by himself. The same call again changes nothing.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, COIN_SPENT, COIN_FROZEN
 */
export async function freezeCoins(context: LedgerContext, { walletId, coins: ids, reason }: CoinFreezeRequest): Promise<WalletCoins> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const held = await requireCoins(context, wallet.programmeId, walletId, ids);
    const { mspId, publicKeyHash } = context.caller;
    const isSame = ({ frozen }: Coin): boolean => frozen?.mspId === mspId && frozen.publicKeyHash === publicKeyHash && frozen.reason === reason;
    if (held.every(isSame)) return { walletId, coins: held };
    const frozen = held.filter(coin => coin.frozen !== undefined).map(({ coinId }) => coinId);
    if (frozen.length > 0) throw new CarnetFailure('COIN_FROZEN', 'These coins are frozen already.', { walletId, coins: frozen });
    return save(context, wallet, held, { mspId, publicKeyHash, at: context.time.iso, reason });
}

/** The wallet, the coins, and what its managers decide: to lift these freezes and no later ones. */
interface Thaw { readonly wallet: Wallet; readonly held: readonly Coin[]; readonly expected: ExpectedDecision }

/** @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, COIN_SPENT, COIN_NOT_FROZEN, QUORUM_IMPOSSIBLE */
async function unfreezing(context: LedgerContext, { walletId, coins: ids }: CoinThawRequest): Promise<Thaw> {
    const wallet = await readWallet(context, walletId);
    await requireHolderOrManager(context, wallet);
    const held = await requireCoins(context, wallet.programmeId, walletId, [...ids].sort(byCodeUnits));
    const free = held.filter(({ frozen }) => frozen === undefined).map(({ coinId }) => coinId);
    if (free.length > 0) throw new CarnetFailure('COIN_NOT_FROZEN', 'These coins are not frozen.', { walletId, coins: free });
    const managers = await readManagers(context, wallet);
    requireManagers(managers, [wallet.publicKeyHash]);
    const content = { walletId, coins: held.map(({ coinId, frozen }) => ({ coinId, freeze: frozen })) };
    return { wallet, held, expected: { kind: 'UNFREEZE', subject: walletId, content, rosterId: managers.rosterId } };
}

/**
 * Asks the managers to unfreeze coins.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, COIN_SPENT, COIN_NOT_FROZEN, QUORUM_IMPOSSIBLE, and as proposeDecision
 */
export async function proposeUnfreezeCoins(context: LedgerContext, request: CoinThawRequest): Promise<Decision> {
    const { expected } = await unfreezing(context, request);
    return proposeDecision(context, { decisionId: request.decisionId, ...expected, proposerMayVote: true, expiry: endOfDecision(context) });
}

/**
 * Unfreezes coins by the decision of the managers.
 * @throws CarnetFailure WALLET_NOT_FOUND, those of requireHolderOrManager, COIN_SPENT, COIN_NOT_FROZEN, QUORUM_IMPOSSIBLE, KEY_SUPERSEDED, and as
 * executeDecision
 */
export async function unfreezeCoins(context: LedgerContext, request: CoinThawRequest): Promise<WalletCoins> {
    const { wallet, held, expected } = await unfreezing(context, request);
    requireStandingProposer(wallet, await executeDecision(context, request.decisionId, expected));
    return save(context, wallet, held, undefined);
}
