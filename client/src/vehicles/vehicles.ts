// The face of the contract VehicleRecord: cars and their books.
import { randomUUID } from 'node:crypto';
import {
    entryCodec, vehicleCodec,
    type BatchEntry, type DetailsPurged, type DetailsReceipt, type DisclosedDetails, type Disclosure,
    type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement, type RecordedEntry, type Report,
    type StoredDetails, type Vehicle, type VehicleRegistration,
} from '@carnet/domain';
import { ContractClient } from '../call/contract-client.js';
import type { CallOptions } from '../call/invocation.js';
import { pageSizeText, type PageOptions } from '../call/page.js';
import type { Session } from '../call/session.js';
import type { CertificateOptions } from '../certificate/endorsed-answer.js';
import type { Certificate } from '../certificate/format.js';
import { issueCertificate } from '../certificate/issue.js';
import { checkedByDomain } from '../errors/carnet-error.js';
import type { ImportSource } from '../import/bytes.js';
import { importFile } from '../import/import.js';
import type { ImportOptions, ImportSummary } from '../import/options.js';
import { recordAll, type BatchRecording, type RecordAllOptions } from '../recording/batch-recording.js';
import { requireVin } from '../recording/vin.js';
import { DetailsClient, type DetailValues } from './details.js';
import { VehicleProcedures } from './procedures.js';

/** An id for an entry that has none of its own. A work order's is the better one: it is the same when a program is run again. */
export function freshEntryId(): string {
    return randomUUID();
}

export interface RecordOptions extends CallOptions {
    /** Confidential: they stay at your organisation's peers, and the entry keeps a hash of them with random salts. */
    readonly details?: DetailValues;
}

/**
 * ```ts
 * const vin = 'VF1JM0D0641234567';
 * await carnet.vehicles.register(vin, { make: 'RENAULT', model: 'SCENIC', firstRegistration: '2009-03-17', odometerUnit: 'mi' });
 * const receipt = await carnet.vehicles.record(vin, {
 *     entryId: 'order-4711', type: 'SERVICE', date: '2012-02-20', source: 'independent',
 *     odometer: { value: 21757, unit: 'mi', status: 'READ', method: 'DASH' }, work: ['Oil and filter changed'],
 * });
 * for await (const entry of carnet.vehicles.history(vin)) console.log(entry.sequence, entry.date, entry.odometer.value);
 * ```
 */
export class Vehicles extends VehicleProcedures {
    readonly #session: Session;
    readonly #contract: ContractClient;
    readonly #details: DetailsClient;

    constructor(session: Session) {
        const contract = new ContractClient(session, 'VehicleRecord');
        super(contract);
        this.#session = session;
        this.#contract = contract;
        this.#details = new DetailsClient(this.#contract, session.mspId);
    }

    /**
     * Opens the book of a car. Registering it again with the same facts returns the car as it stands.
     * @throws CarnetError INVALID_VIN, VIN_NOT_CONFIRMED, ALREADY_EXISTS, NOT_LICENSED, and the decoder's codes naming the field
     */
    async register(vin: string, vehicle: VehicleRegistration, options: CallOptions = {}): Promise<Vehicle> {
        const json = checkedByDomain(() => vehicleCodec.encode(vehicle));
        return this.#contract.committed('RegisterVehicle', [requireVin(vin), json], options);
    }

    /**
     * Writes one entry. A lower reading than before is recorded all the same, with a warning in the receipt.
     *
     * With `details` these are stored first, then the entry with their hash. After a failure the same call may simply be made again.
     * ```ts
     * await carnet.vehicles.record(vin, entry, { details: { invoice: 'Timing belt, 684.20 EUR', customerNumber: 'K-20931' } });
     * ```
     * @throws CarnetError VEHICLE_NOT_FOUND, ALREADY_EXISTS, DUPLICATE_ENTRY, NOT_LICENSED, INVALID_DATE, and the decoder's codes naming the field;
     * with details NOT_OWN_PEER, PEER_ORGANISATION_UNKNOWN
     */
    async record(vin: string, entry: EntryRequest, { details, ...options }: RecordOptions = {}): Promise<EntryReceipt> {
        if (details !== undefined) return this.#details.record(requireVin(vin), entry, details, options);
        const json = checkedByDomain(() => entryCodec.encode(entry));
        return this.#contract.committed('RecordEntry', [requireVin(vin), json], options);
    }

