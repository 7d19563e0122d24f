// Who is paid: a payee of the programme, or another holder's wallet of it.
import { recipientFacts, type JournalRow, type PayeeFacts, type PaymentOrder } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { payees, wallets } from './wallet-state';

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

/** @returns undefined where the programme has no such payee, or no such wallet; the two are the same to who asks */
export async function findRecipient(context: LedgerContext, programmeId: string, order: PaymentOrder): Promise<Recipient | undefined> {
    const payee = order.channel === 'p2p' ? undefined : await payees(context).read(programmeId, order.payeeId);
    if (order.channel !== 'p2p' && payee === undefined) return undefined;
    const walletId = payee?.walletId ?? order.payeeId;
    const wallet = walletId === order.walletId ? undefined : await wallets(context).read(walletId);
    // One's own wallet was read as the payer's; that nobody pays himself is said apart.
    if (walletId !== order.walletId && wallet?.programmeId !== programmeId) return undefined;
    return {
        facts: recipientFacts(order, payee ?? { groups: [] }), walletId, payeeMspId: payee?.mspId, version: payee?.version ?? 0,
        closed: payee?.suspended === true || (wallet !== undefined && (wallet.frozen !== null || wallet.recovery !== null)),
    };
}

/** What the journal keeps of the facts: those on which was decided. */
export function recordedRecipient({ facts: { category, country, region, groups }, version }: Recipient): NonNullable<JournalRow['payee']> {
    return {
        version, groups,
        ...category === undefined ? {} : { category }, ...country === undefined ? {} : { country }, ...region === undefined ? {} : { region },
    };
}
