// Properties of the judgement: summaries fold to it, warnings are its findings, and the order of recording plays no part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CURRENT_RULES, judge, orderSeries, READING_WARNINGS, summarise, verdictOf, warningsOn, type Judgement, type OdometerStatus, type OdometerUnit,
    type Reading,
} from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const CAR = { replacements: [], imported: false, foreignHistory: false } as const;
const METER = { cuts: [] } as const;

/** Few days and values close to the thresholds, so that ties, drops and jumps are common. */
const anyReading = fc.record({
    day: fc.oneof(fc.integer({ min: 18_000, max: 18_012 }), fc.integer({ min: 18_000, max: 19_000 })),
    minute: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    value: fc.oneof(fc.integer({ min: 50_000, max: 50_250 }), fc.integer({ min: 0, max: 120_000 })),
    unit: fc.constantFrom<OdometerUnit>('km', 'km', 'km', 'mi'),
    status: fc.constantFrom<OdometerStatus>('READ', 'READ', 'READ', 'READ', 'READ', 'UNREADABLE', 'NO_ODOMETER'),
});

function numbered(readings: readonly Omit<Reading, 'sequence' | 'source'>[], sequences?: readonly number[]): Reading[] {
    return readings.map(({ minute, ...rest }, index) => ({
        ...rest, ...(minute === undefined ? {} : { minute }), sequence: sequences?.[index] ?? index + 2, source: 'independent',
    }));
}

const anySeries = fc.array(anyReading, { maxLength: 40 }).map(readings => numbered(readings as Omit<Reading, 'sequence' | 'source'>[]));

/** Cuts a series between days into stretches. */
function stretchesOf(readings: readonly Reading[], cutDays: readonly number[]): Reading[][] {
    const bounds = [-Infinity, ...[...cutDays].sort((a, b) => a - b), Infinity];
    return bounds.slice(1).map((until, index) => readings.filter(({ day }) => day >= (bounds[index] ?? 0) && day < until));
}
const anyCuts = fc.array(fc.integer({ min: 18_000, max: 19_000 }).map(day => day < 18_500 ? 18_000 + day % 13 : day), { maxLength: 8 });

test('the verdict on summaries is the verdict on all readings, wherever the series is cut between days', () => {
    fc.assert(fc.property(anySeries, anyCuts, (readings, cuts) => {
        const { verdict, reason } = judge({ readings, ...CAR }, CURRENT_RULES);
        const summaries = stretchesOf(readings, cuts).map(stretch => summarise(orderSeries(stretch), METER, CURRENT_RULES));
        assert.deepEqual(verdictOf(summaries, CAR, CURRENT_RULES), { verdict, reason });
    }), { numRuns: 2_000 });
});

test('the warnings on a reading are the codes of exactly the findings that name it', async () => {
    await fc.assert(fc.asyncProperty(anySeries.filter(readings => readings.length > 0), anyCuts, fc.nat(), async (readings, cuts, pick) => {
        const reading = readings[pick % readings.length];
        assert.ok(reading);
        const stretches = stretchesOf(readings, cuts);
        const index = stretches.findIndex(stretch => stretch.includes(reading));
        let read = 0;
        const warnings = await warningsOn(reading, {
            before: stretches.slice(0, index).map(stretch => summarise(orderSeries(stretch), METER, CURRENT_RULES)),
            stretch: orderSeries(stretches[index] ?? []),
            after: stretches.slice(index + 1).map(stretch => summarise(orderSeries(stretch), METER, CURRENT_RULES)),
            circumstances: CAR,
        }, later => {
            read += 1;
            return Promise.resolve(orderSeries(stretches[index + 1 + later] ?? []));
        }, CURRENT_RULES);
        const findings = judge({ readings, ...CAR }, CURRENT_RULES).findings.filter(finding => finding.readings.includes(reading.sequence));
        assert.deepEqual(warnings, READING_WARNINGS.filter(warning => findings.some(({ code }) => code === warning)));
        assert.ok(read <= 1);
    }), { numRuns: 3_000 });
});

test('the order of recording changes neither the verdict nor the kinds of findings', () => {
    const recordings = anySeries.chain(readings => fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })));
    const kinds = (judgement: Judgement): unknown => judgement.findings.map(({ code, readings }) => [code, readings.length]);
    fc.assert(fc.property(recordings, ([readings, shuffled]) => {
        const recorded = shuffled.map((reading, index) => ({ ...reading, sequence: index + 2 }));
        const [one, other] = [judge({ readings, ...CAR }, CURRENT_RULES), judge({ readings: recorded, ...CAR }, CURRENT_RULES)];
        assert.deepEqual([other.verdict, other.reason], [one.verdict, one.reason]);
        assert.deepEqual(kinds(other), kinds(one));
    }), { numRuns: 1_000 });
});

test('a higher reading at the end never clears a series', () => {
    fc.assert(fc.property(anySeries, readings => {
        const before = judge({ readings, ...CAR }, CURRENT_RULES);
        const after = judge({
            ...CAR, readings: [...readings, ...numbered([{ day: 19_500, value: 300_000, unit: 'km', status: 'READ' }], [readings.length + 2])],
        }, CURRENT_RULES);
        if (before.verdict === 'ILLOGICAL') assert.equal(after.verdict, 'ILLOGICAL');
    }));
});

test('two readings with minutes stand by minute, all other pairs of a day by value, wherever that is no circle', () => {
    fc.assert(fc.property(anySeries, readings => {
        const ordered = orderSeries(readings);
        ordered.forEach((reading, index) => {
            const next = ordered[index + 1];
            if (next === undefined) return;
            assert.ok(next.day >= reading.day);
            if (next.day > reading.day) return;
            if (reading.minute !== undefined && next.minute !== undefined) assert.ok(next.minute >= reading.minute);
        });
        assert.equal(ordered.length, readings.filter(({ status }) => status === 'READ').length);
    }));
});

/** How often the days of the readings are looked at while they are judged. */
function looksAtDays(readings: readonly Reading[]): number {
    let looks = 0;
    judge({
        ...CAR,
        readings: readings.map(({ day, ...reading }) => ({
            ...reading,
            get day() {
                looks += 1;
                return day;
            },
        })),
    }, CURRENT_RULES);
    return looks;
}

for (const [what, dayOf] of [
    ['in a jumble of days', (index: number) => 10_000 + index * 7919 % 8_000], ['on one day', () => 10_000], ['backwards', (index: number) => 20_000 - index],
] as const) {
    test(`the work for a series ${what} grows hardly faster than its length`, () => {
        const [short, long] = [1_000, 16_000].map(length => looksAtDays(numbered(Array.from({ length }, (_, index) => ({
            day: dayOf(index), value: index * 104_729 % 500_000, unit: 'km' as const, status: 'READ' as const,
        })))));
        assert.ok(short !== undefined && long !== undefined);
        // A sort makes n log n of it: 16 × 1.4. Every reading compared with every other would make 256 of it.
        assert.ok(short > 0 && long <= 40 * short, `${short} looks, then ${long}`);
    });
}
