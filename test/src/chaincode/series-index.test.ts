// The series in chunks against the series as a list: every reading is kept once, the verdict and warnings agree, one chunk is written for each.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { CURRENT_RULES, judge, READING_WARNINGS, type CarnetFailure, type Reading } from '@carnet/domain';
import fc from 'fast-check';
import { CHAINCODE_DIR } from './trade.js';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

interface StoredReading extends Reading { readonly fingerprint: string; readonly recordedDay: number }

const CAR = { replacements: [], imported: false, odometerUnit: 'km' } as const;
interface Index {
    readonly changes: number;
    add(reading: StoredReading): Promise<void>;
    verdict(): { readonly verdict: string; readonly reason: string };
    warnings(reading: StoredReading): Promise<string[]>;
    all(): Promise<StoredReading[]>;
    save(): Promise<object>;
}
const { SeriesIndex, CHUNK_ROWS } = createRequire(import.meta.url)(join(CHAINCODE_DIR, 'dist/vehicle/series-index.js')) as {
    readonly SeriesIndex: new (record: object, stored: object, vin: string, car: object) => Index;
    readonly CHUNK_ROWS: number;
};

/** Chunk keys as a ledger keeps them: JSON by key, reads counted, the record of the head beside. */
class Kept {
    readonly chunks = new Map<string, string>();
    record: object = { rows: [] };
    reads = 0;

    index(): Index {
        return new SeriesIndex(JSON.parse(JSON.stringify(this.record)) as object, {
            read: (_: string, key: string) => {
                this.reads += 1;
                const text = this.chunks.get(key);
                return Promise.resolve(text === undefined ? undefined : JSON.parse(text));
            },
            write: (rows: unknown, _: string, key: string) => {
                this.chunks.set(key, JSON.stringify(rows));
                return Promise.resolve();
            },
        }, 'VIN', CAR);
    }
}

const anyDays = fc.record({
    /** Of each reading, from a narrow or a wide range, in order or not. */
    days: fc.oneof(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 500 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 700 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 700 }).map(days => days.sort((a, b) => a - b)),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 200, maxLength: 700 }).map(days => days.sort((a, b) => b - a)),
    ),
    /** Readings of one transaction. */
    batch: fc.constantFrom(1, 1, 7, 90),
    noise: fc.integer({ min: 0, max: 200 }),
});

test('any readings in any batches', async () => {
    await fc.assert(fc.asyncProperty(anyDays, async ({ days, batch, noise }) => {
        const kept = new Kept();
        const recorded: StoredReading[] = [];
        let index = kept.index();
        for (const [place, day] of days.entries()) {
            const reading: StoredReading = {
                sequence: recorded.length + 2, day: 15_000 + day, value: 1_000 + day * 30 + place * 7919 % (noise + 1), unit: 'km',
                status: place % 19 === 0 ? 'UNREADABLE' : 'READ', source: 'dealer', recordedDay: 15_000 + day + place % 9, fingerprint: String(place),
            };
            const readsBefore = kept.reads;
            try {
                await index.add(reading);
                recorded.push(reading);
            } catch (error) {
                assert.equal((error as CarnetFailure).code, 'DAY_FULL');
                assert.ok(recorded.filter(({ day: of }) => of === reading.day).length >= CHUNK_ROWS);
                continue;
            }
            const warnings = await index.warnings(reading);
            assert.ok(kept.reads - readsBefore <= 2, 'its own chunk, and seldom one after it');
            if ((place + 1) % batch !== 0 && place + 1 < days.length) continue;
            // What the first transaction moves out of the head may be several chunks; later each reading changes one.
            if (batch === 1 && kept.chunks.size > 0) assert.equal(index.changes, 1);
            kept.record = await index.save();
            index = kept.index();
            if (place % 50 > 0 && place + 1 < days.length) continue;
            const expected = judge({ readings: recorded, ...CAR, foreignHistory: false }, CURRENT_RULES);
            assert.deepEqual(index.verdict(), { verdict: expected.verdict, reason: expected.reason });
            assert.deepEqual((await index.all()).sort((a, b) => a.sequence - b.sequence), recorded);
            const named = expected.findings.filter(({ readings }) => readings.includes(reading.sequence)).map(({ code }) => code);
            assert.deepEqual(warnings, READING_WARNINGS.filter(code => named.includes(code)));
        }
    }), { numRuns: 60 });
});

test('readings in the order of time leave full chunks behind', async () => {
    const kept = new Kept();
    for (let place = 0; place < 1_000; place++) {
        const index = kept.index();
        await index.add({ sequence: place + 2, day: 15_000 + place, value: place, unit: 'km', status: 'READ', source: 'dealer', recordedDay: 15_000 + place, fingerprint: String(place) });
        kept.record = await index.save();
    }
    assert.equal(kept.chunks.size, Math.ceil(1_000 / CHUNK_ROWS));
});
