// The thief's problem as sums: what he can pay when (slots), and what bounds the sums over slots (bounds).
import { best, Openings, type Opening } from './openings';
import { periodBounds, periodIndex } from '../periods';
import { roomOf, type BoundLayer, type Quota } from './quota';
import { ruleBits, type RuleBits } from './rule-bits';
import { TimeClasses, type Stretch } from './time-classes';
import type { Work } from './work';

/** Coins that can be spent before an instant. */
export interface SpendableCoins {
    readonly amount: bigint;
    /** Milliseconds since 1970-01-01 UTC at which they expire, grace included; this instant is outside. Infinity for never. */
    readonly until: number;
}

/** Any number of payments in one stretch of time that move the same counters. */
export interface Slot {
    /** Place of the stretch. */
    readonly stretch: number;
    /** Places of the bounds on it in the list of bounds. */
    readonly bounds: readonly number[];
    /** Least and greatest single payment. */
    readonly low: bigint;
    readonly high: bigint;
}

/** Where a bound comes from: one period of a quota, or the coins that have not expired by an instant. */
export type BoundSource =
    | { readonly of: 'quota'; readonly quota: Quota; readonly period: number }
    | { readonly of: 'coins'; readonly from: number };

/** The sum over some slots is at most `room`. */
export interface Bound {
    readonly source: BoundSource;
    /** Bounds of one family are about one quota, or about expiry at one instant. */
    readonly family: number;
    readonly measure: 'amount' | 'count';
    readonly room: bigint;
}

export interface Spending {
    /** All that can be spent. */
    readonly coins: bigint;
    readonly stretches: readonly Stretch[];
    readonly slots: readonly Slot[];
    readonly bounds: readonly Bound[];
    readonly families: number;
}

/** Slots of one stretch before bounds are numbered: bits of the quotas that count. */
interface OpenSlot { readonly counts: bigint; readonly low: bigint; readonly high: bigint }

/** Most slots; with more, those of a stretch are joined into one that is as good. */
const MOST_SLOTS = 3000;
/** Most different instants of expiry that are told apart. */
const MOST_EXPIRIES = 8;

function total(coins: readonly SpendableCoins[]): bigint {
    return coins.reduce((sum, { amount }) => sum + amount, 0n);
}

/** Later expiries than the first few are taken for the last: never too little. */
function expiriesOf(coins: readonly SpendableCoins[], { from, until }: Stretch, work: Work): readonly number[] {
    const inside = [...new Set(coins.map(coin => coin.until))].filter(instant => from < instant && instant < until).sort((a, b) => a - b);
    if (inside.length > MOST_EXPIRIES) work.coarse = true;
    return inside.slice(0, MOST_EXPIRIES);
}

/** Cuts the time in which anything can be paid where a period of a quota or coins end. */
function stretchesOf({ from, until }: Stretch, quotas: readonly Quota[], expiries: readonly number[]): readonly Stretch[] {
    const cuts = new Set<number>([from, ...expiries]);
    for (const { calendar, period } of quotas) {
        for (let index = periodIndex(calendar, period, from); ;index++) {
            const { end } = periodBounds(calendar, period, index);
            if (end >= until) break;
            cuts.add(end);
        }
    }
    const sorted = [...cuts].sort((a, b) => a - b);
    return sorted.map((start, index) => ({ from: start, until: sorted[index + 1] ?? until }));
}

/** The single payments that are too great for a limit on one payment or for all coins, or that need approval, are cut off. */
function openSlots(openings: readonly Opening[], { singles, quotas }: RuleBits, all: bigint): readonly OpenSlot[] {
    const counting = quotas.reduce((bits, { bit }) => bits | bit, 0n);
    return openings.flatMap(({ bits, low, high }) => {
        const greatest = singles.reduce((most, { bit, max }) => (bits & bit) !== 0n && max < most ? max : most, high < all ? high : all);
        return greatest < low ? [] : [{ counts: bits & counting, low, high: greatest }];
    });
}

/** Whether whatever is paid in `other` could be paid in `one` as well, moving no other counter. */
function asGood(one: OpenSlot, other: OpenSlot, counted: bigint): boolean {
    if ((one.counts & other.counts) !== one.counts) return false;
    // Where payments are not counted, a large one can be made of small ones.
    return (one.low === 1n && (one.counts & counted) === 0n) || (one.low <= other.low && one.high >= other.high);
}

