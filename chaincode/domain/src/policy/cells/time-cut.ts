// Cuts time: spans between instants, and minutes of the week; which minutes fall in a span is exact for spans shorter than a week too.
import type { CompiledMatch } from '../compile';
import { add, emptySet, fullSet, isEmpty, type ClassSet } from './class-set';
import { cutLine, type Cut, type Pieces } from './cut';
import type { StepBudget } from './step-budget';

const MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
const WEEK = MINUTES_PER_WEEK * MINUTE;

function modulo(value: number, divisor: number): number {
    return value - Math.floor(value / divisor) * divisor;
}

/** Minutes since Monday 00:00 UTC; 1970-01-01 was a Thursday. @param time milliseconds since 1970-01-01 UTC */
function minuteOfWeek(time: number): number {
    return modulo(Math.floor(time / MINUTE) + 3 * MINUTES_PER_DAY, MINUTES_PER_WEEK);
}

/** Where a window holds, as minutes of the week in UTC: policies of different calendars are compared there. */
export function windowPieces({ days, fromMinute, toMinute }: NonNullable<CompiledMatch['window']>, utcOffsetMinutes: number): Pieces<number> {
    return [...days].sort((a, b) => a - b).flatMap((day): Pieces<number> => {
        const from = modulo((day - 1) * MINUTES_PER_DAY + fromMinute - utcOffsetMinutes, MINUTES_PER_WEEK);
        const until = from + toMinute - fromMinute;
        return until <= MINUTES_PER_WEEK ? [[from, until]] : [[from, MINUTES_PER_WEEK], [0, until - MINUTES_PER_WEEK]];
    });
}

interface Minutes { readonly from: number; readonly until: number; readonly index: number }

/** Spans and minutes of the week; not every minute falls in every span. */
export class TimeCut {
    readonly spans: Cut<Pieces<number>>;
    readonly minutes: Cut<Pieces<number>>;
    /** Of each class of spans, the classes of minutes that fall in one of its spans. */
    readonly minutesOf: readonly ClassSet[];
    readonly #week: readonly Minutes[];

    /**
     * @param between pieces of time of each match, milliseconds since 1970-01-01 UTC
     * @param windows minutes of the week of each match
     */
    constructor(
        validity: { readonly notBefore: number; readonly notAfter: number },
        between: readonly (Pieces<number> | undefined)[], windows: readonly (Pieces<number> | undefined)[], budget: StepBudget,
    ) {
        this.spans = cutLine(validity.notBefore, validity.notAfter, between, budget);
        this.minutes = cutLine(0, MINUTES_PER_WEEK, windows, budget);
        this.#week = this.minutes.classes.flatMap((pieces, index) => pieces.map(([from, until]) => ({ from, until, index })));
        this.minutesOf = this.spans.classes.map(pieces => this.#minutesIn(pieces, budget));
    }

    #minutesIn(spans: Pieces<number>, budget: StepBudget): ClassSet {
        const all = fullSet(this.minutes.classes.length);
        const found = emptySet(this.minutes.classes.length);
        for (const [start, end] of spans) {
            const from = minuteOfWeek(start);
            const until = from + Math.floor((end - 1) / MINUTE) - Math.floor(start / MINUTE) + 1;
            if (end - start >= WEEK) return all;
            budget.spend(this.#week.length);
            for (const piece of this.#week) {
                const later = piece.from + MINUTES_PER_WEEK;
                if ((piece.from < until && from < piece.until) || later < until) add(found, piece.index);
            }
        }
        return found;
    }

    /** Classes of minutes that never fall in this class of spans; undefined where all do. */
    missing(span: number): ClassSet | undefined {
        const there = this.minutesOf[span] ?? emptySet(this.minutes.classes.length);
        const missing = fullSet(this.minutes.classes.length).map((word, n) => word & ~(there[n] ?? 0));
        return isEmpty(missing) ? undefined : missing;
    }

    /** The first instant of a class of spans and one of minutes. @throws RangeError where there is none */
    first(span: number, minute: number): number {
        for (const [start, end] of this.spans.classes[span] ?? []) {
            const at = minuteOfWeek(start);
            const pieces = this.minutes.classes[minute] ?? [];
            const wait = Math.min(...pieces.map(([from, until]) => from <= at && at < until ? 0 : modulo(from - at, MINUTES_PER_WEEK)));
            const time = wait === 0 ? start : (Math.floor(start / MINUTE) + wait) * MINUTE;
            if (time < end) return time;
        }
        throw new RangeError('No such minute falls in this span.');
    }
}
