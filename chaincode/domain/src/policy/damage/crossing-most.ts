// The most under bounds that form two trees, as a greatest flow: coins flow down one tree to the slots and up the other.
import { ROOT, type Tree } from './nesting';
import { MaximumFlow } from './maximum-flow';
import type { Binding, Most } from './plan';
import type { Spending } from './spending';
import type { Work } from './work';

/**
 * Exact for sums; a bound on the number of payments is taken as one on the sum, so many of the largest payment.
 * @returns undefined where it would take too long
 */
export function crossingMost({ coins, slots, bounds }: Spending, [down, up]: readonly [Tree, Tree], work: Work): Most | undefined {
    const [source, sink, firstBound, firstSlot] = [0, 1, 2, 2 + bounds.length];
    const largest = bounds.map(() => 0n);
    for (const { bounds: places, high } of slots) for (const place of places) if (high > (largest[place] ?? 0n)) largest[place] = high;
    const rooms = bounds.map(({ measure, room }, place) => measure === 'count' ? room * (largest[place] ?? 0n) : room);
    const flow = new MaximumFlow(firstSlot + slots.length);
    const edges: { readonly edge: number; readonly binding: number }[] = [];
    for (const place of down.order) {
        const outer = down.around[place] ?? ROOT;
        edges.push({ edge: flow.edge(outer === ROOT ? source : firstBound + outer, firstBound + place, rooms[place] ?? 0n), binding: place });
    }
    for (const place of up.order) {
        const outer = up.around[place] ?? ROOT;
        edges.push({ edge: flow.edge(firstBound + place, outer === ROOT ? sink : firstBound + outer, rooms[place] ?? 0n), binding: place });
    }
    const into = slots.map((_, slot) => {
        const [outer, after] = [down.innermost[slot] ?? ROOT, up.innermost[slot] ?? ROOT];
        flow.edge(firstSlot + slot, after === ROOT ? sink : firstBound + after, coins);
        return flow.edge(outer === ROOT ? source : firstBound + outer, firstSlot + slot, coins);
    });
    const amount = flow.run(source, sink, coins, work);
    if (amount === undefined) return undefined;
    const cut = flow.cut(source);
    const bindings: Binding[] = amount === coins
        ? [{ bound: 'coins', amount }]
        : edges.map(({ edge, binding }) => ({ bound: binding, amount: cut(edge) ? flow.carried(edge) : 0n })).filter(binding => binding.amount > 0n);
    const plan = new Map(into.flatMap((edge, slot) => {
        const carried = flow.carried(edge);
        const high = slots[slot]?.high ?? 1n;
        return carried === 0n ? [] : [[slot, { payments: (carried + high - 1n) / high, amount: carried }] as const];
    }));
    return { amount, bindings, plan };
}
