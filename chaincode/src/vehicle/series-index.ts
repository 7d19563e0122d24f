// The odometer series of one book in chunks of whole days: an entry touches one chunk, the rest is known by summaries.
import {
    CarnetFailure, CURRENT_RULES, orderSeries, summarise, verdictOf, warningsOn,
    type ReasonCode, type StretchSummary, type Verdict,
} from '@carnet/domain';
import type { StateCollection } from '../ledger/world-state';
import type { SeriesRecord } from './book-state';
import { fromChunkRow, toChunkRow } from './chunk-row';
import { fromRow, isOfSameOrganisation, toRow, type ReadingRow, type SeriesReading } from './reading-row';

/** Rows of a chunk before it is split. */
export const CHUNK_ROWS = 128;
/** Readings of one day: a day is never split, so that its order is seen in one place. */
export const DAY_ROWS = CHUNK_ROWS;
/** Of these from one organisation: none can fill a day alone and so close it to the others. */
export const ORGANISATION_DAY_ROWS = 96;

interface Chunk {
    key: number;
    fromDay: number;
    rows: number;
    summary: StretchSummary | undefined;
    /** Once read: all readings by day and sequence. */
    readings: SeriesReading[] | undefined;
    /** Once read: the usable ones in the order of the judgement. */
    series: readonly SeriesReading[];
    /** Whether its key is to be written. */
    changed: boolean;
}

function chunkOf(key: number, readings: SeriesReading[]): Chunk {
    const series = orderSeries(readings);
    return { key, fromDay: readings[0]?.day ?? 0, rows: readings.length, summary: summarise(series, CURRENT_RULES), readings, series, changed: true };
}

export class SeriesIndex {
    readonly #chunks: Chunk[];
    #nextKey: number;

    readonly #stored: StateCollection<readonly ReadingRow[]>;
    readonly #vin: string;

