// The import of a file: each row checked, its car found or registered, its entry recorded with others, and told what became of it.
import { entryCodec, isFailureCode, present, sha256Hex, type BatchEntry, type Capability, type EntryReceipt } from '@carnet/domain';
import { throwIfAborted } from '../call/abort.js';
import { ContractClient } from '../call/contract-client.js';
import type { Session } from '../call/session.js';
import { CarnetError, checkedByDomain } from '../errors/carnet-error.js';
import { batchSettings } from '../recording/batch-recording.js';
import { cutIntoBatches } from '../recording/batches.js';
import { Recording } from '../recording/recording.js';
import { ahead } from './ahead.js';
import { SourceBytes, type ImportSource } from './bytes.js';
import { requireLicence, rolesOfCaller } from './caller.js';
import { Cars, type Car } from './cars.js';
import { CheckpointWriter, digestOf, mismatch, readCheckpoint, type Place } from './checkpoint.js';
import { csvImportRows } from './csv-import.js';
import { readMapping } from './mapping.js';
import { motImportRows } from './mot-import.js';
import type { ImportOptions, ImportSummary, RowResult } from './options.js';
import type { Row, RowEntry } from './row.js';
import { sender } from './sending.js';
import { Tally } from './tally.js';

/** Cars that are looked up or registered at once. */
const CARS_AHEAD = 64;
/** Rows after which progress and checkpoint are brought up to date although nothing was sent. */
const ROWS_BETWEEN = 1_000;

