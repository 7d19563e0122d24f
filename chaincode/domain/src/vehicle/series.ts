// The odometer series of one vehicle: its readings and the order in which they are judged.
import { toMillimetres } from './distance';
import type { OdometerCorrection, OdometerStatus, OdometerUnit, SourceClass } from './entry';

export type CorrectionStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED';

/** A correction of a reading; only a confirmed one changes what is judged. */
export interface ReadingCorrection extends OdometerCorrection { readonly status: CorrectionStatus }

export interface Reading {
    /** Sequence number in the book. */
    readonly sequence: number;
    /** Days since 1970-01-01. */
    readonly day: number;
    /** Minutes since midnight UTC, where the entry gave the minute. */
    readonly minute?: number;
    /** As the meter showed it; 0 where it was not read. */
    readonly value: number;
    readonly unit: OdometerUnit;
    readonly status: OdometerStatus;
    readonly source: SourceClass;
    /** A confirmed one replaces the value in the series; the reading itself stays in the book. */
    readonly correction?: ReadingCorrection;
    /** A further correction waits for its confirmation while the one in `correction` is in force. */
    readonly furtherCorrectionPending?: true;
    /** Day on which it was recorded, where that is known. */
    readonly recordedDay?: number;
}

/** What the reading counts as: the confirmed correction where there is one, else what the meter showed. */
export function shownBy(reading: Reading): OdometerCorrection {
    return reading.correction?.status === 'CONFIRMED' ? reading.correction : reading;
}

/** Only a meter that was read takes part in the series, or one of which it was confirmed later what it showed. */
export function isUsable(reading: Reading): boolean {
    return reading.status === 'READ' || reading.correction?.status === 'CONFIRMED';
}

/** From before the network: what nobody who is answerable today has seen. */
export function isLegacy(reading: Reading): boolean {
    return reading.source === 'legacy';
}

export function millimetresOf(reading: Reading): number {
    const { value, unit } = shownBy(reading);
    return toMillimetres(value, unit);
}

/** A reading reduced to where it stands in the series. */
export interface SeriesPoint {
    readonly day: number;
    readonly value: number;
    readonly unit: OdometerUnit;
}

export function pointOf(reading: Reading): SeriesPoint {
    const { value, unit } = shownBy(reading);
    return { day: reading.day, value, unit };
}

function byValue(a: Reading, b: Reading): number {
    return millimetresOf(a) - millimetresOf(b) || a.sequence - b.sequence;
}

function byMinute(a: Reading, b: Reading): number {
    return (a.minute ?? 0) - (b.minute ?? 0) || byValue(a, b);
}

/**
 * One day in order. Two readings with minutes stand by minute, any other two by value. As a comparator that can run in a circle
 * (10:00 100 km, 09:00 300 km, no minute 200 km), so the two kinds are sorted apart and merged by value: wherever the pairwise rule
 * has an answer this is it, and it never depends on the order of recording.
 */
function orderDay<R extends Reading>(day: readonly R[]): R[] {
    const timed = day.filter(reading => reading.minute !== undefined).sort(byMinute);
    const untimed = day.filter(reading => reading.minute === undefined).sort(byValue);
    const ordered: R[] = [];
    let next = 0;
    for (const reading of timed) {
        for (let other = untimed[next]; other !== undefined && byValue(other, reading) < 0; other = untimed[next]) {
            ordered.push(other);
            next += 1;
        }
        ordered.push(reading);
    }
    return ordered.concat(untimed.slice(next));
}

/** The usable readings by day, within a day by minute where both have one, else by ascending value, then by sequence. */
export function orderSeries<R extends Reading>(readings: readonly R[]): R[] {
    const usable = readings.filter(isUsable).sort((a, b) => a.day - b.day);
    const ordered: R[] = [];
    let start = 0;
    for (let end = 1; end <= usable.length; end++) {
        if (end < usable.length && usable[end]?.day === usable[start]?.day) continue;
        if (end - start === 1) ordered.push(...usable.slice(start, end));
        else ordered.push(...orderDay(usable.slice(start, end)));
        start = end;
    }
    return ordered;
}
