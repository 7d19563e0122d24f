// The contract `PolicyWallet`: money that can only be spent as agreed.
import {
    canonicalJson, captureCodec, coinFreezeCodec, coinThawCodec, consolidationCodec, decodeHorizonDays, decodeOptionalDecision, decodePageSize,
    decoders, freezeReason, issueCodec, orderCodec, payeeCodec, paymentCodec, paymentProposalCodec, policyCodec, programmeCodec, recoveryCodec,
    redemptionCodec, refundCodec, reservationCodec, returnCodec, walletCodec,
} from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';
import { listPayees, registerPayee, restorePayee, suspendPayee } from './payees';
import { checkPolicyFor, proposePolicy, publishPolicy } from './policies';
import { readPolicyRecord } from './policy-judging';
import { createProgramme, pauseProgramme, resumeProgramme } from './programmes';
import { cancelRecovery, completeRecovery, proposeRecovery } from './recovery';
import { proposeWalletPolicy, setWalletPolicy } from './wallet-policies';
import { readPayee, readProgramme, readWallet } from './wallet-state';
import { freezeWallet, openWallet, proposeUnfreeze, unfreeze } from './wallets';
import { audit } from './auditing';
import { redeem, returnExpired } from './burning';
import { freezeCoins, proposeUnfreezeCoins, unfreezeCoins } from './coin-freezing';
import { consolidate } from './consolidating';
import { damageOfWallet } from './damage';
import { explain } from './explaining';
import { issue as issueCoins } from './issuing';
import { pay } from './paying';
import { proposePayment } from './proposing-payment';
import { readCoins, readJournal, readPayment, readStatement } from './reading-money';
import { refund as refundPayment } from './refunding';
import { capture as captureReserved, release, reserve } from './reserving';

const { identifier, sha256Text } = decoders;

@Info({ title: 'PolicyWallet', description: 'Money with a purpose: programmes, policies, payees, wallets, and what is paid between them' })
export class PolicyWalletContract extends LedgerContract {
    constructor() {
        super('PolicyWallet');
    }

    /** Creates a programme of the caller's organisation. Answers Programme. */
    @Transaction()
    @Returns('string')
    async CreateProgramme(context: LedgerContext, programme: string): Promise<string> {
        return canonicalJson(await createProgramme(context, programmeCodec.decode(programme)));
    }

    /** Stops issue and payments of a programme. Answers Programme. */
    @Transaction()
    @Returns('string')
    async PauseProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await pauseProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** Lets a paused programme go on. Answers Programme. */
    @Transaction()
    @Returns('string')
    async ResumeProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await resumeProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** Proves a policy for a programme, and writes nothing. Answers PolicyVerdict. */
    @Transaction(false)
    @Returns('string')
    async CheckPolicy(context: LedgerContext, programmeId: string, policy: string): Promise<string> {
        return canonicalJson(await checkPolicyFor(context, identifier(programmeId, 'programmeId'), policyCodec.decode(policy)));
    }

    /** Asks the programme's roster for a policy. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposePolicy(context: LedgerContext, programmeId: string, policy: string, decisionId: string): Promise<string> {
        const programme = identifier(programmeId, 'programmeId');
        return canonicalJson(await proposePolicy(context, programme, policyCodec.decode(policy), identifier(decisionId, 'decisionId')));
    }

    /** Puts a policy in force, proved and, unless it tightens, decided. Answers PublishedPolicy. */
    @Transaction()
    @Returns('string')
    async PublishPolicy(context: LedgerContext, programmeId: string, policy: string, decisionId: string): Promise<string> {
        const programme = identifier(programmeId, 'programmeId');
        return canonicalJson(await publishPolicy(context, programme, policyCodec.decode(policy), decodeOptionalDecision(decisionId)));
    }

    /** Registers a payee, or gives it other facts. Answers Payee. */
    @Transaction()
    @Returns('string')
    async RegisterPayee(context: LedgerContext, payee: string): Promise<string> {
        return canonicalJson(await registerPayee(context, payeeCodec.decode(payee)));
    }

    /** Stops payments to a payee. Answers Payee. */
    @Transaction()
    @Returns('string')
    async SuspendPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await suspendPayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** Lets a suspended payee be paid again. Answers Payee. */
    @Transaction()
    @Returns('string')
    async RestorePayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await restorePayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** Opens a wallet for a key. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async OpenWallet(context: LedgerContext, wallet: string): Promise<string> {
        return canonicalJson(await openWallet(context, walletCodec.decode(wallet)));
    }

