// The series in chunks against the series as a list: every reading is kept once, the verdict and warnings agree, one chunk is written for each.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import {
    CURRENT_RULES, judge, READING_WARNINGS, seriesInputOf, withCorrection,
    type CarnetFailure, type MeterReplacement, type Reading, type ReadingCorrection, type SourceClass,
} from '@carnet/domain';
import fc from 'fast-check';
import { CHAINCODE_DIR } from './trade.js';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

interface StoredReading extends Reading { readonly fingerprint: string; readonly recordedDay: number }
interface Car {
    readonly replacements: readonly MeterReplacement[];
    readonly imported: boolean;
    readonly odometerDigits?: number;
    readonly odometerUnit: 'km';
    readonly firstRegistration: string;
}
interface Index {
    readonly changes: number;
    add(reading: StoredReading): Promise<void>;
    setCorrection(day: number, sequence: number, step: ReadingCorrection): Promise<void>;
    setCar(car: Car): Promise<void>;
    verdict(): { readonly verdict: string; readonly reason: string };
    check(shown: { readonly day: number; readonly value: number; readonly unit: 'km' }): string;
    findings(reading: StoredReading): Promise<{ readonly soft: string[]; readonly warnings: string[] }>;
    all(): Promise<StoredReading[]>;
    save(): Promise<object>;
}
const load = createRequire(import.meta.url);
const { SeriesIndex } = load(join(CHAINCODE_DIR, 'dist/vehicle/series-index.js')) as {
    readonly SeriesIndex: new (record: object, state: object, vin: string, car: Car) => Index;
};
const { DAY_ROWS, JOINED_ROWS, TAIL_ROWS } = load(join(CHAINCODE_DIR, 'dist/vehicle/chunk.js')) as Readonly<Record<'DAY_ROWS' | 'JOINED_ROWS' | 'TAIL_ROWS', number>>;

/** Chunks and their directory as a ledger keeps them: JSON by key, reads counted, the record of the head beside. */
class Kept {
    readonly chunks = new Map<string, string>();
    readonly directories = new Map<string, string>();
    record: object = { tail: [] };
    car: Car = { replacements: [], imported: false, odometerUnit: 'km', firstRegistration: '2011-01-25' };
    reads = 0;

    index(): Index {
        const state = { chunks: this.#collection(this.chunks), directories: this.#collection(this.directories) };
        return new SeriesIndex(JSON.parse(JSON.stringify(this.record)) as object, state, 'VIN', this.car);
    }

    #collection(values: Map<string, string>): object {
        return {
            read: (...key: string[]) => {
                this.reads += 1;
                const text = values.get(key.join());
                return Promise.resolve(text === undefined ? undefined : JSON.parse(text));
            },
            write: (value: unknown, ...key: string[]) => {
                values.set(key.join(), JSON.stringify(value));
                return Promise.resolve();
            },
        };
    }
}

const anyBook = fc.record({
    /** Of each reading, from a narrow or a wide range, in order or not. */
    days: fc.oneof(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 500 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 900 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 900 }).map(days => days.sort((a, b) => a - b)),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 900 }).map(days => days.sort((a, b) => b - a)),
    ),
    /** Readings of one transaction. */
    batch: fc.constantFrom(1, 1, 7, 90),
    noise: fc.integer({ min: 0, max: 200 }),
    /** Every so many readings one is legacy, one is corrected, the meter is replaced; 0 for never. */
    legacy: fc.constantFrom(0, 0, 3, 50),
    corrected: fc.constantFrom(0, 11, 60),
    replaced: fc.constantFrom(0, 0, 150),
    digits: fc.constantFrom(undefined, 5),
});

/** Whether something that happens every so many readings happens now. */
function isTurn(every: number, place: number): boolean {
    return every > 0 && place % every === every - 1;
}

