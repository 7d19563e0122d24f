// Where programmes, policies, payees and wallets stand on the ledger: one key each, which every payment that relies on it reads.
import { CarnetFailure, type PolicyCertificate, type Payee, type Policy, type Programme, type Wallet } from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import type { StateCollection } from '../ledger/world-state';

export const PAYEE_TYPE = 'payee';

/** By programme id. */
export function programmes(context: LedgerContext): StateCollection<Programme> {
    return context.state.collection<Programme>('programme');
}

/** By programme id and policy hash: what a policy says never changes, and programmes and wallets name it by its hash. */
export function policies(context: LedgerContext): StateCollection<Policy> {
    return context.state.collection<Policy>('policy');
}

/** By programme id and policy hash: what was proved of it; apart, since no payment reads it. */
export function certificates(context: LedgerContext): StateCollection<PolicyCertificate> {
    return context.state.collection<PolicyCertificate>('certificate');
}

/**
 * By programme id, wallet id or '*' for the programme, and id of a limit or approval: what is counted under it (`countedAs`), whatever became of the
 * version that had it.
 */
export function countings(context: LedgerContext): StateCollection<string> {
    return context.state.collection<string>('counting');
}

/** By programme id and payee id. */
export function payees(context: LedgerContext): StateCollection<Payee> {
    return context.state.collection<Payee>(PAYEE_TYPE);
}

/** By id of a wallet that is or was a payee's, or was opened for one. */
export function payeeWallets(context: LedgerContext): StateCollection<true> {
    return context.state.collection<true>('payee-wallet');
}

/**
 * By id of a wallet into which money came that no payee was paid: issued, or from another holder. Its programme. Written without being read, so that
 * what comes into one wallet does not conflict.
 */
export function holderWallets(context: LedgerContext): StateCollection<string> {
    return context.state.collection<string>('holder-wallet');
}

/** By wallet id. */
export function wallets(context: LedgerContext): StateCollection<Wallet> {
    return context.state.collection<Wallet>('wallet');
}

/** @throws CarnetFailure PROGRAMME_NOT_FOUND */
export async function readProgramme(context: LedgerContext, programmeId: string): Promise<Programme> {
    const programme = await programmes(context).read(programmeId);
    if (programme !== undefined) return programme;
    throw new CarnetFailure('PROGRAMME_NOT_FOUND', 'There is no programme of this id.', { programmeId });
}

/** @throws CarnetFailure POLICY_NOT_FOUND */
export async function readPolicy(context: LedgerContext, programmeId: string, policyHash: string): Promise<Policy> {
    const policy = await policies(context).read(programmeId, policyHash);
    if (policy !== undefined) return policy;
    throw new CarnetFailure('POLICY_NOT_FOUND', 'The programme has no policy of this hash.', { programmeId, policyHash });
}

/** @throws CarnetFailure PAYEE_UNKNOWN */
export async function readPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<Payee> {
    const payee = await payees(context).read(programmeId, payeeId);
    if (payee !== undefined) return payee;
    throw new CarnetFailure('PAYEE_UNKNOWN', 'The programme has no payee of this id.', { programmeId, payeeId });
}

/** @throws CarnetFailure WALLET_NOT_FOUND */
export async function readWallet(context: LedgerContext, walletId: string): Promise<Wallet> {
    const wallet = await wallets(context).read(walletId);
    if (wallet !== undefined) return wallet;
    throw new CarnetFailure('WALLET_NOT_FOUND', 'There is no wallet of this id.', { walletId });
}

/** A wallet for money of this programme. @throws CarnetFailure WALLET_NOT_FOUND, WALLET_OF_OTHER_PROGRAMME */
export async function readWalletOf(context: LedgerContext, programmeId: string, walletId: string): Promise<Wallet> {
    const wallet = await readWallet(context, walletId);
    if (wallet.programmeId === programmeId) return wallet;
    throw new CarnetFailure('WALLET_OF_OTHER_PROGRAMME', 'The wallet is of another programme.', { walletId, programmeId: wallet.programmeId });
}