    /** Asks the managers of a wallet for a policy that loosens. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeWalletPolicy(context: LedgerContext, walletId: string, policy: string, decisionId: string): Promise<string> {
        const wallet = identifier(walletId, 'walletId');
        return canonicalJson(await proposeWalletPolicy(context, wallet, policyCodec.decode(policy), identifier(decisionId, 'decisionId')));
    }

    /** Gives a wallet a policy of its own, proved and, unless it tightens, decided. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async SetWalletPolicy(context: LedgerContext, walletId: string, policy: string, decisionId: string): Promise<string> {
        const wallet = identifier(walletId, 'walletId');
        return canonicalJson(await setWalletPolicy(context, wallet, policyCodec.decode(policy), decodeOptionalDecision(decisionId)));
    }

    /** Freezes a wallet at once. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async FreezeWallet(context: LedgerContext, walletId: string, reason: string): Promise<string> {
        return canonicalJson(await freezeWallet(context, identifier(walletId, 'walletId'), freezeReason(reason, 'reason')));
    }

    /** Asks the managers to unfreeze a wallet. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeUnfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await proposeUnfreeze(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Unfreezes a wallet by a decision of its managers. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async Unfreeze(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await unfreeze(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Freezes single coins of a wallet at once. Answers WalletCoins. */
    @Transaction()
    @Returns('string')
    async FreezeCoins(context: LedgerContext, coinFreeze: string): Promise<string> {
        return canonicalJson(await freezeCoins(context, coinFreezeCodec.decode(coinFreeze)));
    }

    /** Asks the managers of a wallet to unfreeze coins. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeUnfreezeCoins(context: LedgerContext, coinThaw: string): Promise<string> {
        return canonicalJson(await proposeUnfreezeCoins(context, coinThawCodec.decode(coinThaw)));
    }

    /** Unfreezes coins by the decision of the managers. Answers WalletCoins. */
    @Transaction()
    @Returns('string')
    async UnfreezeCoins(context: LedgerContext, coinThaw: string): Promise<string> {
        return canonicalJson(await unfreezeCoins(context, coinThawCodec.decode(coinThaw)));
    }

    /** Proposes to bind a wallet to a new key. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposeRecovery(context: LedgerContext, recovery: string): Promise<string> {
        return canonicalJson(await proposeRecovery(context, recoveryCodec.decode(recovery)));
    }

    /** Ends a recovery that is not completed. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async CancelRecovery(context: LedgerContext, walletId: string, decisionId: string): Promise<string> {
        return canonicalJson(await cancelRecovery(context, identifier(walletId, 'walletId'), identifier(decisionId, 'decisionId')));
    }

    /** Binds a wallet to the new key that its managers have approved. Answers Wallet. */
    @Transaction()
    @Returns('string')
    async CompleteRecovery(context: LedgerContext, recovery: string): Promise<string> {
        return canonicalJson(await completeRecovery(context, recoveryCodec.decode(recovery)));
    }

    /** A programme. Answers Programme. */
    @Transaction(false)
    @Returns('string')
    async ReadProgramme(context: LedgerContext, programmeId: string): Promise<string> {
        return canonicalJson(await readProgramme(context, identifier(programmeId, 'programmeId')));
    }

    /** A policy of a programme or of its wallets, with what was proved of it. Answers PolicyRecord. */
    @Transaction(false)
    @Returns('string')
    async ReadPolicy(context: LedgerContext, programmeId: string, policyHash: string): Promise<string> {
        return canonicalJson(await readPolicyRecord(context, identifier(programmeId, 'programmeId'), sha256Text(policyHash, 'policyHash')));
    }

    /** A payee. Answers Payee. */
    @Transaction(false)
    @Returns('string')
    async ReadPayee(context: LedgerContext, programmeId: string, payeeId: string): Promise<string> {
        return canonicalJson(await readPayee(context, identifier(programmeId, 'programmeId'), identifier(payeeId, 'payeeId')));
    }

