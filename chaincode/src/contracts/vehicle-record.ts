// The contract `VehicleRecord`: the book that cannot be rewritten.
import {
    canonicalJson, correctionClosingCodec, correctionCodec, decodePageSize, decoders, disclosureCodec, disputeCodec, disputeResolutionCodec,
    entriesCodec, entryCodec, odometerQuestionCodec, offerCodec, recallCodec, retirementCodec, toReceiptRow,
    vehicleCodec,
} from '@carnet/domain';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/ledger-context';
import { LedgerContract } from '../ledger/ledger-contract';
import { Book } from '../vehicle/book';
import { confirmCorrection, proposeCorrection, rejectCorrection } from '../vehicle/correcting';
import { purgeDetails, readDetails, storeDetails, verifyDetails } from '../vehicle/details';
import { openDispute, resolveDispute } from '../vehicle/disputing';
import { checkOdometer, readHistory, readJudgement, readReport } from '../vehicle/reading';
import { openRecall, retireVehicle } from '../vehicle/recalls';
import { recordEntries, recordEntry } from '../vehicle/recording';
import { registerVehicle, requireVin, vehicleOf } from '../vehicle/registration';
import { offerSale, withdrawOffer } from '../vehicle/sale';

@Info({ title: 'VehicleRecord', description: 'The book of a vehicle: entries that nobody can rewrite, and the judgement of its odometer' })
export class VehicleRecordContract extends LedgerContract {
    constructor() {
        super('VehicleRecord');
    }

    /** Opens the book of a vehicle. Answers Vehicle. */
    @Transaction()
    @Returns('string')
    async RegisterVehicle(context: LedgerContext, vin: string, vehicle: string): Promise<string> {
        return canonicalJson(await registerVehicle(context, requireVin(vin, 'vin'), vehicleCodec.decode(vehicle)));
    }

    /** Records one entry. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async RecordEntry(context: LedgerContext, vin: string, entry: string): Promise<string> {
        return canonicalJson(await recordEntry(context, requireVin(vin, 'vin'), entryCodec.decode(entry)));
    }

    /** Records many entries of many vehicles, all or none. Answers a list of ReceiptRow in the order sent. */
    @Transaction()
    @Returns('string')
    async RecordEntries(context: LedgerContext, entries: string): Promise<string> {
        return canonicalJson((await recordEntries(context, entriesCodec.decode(entries))).map(toReceiptRow));
    }

    /** Proposes to read an own entry otherwise, and confirms it where nobody else is needed. Answers CorrectionReceipt. */
    @Transaction()
    @Returns('string')
    async ProposeCorrection(context: LedgerContext, vin: string, correction: string): Promise<string> {
        return canonicalJson(await proposeCorrection(context, requireVin(vin, 'vin'), correctionCodec.decode(correction)));
    }

    /** Confirms another organisation's correction. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async ConfirmCorrection(context: LedgerContext, vin: string, closing: string): Promise<string> {
        return canonicalJson(await confirmCorrection(context, requireVin(vin, 'vin'), correctionClosingCodec.decode(closing)));
    }

    /** Rejects another organisation's correction, or withdraws the own. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async RejectCorrection(context: LedgerContext, vin: string, closing: string): Promise<string> {
        return canonicalJson(await rejectCorrection(context, requireVin(vin, 'vin'), correctionClosingCodec.decode(closing)));
    }

    /** Disputes another organisation's entry. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async OpenDispute(context: LedgerContext, vin: string, dispute: string): Promise<string> {
        return canonicalJson(await openDispute(context, requireVin(vin, 'vin'), disputeCodec.decode(dispute)));
    }

    /** Ends a dispute. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async ResolveDispute(context: LedgerContext, vin: string, resolution: string): Promise<string> {
        return canonicalJson(await resolveDispute(context, requireVin(vin, 'vin'), disputeResolutionCodec.decode(resolution)));
    }

    /** Opens a manufacturer's campaign for the vehicle. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async OpenRecall(context: LedgerContext, vin: string, recall: string): Promise<string> {
        return canonicalJson(await openRecall(context, requireVin(vin, 'vin'), recallCodec.decode(recall)));
    }

    /** Records the end of the vehicle's life and closes its book. Answers EntryReceipt. */
    @Transaction()
    @Returns('string')
    async RetireVehicle(context: LedgerContext, vin: string, retirement: string): Promise<string> {
        return canonicalJson(await retireVehicle(context, requireVin(vin, 'vin'), retirementCodec.decode(retirement)));
    }