    /**
     * Writes many entries of many cars in few transactions, in the order given for each car; a batch that the ledger finds too large goes in halves.
     * After a failure the same call may simply be made again: what is recorded already is not recorded twice.
     * @throws CarnetError with `details.index`, the place of the entry at fault, where one is; `details.recorded`, how many entries are on the ledger
     */
    recordAll(entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>, options: RecordAllOptions = {}): Promise<BatchRecording> {
        return recordAll(this.#session, entries, options);
    }

    /**
     * Records the rows of a file of any size: a DVSA MOT history (JSON), or CSV with a column mapping (docs/import.md). Ids of entries come from
     * the file or from what a row says, so that an import that ended early may simply be made again; with a checkpoint it goes on where it was.
     *
     * ```ts
     * const { recorded, refused } = await carnet.vehicles.import('tests.csv', {
     *     format: 'csv', mapping: readMapping(await readFile('mapping.json', 'utf8')), register: true, checkpoint: 'tests.checkpoint',
     *     onRow: ({ row, status, code, column, message }) => { if (status === 'refused') console.log(row, column, code, message); },
     * });
     * ```
     * @returns once every row has ended; a refused row is told to `onRow` and does not end the import unless `onRefusal` is `stop`
     * @throws CarnetError with `details.row` and `details.column` where a row ends the import, and the counts of what was done before;
     *     IMPORT_MAPPING_INVALID, IMPORT_CHECKPOINT_INVALID, IMPORT_CHECKPOINT_MISMATCH, FILE_UNREADABLE, NOT_A_MEMBER, and what a submit can throw
     */
    import(source: ImportSource, options: ImportOptions): Promise<ImportSummary> {
        return importFile(this.#session, source, options);
    }

    /** @throws CarnetError INVALID_VIN, VEHICLE_NOT_FOUND */
    async read(vin: string, options: CallOptions = {}): Promise<Vehicle> {
        return await this.#contract.evaluate('ReadVehicle', [requireVin(vin)], options);
    }

    /** One page of the book, oldest first; pass `bookmark` on for the next. @throws CarnetError VEHICLE_NOT_FOUND, OUT_OF_RANGE, INVALID_BOOKMARK */
    async historyPage(vin: string, { pageSize, bookmark = '', ...options }: PageOptions = {}): Promise<HistoryPage> {
        return await this.#contract.evaluate('ReadHistory', [requireVin(vin), pageSizeText(pageSize), bookmark], options);
    }

    /** The whole book, oldest first, fetched page by page as it is read. */
    async *history(vin: string, options: Omit<PageOptions, 'bookmark'> = {}): AsyncGenerator<RecordedEntry, void, undefined> {
        for await (const page of this.#contract.pages(bookmark => this.historyPage(vin, { ...options, bookmark }))) yield* page.entries;
    }

    /** What the odometer series of the car amounts to. @throws CarnetError VEHICLE_NOT_FOUND */
    async judgement(vin: string, options: CallOptions = {}): Promise<Judgement> {
        return await this.#contract.evaluate('ReadJudgement', [requireVin(vin)], options);
    }

    /**
     * Facts and judgement at one moment, as one peer answers them; `certificate` has them signed.
     * @throws CarnetError INVALID_VIN, VEHICLE_NOT_FOUND, CLOCK_SKEW
     */
    async report(vin: string, options: CallOptions = {}): Promise<Report> {
        return await this.#contract.evaluate('ReadReport', [requireVin(vin)], options);
    }

    /**
     * Stores details of an entry that is recorded afterwards with the answered `detailsHash`, e.g. by `recordAll`; `record` does both.
     * @throws CarnetError NOT_OWN_PEER, PEER_ORGANISATION_UNKNOWN, NOT_LICENSED, VEHICLE_NOT_FOUND, ALREADY_EXISTS where the entry stands with others
     */
    async storeDetails(vin: string, entryId: string, details: DetailValues, options: CallOptions = {}): Promise<DetailsReceipt> {
        return this.#details.storeValues(requireVin(vin), entryId, details, options);
    }

    /**
     * The details of an entry of your organisation, with their salts.
     * @throws CarnetError NOT_OWN_PEER, NOT_LICENSED, DETAILS_NOT_FOUND, DETAILS_PURGED, DETAILS_UNAVAILABLE
     */
    async readDetails(vin: string, entryId: string, options: CallOptions = {}): Promise<StoredDetails> {
        return this.#details.read(requireVin(vin), entryId, options);
    }

    /**
     * What is handed to somebody who shall see these details and no other; written into a file as JSON, anybody can check it.
     * @throws CarnetError as `readDetails`, INVALID_VALUE for a name that the entry does not have, ENTRY_NOT_FOUND before it is recorded
     */
    async discloseDetails(vin: string, entryId: string, names: readonly string[], options: CallOptions = {}): Promise<Disclosure> {
        return this.#details.disclose(requireVin(vin), entryId, names, options);
    }

    /**
     * Has the ledger check a disclosure, of whichever organisation. `verifyDisclosure` does it without a network.
     * @throws CarnetError VEHICLE_NOT_FOUND, ENTRY_NOT_FOUND, ENTRY_WITHOUT_DETAILS, DISCLOSURE_MISMATCH, and the decoder's codes naming the field
     */
    async verifyDetails(disclosure: Disclosure | string, options: CallOptions = {}): Promise<DisclosedDetails> {
        return this.#details.verify(disclosure, options);
    }

    /**
     * Erases the details of an entry of your organisation for ever; the book is what it was.
     * @throws CarnetError NOT_OWN_PEER, NOT_LICENSED, DETAILS_NOT_FOUND
     */
    async purgeDetails(vin: string, entryId: string, options: CallOptions = {}): Promise<DetailsPurged> {
        return this.#details.purge(requireVin(vin), entryId, options);
    }

    /**
     * A proof of the whole book for somebody who trusts nobody's server: the report, signed by the peers of several organisations, with all
     * entries. `serialiseCertificate` writes the file, `withhold` leaves entries or fields out, `verifyCertificate` checks either without a network.
     *
     * ```ts
     * const certificate = await carnet.vehicles.certificate(vin);
     * writeFileSync(`${vin}${CERTIFICATE_EXTENSION}`, serialiseCertificate(certificate));
     * ```
     * @throws CarnetError VEHICLE_NOT_FOUND, SIGNERS_UNAVAILABLE, ENDORSERS_UNAVAILABLE, ENDORSEMENT_MISMATCH, BOOK_BEHIND
     */
    certificate(vin: string, options: CertificateOptions = {}): Promise<Certificate> {
        return issueCertificate(this.#session, requireVin(vin), options);
    }
}
