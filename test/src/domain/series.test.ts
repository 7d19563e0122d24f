// Properties of the judgement: summaries fold to it, warnings are its findings, and the order of recording plays no part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CURRENT_RULES, cuttingReplacements, isUsable, judge, millimetresOf, orderSeries, placeOf, READING_WARNINGS, softFindings, summarise,
    toMillimetres, verdictOf, warningsOn,
    type Finding, type MeterHistory, type OdometerStatus, type OdometerUnit, type Reading, type ReadingSurroundings, type SeriesInput,
    type SourceClass, type StretchSummary,
} from '@carnet/domain';
import fc from 'fast-check';

/** The same cases in every run: a failure is a change, not luck. */
fc.configureGlobal({ seed: 20_260 });

const CAR = { replacements: [], imported: false, foreignHistory: false } as const;

/** Few days and values close to the thresholds and to the end of meters of 4 and 5 digits, so that ties, drops, jumps and rollovers are common. */
const anyDay = fc.oneof(fc.integer({ min: 18_000, max: 18_012 }), fc.integer({ min: 18_000, max: 19_000 }));
const anyMinute = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
const anyValue = fc.oneof(
    fc.integer({ min: 50_000, max: 50_250 }), fc.integer({ min: 50_000, max: 50_250 }), fc.integer({ min: 0, max: 120_000 }),
    fc.integer({ min: 98_500, max: 100_010 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 8_900, max: 10_010 }),
);
const anyUnit = fc.constantFrom<OdometerUnit>('km', 'km', 'km', 'mi');
const anyReading = fc.record({
    day: anyDay,
    minute: anyMinute,
    value: anyValue,
    unit: anyUnit,
    status: fc.constantFrom<OdometerStatus>('READ', 'READ', 'READ', 'READ', 'READ', 'UNREADABLE', 'NO_ODOMETER'),
    source: fc.constantFrom<SourceClass>('independent', 'independent', 'independent', 'legacy', 'import'),
    correction: fc.option(fc.record({ value: anyValue, unit: anyUnit, status: fc.constantFrom('PENDING', 'CONFIRMED') }), { nil: undefined, freq: 8 }),
    delay: fc.constantFrom(undefined, 0, 5, 6),
}, { requiredKeys: ['day', 'value', 'unit', 'status', 'source'] });
type AnyReading = typeof anyReading extends fc.Arbitrary<infer R> ? R : never;

function numbered(readings: readonly AnyReading[], sequences?: readonly number[]): Reading[] {
    return readings.map(({ minute, correction, delay, ...rest }, index) => ({
        ...rest, ...(minute === undefined ? {} : { minute }), ...(correction === undefined ? {} : { correction }),
        ...(delay === undefined ? {} : { recordedDay: rest.day + delay }), sequence: sequences?.[index] ?? index + 2,
    }));
}

const anyReplacement = fc.record({
    sequence: fc.constant(1_000), day: anyDay, minute: anyMinute, oldMillimetres: anyValue.map(value => toMillimetres(value, 'km')),
    newMillimetres: fc.oneof(fc.constant(0), anyValue.map(value => toMillimetres(value, 'km'))),
}, { requiredKeys: ['sequence', 'day', 'oldMillimetres', 'newMillimetres'] }).map(({ minute, ...rest }) => minute === undefined ? rest : { ...rest, minute });

/** A car with its readings: any of the rules may meet it, or none. */
const anyCar: fc.Arbitrary<SeriesInput> = fc.record({
    readings: fc.array(anyReading, { maxLength: 40 }).map(readings => numbered(readings)),
    replacements: fc.oneof(fc.constant([]), fc.array(anyReplacement, { maxLength: 3 })),
    imported: fc.boolean(),
    odometerDigits: fc.constantFrom(undefined, undefined, 4, 5, 6),
}).map(({ odometerDigits, readings, ...rest }) => ({
    ...rest, readings, ...(odometerDigits === undefined ? {} : { odometerDigits }),
    foreignHistory: orderSeries(readings).some(({ source }) => source === 'import'),
}));

function meterOf({ replacements, odometerDigits }: SeriesInput): MeterHistory {
    return { cuts: cuttingReplacements(replacements, CURRENT_RULES), digits: odometerDigits };
}

/** Cuts a series between days into stretches. */
function stretchesOf(readings: readonly Reading[], cutDays: readonly number[]): Reading[][] {
    const bounds = [-Infinity, ...[...cutDays].sort((a, b) => a - b), Infinity];
    return bounds.slice(1).map((until, index) => readings.filter(({ day }) => day >= (bounds[index] ?? 0) && day < until));
}
const anyCuts = fc.array(fc.integer({ min: 18_000, max: 19_000 }).map(day => day < 18_500 ? 18_000 + day % 13 : day), { maxLength: 8 });

