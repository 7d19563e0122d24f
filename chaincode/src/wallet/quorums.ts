// Which rosters may stand behind a programme or a wallet, now and whenever they decide: a roster can change after it was named.
import { CarnetFailure, isOnRoster, requireRecoveryQuorum, type Roster, type Wallet } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';

/** 2 ≤ k ≤ n − 1: no manager decides alone, and none who is lost blocks. @throws CarnetFailure QUORUM_IMPOSSIBLE */
export function requireQuorumOfSeveral({ rosterId, members, threshold }: Roster): void {
    if (threshold >= 2 && threshold <= members.length - 1) return;
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'A roster that stands behind money needs at least 2 approvals, and fewer than it has members.', {
        rosterId, threshold, members: members.length,
    });
}

/**
 * The managers of a wallet: as above, of two organisations, and none of these keys among them, since nobody manages his own wallet.
 * @throws CarnetFailure QUORUM_IMPOSSIBLE
 */
export function requireManagers(roster: Roster, holderKeys: readonly string[]): void {
    requireRecoveryQuorum(roster);
    if (!holderKeys.some(key => isOnRoster(roster, key))) return;
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'The holder is on the roster: nobody manages his own wallet.', { rosterId: roster.rosterId });
}

/** The roster of a wallet. @throws CarnetFailure QUORUM_IMPOSSIBLE where it has none */
export async function readManagers(context: LedgerContext, { walletId, roster }: Wallet): Promise<Roster> {
    if (roster !== null) return readRoster(context, roster);
    throw new CarnetFailure('QUORUM_IMPOSSIBLE', 'The wallet was opened without managers: nobody can decide this.', { walletId });
}
