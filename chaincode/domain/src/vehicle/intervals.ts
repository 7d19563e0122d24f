// Rules R3 and R4: what is believed of the way between two readings that follow one another on one meter.
import type { RuleParameters } from './rules';

export type IntervalCode = 'IMPLAUSIBLE_JUMP' | 'STATIC';

/**
 * @param from @param to what the meter showed on the two days, millimetres
 * @returns the finding that the two are, or undefined where a car is believed to have gone that way
 */
export function judgeInterval(fromDay: number, from: number, toDay: number, to: number, rules: RuleParameters): IntervalCode | undefined {
    const days = toDay - fromDay;
    const distance = to - from;
    if (distance > rules.cap(days)) return 'IMPLAUSIBLE_JUMP';
    if (distance >= 0 && days >= rules.standstill.days && distance <= rules.standstill.distance) return 'STATIC';
    return undefined;
}
