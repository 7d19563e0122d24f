// Cuts a stream of entries into batches that one transaction takes.
import { BATCH_MAX_BYTES, BATCH_MAX_ENTRIES, BATCH_MAX_VEHICLES, checkVin, type BatchEntry } from '@carnet/domain';
import { CarnetError } from '../errors/carnet-error.js';

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

interface Waiting {
    readonly entry: BatchEntry;
    /** As the ledger writes it: one car may be written in two ways. A VIN that is none is refused when its batch is sent. */
    readonly vin: string;
    /** UTF-8 bytes of the element with its comma. JSON.stringify writes what cannot be sent too; the decoder refuses that later, by its path. */
    readonly bytes: number;
}

function waitingOf(entry: BatchEntry): Waiting {
    return { entry, vin: checkVin(entry.vin).vin, bytes: Buffer.byteLength(JSON.stringify(entry), 'utf8') + 1 };
}

/** How many to send before the next entry. The car of which it is goes with it: of two transactions on one book the second waits for the first. */
function lengthBefore(waiting: readonly Waiting[], next: Waiting): number {
    const beforeCar = waiting.findLastIndex(({ vin }) => vin !== next.vin) + 1;
    return beforeCar > 0 ? beforeCar : waiting.length;
}

/**
 * Batches in the order of the entries, as large as the limits of RecordEntries allow without parting the consecutive entries of a car, where
 * these fit in one batch.
 * @throws CarnetError SETTING_INVALID
 */
export async function* cutIntoBatches(entries: Entries, limits: BatchLimits): AsyncGenerator<Batch, void, undefined> {
    const { batchSize, maxBytes = BATCH_MAX_BYTES, maxVehicles = BATCH_MAX_VEHICLES } = limits;
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > BATCH_MAX_ENTRIES) {
        throw new CarnetError('SETTING_INVALID', `The option batchSize is not an integer from 1 to ${BATCH_MAX_ENTRIES}.`, { details: { option: 'batchSize' } });
    }
    let first = 0;
    let waiting: Waiting[] = [];
    let vins = new Set<string>();
    let bytes = 2;
    const add = (next: Waiting): void => {
        waiting.push(next);
        vins.add(next.vin);
        bytes += next.bytes;
    };
    const take = (length: number): Batch => {
        const [taken, kept] = [waiting.slice(0, length), waiting.slice(length)];
        const batch = { first, entries: taken.map(({ entry }) => entry), vins: new Set(taken.map(({ vin }) => vin)) };
        first += length;
        [waiting, vins, bytes] = [[], new Set(), 2];
        kept.forEach(add);
        return batch;
    };
    for await (const entry of entries) {
        const next = waitingOf(entry);
        const isFull = (): boolean =>
            waiting.length >= batchSize || bytes + next.bytes > maxBytes || (!vins.has(next.vin) && vins.size >= maxVehicles);
        while (waiting.length > 0 && isFull()) yield take(lengthBefore(waiting, next));
        add(next);
    }
    if (waiting.length > 0) yield take(waiting.length);
}
