// The odometer series of one book: its end in the head, beside a summary of all that comes before. That stands in chunks of whole days, of which a
// late entry touches one and knows the others by their summaries in the directory.
import {
    CarnetFailure, checkOdometer, CURRENT_RULES, cuttingReplacements, isUsable, orderSeries, placeOf, SeriesOverview, softFindings, warningsOn,
    withCorrection,
    type OdometerCheck, type OdometerUnit, type ReadingCorrection, type ReadingSurroundings, type ReadingWarning,
    type SeriesPoint, type SoftFinding, type StretchSummary, type VehicleCircumstances, type VerdictWithReason,
} from '@carnet/domain';
import type { SeriesRecord, SeriesState } from './book-state';
import {
    chunkOf, CHUNK_ROWS, DAY_ROWS, FIRST_TAIL_ROWS, isStored, JOINED_ROWS, middleCut, ORGANISATION_DAY_ROWS, TAIL_ROWS, unreadChunk, type Chunk,
} from './chunk';
import { fromChunkRow, toChunkRow } from './chunk-row';
import { fromRow, isOfSameOrganisation, toRow, type SeriesReading } from './reading-row';
import { joinedSummaries, summariesFromRow, summariesOf, summariesToRow, summaryFor } from './stretch-summaries';

/** The facts of the car that its series is judged with. */
export interface SeriesCar extends VehicleCircumstances {
    /** Of the car's own meter. */
    readonly odometerUnit: OdometerUnit;
}

export interface ReadingFindings {
    /** What has to be confirmed (CONFIRMATION_NEEDED). */
    readonly soft: readonly SoftFinding[];
    /** Codes of the findings of the judgement that name the reading. */
    readonly warnings: readonly ReadingWarning[];
}

export class SeriesIndex {
    readonly #record: SeriesRecord;
    readonly #state: SeriesState;
    readonly #vin: string;
    /** In order of time, the tail last. */
    readonly #chunks: Chunk[];
    /** Until the directory is read, the first of `#chunks` stands for all that it names. */
    #standsForAll: boolean;
    #nextKey = 1;
    #car: SeriesCar;

    constructor(record: SeriesRecord, state: SeriesState, vin: string, car: SeriesCar) {
        this.#record = record;
        this.#state = state;
        this.#vin = vin;
        this.#car = car;
        const { earlier, tail } = record;
        this.#standsForAll = earlier !== undefined;
        this.#chunks = earlier === undefined ? [] : [unreadChunk({ key: undefined, fromDay: 0, rows: 0, summaries: summariesFromRow(earlier) })];
        this.#chunks.push(chunkOf(undefined, tail.map(fromRow), car.replacements));
    }

    /** Adds a reading with the highest sequence so far. @throws CarnetFailure DUPLICATE_ENTRY, DAY_FULL */
    async add(reading: SeriesReading): Promise<void> {
        const index = await this.#indexOf(reading.day);
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
        if (chunk.key !== undefined && readings.length > CHUNK_ROWS) this.#split(index, readings, reading.day);
        else this.#chunks[index] = chunkOf(chunk.key, readings, this.#car.replacements);
        const tailRows = this.#chunks.length === 1 ? FIRST_TAIL_ROWS : TAIL_ROWS;
        if (chunk.key === undefined && readings.length > tailRows) await this.#shortenTail(readings);
    }

