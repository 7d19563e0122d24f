// How many days something is open that others are asked: a decision, an opening.
import { MILLISECONDS_PER_DAY } from '@carnet/domain';
import { UsageError, type ParsedOptions } from './options.js';

export interface DaysOpen {
    /** Where the option is not given. */
    readonly default: number;
    readonly max: number;
}

/** Of a decision of managers or organisations. */
export const DECISION_DAYS: DaysOpen = { default: 7, max: 366 };

/** `--days`, 1 or more. @throws UsageError */
export function daysOf(options: ParsedOptions, { default: usual, max }: DaysOpen): number {
    const days = options.number('days') ?? usual;
    if (days < 1 || days > max) throw new UsageError(`--days is ${days}: give 1 to ${max}`);
    return days;
}

/** The instant that is so many days from now. @throws UsageError */
export function expiryOf(options: ParsedOptions, days: DaysOpen): string {
    return new Date(Date.now() + daysOf(options, days) * MILLISECONDS_PER_DAY).toISOString();
}
