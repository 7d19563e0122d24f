// The odometer series of one book in chunks of whole days: an entry touches one chunk, the rest is known by summaries.
import {
    CarnetFailure, checkOdometer, CURRENT_RULES, cuttingReplacements, orderSeries, SeriesOverview, softFindings, warningsOn, withCorrection,
    type MeterReplacement, type OdometerCheck, type OdometerUnit, type ReadingCorrection, type ReadingSurroundings, type ReadingWarning,
    type SeriesPoint, type SoftFinding, type StretchSummary, type VehicleCircumstances, type VerdictWithReason,
} from '@carnet/domain';
import type { StateCollection } from '../ledger/world-state';
import type { SeriesRecord } from './book-state';
import { fromChunkRow, toChunkRow } from './chunk-row';
import { summariesOf, summaryFor, type StretchSummaries } from './stretch-summaries';
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
    summaries: StretchSummaries | undefined;
    /** Once read: all readings by day and sequence. */
    readings: SeriesReading[] | undefined;
    /** Once read: the usable ones in the order of the judgement. */
    series: readonly SeriesReading[];
    /** Whether its key is to be written. */
    changed: boolean;
}

function chunkOf(key: number, readings: SeriesReading[], replacements: readonly MeterReplacement[]): Chunk {
    const series = orderSeries(readings);
    const fromDay = readings[0]?.day ?? 0;
    return { key, fromDay, rows: readings.length, summaries: summariesOf(series, replacements), readings, series, changed: true };
}

/** The facts of the car that its series is judged with. */
export interface SeriesCar extends VehicleCircumstances {
    /** Of the car's own meter. */
    readonly odometerUnit: OdometerUnit;
}

export class SeriesIndex {
    readonly #chunks: Chunk[];
    #nextKey: number;
    #car: SeriesCar;

    readonly #stored: StateCollection<readonly ReadingRow[]>;
    readonly #vin: string;

    constructor(record: SeriesRecord, stored: StateCollection<readonly ReadingRow[]>, vin: string, car: SeriesCar) {
        this.#stored = stored;
        this.#vin = vin;
        this.#car = car;
        if ('rows' in record) {
            this.#chunks = [chunkOf(0, record.rows.map(fromRow), car.replacements)];
            this.#nextKey = 1;
        } else {
            this.#chunks = record.chunks.map(row => ({ ...fromChunkRow(row), readings: undefined, series: [], changed: false }));
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
        else this.#chunks[index] = chunkOf(chunk.key, readings, this.#car.replacements);
    }

    /**
     * Carries a step of the correction of a reading into the series: PENDING when it is proposed, then CONFIRMED or REJECTED.
     * @param day on which the corrected entry stands
     */
    async setCorrection(day: number, sequence: number, step: ReadingCorrection): Promise<void> {
        const index = this.#indexOf(day);
        const readings = await this.#load(index);
        if (!readings.some(reading => reading.sequence === sequence)) throw new Error('The series does not hold the reading that is corrected.');
        this.#chunks[index] = chunkOf(this.#chunk(index).key, readings.map(reading =>
            reading.sequence === sequence ? withCorrection(reading, step) : reading), this.#car.replacements);
    }

    /** Goes on with changed facts of the car. A replacement cuts one stretch, which is read; every stretch is known for all numbers of digits. */
    async setCar(car: SeriesCar): Promise<void> {
        const before = this.#car.replacements;
        this.#car = car;
        for (const { day } of cuttingReplacements(car.replacements.filter(replacement => !before.includes(replacement)), CURRENT_RULES)) {
            const index = this.#indexOf(day);
            this.#chunk(index).summaries = summariesOf(await this.#seriesOf(index), car.replacements);
        }
    }

    verdict(): VerdictWithReason {
        return this.#overview().verdict();
    }

    /** CheckOdometer: what is known of the meter that is in the car, against what it is said to show. */
    check(shown: SeriesPoint): OdometerCheck['answer'] {
        return checkOdometer(shown, this.#overview().current(), this.#car.odometerDigits, CURRENT_RULES);
    }

    /** What its writer has to confirm (CONFIRMATION_NEEDED) before this reading is added. */
    async softFindings(reading: SeriesReading): Promise<SoftFinding[]> {
        const index = this.#indexOf(reading.day);
        const stretch = orderSeries([...await this.#seriesOf(index), reading]);
        return softFindings(reading, this.#car.odometerUnit, this.#around(index, stretch), CURRENT_RULES);
    }

    /** Codes of the findings that name this reading, which was added before. */
    async warnings(reading: SeriesReading): Promise<ReadingWarning[]> {
        const index = this.#indexOf(reading.day);
        const surroundings = this.#around(index, await this.#seriesOf(index));
        return warningsOn(reading, surroundings, later => this.#seriesOf(index + 1 + later), CURRENT_RULES);
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

    #summaries(): (StretchSummary | undefined)[] {
        return this.#chunks.map(({ summaries }) => summaryFor(summaries, this.#car.odometerDigits));
    }

    #overview(): SeriesOverview {
        return new SeriesOverview(this.#summaries(), this.#car, CURRENT_RULES);
    }

    #around(index: number, stretch: readonly SeriesReading[]): ReadingSurroundings {
        const summaries = this.#summaries();
        return { before: summaries.slice(0, index), stretch, after: summaries.slice(index + 1), circumstances: this.#car };
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
        const left = chunkOf(key, readings.slice(0, cut), this.#car.replacements);
        const right = chunkOf(key, readings.slice(cut), this.#car.replacements);
        const [moved, kept] = newDay < right.fromDay ? [left, right] : [right, left];
        moved.key = this.#nextKey;
        // Unless this transaction had changed it already, what is stored under the old key holds all that is kept.
        kept.changed = changed;
        this.#nextKey += 1;
        this.#chunks.splice(index, 1, left, right);
    }
}
