// What a writer is asked to look at again before it is recorded, and the answer to a buyer who asks about a reading without being shown any.
import { isLate } from './entry-findings';
import { toMillimetres } from './distance';
import type { OdometerUnit } from './entry';
import type { ReadingPlace } from './reading-place';
import type { RuleParameters } from './rules';
import { isRollover } from './segments';
import { millimetresOf, shownBy, type Reading, type SeriesPoint } from './series';
import { millimetresAt, type CurrentMeter } from './series-summary';
import type { OdometerCheck } from './vehicle';

/**
 * LOWER_THAN_BEFORE: 100 km or more below the highest reading before it on the same meter.
 * HIGHER_THAN_AFTER: 100 km or more above the reading after it on the same meter: what comes later would else be what looks wrong.
 * ABOVE_CAP: farther from the reading before it than a car goes in the time between.
 * UNIT_DIFFERS: in another unit than the car's meter.
 * LATE: recorded more than 5 days after the event.
 */
export const SOFT_FINDINGS = ['LOWER_THAN_BEFORE', 'HIGHER_THAN_AFTER', 'ABOVE_CAP', 'UNIT_DIFFERS', 'LATE'] as const;
export type SoftFinding = typeof SOFT_FINDINGS[number];

/** @param unit of the car's meter; @param place of the reading as if it had been recorded; undefined where it is not usable */
export function softFindings(reading: Reading, unit: OdometerUnit, place: ReadingPlace | undefined, rules: RuleParameters): SoftFinding[] {
    const found = new Set<SoftFinding>();
    if (isLate(reading, rules)) found.add('LATE');
    if (place !== undefined) {
        const { highBefore, previous, next } = place;
        const value = millimetresOf(reading);
        if (highBefore !== undefined && highBefore.high - value >= rules.rollback) found.add('LOWER_THAN_BEFORE');
        if (next !== undefined && value - millimetresAt(next) >= rules.rollback) found.add('HIGHER_THAN_AFTER');
        if (previous !== undefined && value - millimetresAt(previous) > rules.cap(reading.day - previous.day)) found.add('ABOVE_CAP');
        if (shownBy(reading).unit !== unit) found.add('UNIT_DIFFERS');
    }
    return SOFT_FINDINGS.filter(code => found.has(code));
}

/** Compares what a meter shows with the readings of the meter that is in the car, and tells none of them. */
export function checkOdometer(shown: SeriesPoint, current: CurrentMeter | undefined, digits: number | undefined, rules: RuleParameters): OdometerCheck['answer'] {
    if (current === undefined) return 'NO_DATA';
    const value = toMillimetres(shown.value, shown.unit);
    const { piece, last } = current;
    if (isRollover(last, shown, digits, rules)) return 'MATCH';
    if (piece.high - value >= rules.rollback) return 'LOWER_THAN_LEDGER';
    return value - millimetresAt(last) > rules.cap(shown.day - last.day) ? 'IMPLAUSIBLY_HIGH' : 'MATCH';
}
