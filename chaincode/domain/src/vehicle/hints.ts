// Hints: what may have gone wrong where a segment has a fault. They help to find a typing error and never change a verdict.
import type { OdometerCorrection } from './entry';
import { meantBy, REPAIRS, type Repair } from './digit-repairs';
import { dropsIn } from './drops';
import { judgeInterval } from './intervals';
import type { RuleParameters } from './rules';
import { millimetresOf, shownBy, type Reading } from './series';

export interface Hint {
    readonly code: `HINT_${Repair | 'SINGLE_OUTLIER' | 'AMBIGUOUS' | 'POSSIBLE_ROLLOVER'}`;
    readonly readings: readonly number[];
}

/** What is known of the car's meter. */
export interface MeterAge {
    readonly firstRegistrationYear: number | undefined;
    readonly odometerDigits: number | undefined;
}

/** Fewer readings leave open which of them is wrong. */
const LEAST_READINGS = 3;

/** Places of two readings that contradict one another: a rollback, or a jump that no car makes. */
type Fault = readonly [number, number];

/** The first fault of a segment, in linear time. Drops below 100 km are none. */
function firstFault(segment: readonly Reading[], rules: RuleParameters): Fault | undefined {
    let highest = { at: -1, value: -1 };
    let before: { readonly day: number; readonly value: number } | undefined;
    for (const [at, reading] of segment.entries()) {
        const here = { at, day: reading.day, value: millimetresOf(reading) };
        if (before !== undefined && judgeInterval(before.day, before.value, here.day, here.value, rules) === 'IMPLAUSIBLE_JUMP') return [at - 1, at];
        if (highest.value - here.value >= rules.rollback) return [highest.at, at];
        if (here.value >= highest.value) highest = here;
        before = here;
    }
    return undefined;
}

function isClean(segment: readonly Reading[], rules: RuleParameters): boolean {
    return firstFault(segment, rules) === undefined;
}

function corrected(reading: Reading, { value, unit }: OdometerCorrection): Reading {
    return { ...reading, correction: { value, unit, status: 'CONFIRMED' } };
}

/** How far, in parts of the way between its neighbours, a reading may lie from where an even drive would have put it. */
const EVEN_DRIVE_PARTS = 20;

/** Whether a reading lies where the readings around it would have it, had the car been driven evenly. */
function isOnTheWay(reading: Reading, before: Reading, after: Reading): boolean {
    const [days, distance] = [after.day - before.day, millimetresOf(after) - millimetresOf(before)];
    const ahead = (millimetresOf(reading) - millimetresOf(before)) * days - distance * (reading.day - before.day);
    return Math.abs(ahead) * EVEN_DRIVE_PARTS <= distance * days;
}

/** The readings of a segment that may be at fault, by place. */
interface Suspects {
    readonly segment: readonly Reading[];
    readonly culprits: readonly number[];
}

/**
 * Another unit fits by chance too often: it is believed of a reading that stands alone with its unit, where no other reading can be the wrong
 * one, or where it puts the reading just on the way.
 */
function isUnitBelieved({ segment, culprits }: Suspects, at: number, candidate: Reading): boolean {
    const [reading, before, after] = [segment[at], segment[at - 1], segment[at + 1]];
    if (reading === undefined || before === undefined || after === undefined) return false;
    const { unit } = shownBy(reading);
    return culprits.length === 1
        || segment.some((other, place) => place !== at && shownBy(other).unit !== unit)
        || isOnTheWay(candidate, before, after);
}

/** The first error in the order of REPAIRS that explains the reading at `at`: written as it was meant, the segment is clean. */
function repairOf(suspects: Suspects, at: number, rules: RuleParameters): Repair | undefined {
    const { segment } = suspects;
    const reading = segment[at];
    if (reading === undefined) return undefined;
    return REPAIRS.find(repair => meantBy(shownBy(reading), repair).some(meant => {
        const candidate = corrected(reading, meant);
        // Its neighbours alone rule out nearly all candidates; the whole segment is gone through for the rest.
        return isClean([...segment.slice(at - 1, at), candidate, ...segment.slice(at + 1, at + 2)], rules)
            && (repair !== 'UNIT_MIXUP' || isUnitBelieved(suspects, at, candidate))
            && isClean(segment.with(at, candidate), rules);
    }));
}

/** A car from before 2000 whose meter may have started again: the highest reading before the first rollback, where five digits can show it. */
function possibleRollover(segment: readonly Reading[], meter: MeterAge, rules: RuleParameters): Reading | undefined {
    const { firstRegistrationYear, odometerDigits } = meter;
    const { year, from, to } = rules.fiveDigitMeter;
    if (odometerDigits !== undefined || firstRegistrationYear === undefined || firstRegistrationYear >= year) return undefined;
    const peak = dropsIn(segment, rules).find(({ code }) => code !== 'MINOR_DROP')?.measure;
    if (peak === undefined) return undefined;
    const { value } = shownBy(peak);
    return value >= from && value <= to ? peak : undefined;
}

/** The hint on one segment, in time that grows with its length alone: only two readings that contradict one another can be to blame. */
export function hintOn(segment: readonly Reading[], meter: MeterAge, rules: RuleParameters): Hint | undefined {
    if (segment.length < LEAST_READINGS) return undefined;
    const fault = firstFault(segment, rules);
    if (fault === undefined) return undefined;
    const culprits = fault.filter(at => isClean(segment.toSpliced(at, 1), rules));
    const sequenceAt = (at: number): number => segment[at]?.sequence ?? 0;
    const repaired = culprits.filter(at => at > 0 && at < segment.length - 1).flatMap(at => {
        const repair = repairOf({ segment, culprits }, at, rules);
        return repair === undefined ? [] : [{ at, repair }];
    });
    const [only, another] = repaired;
    if (only !== undefined && another === undefined) return { code: `HINT_${only.repair}`, readings: [sequenceAt(only.at)] };
    const peak = possibleRollover(segment, meter, rules);
    if (peak !== undefined) return { code: 'HINT_POSSIBLE_ROLLOVER', readings: [peak.sequence] };
    if (culprits.length === 0) return undefined;
    return { code: culprits.length === 1 ? 'HINT_SINGLE_OUTLIER' : 'HINT_AMBIGUOUS', readings: culprits.map(sequenceAt) };
}
