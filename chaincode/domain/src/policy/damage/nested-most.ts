// The most under nested bounds, exactly: the largest payments first, cut off at each bound from the inside out.
import { ROOT, type Tree } from './nesting';
import type { Binding, Most } from './plan';
import type { Bound, Spending } from './spending';

/** So many payments of one size in one slot. */
interface Run { readonly slot: number; readonly size: bigint; readonly payments: bigint }

/**
 * Of a set of slots, the payments with which the sum grows fastest: the first n of them come to the most that n payments can. Their sizes
 * fall, so joining two sets is sorting, and a bound keeps the beginning: as many payments as it counts, or as much as it sums up.
 */
interface Runs { readonly runs: readonly Run[]; readonly amount: bigint; /** Whether the bound cut something off. */ readonly cut: boolean }

function joined(parts: readonly Runs[]): readonly Run[] {
    const [first, ...others] = parts.filter(({ runs }) => runs.length > 0);
    if (first === undefined || others.length === 0) return first?.runs ?? [];
    return [first, ...others].flatMap(({ runs }) => runs).sort((a, b) => a.size > b.size ? -1 : a.size < b.size ? 1 : a.slot - b.slot);
}

function cutOff(runs: readonly Run[], { measure, room }: Pick<Bound, 'measure' | 'room'>): Runs {
    const kept: Run[] = [];
    let amount = 0n;
    let rest = room;
    for (const { slot, size, payments } of runs) {
        const fit = measure === 'count' ? rest : rest / size;
        const whole = payments < fit ? payments : fit;
        if (whole > 0n) kept.push({ slot, size, payments: whole });
        amount += whole * size;
        rest -= measure === 'count' ? whole : whole * size;
        if (whole === payments) continue;
        // The last payment is what is left of the sum.
        if (measure === 'amount' && rest > 0n) kept.push({ slot, size: rest, payments: 1n });
        return { runs: kept, amount: measure === 'amount' ? room : amount, cut: true };
    }
    return { runs: kept, amount, cut: false };
}

/** @returns the most under the bounds of the tree; under all bounds it is no more */
export function nestedMost({ coins, slots, bounds }: Spending, { order, around, innermost }: Tree): Most {
    const inside = new Map<number, { readonly place: number | undefined; readonly part: Runs }[]>();
    const put = (outer: number, place: number | undefined, part: Runs): void => {
        const there = inside.get(outer);
        if (there === undefined) inside.set(outer, [{ place, part }]);
        else there.push({ place, part });
    };
    slots.forEach(({ high }, slot) => {
        // More payments than minor units there cannot be.
        put(innermost[slot] ?? ROOT, undefined, { runs: [{ slot, size: high, payments: coins }], amount: high * coins, cut: false });
    });
    for (const place of order) {
        const bound = bounds[place];
        if (bound !== undefined) put(around[place] ?? ROOT, place, cutOff(joined((inside.get(place) ?? []).map(({ part }) => part)), bound));
    }
    const all = cutOff(joined((inside.get(ROOT) ?? []).map(({ part }) => part)), { measure: 'amount', room: coins });

    const bindings: Binding[] = [];
    const explain = (outer: number): void => {
        for (const { place, part } of inside.get(outer) ?? []) {
            if (place === undefined || part.amount === 0n) continue;
            if (part.cut) bindings.push({ bound: place, amount: part.amount });
            else explain(place);
        }
    };
    if (all.amount === coins) bindings.push({ bound: 'coins', amount: coins });
    else explain(ROOT);

    const plan = new Map<number, { payments: bigint; amount: bigint }>();
    for (const { slot, size, payments } of all.runs) {
        const planned = plan.get(slot) ?? { payments: 0n, amount: 0n };
        plan.set(slot, { payments: planned.payments + payments, amount: planned.amount + payments * size });
    }
    return { amount: all.amount, bindings, plan };
}