    /** The reading of an entry by its place in the book; undefined where the entry has none. */
    async find(day: number, sequence: number): Promise<SeriesReading | undefined> {
        return (await this.#load(await this.#indexOf(day))).find(reading => reading.sequence === sequence);
    }

    /**
     * Carries a step of the correction of a reading into the series: PENDING when it is proposed, then CONFIRMED or REJECTED.
     * @param day on which the corrected entry stands
     */
    async setCorrection(day: number, sequence: number, step: ReadingCorrection): Promise<void> {
        const index = await this.#indexOf(day);
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
            const index = await this.#indexOf(day);
            const series = await this.#seriesOf(index);
            Object.assign(this.#chunk(index), { summaries: summariesOf(series, car.replacements), row: undefined });
        }
    }

    verdict(): VerdictWithReason {
        return this.#overview().verdict();
    }

    /** CheckOdometer: what is known of the meter that is in the car, against what it is said to show. */
    check(shown: SeriesPoint): OdometerCheck['answer'] {
        return checkOdometer(shown, this.#overview().current(), this.#car.odometerDigits, CURRENT_RULES);
    }

    /** What is found of a reading that is not added yet, as if it had been: what its writer has to confirm, and what he is warned of. */
    async findings(reading: SeriesReading): Promise<ReadingFindings> {
        const index = await this.#indexOf(reading.day);
        const surroundings = this.#around(index, orderSeries([...await this.#seriesOf(index), reading]));
        const place = isUsable(reading) ? placeOf(reading, surroundings, CURRENT_RULES) : undefined;
        return {
            soft: softFindings(reading, this.#car.odometerUnit, place, CURRENT_RULES),
            warnings: await warningsOn(reading, place, surroundings, later => this.#seriesOf(index + 1 + later), CURRENT_RULES),
        };
    }

    async all(): Promise<SeriesReading[]> {
        await this.#readDirectory();
        return (await Promise.all(this.#chunks.map((_, index) => this.#load(index)))).flat();
    }

    /** Number of keys that `save` will write. */
    get changes(): number {
        return this.#chunks.filter(({ changed }) => changed).length + (this.#isDirectoryChanged ? 1 : 0);
    }

    /** Writes what changed of the chunks and their directory. @returns what the head keeps */
    async save(): Promise<SeriesRecord> {
        const stored = this.#chunks.filter(isStored);
        for (const { key, changed, readings } of stored) {
            if (changed) await this.#state.chunks.write(readings?.map(toRow) ?? [], this.#vin, String(key));
        }
        const tail = this.#chunks.at(-1)?.readings?.map(toRow) ?? [];
        if (!this.#isDirectoryChanged) return { ...this.#record, tail };
        await this.#state.directories.write({ chunks: stored.map(chunk => chunk.row ?? toChunkRow(chunk)), nextKey: this.#nextKey }, this.#vin);
        return { earlier: summariesToRow(joinedSummaries(stored.map(({ summaries }) => summaries), this.#car.replacements)), tail };
    }

    get #isDirectoryChanged(): boolean {
        return this.#chunks.some(chunk => isStored(chunk) && chunk.row === undefined);
    }

    /** Puts the chunks in the place of what stands for them. */
    async #readDirectory(): Promise<void> {
        if (!this.#standsForAll) return;
        const directory = await this.#state.directories.read(this.#vin);
        if (directory === undefined) throw new Error('A book with stored readings has no directory of them.');
        this.#standsForAll = false;
        this.#nextKey = directory.nextKey;
        this.#chunks.splice(0, 1, ...directory.chunks.map(row => unreadChunk({ ...fromChunkRow(row), row })));
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

    /** Of the chunk that answers for a day: for one of the tail without reading the directory. */
    async #indexOf(day: number): Promise<number> {
        if (day < (this.#chunks.at(-1)?.fromDay ?? 0)) await this.#readDirectory();
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
            const rows = await this.#state.chunks.read(this.#vin, String(chunk.key)) ?? [];
            // A split leaves the rows that moved away behind in the old key: the directory says which days it still answers for.
            chunk.readings = rows.map(fromRow).filter(({ day }) => day < until && (index === 0 || day >= chunk.fromDay));
            if (chunk.readings.length !== chunk.rows) throw new Error('A chunk of the series does not hold what the directory says.');
        }
        return chunk.readings;
    }

    async #seriesOf(index: number): Promise<readonly SeriesReading[]> {
        const readings = await this.#load(index);
        const chunk = this.#chunk(index);
        chunk.series ??= orderSeries(readings);
        return chunk.series;
    }

    /**
     * Cuts a chunk between two days. Only the half with the new reading gets a new key; the other keeps the old one unwritten, so that a
     * split costs no further write.
     */
    #split(index: number, readings: readonly SeriesReading[], newDay: number): void {
        const { key, changed } = this.#chunk(index);
        const cut = middleCut(readings);
        const isNewOnTheLeft = newDay < (readings[cut]?.day ?? 0);
        // Unless this transaction had changed it already, what is stored under the old key holds all that is kept.
        const half = (part: SeriesReading[], isNew: boolean): Chunk =>
            chunkOf(isNew ? this.#takeKey() : key, part, this.#car.replacements, isNew || changed);
        this.#chunks.splice(index, 1, half(readings.slice(0, cut), isNewOnTheLeft), half(readings.slice(cut), !isNewOnTheLeft));
    }

    /**
     * Moves all but the last day of the tail into the last chunk, or into a new one where that has taken enough: once in TAIL_ROWS entries.
     * @param readings of the tail
     */
    async #shortenTail(readings: readonly SeriesReading[]): Promise<void> {
        const lastDay = readings.at(-1)?.day ?? 0;
        const moved = readings.filter(({ day }) => day < lastDay);
        if (moved.length === 0) return;
        await this.#readDirectory();
        const index = this.#chunks.length - 1;
        const last = this.#chunks[index - 1];
        const joins = last !== undefined && last.rows + moved.length <= JOINED_ROWS;
        const before = joins ? await this.#load(index - 1) : [];
        const chunk = chunkOf(joins ? last.key : this.#takeKey(), [...before, ...moved], this.#car.replacements);
        const tail = chunkOf(undefined, readings.filter(({ day }) => day === lastDay), this.#car.replacements);
        this.#chunks.splice(joins ? index - 1 : index, joins ? 2 : 1, chunk, tail);
    }

    #takeKey(): number {
        this.#nextKey += 1;
        return this.#nextKey - 1;
    }
}
