// What keeps the money of a wallet where it is: a freeze, or a recovery behind which one of its managers stands.
import { CarnetFailure, type Wallet } from '@carnet/domain';
import { requireDecision } from '../decisions/decision-state';
import { isBacked } from '../decisions/executing';
import type { LedgerContext } from '../ledger/ledger-context';

/**
 * Whether a recovery keeps the wallet from paying and from being paid. A proposal behind which no manager stands holds nothing: anybody with a
 * certificate of the holder's organisation can make one. Reads nothing where no recovery waits, else the decision, its roster and the votes.
 */
export async function isBeingRecovered(context: LedgerContext, { recovery }: Wallet): Promise<boolean> {
    return recovery !== null && isBacked(context, await requireDecision(context, recovery.decisionId));
}

/** A wallet whose coins may move. @throws CarnetFailure WALLET_FROZEN, RECOVERY_PENDING */
export async function requireMovable(context: LedgerContext, wallet: Wallet): Promise<void> {
    const { walletId, frozen } = wallet;
    if (frozen !== null) throw new CarnetFailure('WALLET_FROZEN', 'The wallet is frozen.', { walletId });
    if (await isBeingRecovered(context, wallet)) throw new CarnetFailure('RECOVERY_PENDING', 'The wallet is being recovered.', { walletId });
}
