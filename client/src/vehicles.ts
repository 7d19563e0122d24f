// The face of the contract VehicleRecord: cars and their books.
import { randomUUID } from 'node:crypto';
import {
    entryCodec, vehicleCodec,
    type BatchEntry, type EntryReceipt, type EntryRequest, type HistoryPage, type Judgement, type RecordedEntry, type Report, type Vehicle,
    type VehicleRegistration,
} from '@carnet/domain';
import { recordAll, type BatchRecording, type RecordAllOptions } from './batch-recording.js';
import type { CallOptions } from './call/invocation.js';
import type { Session } from './call/session.js';
import { ContractClient } from './contract-client.js';
import { checkedByDomain } from './errors/carnet-error.js';
import type { ImportSource } from './import/bytes.js';
import { importFile } from './import/import.js';
import type { ImportOptions, ImportSummary } from './import/options.js';
import { pageSizeText, type PageOptions } from './page.js';
import { requireVin } from './vin.js';

/** An id for an entry that has none of its own. A work order's is the better one: it is the same when a program is run again. */
export function freshEntryId(): string {
    return randomUUID();
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
export class Vehicles {
    readonly #session: Session;
    readonly #contract: ContractClient;

    constructor(session: Session) {
        this.#session = session;
        this.#contract = new ContractClient(session, 'VehicleRecord');
    }

    /**
     * Opens the book of a car. Registering it again with the same facts returns the car as it stands.
     * @throws CarnetError INVALID_VIN, VIN_NOT_CONFIRMED, ALREADY_EXISTS, NOT_LICENSED, and the decoder's codes naming the field
     */
    async register(vin: string, vehicle: VehicleRegistration, options: CallOptions = {}): Promise<Vehicle> {
        const json = checkedByDomain(() => vehicleCodec.encode(vehicle));
        return (await this.#contract.submit<Vehicle>('RegisterVehicle', [requireVin(vin), json], options)).value;
    }

    /**
     * Writes one entry. A lower reading than before is recorded all the same, with a warning in the receipt.
     * @throws CarnetError VEHICLE_NOT_FOUND, ALREADY_EXISTS, DUPLICATE_ENTRY, NOT_LICENSED, INVALID_DATE, and the decoder's codes naming the field
     */
    async record(vin: string, entry: EntryRequest, options: CallOptions = {}): Promise<EntryReceipt> {
        const json = checkedByDomain(() => entryCodec.encode(entry));
        return (await this.#contract.submit<EntryReceipt>('RecordEntry', [requireVin(vin), json], options)).value;
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

    /** Facts and judgement at one moment, as one peer answers them; `certificate` has them signed. @throws CarnetError VEHICLE_NOT_FOUND, CLOCK_SKEW */
    async report(vin: string, options: CallOptions = {}): Promise<Report> {
        return await this.#contract.evaluate('ReadReport', [requireVin(vin)], options);
    }
}