    constructor(record: SeriesRecord, stored: StateCollection<readonly ReadingRow[]>, vin: string) {
        this.#stored = stored;
        this.#vin = vin;
        if ('rows' in record) {
            this.#chunks = [chunkOf(0, record.rows.map(fromRow))];
            this.#nextKey = 1;
        } else {
            this.#chunks = record.chunks.map(row => {
                const { key, fromDay, rows, summary } = fromChunkRow(row);
                return { key, fromDay, rows, summary, readings: undefined, series: [], changed: false };
            });
            this.#nextKey = record.nextKey;
        }
    }

    /** Adds a reading with the highest sequence so far. @throws CarnetFailure DUPLICATE_ENTRY, DAY_FULL */
    async add(reading: SeriesReading): Promise<void> {
        const index = this.#indexOf(reading.day);
        const chunk = this.#chunk(index);
        const readings = await this.#load(index);
        const ofDay = readings.filter(other => other.day === reading.day);
        const twin = ofDay.find(other => other.fingerprint === reading.fingerprint);
        if (twin !== undefined) {
            throw new CarnetFailure('DUPLICATE_ENTRY', 'Your organisation recorded exactly this already.', { vin: this.#vin, sequence: twin.sequence });
        }
        if (ofDay.length >= DAY_ROWS) throw new CarnetFailure('DAY_FULL', `A book takes at most ${DAY_ROWS} readings for one day.`, { vin: this.#vin });
        if (ofDay.filter(other => isOfSameOrganisation(other, reading)).length >= ORGANISATION_DAY_ROWS) {
            throw new CarnetFailure('DAY_FULL', `A book takes at most ${ORGANISATION_DAY_ROWS} readings of one organisation for one day.`, { vin: this.#vin });
        }
        const after = readings.findIndex(other => other.day > reading.day);
        readings.splice(after < 0 ? readings.length : after, 0, reading);
        if (readings.length > CHUNK_ROWS) this.#split(index, readings, reading.day);
        else this.#chunks[index] = chunkOf(chunk.key, readings);
    }

    verdict(): { verdict: Verdict; reason: ReasonCode } {
        return verdictOf(this.#chunks.map(chunk => chunk.summary), CURRENT_RULES);
    }

    /** Codes of the findings that name this reading, which was added before. */
    async warnings(reading: SeriesReading): Promise<string[]> {
        const index = this.#indexOf(reading.day);
        const summaries = this.#chunks.map(chunk => chunk.summary);
        return warningsOn(reading, {
            before: summaries.slice(0, index),
            stretch: await this.#seriesOf(index),
            after: summaries.slice(index + 1),
            readAfter: later => this.#seriesOf(index + 1 + later),
        }, CURRENT_RULES);
    }

    async all(): Promise<SeriesReading[]> {
        const readings: SeriesReading[] = [];
        for (const index of this.#chunks.keys()) readings.push(...await this.#load(index));
        return readings;
    }

    /** Number of keys that `save` will write. */
    get changes(): number {
        return this.#chunks.filter(chunk => chunk.changed).length;
    }

    /** What the head keeps while the whole series stands in it. */
    async inline(): Promise<SeriesRecord> {
        return { rows: (await this.all()).map(toRow) };
    }

    /** Writes the chunks that changed. @returns what the head keeps */
    async save(): Promise<SeriesRecord> {
        for (const chunk of this.#chunks) {
            if (chunk.changed && chunk.readings !== undefined) await this.#stored.write(chunk.readings.map(toRow), this.#vin, String(chunk.key));
        }
        return { chunks: this.#chunks.map(toChunkRow), nextKey: this.#nextKey };
    }

    #indexOf(day: number): number {
        return Math.max(0, this.#chunks.findLastIndex(chunk => chunk.fromDay <= day));
    }

    #chunk(index: number): Chunk {
        const chunk = this.#chunks[index];
        if (chunk === undefined) throw new Error('The series has no such chunk.');
        return chunk;
    }

    async #load(index: number): Promise<SeriesReading[]> {
        const chunk = this.#chunk(index);
        if (chunk.readings === undefined) {
            const until = this.#chunks[index + 1]?.fromDay ?? Number.MAX_SAFE_INTEGER;
            const rows = await this.#stored.read(this.#vin, String(chunk.key)) ?? [];
            // A split leaves the rows that moved away behind in the old key: the directory says which days it still answers for.
            chunk.readings = rows.map(fromRow).filter(({ day }) => day < until && (index === 0 || day >= chunk.fromDay));
            chunk.series = orderSeries(chunk.readings);
            if (chunk.readings.length !== chunk.rows) throw new Error('A chunk of the series does not hold what the head says.');
        }
        return chunk.readings;
    }

    async #seriesOf(index: number): Promise<readonly SeriesReading[]> {
        await this.#load(index);
        return this.#chunk(index).series;
    }

    /**
     * Cuts a chunk between two days. Only the half with the new reading gets a new key; the other keeps the old one unwritten, so that a
     * split costs no further write. At the end of the book the cut is before the last day, which leaves full chunks behind.
     */
    #split(index: number, readings: readonly SeriesReading[], newDay: number): void {
        const { key, changed } = this.#chunk(index);
        const cuts = readings.flatMap(({ day }, at) => at > 0 && day !== readings[at - 1]?.day ? [at] : []);
        const middle = readings.length / 2;
        const appended = index === this.#chunks.length - 1 && readings.at(-1)?.day === newDay;
        const cut = appended ? cuts.at(-1) : cuts.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b)[0];
        if (cut === undefined) throw new Error('A chunk of one day has outgrown the limit of a day.');
        const left = chunkOf(key, readings.slice(0, cut));
        const right = chunkOf(key, readings.slice(cut));
        const [moved, kept] = newDay < right.fromDay ? [left, right] : [right, left];
        moved.key = this.#nextKey;
        // Unless this transaction had changed it already, what is stored under the old key holds all that is kept.
        kept.changed = changed;
        this.#nextKey += 1;
        this.#chunks.splice(index, 1, left, right);
    }
}
