// Rules R3 and R4: what is believed of the way between two readings that follow one another on one meter.
import { toMillimetres } from './distance';
import type { RuleParameters } from './rules';
import type { SeriesPoint } from './series';

export type IntervalCode = 'IMPLAUSIBLE_JUMP' | 'STATIC';

/** @returns the finding that the two are, or undefined where a car is believed to have gone that way */
export function judgeInterval(from: SeriesPoint, to: SeriesPoint, rules: RuleParameters): IntervalCode | undefined {
    const days = to.day - from.day;
    const distance = toMillimetres(to.value, to.unit) - toMillimetres(from.value, from.unit);
    if (distance > rules.cap(days)) return 'IMPLAUSIBLE_JUMP';
    if (distance >= 0 && days >= rules.standstill.days && distance <= rules.standstill.distance) return 'STATIC';
    return undefined;
}