function summaryOf(stretch: readonly Reading[], car: SeriesInput): StretchSummary | undefined {
    return summarise(orderSeries(stretch), meterOf(car), CURRENT_RULES);
}

test('the verdict on summaries is the verdict on all readings, wherever the series is cut between days', () => {
    const seen = new Map<string, number>();
    fc.assert(fc.property(anyCar, anyCuts, (car, cuts) => {
        const { verdict, reason } = judge(car, CURRENT_RULES);
        seen.set(reason, (seen.get(reason) ?? 0) + 1);
        const summaries = stretchesOf(car.readings, cuts).map(stretch => summaryOf(stretch, car));
        assert.deepEqual(verdictOf(summaries, car, CURRENT_RULES), { verdict, reason });
    }), { numRuns: 4_000 });
    assert.equal(seen.size, 7, 'every reason occurs');
});

test('the warnings on a reading are the codes of the findings that name it, of at most one stretch read; a later legacy reading may hide a lesser one', async () => {
    const seen = new Set<string>();
    await fc.assert(fc.asyncProperty(anyCar.filter(({ readings }) => readings.length > 0), anyCuts, fc.nat(), async (car, cuts, pick) => {
        const reading = car.readings[pick % car.readings.length];
        assert.ok(reading);
        const stretches = stretchesOf(car.readings, cuts);
        const index = stretches.findIndex(stretch => stretch.includes(reading));
        const read: number[] = [];
        const surroundings: ReadingSurroundings = {
            before: stretches.slice(0, index).map(stretch => summaryOf(stretch, car)),
            stretch: orderSeries(stretches[index] ?? []),
            after: stretches.slice(index + 1).map(stretch => summaryOf(stretch, car)),
            circumstances: car,
        };
        const place = isUsable(reading) ? placeOf(reading, surroundings, CURRENT_RULES) : undefined;
        const warnings = await warningsOn(reading, place, surroundings, (later: number) => {
            read.push(later);
            return Promise.resolve(orderSeries(stretches[index + 1 + later] ?? []));
        }, CURRENT_RULES);
        const findings = judge(car, CURRENT_RULES).findings.filter(finding => finding.readings.includes(reading.sequence));
        const named = READING_WARNINGS.filter(warning => findings.some(({ code }) => code === warning));
        const isLegacyLater = stretches.slice(index + 1).flat().some(({ source }) => source === 'legacy');
        const isLeftOut = (code: string): boolean => isLegacyLater && ['MINOR_DROP', 'ROLLBACK_LEGACY'].includes(code) && !warnings.some(own => own === code);
        assert.deepEqual(warnings, named.filter(code => !isLeftOut(code)));
        for (const warning of warnings) seen.add(warning);
        assert.ok(read.length <= 1, `${read.length} stretches read`);
    }), { numRuns: 8_000 });
    assert.deepEqual(READING_WARNINGS.filter(warning => !seen.has(warning)), [], 'every warning occurs');
});

test('a reading that lowers or jumps is asked about before it is recorded, and only then', () => {
    fc.assert(fc.property(anyCar.filter(({ readings }) => readings.length > 0), anyCuts, fc.nat(), (car, cuts, pick) => {
        const reading = car.readings[pick % car.readings.length];
        assert.ok(reading);
        const around = (days: readonly number[]): string[] => {
            const stretches = stretchesOf(car.readings, days);
            const index = stretches.findIndex(stretch => stretch.includes(reading));
            const place = isUsable(reading) ? placeOf(reading, {
                before: stretches.slice(0, index).map(stretch => summaryOf(stretch, car)),
                stretch: orderSeries(stretches[index] ?? []),
                after: stretches.slice(index + 1).map(stretch => summaryOf(stretch, car)),
                circumstances: car,
            }, CURRENT_RULES) : undefined;
            return softFindings(reading, 'km', place, CURRENT_RULES);
        };
        const found = around(cuts);
        assert.deepEqual(found, around([]));
        const isBelow = judge(car, CURRENT_RULES).findings.some(({ code, readings }) =>
            ['ROLLBACK', 'ROLLBACK_LEGACY'].includes(code) && readings.indexOf(reading.sequence) > 0);
        assert.equal(found.includes('LOWER_THAN_BEFORE'), isBelow);
        if (found.includes('HIGHER_THAN_AFTER')) assert.match(judge(car, CURRENT_RULES).reason, /^0[47]/);
    }), { numRuns: 2_000 });
});

