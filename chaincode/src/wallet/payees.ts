// Payees: what is known of a merchant, and whether it is paid, says a registrar's record and nobody else.
import { canonicalJson, CarnetFailure, type Payee, type PayeePage, type PayeeRequest } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { requireRole } from './authority';
import { holderWallets, PAYEE_TYPE, payees, payeeWallets, readPayee, readProgramme, readWalletOf } from './wallet-state';

async function savePayee(context: LedgerContext, payee: Payee): Promise<Payee> {
    const { programmeId, payeeId, version, suspended } = payee;
    await payees(context).write(payee, programmeId, payeeId);
    context.emit('PayeeChanged', { programmeId, payeeId, version, suspended });
    return payee;
}

/**
 * Registers a payee, or gives it other facts: then it has a new version, and is suspended if it was. Votes on a payment to it are void. Its wallet
 * is a payee's from then on, which no holder pays as another holder's and nothing is issued into: what is redeemed was paid to a payee.
 * @throws CarnetFailure those of requireRole, PROGRAMME_NOT_FOUND, WALLET_NOT_FOUND, WALLET_OF_OTHER_PROGRAMME, WALLET_OF_HOLDER
 */
export async function registerPayee(context: LedgerContext, request: PayeeRequest): Promise<Payee> {
    await requireRole(context, 'registrar');
    const { programmeId, payeeId, walletId } = request;
    await readProgramme(context, programmeId);
    const wallet = await readWalletOf(context, programmeId, walletId);
    const known = await payees(context).read(programmeId, payeeId);
    const { suspended, version } = known ?? { suspended: false, version: 0 };
    const payee: Payee = { ...request, mspId: wallet.mspId, suspended, version };
    if (known !== undefined && canonicalJson(known) === canonicalJson(payee)) return known;
    if (await holderWallets(context).read(walletId) !== undefined) {
        throw new CarnetFailure('WALLET_OF_HOLDER', 'Money came into this wallet, issued or from another holder, which no rule about payees was asked about: a payee is paid into a wallet of its own, which is best opened for it (forPayee).', { walletId });
    }
    if (await payeeWallets(context).read(walletId) === undefined) await payeeWallets(context).write(true, walletId);
    return savePayee(context, { ...payee, version: version + 1 });
}

/** @throws CarnetFailure those of requireRole, PAYEE_UNKNOWN, PAYEE_SUSPENDED */
export async function suspendPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<Payee> {
    await requireRole(context, 'registrar');
    const payee = await readPayee(context, programmeId, payeeId);
    if (payee.suspended) throw new CarnetFailure('PAYEE_SUSPENDED', 'The payee is suspended already.', { programmeId, payeeId });
    return savePayee(context, { ...payee, suspended: true });
}

/** @throws CarnetFailure those of requireRole, PAYEE_UNKNOWN, PAYEE_NOT_SUSPENDED */
export async function restorePayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<Payee> {
    await requireRole(context, 'registrar');
    const payee = await readPayee(context, programmeId, payeeId);
    if (!payee.suspended) throw new CarnetFailure('PAYEE_NOT_SUSPENDED', 'The payee is not suspended.', { programmeId, payeeId });
    return savePayee(context, { ...payee, suspended: false });
}

/** @throws CarnetFailure PROGRAMME_NOT_FOUND, INVALID_BOOKMARK */
export async function listPayees(context: LedgerContext, programmeId: string, pageSize: number, bookmark: string): Promise<PayeePage> {
    await readProgramme(context, programmeId);
    const page = await context.state.page<Payee>(PAYEE_TYPE, [programmeId], pageSize, bookmark);
    return { payees: page.rows.map(({ value }) => value), bookmark: page.bookmark };
}
