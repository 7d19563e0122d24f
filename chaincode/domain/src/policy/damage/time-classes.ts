// Time as the rules see it: which rules a moment does not exclude, by the hours of the week and by instants.
import { bitsWith, type RuleBits } from './rule-bits';
import { sweep } from './dimensions';

const MINUTE = 60_000;
const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
const WEEK = MINUTES_PER_WEEK * MINUTE;
/** 1970-01-01 was a Thursday; weeks are counted from Monday here, whatever a policy's calendar has. */
const MONDAY_BEFORE_EPOCH = 3 * MINUTES_PER_DAY * MINUTE;

function modulo(value: number, divisor: number): number {
    return value - Math.floor(value / divisor) * divisor;
}

/** A stretch of time, milliseconds since 1970-01-01 UTC; `until` is outside. */
export interface Stretch { readonly from: number; readonly until: number }

/** Of the week: milliseconds since Monday 00:00 UTC. */
interface WeekClass extends Stretch { readonly bits: bigint }

/** The week cut by the windows of all rules. */
function weekClasses(bits: RuleBits): readonly WeekClass[] {
    const without = bits.all & ~bitsWith(bits, 'window');
    const spans = bits.rules.flatMap(({ bit, match: { window }, utcOffsetMinutes }) => window === undefined ? [] : [...window.days].flatMap(day => {
        const from = modulo((day - 1) * MINUTES_PER_DAY + window.fromMinute - utcOffsetMinutes, MINUTES_PER_WEEK);
        const until = from + window.toMinute - window.fromMinute;
        const within = { bit, low: BigInt(from), high: BigInt(Math.min(until, MINUTES_PER_WEEK) - 1) };
        return until <= MINUTES_PER_WEEK ? [within] : [within, { bit, low: 0n, high: BigInt(until - MINUTES_PER_WEEK - 1) }];
    }));
    return sweep(spans, 0n, BigInt(MINUTES_PER_WEEK - 1))
        .map(({ low, high, bits: named }) => ({ from: Number(low) * MINUTE, until: Number(high + 1n) * MINUTE, bits: without | named }));
}

/** Which rules time does not exclude at the moments of a stretch. */
export class TimeClasses {
    readonly #week: readonly WeekClass[];
    readonly #instants: readonly number[];
    readonly #bits: RuleBits;
    /** By the hours of the week: most stretches are whole days, and those of one weekday look alike. */
    readonly #hours = new Map<string, readonly bigint[]>();
    readonly #stretches = new Map<string, readonly bigint[]>();

    constructor(bits: RuleBits) {
        this.#bits = bits;
        this.#week = weekClasses(bits);
        const instants = bits.rules.flatMap(({ match: { between } }) => [between?.from, between?.until]).filter(instant => instant !== undefined);
        this.#instants = [...new Set(instants)].sort((a, b) => a - b);
    }

    /** The different sets of rules that are not excluded at some moment of the stretch: one and the same list for stretches that look alike. */
    of({ from, until }: Stretch): readonly bigint[] {
        const cuts = [from, ...this.#instants.filter(instant => from < instant && instant < until), until];
        const parts = cuts.slice(1).map((end, index) => {
            const start = cuts[index] ?? from;
            const place = this.#instants.filter(instant => instant <= start).length;
            return { start, place, hours: `${modulo(start + MONDAY_BEFORE_EPOCH, WEEK)} ${Math.min(end - start, WEEK)}` };
        });
        return known(this.#stretches, parts.map(({ hours, place }) => `${hours} ${place}`).join(), () => {
            const found = new Set<bigint>();
            for (const { start, hours } of parts) {
                const open = this.#openAt(start);
                for (const bits of this.#ofHours(hours)) found.add(bits & open);
            }
            return [...found];
        });
    }

    /** Rules whose instants do not exclude `time`; none of them begins or ends before the next cut. */
    #openAt(time: number): bigint {
        return this.#bits.rules.reduce((open, { bit, match: { between } }) => {
            const { from = -Infinity, until = Infinity } = between ?? {};
            return from <= time && time < until ? open | bit : open;
        }, 0n);
    }

    #ofHours(hours: string): readonly bigint[] {
        return known(this.#hours, hours, () => {
            const [start = 0, length = 0] = hours.split(' ').map(Number);
            const touched = this.#week.filter(part => (start < part.until && part.from < start + length) || part.from + WEEK < start + length);
            return [...new Set(touched.map(({ bits }) => bits))];
        });
    }
}

function known<T>(found: Map<string, T>, key: string, make: () => T): T {
    const before = found.get(key);
    if (before !== undefined) return before;
    const made = make();
    found.set(key, made);
    return made;
}
