// Who is paid: a payee of the programme, or the wallet of another holder, who is no payee.
import { present, recipientFacts, type JournalRow, type PayeeFacts, type PaymentOrder } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { isBeingRecovered } from './holds';
import { payees, payeeWallets, wallets } from './wallet-state';

export interface Recipient {
    readonly facts: PayeeFacts;
    readonly walletId: string;
    /** Organisation of the payee's record; undefined where another holder is paid. */
    readonly payeeMspId: string | undefined;
    /** Of the payee's record; 0 for a wallet. */
    readonly version: number;
    /** Suspended, or the wallet is frozen or being recovered: which of them it is concerns nobody else. */
    readonly closed: boolean;
}

/**
 * A payee is paid as what the registrar's record says and not as a holder, of whom nothing is known: else rules that name him, and his suspension,
 * would be passed by paying his wallet.
 * @returns undefined where the programme has no such payee, or no such wallet, or one that is a payee's; these are the same to who asks
 */
export async function findRecipient(context: LedgerContext, programmeId: string, order: PaymentOrder): Promise<Recipient | undefined> {
    const payee = order.channel === 'p2p' ? undefined : await payees(context).read(programmeId, order.payeeId);
    if (order.channel !== 'p2p' && payee === undefined) return undefined;
    const walletId = payee?.walletId ?? order.payeeId;
    const wallet = walletId === order.walletId ? undefined : await wallets(context).read(walletId);
    // One's own wallet was read as the payer's; that nobody pays himself is said apart.
    if (walletId !== order.walletId && wallet?.programmeId !== programmeId) return undefined;
    if (order.channel === 'p2p' && wallet !== undefined && await payeeWallets(context).read(walletId) !== undefined) return undefined;
    const closed = wallet !== undefined && (wallet.frozen !== null || await isBeingRecovered(context, wallet));
    return {
        facts: recipientFacts(order, payee ?? { groups: [] }), walletId, payeeMspId: payee?.mspId, version: payee?.version ?? 0,
        closed: payee?.suspended === true || closed,
    };
}

/** What the journal keeps of the facts: those on which was decided. */
export function recordedRecipient({ facts: { category, country, region, groups }, version }: Recipient): NonNullable<JournalRow['payee']> {
    return {
        version, groups,
        ...present({ category, country, region }),
    };
}
