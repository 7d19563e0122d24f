// What a book says about its odometer, and how a correction changes a reading.
import { present } from '../canonical/present';
import { parseCalendarTime } from '../codec/calendar';
import type { BookFacts } from './book-facts';
import type { MeterReplacement, SeriesInput } from './judgement';
import { isUsable, type Reading, type ReadingCorrection } from './series';

/**
 * The reading after a step of its correction. A proposal leaves a confirmed correction in force until it is confirmed itself; a rejection takes
 * back the proposal alone.
 */
export function withCorrection<R extends Reading>(reading: R, step: ReadingCorrection): R {
    const { correction, furtherCorrectionPending, ...rest } = reading;
    const settled = correction === undefined && furtherCorrectionPending === undefined ? reading : rest as R;
    const inForce = correction?.status === 'CONFIRMED' ? { correction } : undefined;
    switch (step.status) {
    case 'CONFIRMED': return { ...settled, correction: step };
    case 'PENDING': return inForce === undefined ? { ...settled, correction: step } : { ...settled, ...inForce, furtherCorrectionPending: true };
    case 'REJECTED': return { ...settled, ...inForce };
    }
}

/** The facts of a car as far as they are judged. */
export interface JudgedFacts extends Pick<BookFacts, 'imported' | 'odometerDigits' | 'firstRegistration'> {
    readonly replacements: readonly MeterReplacement[];
}

/** The readings of a book with the facts of its car, as they are judged. */
export function seriesInputOf(
    readings: readonly Reading[], { replacements, imported, odometerDigits, firstRegistration }: JudgedFacts,
): SeriesInput {
    const year = parseCalendarTime(firstRegistration) === undefined ? undefined : Number(firstRegistration.slice(0, 4));
    return {
        readings, replacements, imported, foreignHistory: readings.some(reading => isUsable(reading) && reading.source === 'import'),
        ...present({ firstRegistrationYear: year, odometerDigits }),
    };
}