function joined(slots: readonly OpenSlot[], work: Work): readonly OpenSlot[] {
    const [first, ...others] = slots;
    if (first === undefined || others.length === 0) return slots;
    work.coarse = true;
    return [others.reduce((one, other) => ({
        counts: one.counts & other.counts, low: one.low < other.low ? one.low : other.low, high: one.high > other.high ? one.high : other.high,
    }), first)];
}

/** Per stretch the slots of which none is as good as another. */
function slotsOf(stretches: readonly Stretch[], bits: RuleBits, all: bigint, work: Work): readonly (readonly OpenSlot[])[] {
    const search = new Openings(bits, work);
    const openings = search.find();
    const time = new TimeClasses(bits);
    const counted = bits.quotas.reduce((found, { bit, quota }) => quota.measure === 'count' ? found | bit : found, 0n);
    const atMoment = new Map<bigint, readonly OpenSlot[]>();
    const inStretch = new Map<readonly bigint[], readonly OpenSlot[]>();
    const found = stretches.map(stretch => {
        const moments = time.of(stretch);
        const known = inStretch.get(moments);
        if (known !== undefined) return known;
        const open = moments.flatMap(moment => {
            const slots = atMoment.get(moment) ?? openSlots(search.at(openings, moment), bits, all);
            atMoment.set(moment, slots);
            return slots;
        });
        const slots = best(open, (one, other) => asGood(one, other, counted), work);
        inStretch.set(moments, slots);
        return slots;
    });
    return found.reduce((sum, { length }) => sum + length, 0) <= MOST_SLOTS ? found : found.map(slots => joined(slots, work));
}

/** @param horizon when a thief may pay: `until` is the first moment after it */
export function spendingOf(layers: readonly BoundLayer[], held: readonly SpendableCoins[], horizon: Stretch, work: Work): Spending {
    const from = Math.max(horizon.from, ...layers.map(({ policy }) => policy.notBefore));
    const coins = held.filter(({ until }) => until > from);
    const all = total(coins);
    const open: Stretch = {
        from, until: Math.min(horizon.until, ...layers.map(({ policy }) => policy.notAfter), Math.max(...coins.map(({ until }) => until), -Infinity)),
    };
    // Without a policy nothing is allowed.
    if (open.from >= open.until || all === 0n || layers.length === 0) return { coins: all, stretches: [], slots: [], bounds: [], families: 0 };
    // A quota that leaves room for all coins in every period bounds nothing; of payments there are at most as many as minor units.
    const bits = ruleBits(layers, horizon.from, ({ left, max }) => left < all || max < all);
    const expiries = expiriesOf(coins, open, work);
    const stretches = stretchesOf(open, bits.quotas.map(({ quota }) => quota), expiries);
    const bounds: Bound[] = [];
    const places = new Map<string, number>();
    const placeOf = (key: string, bound: () => Bound): number => {
        const known = places.get(key);
        if (known !== undefined) return known;
        places.set(key, bounds.length);
        bounds.push(bound());
        return bounds.length - 1;
    };
    const slots = slotsOf(stretches, bits, all, work).flatMap((ofStretch, stretch) => {
        const start = stretches[stretch]?.from ?? open.from;
        const expired = expiries.flatMap((from, index) => from > start ? [] : [placeOf(`expiry ${index}`, () => ({
            source: { of: 'coins', from }, family: bits.quotas.length + index, measure: 'amount', room: total(coins.filter(({ until }) => until > from)),
        }))]);
        const counting = bits.quotas.map(({ bit, quota }, family) => {
            const period = periodIndex(quota.calendar, quota.period, start);
            return { bit, place: () => placeOf(`${family} ${period}`, () => ({ source: { of: 'quota', quota, period }, family, measure: quota.measure, room: roomOf(quota, period) })) };
        });
        return ofStretch.map(({ counts, low, high }): Slot => ({
            stretch, low, high,
            bounds: [...counting.filter(({ bit }) => (counts & bit) !== 0n).map(({ place }) => place()), ...expired],
        }));
    });
    return { coins: all, stretches, slots, bounds, families: bits.quotas.length + expiries.length };
}
