// What stops the thief: the bounds that bind, put together by limit.
import { formatInstant } from '../../codec/calendar';
import type { CountedPeriod } from '../periods';
import type { Amount } from '../policy';
import type { PolicyLayer } from '../policy-decision';
import type { Binding } from './plan';
import type { Spending } from './spending';

/** What stops the thief, and how much of the bound it lets through. */
export type DamagePart =
    | {
        readonly by: 'limit' | 'approval';
        readonly layer: PolicyLayer;
        readonly id: string;
        readonly measure: 'amount' | 'count';
        readonly period: CountedPeriod;
        readonly max: string;
        /** Calendar periods that are used up, the present one included. */
        readonly periods: number;
        /** Let through in all of them, and in the present one. */
        readonly amount: Amount;
        readonly present: Amount;
    }
    /** All coins; with `from`, all that have not expired at this instant. */
    | { readonly by: 'coins'; readonly amount: Amount; readonly from?: string };

/** In the order in which they are found. */
export function partsOf(bindings: readonly Binding[], { bounds }: Spending): DamagePart[] {
    const parts = new Map<string, DamagePart>();
    for (const { bound, amount } of bindings) {
        const source = bound === 'coins' ? undefined : bounds[bound]?.source;
        if (source === undefined) {
            parts.set('coins', { by: 'coins', amount: String(amount) });
        } else if (source.of === 'coins') {
            parts.set(`coins ${source.from}`, { by: 'coins', amount: String(amount), from: formatInstant(source.from) });
        } else {
            const { layer, id, use, measure, period, max, left, current } = source.quota;
            const key = `${layer} ${id}`;
            const before = parts.get(key);
            const [sum, present, periods] = before === undefined || before.by === 'coins'
                ? [0n, 0n, 0] : [BigInt(before.amount), BigInt(before.present), before.periods];
            // Of several periods in one bound, how much falls into the present one is known for sums only.
            const most = source.periods === 1 ? amount : measure === 'amount' ? left : 0n;
            const now = source.period !== current ? 0n : amount < most ? amount : most;
            parts.set(key, {
                by: use, layer, id, measure, period, max: String(max), periods: periods + source.periods, amount: String(sum + amount),
                present: String(present + now),
            });
        }
    }
    return [...parts.values()];
}
