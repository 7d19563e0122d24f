// What is done about a book beside recording in it: corrections, disputes, recalls, offers of sale, the end of a car's life.
import {
    correctionClosingCodec, correctionCodec, decoders, disputeCodec, disputeResolutionCodec, odometerQuestionCodec, offerCodec, recallCodec,
    retirementCodec,
    type CorrectionClosing, type CorrectionProposal, type CorrectionReceipt, type DisputeRequest, type DisputeResolution, type EntryReceipt,
    type OdometerCheck, type OdometerQuestion, type OfferRequest, type RecallRequest, type RequestCodec, type RetirementRequest, type Vehicle,
} from '@carnet/domain';
import type { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import { requireVin } from '../recording/vin.js';

/**
 * ```ts
 * const { status } = await garage.vehicles.proposeCorrection(vin, {
 *     entryId: 'correction-1', corrects: 'order-4711', value: 63_420, unit: 'km', reason: 'a digit too many', date: '2022-06-20',
 * });
 * if (status === 'PENDING') {
 *     await inspector.vehicles.confirmCorrection(vin, {
 *         entryId: 'confirmation-1', closes: { mspId: 'Org2MSP', entryId: 'correction-1' }, date: '2022-06-21',
 *     });
 * }
 * ```
 */
export abstract class VehicleProcedures {
    readonly #contract: ContractClient;

    protected constructor(contract: ContractClient) {
        this.#contract = contract;
    }

    async #submit<Request, Answer>(fn: string, codec: RequestCodec<Request>, vin: string, request: Request, options: CallOptions): Promise<Answer> {
        const json = checkedByDomain(() => codec.encode(request));
        return this.#contract.committed(fn, [requireVin(vin), json], options);
    }

    /**
     * Says what the meter showed in truth in an entry of the own organisation. Within 5 days, and before anyone else wrote in the book, that is
     * CONFIRMED at once; else it is PENDING until an inspector, authority or manufacturer of another organisation confirms it.
     * @throws CarnetError ENTRY_NOT_FOUND, NOT_CORRECTABLE, CORRECTION_PENDING, EVIDENCE_NEEDED (after 28 days), TOO_MANY_OPEN
     */
    proposeCorrection(vin: string, correction: CorrectionProposal, options: CallOptions = {}): Promise<CorrectionReceipt> {
        return this.#submit('ProposeCorrection', correctionCodec, vin, correction, options);
    }

    /** @throws CarnetError CORRECTION_NOT_PENDING, SECOND_ORGANISATION_NEEDED, NOT_LICENSED */
    confirmCorrection(vin: string, closing: CorrectionClosing, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('ConfirmCorrection', correctionClosingCodec, vin, closing, options);
    }

    /** Of another organisation; of the own, that withdraws it. @throws CarnetError CORRECTION_NOT_PENDING, NOT_LICENSED */
    rejectCorrection(vin: string, closing: CorrectionClosing, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('RejectCorrection', correctionClosingCodec, vin, closing, options);
    }

    /** Says that an entry of another organisation is wrong. @throws CarnetError OWN_ENTRY, ENTRY_NOT_FOUND, ALREADY_DISPUTED, TOO_MANY_OPEN */
    openDispute(vin: string, dispute: DisputeRequest, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('OpenDispute', disputeCodec, vin, dispute, options);
    }

    /** Withdraws the own dispute, or decides one between others. @throws CarnetError DISPUTE_NOT_OPEN, NOT_YOUR_DISPUTE, PARTY_TO_DISPUTE */
    resolveDispute(vin: string, resolution: DisputeResolution, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('ResolveDispute', disputeResolutionCodec, vin, resolution, options);
    }

    /** Opens a campaign for the car; an entry RECALL_DONE that names it closes it. @throws CarnetError RECALL_ALREADY_OPEN, RECALLS_FULL */
    openRecall(vin: string, recall: RecallRequest, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('OpenRecall', recallCodec, vin, recall, options);
    }

    /** Records the end of the car's life: after it only corrections and disputes are recorded. @throws CarnetError VEHICLE_RETIRED */
    retire(vin: string, retirement: RetirementRequest, options: CallOptions = {}): Promise<EntryReceipt> {
        return this.#submit('RetireVehicle', retirementCodec, vin, retirement, options);
    }

    /** Offers a car that the own organisation has in stock. @throws CarnetError NOT_IN_STOCK, OFFER_STANDS, ALREADY_EXISTS, VEHICLE_RETIRED */
    offerSale(vin: string, offer: OfferRequest, options: CallOptions = {}): Promise<Vehicle> {
        return this.#submit('OfferSale', offerCodec, vin, offer, options);
    }

    /** @throws CarnetError OFFER_NOT_FOUND */
    async withdrawOffer(vin: string, offerId: string, options: CallOptions = {}): Promise<Vehicle> {
        const id = checkedByDomain(() => decoders.identifier(offerId, 'offerId'));
        return this.#contract.committed('WithdrawOffer', [requireVin(vin), id], options);
    }

    /** Whether what the dashboard shows goes with the book; no reading of it is told. @throws CarnetError VEHICLE_NOT_FOUND */
    checkOdometer(vin: string, reading: OdometerQuestion, options: CallOptions = {}): Promise<OdometerCheck> {
        const json = checkedByDomain(() => odometerQuestionCodec.encode(reading));
        return this.#contract.evaluate('CheckOdometer', [requireVin(vin), json], options);
    }
}
