// Odometer series with the judgement that the rules give, in the form in which a file holds them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CURRENT_RULES, judgeSeriesFile, MILLIMETRES_PER_KILOMETRE, toMillimetres } from '@carnet/domain';

/**
 * Readings as `date value unit`, with the state of the meter in place of the value where it was not read, then `legacy` and the day of recording
 * where it is given; findings as [code, severity, readings].
 */
const CASES: readonly {
    readonly id: string;
    readonly title: string;
    readonly readings: readonly string[];
    /** The rest of the file. */
    readonly car?: object;
    readonly verdict: string;
    readonly reason: string;
    readonly findings: readonly (readonly [string, string, readonly number[]])[];
}[] = [
    {
        id: 'C01', title: 'clean, garages + CT',
        readings: ['2019-03-04 15210 km', '2020-03-11 31870 km', '2021-02-19 46005 km', '2022-03-02 62480 km', '2023-03-08 78990 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C02', title: 'real: Citroën C1, HistoVec fixture (3 CT)',
        readings: ['2014-12-11 98429 km', '2016-12-10 132874 km', '2018-12-26 160532 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C03', title: 'one reading only',
        readings: ['2024-01-10 1200 km'],
        verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', findings: [],
    },
    {
        id: 'C04', title: 'no reading',
        readings: [],
        verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', findings: [],
    },
    {
        id: 'C05', title: 'rollback then normal driving (Clocked rollback_history, miles)',
        readings: [
            '2018-03-11 41200 mi', '2019-03-09 72840 mi', '2020-03-14 104510 mi', '2021-04-02 58300 mi', '2022-04-08 71950 mi',
            '2023-04-15 84600 mi',
        ],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [3, 4, 5, 6]]],
    },
    {
        id: 'C07', title: 'drop of 99 km (below RDW 100 km tolerance)',
        readings: ['2022-05-02 84210 km', '2022-05-20 84111 km', '2023-05-11 97300 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['MINOR_DROP', 'INFO', [1, 2]]],
    },
    {
        id: 'C08', title: 'drop of exactly 100 km',
        readings: ['2022-05-02 84210 km', '2022-05-20 84110 km', '2023-05-11 97300 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]], ['HINT_AMBIGUOUS', 'HINT', [1, 2]]],
    },
    {
        id: 'C09', title: 'typo: one extra digit (63 420 typed 634 420)',
        readings: ['2021-06-01 52110 km', '2022-06-03 634420 km', '2023-06-05 75300 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [['ROLLBACK', 'CRITICAL', [2, 3]], ['IMPLAUSIBLE_JUMP', 'WARNING', [1, 2]], ['HINT_EXTRA_DIGIT', 'HINT', [2]]],
    },
    {
        id: 'C11', title: 'typo low: missing digit (7 899 for 78 990)',
        readings: ['2020-03-01 46005 km', '2021-03-02 62480 km', '2022-03-08 7899 km', '2023-03-09 95120 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [2, 3]], ['HINT_MISSING_DIGIT', 'HINT', [3]]],
    },
    {
        id: 'C14', title: 'mixed units, consistent (Clocked messy_history)',
        readings: ['2019-09-05 18400 mi', '2020-09-11 46200 km', '2021-09-19 UNREADABLE mi', '2022-09-23 39880 mi', '2023-10-01 39910 mi'],
        verdict: 'LOGICAL', reason: '00_ASCENDING',
        findings: [['UNUSABLE_READING', 'INFO', [3]], ['MIXED_UNITS', 'INFO', []], ['STATIC', 'INFO', [4, 5]]],
    },
    {
        id: 'C15', title: 'unreadable meter between two good readings',
        readings: ['2020-02-01 88000 km', '2021-02-03 UNREADABLE km', '2022-02-05 110400 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['UNUSABLE_READING', 'INFO', [2]]],
    },
    {
        id: 'C17', title: 'same shape, digits not declared, first registered 1988',
        readings: ['1996-05-10 97820 km', '1997-05-12 6210 km', '1998-05-14 18900 km'], car: { firstRegistrationYear: 1988 },
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2, 3]], ['HINT_POSSIBLE_ROLLOVER', 'HINT', [1]]],
    },
    {
        id: 'C18', title: 'cluster replaced, old km carried over (French decree 78-993)',
        readings: ['2021-02-10 104000 km', '2022-03-01 120340 km', '2023-03-04 134800 km'],
        car: { replacements: [{ date: '2022-03-01', oldValue: 120_340, newValue: 120_340, unit: 'km' }] },
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['REPLACED_CARRIED_OVER', 'INFO', []]],
    },
    {
        id: 'C19', title: 'cluster replaced, new meter starts at 0, documented',
        readings: ['2021-02-10 104000 km', '2022-03-01 120340 km', '2023-03-04 14460 km', '2024-03-08 29000 km'],
        car: { replacements: [{ date: '2022-03-01', oldValue: 120_340, newValue: 0, unit: 'km' }] },
        verdict: 'NO_JUDGEMENT', reason: '02_REPLACED', findings: [],
    },
    {
        id: 'C22', title: 'imported, no foreign history', readings: ['2021-02-10 64000 km', '2022-02-11 79340 km'], car: { imported: true },
        verdict: 'NO_JUDGEMENT', reason: '05_IMPORTED', findings: [],
    },
    {
        id: 'C24', title: 'implausible jump only (latest): 21 000 km in 10 days',
        readings: ['2023-05-01 40200 km', '2023-05-11 61200 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['IMPLAUSIBLE_JUMP', 'WARNING', [1, 2]]],
    },
    {
        id: 'C25', title: 'high but legal taxi: 140 000 km in one year',
        readings: ['2022-01-10 10000 km', '2023-01-10 150000 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C27', title: 'static: 60 km in 13 months',
        readings: ['2021-04-01 80100 km', '2022-05-02 80160 km', '2023-05-03 92000 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['STATIC', 'INFO', [1, 2]]],
    },
    {
        id: 'C28', title: 'same day fail/retest, order unknown',
        readings: ['2013-03-13 30217 mi', '2013-03-13 30217 mi', '2014-02-26 37934 mi'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C29', title: 'next day lower by 2 434 mi (published UK NMR example)',
        readings: ['2016-09-02 11637 mi', '2016-09-03 9203 mi'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]]],
    },
    {
        id: 'C32', title: 'equal readings months apart (workshop stay)',
        readings: ['2023-02-01 71200 km', '2023-04-11 71200 km', '2023-09-01 75900 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C33', title: 'real: DVSA doc example ZZ99ABC',
        readings: ['2013-11-01 47118 mi', '2013-11-03 47125 mi', '2018-05-20 57318 mi'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C34', title: 'real: Renault Scenic 9 MOT tests 2012-2018',
        readings: [
            '2012-02-20 21757 mi', '2013-03-13 30217 mi', '2013-03-13 30217 mi', '2014-02-26 37934 mi', '2015-03-18 45198 mi',
            '2016-03-11 51370 mi', '2016-03-18 51499 mi', '2017-02-28 53721 mi', '2018-03-14 56332 mi',
        ],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'C36', title: 'C09 after a confirmed two-party correction',
        readings: ['2021-06-01 52110 km', '2022-06-03 634420 km', '2023-06-05 75300 km'],
        car: { corrections: [{ seq: 2, value: 63_420, unit: 'km', status: 'CONFIRMED' }] },
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['CORRECTED', 'INFO', [2]]],
    },
    {
        id: 'C38', title: 'drop inside the pre-network (legacy) readings, clean since',
        readings: ['2012-05-02 140000 km legacy', '2014-05-06 90000 km legacy', '2024-05-07 160000 km', '2025-05-07 171000 km'],
        verdict: 'NO_JUDGEMENT', reason: '07_LEGACY', findings: [['ROLLBACK_LEGACY', 'WARNING', [1, 2]], ['HINT_AMBIGUOUS', 'HINT', [1, 2]]],
    },
    // Our own, at the edges of the rules.
    {
        id: 'drops add up', title: 'the highest reading stays the measure',
        readings: ['2022-05-02 84210 km', '2022-05-20 84160 km', '2022-06-20 84110 km', '2022-06-21 84111 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [
            ['ROLLBACK', 'CRITICAL', [1, 3]], ['MINOR_DROP', 'INFO', [1, 2]], ['MINOR_DROP', 'INFO', [1, 4]], ['HINT_AMBIGUOUS', 'HINT', [1, 3]],
        ],
    },
    {
        id: 'two rollbacks', title: 'reaching the highest reading closes the first',
        readings: ['2018-01-01 50000 mi', '2019-01-01 60000 mi', '2020-01-01 40000 mi', '2021-01-01 65000 mi', '2022-01-01 45000 mi'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [['ROLLBACK', 'CRITICAL', [2, 3]], ['ROLLBACK', 'CRITICAL', [4, 5]]],
    },
    {
        id: 'minutes', title: 'on one day the minute decides where both have one',
        readings: ['2022-05-02T17:00 50000 km', '2022-05-02T09:00 50200 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [2, 1]]],
    },
    {
        id: 'one minute', title: 'on one day the value decides where one has no minute',
        readings: ['2022-05-02T17:00 50000 km', '2022-05-02 50200 km'], verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'same day', title: 'two readings of one day count as a day apart for the jump', readings: ['2022-05-02 1000 km', '2022-05-02 2000 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'same day jump', title: 'and a kilometre more is one', readings: ['2022-05-02 1000 km', '2022-05-02 2001 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['IMPLAUSIBLE_JUMP', 'WARNING', [1, 2]]],
    },
    {
        id: 'no odometer', title: 'meters that were not read leave too few',
        readings: ['2022-05-02 NO_ODOMETER km', '2022-06-02 UNREADABLE mi', '2022-07-02 10 km'],
        verdict: 'NO_JUDGEMENT', reason: '06_TOO_FEW', findings: [['UNUSABLE_READING', 'INFO', [1]], ['UNUSABLE_READING', 'INFO', [2]]],
    },
    {
        id: 'passed again', title: 'a rollback is not cleared by reaching its reading again',
        readings: ['2018-03-01 60000 km', '2019-03-01 90000 km', '2020-03-01 50000 km', '2021-03-01 70000 km', '2022-03-01 95000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [2, 3, 4]]],
    },
    {
        id: 'transposed', title: '63 420 typed 36 420',
        readings: ['2021-06-01 52110 km', '2022-06-03 36420 km', '2023-06-05 75300 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]], ['HINT_TRANSPOSED', 'HINT', [2]]],
    },
    {
        id: 'unit of one reading', title: '52 300 miles written as kilometres, all others in miles',
        readings: ['2019-03-01 41200 mi', '2020-03-01 52300 km', '2021-03-01 63000 mi'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [['ROLLBACK', 'CRITICAL', [1, 2]], ['MIXED_UNITS', 'INFO', []], ['HINT_UNIT_MIXUP', 'HINT', [2]]],
    },
    {
        id: 'miles in a series of kilometres', title: '78 990 km read as miles',
        readings: ['2020-03-01 46005 km', '2021-03-02 62480 km', '2022-03-08 49080 km', '2023-03-09 95120 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [2, 3]], ['HINT_UNIT_MIXUP', 'HINT', [3]]],
    },
    {
        id: 'another unit by chance', title: 'two readings may be the wrong one, and in miles it would not lie on the way',
        readings: ['2012-05-02 140000 km', '2014-05-06 90000 km', '2024-05-07 160000 km', '2025-05-07 171000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]], ['HINT_AMBIGUOUS', 'HINT', [1, 2]]],
    },
    {
        id: 'outlier at the start', title: 'the first reading alone contradicts the others',
        readings: ['2018-03-01 160000 km', '2019-03-01 20000 km', '2020-03-01 35000 km', '2021-03-01 50000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2, 3, 4]], ['HINT_SINGLE_OUTLIER', 'HINT', [1]]],
    },
    {
        id: 'outlier at the end', title: 'and so does the last, by a jump',
        readings: ['2021-06-01 52110 km', '2022-06-03 63420 km', '2023-06-05 753000 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['IMPLAUSIBLE_JUMP', 'WARNING', [2, 3]], ['HINT_SINGLE_OUTLIER', 'HINT', [3]]],
    },
    {
        id: 'declared rollover', title: 'a meter of five digits starts again', car: { firstRegistrationYear: 1988, odometerDigits: 5 },
        readings: ['1996-05-10 97820 km', '1997-05-12 6210 km', '1998-05-14 18900 km'],
        verdict: 'NO_JUDGEMENT', reason: '01_ROLLOVER', findings: [['ROLLOVER', 'INFO', [1, 2]]],
    },
    {
        id: 'too far for a rollover', title: 'the way over the end of the meter is longer than a car goes in ten days', car: { odometerDigits: 5 },
        readings: ['1996-05-10 97820 km', '1996-05-20 8000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]]],
    },
    {
        id: 'six digits', title: 'a meter of six digits starts again from 990 000 on only', car: { odometerDigits: 6 },
        readings: ['2016-05-10 989999 km', '2017-05-10 50000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [1, 2]]],
    },
    {
        id: 'rollback on the new meter', title: 'a rollback outweighs the replacement',
        readings: ['2021-02-10 104000 km', '2022-03-01 120340 km', '2023-03-04 14460 km', '2024-03-08 9000 km'],
        car: { replacements: [{ date: '2022-03-01', oldValue: 120_340, newValue: 0, unit: 'km' }] },
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [3, 4]]],
    },
    {
        id: 'undocumented replacement', title: 'what nobody declared is a rollback',
        readings: ['2021-02-10 104000 km', '2022-03-01 120340 km', '2023-03-04 14460 km', '2024-03-08 29000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [['ROLLBACK', 'CRITICAL', [2, 3, 4]]],
    },
    {
        id: 'on the day of the replacement', title: 'the reading nearer to the new value stands after it',
        readings: ['2022-03-01 12 km', '2022-03-01 120340 km', '2021-02-10 104000 km', '2023-03-04 14460 km'],
        car: { replacements: [{ date: '2022-03-01', oldValue: 120_340, newValue: 0, unit: 'km' }] },
        verdict: 'NO_JUDGEMENT', reason: '02_REPLACED', findings: [],
    },
    {
        id: 'minute of the replacement', title: 'by minute where both have one',
        readings: ['2022-03-01T09:00 120340 km', '2022-03-01T11:00 120345 km'],
        car: { replacements: [{ date: '2022-03-01T10:00', oldValue: 120_340, newValue: 0, unit: 'km' }] },
        verdict: 'NO_JUDGEMENT', reason: '02_REPLACED', findings: [],
    },
    {
        id: 'carried over with 100 km less', title: 'a difference of 100 km cuts the series, 99 km do not',
        readings: ['2021-02-10 104000 km', '2023-03-04 118000 km'],
        car: { replacements: [
            { date: '2022-03-01', oldValue: 110_000, newValue: 109_900, unit: 'km' }, { date: '2022-04-01', oldValue: 110_000, newValue: 109_901, unit: 'km' },
        ] },
        verdict: 'NO_JUDGEMENT', reason: '02_REPLACED', findings: [['REPLACED_CARRIED_OVER', 'INFO', []]],
    },
    {
        id: 'imported with history', title: 'readings from before the import', readings: ['2021-02-10 64000 km', '2022-02-11 79340 km'],
        car: { imported: true, foreignHistory: true }, verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [],
    },
    {
        id: 'late', title: 'recorded more than five days after the event',
        readings: ['2021-02-10 64000 km 2021-02-15', '2022-02-11 79340 km 2022-02-17T08:00:00Z', '2023-02-11 89340 km 2023-02-10'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['LATE_ENTRY', 'INFO', [2]]],
    },
    ...(['PENDING', 'REJECTED'] as const).map(status => ({
        id: `C09 with a correction that is ${status}`, title: 'what is not confirmed changes nothing',
        readings: ['2021-06-01 52110 km', '2022-06-03 634420 km', '2023-06-05 75300 km'],
        car: { corrections: [{ seq: 2, value: 63_420, unit: 'km', status }] },
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER', findings: [
            ['ROLLBACK', 'CRITICAL', [2, 3]], ['IMPLAUSIBLE_JUMP', 'WARNING', [1, 2]],
            ...(status === 'PENDING' ? [['CORRECTION_PENDING', 'INFO', [2]]] as const : []), ['HINT_EXTRA_DIGIT', 'HINT', [2]],
        ] as const,
    })),
    {
        id: 'a further correction', title: 'leaves the confirmed one in force until it is confirmed itself',
        readings: ['2021-06-01 52110 km', '2022-06-03 634420 km', '2023-06-05 75300 km'],
        car: { corrections: [{ seq: 2, value: 63_420, unit: 'km', status: 'CONFIRMED' }, { seq: 2, value: 1, unit: 'km', status: 'PENDING' }] },
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['CORRECTION_PENDING', 'INFO', [2]], ['CORRECTED', 'INFO', [2]]],
    },
    {
        id: 'legacy against new', title: 'new readings below one from before the network',
        readings: ['2012-05-02 140000 km legacy', '2024-05-06 90000 km', '2025-05-07 101000 km'],
        verdict: 'NO_JUDGEMENT', reason: '07_LEGACY', findings: [['ROLLBACK_LEGACY', 'WARNING', [1, 2, 3]], ['HINT_SINGLE_OUTLIER', 'HINT', [1]]],
    },
    {
        id: 'behind a legacy reading', title: 'a higher legacy reading hides no rollback of the network',
        readings: ['2012-05-02 140000 km legacy', '2024-05-06 90000 km', '2025-05-07 80000 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [['ROLLBACK', 'CRITICAL', [2, 3]], ['ROLLBACK_LEGACY', 'WARNING', [1, 2, 3]]],
    },
    {
        id: 'unreadable first', title: 'leaves two readings', readings: ['2020-02-01 UNREADABLE km', '2021-02-03 88000 km', '2022-02-05 110400 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['UNUSABLE_READING', 'INFO', [1]]],
    },
];

/** A reading as the file has it. */
function reading(text: string): object {
    const [date, shown = '', unit, ...rest] = text.split(' ');
    const recordedAt = rest.find(word => word !== 'legacy');
    return {
        date, unit, ...(/^\d+$/.test(shown) ? { value: Number(shown) } : { type: shown }), ...(rest.includes('legacy') ? { legacy: true } : {}),
        ...(recordedAt === undefined ? {} : { recordedAt }),
    };
}

for (const { id, title, readings, car, verdict, reason, findings } of CASES) {
    test(`${id}: ${title}`, () => {
        assert.deepEqual(judgeSeriesFile(JSON.stringify({ readings: readings.map(reading), ...car })), {
            judgement: verdict, reason, findings: findings.map(([code, severity, concerned]) => ({ code, severity, readings: concerned })),
        });
    });
}

test('cap(d) at every edge of its pieces', () => {
    const kilometres: readonly (readonly [number, number])[] = [
        [0, 1000], [1, 1000], [7, 7000], [8, 7750], [31, 25_000], [32, 25_410], [92, 50_010],
        [93, 50_376], [365, 149_928], [366, 150_339], [3652, 1_500_885],
    ];
    for (const [days, expected] of kilometres) assert.equal(CURRENT_RULES.cap(days), expected * MILLIMETRES_PER_KILOMETRE, `${days} days`);
});

test('kilometres and miles are exact to the millimetre', () => {
    assert.equal(toMillimetres(1, 'mi'), 1_609_344);
    assert.equal(toMillimetres(9_999_999, 'mi'), 16_093_438_390_656);
    // The shortest distance that is whole in both: 15 625 mi = 25 146 km exactly.
    assert.equal(toMillimetres(15_625, 'mi'), toMillimetres(25_146, 'km'));
});