    /** The payees of a programme. Answers PayeePage. */
    @Transaction(false)
    @Returns('string')
    async ListPayees(context: LedgerContext, programmeId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await listPayees(context, identifier(programmeId, 'programmeId'), decodePageSize(pageSize), bookmark));
    }

    /** A wallet, without its coins. Answers Wallet. */
    @Transaction(false)
    @Returns('string')
    async ReadWallet(context: LedgerContext, walletId: string): Promise<string> {
        return canonicalJson(await readWallet(context, identifier(walletId, 'walletId')));
    }

    /** Issues coins into a wallet. Answers Movement. */
    @Transaction()
    @Returns('string')
    async Issue(context: LedgerContext, issue: string): Promise<string> {
        return canonicalJson(await issueCoins(context, issueCodec.decode(issue)));
    }

    /** Pays. Answers PaymentReceipt. */
    @Transaction()
    @Returns('string')
    async Pay(context: LedgerContext, payment: string): Promise<string> {
        return canonicalJson(await pay(context, paymentCodec.decode(payment)));
    }

    /** Keeps coins for a payment that the payee captures. Answers PaymentReceipt. */
    @Transaction()
    @Returns('string')
    async Reserve(context: LedgerContext, reservation: string): Promise<string> {
        return canonicalJson(await reserve(context, reservationCodec.decode(reservation)));
    }

    /** Pays what was reserved, once. Answers PaymentReceipt. */
    @Transaction()
    @Returns('string')
    async Capture(context: LedgerContext, capture: string): Promise<string> {
        return canonicalJson(await captureReserved(context, captureCodec.decode(capture)));
    }

    /** Gives a reservation back to the payer. Answers PaymentReceipt. */
    @Transaction()
    @Returns('string')
    async Release(context: LedgerContext, programmeId: string, paymentId: string): Promise<string> {
        return canonicalJson(await release(context, identifier(programmeId, 'programmeId'), identifier(paymentId, 'paymentId')));
    }

    /** Gives a payment back, in part or whole, under its own policy. Answers PaymentReceipt. */
    @Transaction()
    @Returns('string')
    async Refund(context: LedgerContext, refund: string): Promise<string> {
        return canonicalJson(await refundPayment(context, refundCodec.decode(refund)));
    }

    /** Burns coins of a payee, to whom the issuer owes their sum. Answers Movement. */
    @Transaction()
    @Returns('string')
    async Redeem(context: LedgerContext, redemption: string): Promise<string> {
        return canonicalJson(await redeem(context, redemptionCodec.decode(redemption)));
    }

    /** Burns coins whose time is over. Answers Movement. */
    @Transaction()
    @Returns('string')
    async ReturnExpired(context: LedgerContext, returned: string): Promise<string> {
        return canonicalJson(await returnExpired(context, returnCodec.decode(returned)));
    }

    /** Makes one coin of many of one lot. Answers Movement. */
    @Transaction()
    @Returns('string')
    async Consolidate(context: LedgerContext, consolidation: string): Promise<string> {
        return canonicalJson(await consolidate(context, consolidationCodec.decode(consolidation)));
    }

    /** Asks a roster for a payment that needs approval. Answers Decision. */
    @Transaction()
    @Returns('string')
    async ProposePayment(context: LedgerContext, paymentProposal: string): Promise<string> {
        return canonicalJson(await proposePayment(context, paymentProposalCodec.decode(paymentProposal)));
    }

    /** What Pay would decide, with the smallest changes that would be allowed. Answers Explanation. */
    @Transaction(false)
    @Returns('string')
    async Explain(context: LedgerContext, order: string): Promise<string> {
        return canonicalJson(await explain(context, orderCodec.decode(order)));
    }

    /** The coins of a wallet. Answers CoinPage. */
    @Transaction(false)
    @Returns('string')
    async ReadCoins(context: LedgerContext, walletId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await readCoins(context, identifier(walletId, 'walletId'), decodePageSize(pageSize), bookmark));
    }

    /** What moved in a wallet, newest first. Answers JournalPage. */
    @Transaction(false)
    @Returns('string')
    async ReadStatement(context: LedgerContext, walletId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await readStatement(context, identifier(walletId, 'walletId'), decodePageSize(pageSize), bookmark));
    }

    /** Everything that moved money of a programme. Answers JournalPage. */
    @Transaction(false)
    @Returns('string')
    async ReadJournal(context: LedgerContext, programmeId: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await readJournal(context, identifier(programmeId, 'programmeId'), decodePageSize(pageSize), bookmark));
    }

    /** A payment as it stands. Answers Payment. */
    @Transaction(false)
    @Returns('string')
    async ReadPayment(context: LedgerContext, programmeId: string, paymentId: string): Promise<string> {
        return canonicalJson(await readPayment(context, identifier(programmeId, 'programmeId'), identifier(paymentId, 'paymentId')));
    }

    /** Adds up coins, and what was issued, redeemed and burned. Answers AuditPage. */
    @Transaction(false)
    @Returns('string')
    async Audit(context: LedgerContext, programmeId: string, bookmark: string): Promise<string> {
        return canonicalJson(await audit(context, identifier(programmeId, 'programmeId'), bookmark));
    }

    /** The most that somebody with the holder's key could move before a freeze. Answers DamageBound. */
    @Transaction(false)
    @Returns('string')
    async DamageBound(context: LedgerContext, walletId: string, horizonDays: string): Promise<string> {
        return canonicalJson(await damageOfWallet(context, identifier(walletId, 'walletId'), decodeHorizonDays(horizonDays)));
    }
}