/** The field that a refusal is about where the ledger names none. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
    ALREADY_EXISTS: 'entry.entryId', VEHICLE_NOT_FOUND: 'vin', INVALID_VIN: 'vin', VIN_NOT_CONFIRMED: 'vin', BOOK_FULL: 'vin', DAY_FULL: 'entry.date',
};

interface Ready { readonly row: number; readonly entry: RowEntry }
interface OnItsWay extends Ready { readonly car: Car }

class FileImport {
    readonly #bytes: SourceBytes;
    readonly #cars: Cars;
    readonly #tally: Tally;
    readonly #checkpoint: CheckpointWriter | undefined;
    readonly #sent = new Map<number, OnItsWay>();
    #roles: readonly Capability[] = [];
    /** Why nothing more is read: a refusal after which the caller wants to stop, or a fault after which nothing can be read. */
    #stopped: CarnetError | undefined;
    /** Rows when progress was told last, and the row that the checkpoint has. */
    #told = 0;
    #kept: number;

    constructor(
        private readonly session: Session, source: ImportSource, private readonly options: ImportOptions,
        private readonly start: Place, private readonly resumed: Place | undefined,
    ) {
        const { register = false, confirmVinWarnings = false, dryRun = false, checkpoint, onRow, signal, endorsingOrganizations } = options;
        const call = present({ signal, endorsingOrganizations });
        this.#kept = resumed?.row ?? 0;
        this.#bytes = new SourceBytes(source);
        this.#cars = new Cars(new ContractClient(session, 'VehicleRecord'), { register, confirmVinWarnings, dryRun, call });
        this.#tally = new Tally(start, onRow);
        this.#checkpoint = checkpoint === undefined ? undefined : new CheckpointWriter(checkpoint);
    }

    async run(): Promise<ImportSummary> {
        const { batchSize, concurrency } = batchSettings(this.options);
        this.#roles = await rolesOfCaller(new ContractClient(this.session, 'Membership'));
        const recording = new Recording(sender(this.session, this.options.dryRun === true, this.options), {
            recorded: (index, receipt) => { this.#recorded(index, receipt); },
            sent: () => { this.#tell(); },
            refused: (index, error) => this.#refusedByLedger(index, error),
        }, concurrency);
        try {
            for await (const batch of cutIntoBatches(this.#entries(), { batchSize })) {
                await recording.start(batch);
                if (recording.failed) break;
            }
        } finally {
            await this.#finish(recording);
        }
        return this.#summary();
    }

    async #finish(recording: Recording): Promise<void> {
        try {
            await recording.finish();
        } catch (error) {
            // A refusal that the caller wants to stop at is told with its row.
            if (this.#stopped === undefined) throw error instanceof CarnetError ? this.#withCounts(error) : error;
        } finally {
            this.#tell();
            await this.#checkpoint?.settle();
        }
        if (this.#stopped !== undefined) throw this.#withCounts(this.#stopped);
    }

    #withCounts(error: CarnetError): CarnetError {
        return error.with({ details: { ...this.#summary() } });
    }

    #summary(): ImportSummary {
        return { ...this.#tally.counts(this.#cars.registered), dryRun: this.options.dryRun === true };
    }

    /** The checkpoint is written before progress is told, as far as it is known at this moment. */
    #tell(): void {
        const { done } = this.#tally;
        if (done.row > this.#kept) this.#checkpoint?.note(done);
        this.#kept = Math.max(this.#kept, done.row);
        this.#told = this.#tally.counts(0).rows;
        this.options.onProgress?.({ ...this.#tally.counts(this.#cars.registered), bytesRead: this.#bytes.read, bytesTotal: this.#bytes.total });
    }

    #rows(): AsyncIterable<Row> {
        const { options } = this;
        return options.format === 'csv' ? csvImportRows(this.#bytes, readMapping(options.mapping), options.vins) : motImportRows(this.#bytes, options.vins);
    }

    /** @throws CarnetError IMPORT_CHECKPOINT_MISMATCH */
    async *#ready(): AsyncGenerator<Ready, void, undefined> {
        let { digest } = this.start;
        let last = 0;
        for await (const { row, content, outcome } of this.#rows()) {
            throwIfAborted(this.options.signal, 'rejected');
            digest = digestOf(digest, content);
            last = row;
            this.#tally.begin(row, digest);
            const before = row <= (this.resumed?.row ?? 0);
            if (row === this.resumed?.row && digest !== this.resumed.digest) throw mismatch(this.options.checkpoint ?? '');
            if (before || outcome.kind === 'skipped') this.#tally.end({ row, status: 'skipped' });
            else if (outcome.kind === 'fault') this.#faulty(row, outcome.error, outcome.final);
            else if (this.#check(row, outcome)) yield { row, entry: outcome };
            if (this.#stopped !== undefined) return;
            if (this.#tally.counts(0).rows - this.#told >= ROWS_BETWEEN) this.#tell();
        }
        if (last < (this.resumed?.row ?? 0)) throw mismatch(this.options.checkpoint ?? '');
    }

    #faulty(row: number, error: CarnetError, final: boolean): void {
        const { column } = error.details;
        this.#refuse(row, error, typeof column === 'string' ? { column } : {}, final);
    }

    /** Where the import stops at the row, a later run comes back to it. */
    #refuse(row: number, error: CarnetError, about: Pick<RowResult, 'column' | 'vin' | 'entryId'>, final = false): void {
        const stop = final || this.options.onRefusal === 'stop';
        const { code, sentence: message } = error;
        this.#tally.end({ row, status: 'refused', ...about, code, message }, !stop);
        if (stop) this.#stopped ??= error.with({ details: { row, ...about } });
    }

    #refuseEntry(row: number, entry: RowEntry, error: CarnetError): void {
        const { field } = error.details;
        const path = typeof field === 'string' ? field.replace(/^entries\[\d*\]\.?/, 'entry.').replace(/^entry\.vin$/, 'vin') : FIELD_OF_CODE[error.code];
        const column = path === undefined ? undefined : entry.columnOf(path);
        this.#refuse(row, error, { ...present({ column }), vin: entry.vin, entryId: entry.entry.entryId });
    }

    /** What can be known without the ledger: exactly the check that it makes. */
    #check(row: number, entry: RowEntry): boolean {
        try {
            checkedByDomain(() => entryCodec.check(entry.entry));
            requireLicence(this.#roles, entry.entry);
            return true;
        } catch (error) {
            if (!(error instanceof CarnetError)) throw error;
            this.#refuseEntry(row, entry, error);
            return false;
        }
    }

    async *#entries(): AsyncGenerator<BatchEntry, void, undefined> {
        let index = 0;
        const opened = ahead(this.#ready(), CARS_AHEAD, async ready => {
            try {
                return { ...ready, car: await this.#cars.open(ready.entry.vin, ready.entry.registration) };
            } catch (error) {
                return { ...ready, error };
            }
        });
        for await (const found of opened) {
            if ('error' in found) {
                if (!(found.error instanceof CarnetError) || !isFailureCode(found.error.code) || found.error.outcome !== 'rejected') throw found.error;
                this.#refuseEntry(found.row, found.entry, found.error);
            } else if (found.car.exists) {
                this.#sent.set(index++, found);
                yield { ...found.entry.entry, vin: found.entry.vin };
            } else {
                this.#tally.end({ row: found.row, status: 'recorded', vin: found.entry.vin, entryId: found.entry.entry.entryId });
            }
        }
    }

    #recorded(index: number, { vin, entryId, sequence }: EntryReceipt): void {
        const sent = this.#sent.get(index);
        if (sent === undefined) return;
        this.#sent.delete(index);
        const already = sequence <= sent.car.highest;
        // What a dry run is answered is forgotten by the next answer.
        if (this.options.dryRun !== true) sent.car.highest = Math.max(sent.car.highest, sequence);
        this.#tally.end({ row: sent.row, status: already ? 'already' : 'recorded', vin, entryId, sequence });
    }

    #refusedByLedger(index: number, error: CarnetError): boolean {
        const sent = this.#sent.get(index);
        if (sent === undefined) return false;
        this.#sent.delete(index);
        this.#refuseEntry(sent.row, sent.entry, error);
        return this.options.onRefusal !== 'stop';
    }
}

/** What an import depends on besides the rows: a checkpoint of another is of no use. */
function startOf(session: Session, options: ImportOptions): Place {
    const mapping = options.format === 'csv' ? readMapping(options.mapping) : undefined;
    return { row: 0, digest: sha256Hex(JSON.stringify([session.scope, options.format, mapping])) };
}

/** See `Vehicles.import`. */
export async function importFile(session: Session, source: ImportSource, options: ImportOptions): Promise<ImportSummary> {
    const { checkpoint } = options;
    if (checkpoint !== undefined && options.dryRun === true) {
        throw new CarnetError('SETTING_CONFLICT', 'A dry run does nothing that could be gone on from: leave out checkpoint or dryRun.');
    }
    const start = startOf(session, options);
    const resumed = checkpoint === undefined ? undefined : await readCheckpoint(checkpoint);
    const summary = await new FileImport(session, source, options, start, resumed).run();
    if (checkpoint !== undefined) await new CheckpointWriter(checkpoint).remove();
    return summary;
}
