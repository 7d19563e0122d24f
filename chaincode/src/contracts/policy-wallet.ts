// The contract `PolicyWallet`: money that can only be spent as agreed. Here is what moves it and tells of it; the rest is in what it extends.
import {
    canonicalJson, captureCodec, consolidationCodec, decodePageSize, decoders, issueCodec, orderCodec, paymentCodec, paymentProposalCodec,
    redemptionCodec, refundCodec, reservationCodec, returnCodec,
} from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/ledger-context';
import { audit } from '../wallet/auditing';
import { redeem, returnExpired } from '../wallet/burning';
import { consolidate } from '../wallet/consolidating';
import { explain } from '../wallet/explaining';
import { issue as issueCoins } from '../wallet/issuing';
import { pay } from '../wallet/paying';
import { proposePayment } from '../wallet/proposing-payment';
import { readCoins, readJournal, readPayment, readStatement } from '../wallet/reading-money';
import { refund as refundPayment } from '../wallet/refunding';
import { capture as captureReserved, release, reserve } from '../wallet/reserving';
import { WalletFunctions } from './wallet-functions';

const { identifier } = decoders;

@Info({ title: 'PolicyWallet', description: 'Money with a purpose: programmes, policies, payees, wallets, and what is paid between them' })
export class PolicyWalletContract extends WalletFunctions {
    constructor() {
        super('PolicyWallet');
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
}