    /** Offers the vehicle for sale. Answers Vehicle. */
    @Transaction()
    @Returns('string')
    async OfferSale(context: LedgerContext, vin: string, offer: string): Promise<string> {
        return canonicalJson(await offerSale(context, requireVin(vin, 'vin'), offerCodec.decode(offer)));
    }

    /** Withdraws an offer. Answers Vehicle. */
    @Transaction()
    @Returns('string')
    async WithdrawOffer(context: LedgerContext, vin: string, offerId: string): Promise<string> {
        return canonicalJson(await withdrawOffer(context, requireVin(vin, 'vin'), decoders.identifier(offerId, 'offerId')));
    }

    /** The facts of a vehicle and the verdict on it. Answers Vehicle. */
    @Transaction(false)
    @Returns('string')
    async ReadVehicle(context: LedgerContext, vin: string): Promise<string> {
        const number = requireVin(vin, 'vin');
        return canonicalJson(vehicleOf(number, (await Book.open(context, number)).head));
    }

    /** A page of the book, oldest first. Answers HistoryPage. */
    @Transaction(false)
    @Returns('string')
    async ReadHistory(context: LedgerContext, vin: string, pageSize: string, bookmark: string): Promise<string> {
        return canonicalJson(await readHistory(context, requireVin(vin, 'vin'), decodePageSize(pageSize), bookmark));
    }

    /** The judgement of the odometer. Answers Judgement. */
    @Transaction(false)
    @Returns('string')
    async ReadJudgement(context: LedgerContext, vin: string): Promise<string> {
        return canonicalJson(await readJudgement(context, requireVin(vin, 'vin')));
    }

    /** Compares what a meter shows with the book, and tells no reading. Answers OdometerCheck. */
    @Transaction(false)
    @Returns('string')
    async CheckOdometer(context: LedgerContext, vin: string, reading: string): Promise<string> {
        return canonicalJson(await checkOdometer(context, requireVin(vin, 'vin'), odometerQuestionCodec.decode(reading)));
    }

    /** Facts and judgement at one moment, for organisations to sign: endorsed and never submitted. Answers Report. */
    @Transaction(false)
    @Returns('string')
    async ReadReport(context: LedgerContext, vin: string): Promise<string> {
        return canonicalJson(await readReport(context, requireVin(vin, 'vin')));
    }

    /** Keeps the confidential details of an entry, sent as transient data, in the organisation's private collection. Answers DetailsReceipt. */
    @Transaction()
    @Returns('string')
    async StoreDetails(context: LedgerContext, vin: string, entryId: string): Promise<string> {
        return canonicalJson(await storeDetails(context, requireVin(vin, 'vin'), decoders.identifier(entryId, 'entryId')));
    }

    /** Erases the confidential details of an entry of the caller's organisation. Answers DetailsPurged. */
    @Transaction()
    @Returns('string')
    async PurgeDetails(context: LedgerContext, vin: string, entryId: string): Promise<string> {
        return canonicalJson(await purgeDetails(context, requireVin(vin, 'vin'), decoders.identifier(entryId, 'entryId')));
    }

    /** The confidential details of an entry of the caller's organisation, at its own peer. Answers StoredDetails. */
    @Transaction(false)
    @Returns('string')
    async ReadDetails(context: LedgerContext, vin: string, entryId: string): Promise<string> {
        return canonicalJson(await readDetails(context, requireVin(vin, 'vin'), decoders.identifier(entryId, 'entryId')));
    }

    /** Checks disclosed details against the hash in the book. Answers DisclosedDetails. */
    @Transaction(false)
    @Returns('string')
    async VerifyDetails(context: LedgerContext, vin: string, mspId: string, entryId: string, disclosure: string): Promise<string> {
        const entry = { vin: requireVin(vin, 'vin'), mspId: decoders.identifier(mspId, 'mspId'), entryId: decoders.identifier(entryId, 'entryId') };
        return canonicalJson(await verifyDetails(context, entry, disclosureCodec.decode(disclosure)));
    }
}
