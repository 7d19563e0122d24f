// Odometer series with the judgement that the rules give: those cases that need no more than R1, R2, R3 and R11.
// The others wait for their rules: C08 C09 C11 C17 (hints), C14 (R4, R12), C18 C19 (R6, R7), C22 (R9), C27 (R4), C36 (R13), C38 (R8).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    CURRENT_RULES, judge, MILLIMETRES_PER_KILOMETRE, parseCalendarTime, toMillimetres, type OdometerStatus, type OdometerUnit, type Reading,
} from '@carnet/domain';

/** Readings as `date value unit`, or with the state of the meter in place of the value; findings as [code, severity, readings]. */
const CASES: readonly {
    readonly id: string;
    readonly title: string;
    readonly readings: readonly string[];
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
        id: 'C15', title: 'unreadable meter between two good readings',
        readings: ['2020-02-01 88000 km', '2021-02-03 UNREADABLE km', '2022-02-05 110400 km'],
        verdict: 'LOGICAL', reason: '00_ASCENDING', findings: [['UNUSABLE_READING', 'INFO', [2]]],
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
    // Our own, at the edges of the rules.
    {
        id: 'drops add up', title: 'the highest reading stays the measure',
        readings: ['2022-05-02 84210 km', '2022-05-20 84160 km', '2022-06-20 84110 km', '2022-06-21 84111 km'],
        verdict: 'ILLOGICAL', reason: '04_LOWER_THAN_EARLIER',
        findings: [['ROLLBACK', 'CRITICAL', [1, 3]], ['MINOR_DROP', 'INFO', [1, 2]], ['MINOR_DROP', 'INFO', [1, 4]]],
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
];

function reading(text: string, index: number): Reading {
    const [date = '', value = '', unit = ''] = text.split(' ');
    const time = parseCalendarTime(date);
    assert.ok(time, date);
    const isRead = /^\d+$/.test(value);
    return {
        ...time, sequence: index + 1, value: isRead ? Number(value) : 0, unit: unit as OdometerUnit,
        status: isRead ? 'READ' : value as OdometerStatus, source: 'independent',
    };
}

for (const { id, title, readings, verdict, reason, findings } of CASES) {
    test(`${id}: ${title}`, () => {
        assert.deepEqual(judge({ readings: readings.map(reading) }, CURRENT_RULES), {
            verdict, reason, rulesVersion: 1,
            findings: findings.map(([code, severity, concerned]) => ({ code, severity, readings: concerned })),
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
