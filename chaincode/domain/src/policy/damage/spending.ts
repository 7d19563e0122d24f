// The thief's problem as sums: what he can pay when (slots), and what bounds the sums over slots (bounds).
import { periodBounds, periodIndex } from '../periods';
import { Payables, type Payable } from './payable';
import { roomOf, type BoundLayer, type Quota } from './quota';
import { ruleBits } from './rule-bits';
import type { Stretch } from './time-classes';
import type { Work } from './work';

/** Coins that can be spent before an instant. */
export interface SpendableCoins {
    readonly amount: bigint;
    /** Milliseconds since 1970-01-01 UTC at which they expire, grace included; this instant is outside. Infinity for never. */
    readonly until: number;
}

/** Any number of payments in one stretch of time that move the same counters. */
export interface Slot {
    /** Places of the bounds on it in the list of bounds, those on fewer slots first. */
    readonly bounds: readonly number[];
    /** Least and greatest single payment. */
    readonly low: bigint;
    readonly high: bigint;
}

/** Where a bound comes from: so many periods of a quota from one on, or the coins that have not expired by an instant. */
export type BoundSource =
    | { readonly of: 'quota'; readonly quota: Quota; readonly period: number; readonly periods: number }
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
    readonly slots: readonly Slot[];
    readonly bounds: readonly Bound[];
    /** Places of the bounds, those on fewer slots first. */
    readonly innerFirst: readonly number[];
    readonly families: number;
}

/** Most slots, and most periods of quotas; with more, time is not cut any more, and all periods of a quota become one. */
const MOST_SLOTS = 2500;
const MOST_PERIODS = 10_000;
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

/** Cuts a stretch where a period of a quota or coins end. */
function cutUp({ from, until }: Stretch, quotas: readonly Quota[], expiries: readonly number[]): readonly Stretch[] {
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

/** The periods of a quota that a stretch touches, and what may be counted in all of them. */
function periodsOf(quota: Quota, { from, until }: Stretch): { readonly period: number; readonly periods: number; readonly room: bigint } {
    const period = periodIndex(quota.calendar, quota.period, from);
    const periods = periodIndex(quota.calendar, quota.period, until - 1) - period + 1;
    return { period, periods, room: roomOf(quota, period) + quota.max * BigInt(periods - 1) };
}

/** Bounds, each once. */
class BoundList {
    readonly all: Bound[] = [];
    readonly #places = new Map<number, Map<number, number>>();

    /** The place of the bound of a family in a period. */
    place(family: number, period: number, make: () => Omit<Bound, 'family'>): number {
        const places = this.#places.get(family) ?? new Map<number, number>();
        this.#places.set(family, places);
        const before = places.get(period);
        if (before !== undefined) return before;
        places.set(period, this.all.length);
        this.all.push({ ...make(), family });
        return this.all.length - 1;
    }
}

/** By the place of a bound: on how many slots it is. */
export function sizesOf(slots: readonly Slot[], bounds: number): readonly number[] {
    const sizes = Array.from({ length: bounds }, () => 0);
    for (const slot of slots) for (const place of slot.bounds) sizes[place] = (sizes[place] ?? 0) + 1;
    return sizes;
}

function ordered(slots: readonly Slot[], bounds: number): Pick<Spending, 'slots' | 'innerFirst'> {
    const sizes = sizesOf(slots, bounds);
    const bySize = (a: number, b: number): number => (sizes[a] ?? 0) - (sizes[b] ?? 0) || a - b;
    return {
        slots: slots.map(slot => ({ ...slot, bounds: [...slot.bounds].sort(bySize) })),
        innerFirst: sizes.map((_, place) => place).sort(bySize),
    };
}

/** @param horizon when a thief may pay: `until` is the first moment after it */
export function spendingOf(layers: readonly BoundLayer[], held: readonly SpendableCoins[], horizon: Stretch, work: Work): Spending {
    const from = Math.max(horizon.from, ...layers.map(({ policy }) => policy.notBefore));
    const coins = held.filter(({ until }) => until > from);
    const all = total(coins);
    const lastExpiry = coins.reduce((last, { until }) => Math.max(last, until), -Infinity);
    const whole: Stretch = { from, until: Math.min(horizon.until, lastExpiry, ...layers.map(({ policy }) => policy.notAfter)) };
    // Without a policy nothing is allowed.
    if (from >= whole.until || all === 0n || layers.length === 0) return { coins: all, slots: [], bounds: [], innerFirst: [], families: 0 };
    // A quota that leaves room for all coins in every period bounds nothing; of payments there are at most as many as minor units.
    const bits = ruleBits(layers, horizon.from, ({ left, max }) => left < all || max < all);
    const payables = new Payables(bits, all, work);
    const expiries = expiriesOf(coins, whole, work);
    const cut = cutUp(whole, bits.quotas.map(({ quota }) => quota), expiries).map(stretch => ({ stretch, found: payables.in(stretch) }));
    const few = cut.length * bits.quotas.length <= MOST_PERIODS && cut.reduce((sum, { found }) => sum + found.length, 0) <= MOST_SLOTS;
    if (!few) work.coarse = true;

    const bounds = new BoundList();
    const slotsIn = (stretch: Stretch, found: readonly Payable[]): readonly Slot[] => {
        const expired = expiries.flatMap((instant, index) => instant > stretch.from ? [] : [bounds.place(bits.quotas.length + index, 0, () =>
            ({ source: { of: 'coins', from: instant }, measure: 'amount', room: total(coins.filter(({ until }) => until > instant)) }))]);
        const counting = bits.quotas.map(({ bit, quota }, family) => {
            const { room, ...periods } = periodsOf(quota, stretch);
            // Only what is counted on becomes a bound.
            const place = found.some(({ counts }) => (counts & bit) !== 0n)
                ? bounds.place(family, periods.period, () => ({ source: { of: 'quota', quota, ...periods }, measure: quota.measure, room })) : undefined;
            return { bit, place };
        });
        return found.map(({ counts, low, high }) => ({
            low, high, bounds: [...counting.flatMap(({ bit, place }) => place === undefined || (counts & bit) === 0n ? [] : [place]), ...expired],
        }));
    };
    const slots = few ? cut.flatMap(({ stretch, found }) => slotsIn(stretch, found)) : slotsIn(whole, payables.in(whole));
    return { coins: all, ...ordered(slots, bounds.all.length), bounds: bounds.all, families: bits.quotas.length + expiries.length };
}
