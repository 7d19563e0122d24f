// Hints: what may have gone wrong where a segment has a fault. They help to find a typing error and never change a verdict.
import type { OdometerCorrection } from './entry';
import { meantBy, REPAIRS, type Repair } from './digit-repairs';
import { dropsIn } from './drops';
import { judgeInterval } from './intervals';
import type { RuleParameters } from './rules';
import { millimetresOf, pointOf, shownBy, type Reading } from './series';

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
    let highest = 0;
    for (const [at, reading] of segment.entries()) {
        const [before, measure] = [segment[at - 1], segment[highest]];
        if (before === undefined || measure === undefined) continue;
        if (judgeInterval(pointOf(before), pointOf(reading), rules) === 'IMPLAUSIBLE_JUMP') return [at - 1, at];
        const drop = millimetresOf(measure) - millimetresOf(reading);
        if (drop >= rules.rollback) return [highest, at];
        if (drop <= 0) highest = at;
    }
    return undefined;
}

function isClean(segment: readonly Reading[], rules: RuleParameters): boolean {
    return firstFault(segment, rules) === undefined;
}

function corrected(reading: Reading, { value, unit }: OdometerCorrection): Reading {
    return { ...reading, correction: { value, unit, status: 'CONFIRMED' } };
}

/** The first error in the order of REPAIRS that explains the reading at `at`: written as it was meant, the segment is clean. */
function repairOf(segment: readonly Reading[], at: number, repairs: readonly Repair[], rules: RuleParameters): Repair | undefined {
    const reading = segment[at];
    if (reading === undefined) return undefined;
    return repairs.find(repair => meantBy(shownBy(reading), repair).some(meant => {
        const candidate = corrected(reading, meant);
        // Its neighbours alone rule out nearly all candidates; the whole segment is gone through for the rest.
        return isClean([...segment.slice(at - 1, at), candidate, ...segment.slice(at + 1, at + 2)], rules)
            && isClean(segment.with(at, candidate), rules);
    }));
}

/** Another unit is believed of a reading that stands alone with its own, or where no other reading can be the wrong one. */
function repairsToTry(segment: readonly Reading[], at: number, culprits: readonly number[]): readonly Repair[] {
    const unit = segment[at] && shownBy(segment[at]).unit;
    const others = segment.some((other, place) => place !== at && shownBy(other).unit !== unit);
    return others || culprits.length === 1 ? REPAIRS : REPAIRS.filter(repair => repair !== 'UNIT_MIXUP');
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
        const repair = repairOf(segment, at, repairsToTry(segment, at, culprits), rules);
        return repair === undefined ? [] : [{ at, repair }];
    });
    const [only, another] = repaired;
    if (only !== undefined && another === undefined) return { code: `HINT_${only.repair}`, readings: [sequenceAt(only.at)] };
    const peak = possibleRollover(segment, meter, rules);
    if (peak !== undefined) return { code: 'HINT_POSSIBLE_ROLLOVER', readings: [peak.sequence] };
    if (culprits.length === 0) return undefined;
    return { code: culprits.length === 1 ? 'HINT_SINGLE_OUTLIER' : 'HINT_AMBIGUOUS', readings: culprits.map(sequenceAt) };
}