test('any readings, corrections and replacements in any batches', async () => {
    await fc.assert(fc.asyncProperty(anyBook, async ({ days, batch, noise, legacy, corrected, replaced, digits }) => {
        const kept = new Kept();
        let recorded: StoredReading[] = [];
        let index = kept.index();
        for (const [place, day] of days.entries()) {
            const source: SourceClass = isTurn(legacy, place) ? 'legacy' : 'dealer';
            const reading: StoredReading = {
                sequence: recorded.length + 2, day: 15_000 + day, value: 1_000 + day * 30 + place * 7919 % (noise + 1), unit: 'km',
                status: place % 19 === 0 ? 'UNREADABLE' : 'READ', source, recordedDay: 15_000 + day + place % 9, fingerprint: String(place),
            };
            const readsBefore = kept.reads;
            const { soft: asked, warnings } = await index.findings(reading);
            try {
                await index.add(reading);
                recorded.push(reading);
                if (place % 40 === 0) {
                    const { findings } = judge(seriesInputOf(recorded, kept.car), CURRENT_RULES);
                    const isBelow = findings.some(({ code, readings }) => code.startsWith('ROLLBACK') && readings.indexOf(reading.sequence) > 0);
                    assert.equal(asked.includes('LOWER_THAN_BEFORE'), isBelow);
                }
            } catch (error) {
                assert.equal((error as CarnetFailure).code, 'DAY_FULL');
                assert.ok(recorded.filter(({ day: of }) => of === reading.day).length >= DAY_ROWS);
                continue;
            }
            assert.ok(kept.reads - readsBefore <= 3, 'the directory, its own chunk, and seldom one after it');
            if (isTurn(corrected, place)) {
                const wrong = recorded[place * 31 % recorded.length];
                assert.ok(wrong !== undefined);
                const step: ReadingCorrection = { value: 1_000 + (wrong.day - 15_000) * 30, unit: 'km', status: place % 2 === 0 ? 'CONFIRMED' : 'PENDING' };
                await index.setCorrection(wrong.day, wrong.sequence, step);
                recorded = recorded.map(other => other === wrong ? withCorrection(wrong, step) : other);
            }
            if (isTurn(replaced, place)) {
                const replacement = { sequence: 10_000 + place, day: 15_000 + day, oldMillimetres: day * 30_000_000, newMillimetres: 0 };
                kept.car = { ...kept.car, replacements: [...kept.car.replacements, replacement] };
                await index.setCar(kept.car);
            }
            if (place === 170 && digits !== undefined) {
                kept.car = { ...kept.car, odometerDigits: digits };
                await index.setCar(kept.car);
            }
            if ((place + 1) % batch !== 0 && place + 1 < days.length) continue;
            if (batch === 1 && !isTurn(corrected, place)) assert.ok(index.changes <= 2);
            kept.record = await index.save();
            index = kept.index();
            if (place % 50 > 0 && place + 1 < days.length) continue;
            const expected = judge(seriesInputOf(recorded, kept.car), CURRENT_RULES);
            assert.deepEqual(index.verdict(), { verdict: expected.verdict, reason: expected.reason });
            assert.deepEqual((await index.all()).sort((a, b) => a.sequence - b.sequence), recorded);
            if (isTurn(corrected, place) || isTurn(replaced, place) || place === 170) continue; // What followed the warnings changed them.
            const named = expected.findings.filter(({ readings }) => readings.includes(reading.sequence)).map(({ code }) => code);
            const isLeftOut = (code: string): boolean => legacy > 0 && ['MINOR_DROP', 'ROLLBACK_LEGACY'].includes(code) && !warnings.some(own => own === code);
            assert.deepEqual(warnings, READING_WARNINGS.filter(code => named.includes(code) && !isLeftOut(code)));
        }
    }), { numRuns: 50 });
});

/** A book of one reading a day, each in a transaction of its own. */
async function grown(length: number): Promise<{ readonly kept: Kept; readonly reads: number[] }> {
    const kept = new Kept();
    const reads: number[] = [];
    for (let place = 0; place < length; place++) {
        const index = kept.index();
        const before = kept.reads;
        await index.add({
            sequence: place + 2, day: 15_000 + place, value: place * 40, unit: 'km', status: 'READ', source: 'dealer', recordedDay: 15_000 + place,
            fingerprint: String(place),
        });
        kept.record = await index.save();
        reads.push(kept.reads - before);
    }
    return { kept, reads };
}

test('readings in the order of time leave well filled chunks behind, and touch one in every TAIL_ROWS entries at most', async () => {
    const { kept, reads } = await grown(1_000);
    assert.ok(kept.chunks.size <= Math.ceil(1_000 / (JOINED_ROWS - TAIL_ROWS)));
    assert.ok(reads.reduce((sum, count) => sum + count, 0) <= 2 * 1_000 / TAIL_ROWS);
});

test('the head of a book that grew by the day is as short after 3 000 readings as after 100', async () => {
    const lengths = [100, 1_000, 3_000];
    const bytes = await Promise.all(lengths.map(async length => {
        const { kept } = await grown(length);
        return JSON.stringify({ ...kept.record, tail: [] }).length;
    }));
    assert.ok(Math.max(...bytes) < 100, bytes.join());
});

test('a summary stands for the chunks before the tail only until something changes in them', async () => {
    const { kept } = await grown(300);
    const late = (place: number, value: number): StoredReading => ({
        sequence: 1_000 + place, day: 15_000 + place, value, unit: 'km', status: 'READ', source: 'dealer', recordedDay: 15_300, fingerprint: `late ${place}`,
    });
    let index = kept.index();
    assert.deepEqual(index.verdict(), { verdict: 'LOGICAL', reason: '00_ASCENDING' });
    await index.add(late(10, 5_000));
    assert.deepEqual([index.verdict().reason, index.changes], ['04_LOWER_THAN_EARLIER', 2]);
    kept.record = await index.save();
    index = kept.index();
    const before = kept.reads;
    assert.equal(index.verdict().reason, '04_LOWER_THAN_EARLIER');
    assert.equal(kept.reads, before, 'known without the directory');
    await index.setCorrection(15_010, 1_010, { value: 400, unit: 'km', status: 'CONFIRMED' });
    kept.record = await index.save();
    assert.deepEqual(kept.index().verdict(), { verdict: 'LOGICAL', reason: '00_ASCENDING' });
});

test('what a meter is said to show is compared with the meter in the car, and no reading is told', async () => {
    const { kept } = await grown(300);
    const index = kept.index();
    const day = 15_300;
    for (const [value, expected] of [
        [11_960, 'MATCH'], [11_861, 'MATCH'], [11_860, 'LOWER_THAN_LEDGER'], [12_960, 'MATCH'], [12_961, 'IMPLAUSIBLY_HIGH'],
    ] as const) assert.equal(index.check({ day, value, unit: 'km' }), expected, `${value} km`);
    const readsBefore = kept.reads;
    await index.setCar({ ...kept.car, replacements: [{ sequence: 900, day, oldMillimetres: 11_960_000_000, newMillimetres: 0 }] });
    assert.equal(index.check({ day, value: 5, unit: 'km' }), 'NO_DATA');
    assert.equal(index.verdict().reason, '02_REPLACED');
    assert.equal(kept.reads, readsBefore, 'the day of the replacement stands in the head');
    assert.equal(new Kept().index().check({ day, value: 5, unit: 'km' }), 'NO_DATA');
});
