// Who may act for a programme or a wallet: a role within an organisation, or a key.
import { CarnetFailure, isManager, type Capability, type Programme, type Wallet } from '@carnet/domain';
import { readRoster } from '../decisions/decision-state';
import type { LedgerContext } from '../ledger/ledger-context';
import { memberKeys, requireActiveOrganisation } from '../membership/authorisation';
import { members } from '../membership/member-state';

/**
 * The caller holds this role, granted and within the capabilities of the organisation today.
 * @param mspId the organisation of which he must be; default any
 * @throws CarnetFailure CONSORTIUM_NOT_FOUNDED, ORGANISATION_NOT_ADMITTED, ORGANISATION_SUSPENDED, ROLE_REQUIRED
 */
export async function requireRole(context: LedgerContext, role: Capability, mspId: string = context.caller.mspId): Promise<void> {
    await context.state.prefetch(memberKeys(context));
    const { capabilities } = await requireActiveOrganisation(context);
    const { caller } = context;
    const member = await members(context).read(caller.mspId, caller.identity);
    const holds = member?.roles.includes(role) === true && capabilities.includes(role);
    if (holds && caller.mspId === mspId) return;
    throw new CarnetFailure('ROLE_REQUIRED', caller.mspId === mspId ? `This takes the role ${role}.` : `This takes the role ${role} of the organisation ${mspId}.`, {
        role, mspId,
    });
}

/** An issuer's person of the programme's own organisation. @throws CarnetFailure those of requireRole */
export function requireIssuer(context: LedgerContext, programme: Programme): Promise<void> {
    return requireRole(context, 'issuer', programme.mspId);
}

/** Why a key is not the wallet's; undefined for its holder. The name in a certificate counts nothing: a company's CA can give it to any key. */
export function holderRefusal(wallet: Wallet, caller: { readonly mspId: string; readonly publicKeyHash: string }): 'NOT_WALLET_HOLDER' | 'KEY_SUPERSEDED' | undefined {
    if (caller.mspId !== wallet.mspId) return 'NOT_WALLET_HOLDER';
    if (caller.publicKeyHash === wallet.publicKeyHash) return undefined;
    return wallet.formerKeys.includes(caller.publicKeyHash) ? 'KEY_SUPERSEDED' : 'NOT_WALLET_HOLDER';
}

/**
 * The caller signs with the key to which the wallet is bound, for an organisation that is not suspended: one read.
 * @throws CarnetFailure NOT_WALLET_HOLDER, KEY_SUPERSEDED, and those of requireActiveOrganisation
 */
export async function requireHolder(context: LedgerContext, wallet: Wallet): Promise<void> {
    const refusal = holderRefusal(wallet, context.caller);
    const { walletId } = wallet;
    if (refusal === 'KEY_SUPERSEDED') throw new CarnetFailure(refusal, 'This key was the wallet\'s before it was recovered.', { walletId });
    if (refusal !== undefined) throw new CarnetFailure(refusal, 'Only the key that the wallet is bound to may do this.', { walletId });
    await requireActiveOrganisation(context);
}

/**
 * The holder of the wallet, or one of its managers as the roster stands now, of an organisation that is not suspended.
 * @throws CarnetFailure NOT_A_MANAGER, KEY_SUPERSEDED, and those of requireActiveOrganisation
 */
export async function requireHolderOrManager(context: LedgerContext, wallet: Wallet): Promise<void> {
    await requireActiveOrganisation(context);
    const refusal = holderRefusal(wallet, context.caller);
    if (refusal === undefined) return;
    const { walletId, roster } = wallet;
    if (roster !== null && isManager(await readRoster(context, roster), context.caller)) return;
    if (refusal === 'KEY_SUPERSEDED') throw new CarnetFailure(refusal, 'This key was the wallet\'s before it was recovered.', { walletId });
    throw new CarnetFailure('NOT_A_MANAGER', 'Only the holder of the wallet or one of its managers may do this.', {
        walletId, ...roster === null ? {} : { roster },
    });
}