test('the order of recording changes neither the verdict nor a finding', () => {
    const shuffled = <T>(list: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...list], { minLength: list.length });
    const recordings = anyCar.chain(car => fc.tuple(fc.constant(car), shuffled(car.readings), shuffled(car.replacements)));
    const place = (reading: Reading): string => [reading.day, millimetresOf(reading)].join();
    /** Findings by what was read, not by sequence: two readings of one day and value stand by sequence. */
    const told = (findings: readonly Finding[], readings: readonly Reading[]): unknown[] => findings.map(({ code, severity, readings: named }) => [
        code, severity, named.map(sequence => {
            return place(readings.find(reading => reading.sequence === sequence) ?? assert.fail());
        }),
    ].join()).sort();
    fc.assert(fc.property(recordings, ([car, readings, replacements]) => {
        const distinct = new Set(car.readings.map(place));
        const recorded = readings.map((reading, index) => ({ ...reading, sequence: index + 2 }));
        const [one, other] = [judge(car, CURRENT_RULES), judge({ ...car, readings: recorded, replacements }, CURRENT_RULES)];
        assert.deepEqual([other.verdict, other.reason], [one.verdict, one.reason]);
        if (distinct.size === car.readings.length) assert.deepEqual(told(other.findings, recorded), told(one.findings, car.readings));
    }), { numRuns: 2_000 });
});

test('a higher reading at the end never clears a series', () => {
    fc.assert(fc.property(anyCar, car => {
        const before = judge(car, CURRENT_RULES);
        const higher = numbered([{ day: 19_500, value: 300_000, unit: 'km', status: 'READ', source: 'independent' }], [car.readings.length + 2]);
        const after = judge({ ...car, readings: [...car.readings, ...higher] }, CURRENT_RULES);
        if (before.verdict === 'ILLOGICAL') assert.equal(after.verdict, 'ILLOGICAL');
    }));
});

test('kilometres and miles agree to the millimetre: a car read in the other unit is judged the same', () => {
    // 15 625 mi are 25 146 km exactly: the shortest distance that both can show.
    const anyStep = fc.record({ day: anyDay, steps: fc.integer({ min: 0, max: 12 }) });
    fc.assert(fc.property(fc.array(anyStep, { maxLength: 12 }), fc.infiniteStream(fc.boolean()), (steps, inMiles) => {
        const read = (miles: (index: number) => boolean): Reading[] => steps.map(({ day, steps: count }, index) => ({
            day, sequence: index + 2, status: 'READ', source: 'independent',
            ...(miles(index) ? { value: count * 15_625, unit: 'mi' } as const : { value: count * 25_146, unit: 'km' } as const),
        }));
        const units = steps.map(() => inMiles.next().value === true);
        const told = (miles: (index: number) => boolean): unknown => {
            const { verdict, reason, findings } = judge({ ...CAR, readings: read(miles) }, CURRENT_RULES);
            return [verdict, reason, findings.filter(({ code }) => code !== 'MIXED_UNITS' && !code.startsWith('HINT_'))];
        };
        assert.deepEqual(told(index => units[index] === true), told(() => false));
    }));
});

test('two readings with minutes stand by minute, all other pairs of a day by value, wherever that is no circle', () => {
    fc.assert(fc.property(anyCar, ({ readings }) => {
        const ordered = orderSeries(readings);
        ordered.forEach((reading, index) => {
            const next = ordered[index + 1];
            if (next === undefined) return;
            assert.ok(next.day >= reading.day);
            if (next.day > reading.day) return;
            if (reading.minute !== undefined && next.minute !== undefined) assert.ok(next.minute >= reading.minute);
        });
        assert.equal(ordered.length, readings.filter(({ status, correction }) => status === 'READ' || correction?.status === 'CONFIRMED').length);
    }));
});

test('looking for the typing error in a long series stays linear', () => {
    const looks = (length: number, wrong: number): number => looksAtDays(numbered(Array.from({ length }, (_, index) => ({
        day: 10_000 + index, value: index === length / 2 ? wrong : 500_000 + index * 10, unit: 'km' as const, status: 'READ' as const, source: 'independent' as const,
    }))));
    for (const wrong of [9_999_999, 12, 505_005]) {
        const [short, long] = [looks(1_000, wrong), looks(16_000, wrong)];
        assert.ok(long <= 40 * short, `${short} looks, then ${long}`);
    }
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
            day: dayOf(index), value: index * 104_729 % 500_000, unit: 'km' as const, status: 'READ' as const, source: 'independent' as const,
        })))));
        assert.ok(short !== undefined && long !== undefined);
        // A sort makes n log n of it: 16 × 1.4. Every reading compared with every other would make 256 of it.
        assert.ok(short > 0 && long <= 40 * short, `${short} looks, then ${long}`);
    });
}
