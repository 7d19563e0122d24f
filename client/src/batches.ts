// Cuts a stream of entries into batches that one transaction takes.
import { BATCH_MAX_BYTES, BATCH_MAX_ENTRIES, BATCH_MAX_VEHICLES, checkVin, type BatchEntry } from '@carnet/domain';
import { CarnetError } from './errors/carnet-error.js';

export type Entries = Iterable<BatchEntry> | AsyncIterable<BatchEntry>;

export interface Batch {
    /** Place of its first entry in the whole. */
    readonly first: number;
    readonly entries: readonly BatchEntry[];
    readonly vins: ReadonlySet<string>;
}

export interface BatchLimits {
    /** Entries, 1…256. */
    readonly batchSize: number;
    /** UTF-8 bytes of the JSON array. */
    readonly maxBytes?: number;
    readonly maxVehicles?: number;
}

/** Of one element with its comma. JSON.stringify writes what cannot be sent too; the decoder refuses that later, by its path. */
function bytesOf(entry: BatchEntry): number {
    return Buffer.byteLength(JSON.stringify(entry), 'utf8') + 1;
}

/**
 * Batches in the order of the entries, each as large as the limits of RecordEntries allow.
 * @throws CarnetError SETTING_INVALID
 */
export async function* cutIntoBatches(entries: Entries, limits: BatchLimits): AsyncGenerator<Batch, void, undefined> {
    const { batchSize, maxBytes = BATCH_MAX_BYTES, maxVehicles = BATCH_MAX_VEHICLES } = limits;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > BATCH_MAX_ENTRIES) {
        throw new CarnetError('SETTING_INVALID', `The option batchSize is not an integer from 1 to ${BATCH_MAX_ENTRIES}.`, { details: { option: 'batchSize' } });
    }
    let first = 0;
    let waiting: BatchEntry[] = [];
    let vins = new Set<string>();
    let bytes = 2;
    for await (const entry of entries) {
        const size = bytesOf(entry);
        // One car may be written in two ways; a VIN that is none is refused when its batch is sent.
        const { vin } = checkVin(entry.vin);
        const full = waiting.length >= batchSize || bytes + size > maxBytes || (!vins.has(vin) && vins.size >= maxVehicles);
        if (full && waiting.length > 0) {
            yield { first, entries: waiting, vins };
            first += waiting.length;
            waiting = [];
            vins = new Set();
            bytes = 2;
        }
        waiting.push(entry);
        vins.add(vin);
        bytes += size;
    }
    if (waiting.length > 0) yield { first, entries: waiting, vins };
}
