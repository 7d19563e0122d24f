// Decides a payment that was changed in one thing, with what is known of its counters: no repair is answered that was not tried.
import { countersOf, type Counter } from './counters';
import { decidePayment, type PolicyLayerInput } from './decide';
import type { Approvals } from './layer-reasons';
import type { PaymentFacts, StripeUsage, Usage } from './payment-facts';
import { periodIndex } from './periods';

/** Decisions of single policies that one search for repairs makes at most, so that Explain stays below 100 ms. */
const MOST_DECISIONS = 600;

function unused(stripes: number): readonly StripeUsage[] {
    return Array.from({ length: stripes }, (_, stripe) => ({ stripe, used: 0n }));
}

/**
 * What a counter holds for the changed payment: as before in the same period, nothing in a later one.
 * @param before the counter of the payment as it was asked, where that moves it
 * @returns undefined where it is not known: nobody read a counter that the payment as asked does not move
 */
function heldBy(counter: Counter, before: Counter | undefined, layer: PolicyLayerInput, asked: PaymentFacts): readonly StripeUsage[] | undefined {
    const held = Object.hasOwn(layer.usage, counter.id) ? layer.usage[counter.id] : undefined;
    if (before?.index === counter.index) return held ?? [{ stripe: 0, used: 0n }];
    if (before !== undefined) return (held ?? unused(1)).map(({ stripe }) => ({ stripe, used: 0n }));
    return periodIndex(layer.policy.policy.calendar, counter.period, asked.time) === counter.index ? undefined : unused(counter.stripes);
}

/** The layers with what their counters hold for the changed payment; undefined where that is not known. */
function layersFor(layers: readonly PolicyLayerInput[], asked: PaymentFacts, changed: PaymentFacts): readonly PolicyLayerInput[] | undefined {
    const known: PolicyLayerInput[] = [];
    for (const layer of layers) {
        const before = countersOf(layer.policy, asked);
        const usage: [string, Usage[string]][] = [];
        for (const counter of countersOf(layer.policy, changed)) {
            const held = heldBy(counter, before.find(({ id }) => id === counter.id), layer, asked);
            if (held === undefined) return undefined;
            usage.push([counter.id, held]);
        }
        known.push({ ...layer, usage: Object.fromEntries(usage) });
    }
    return known;
}

function notGiven(approvals: Approvals): Approvals {
    return Object.fromEntries(Object.entries(approvals).map(([id, { needed }]) => [id, { needed, given: 0 }]));
}

/** Tries changes of one payment. */
export class RepairTrial {
    #decisions = 0;

    constructor(private readonly layers: readonly PolicyLayerInput[], private readonly asked: PaymentFacts) {}

    /** Whether there is work left: else what was not tried yet is not answered. */
    get spent(): boolean {
        return this.#decisions >= MOST_DECISIONS;
    }

    /** Whether the changed payment is known to be allowed. Managers approve one order: of another amount or channel, nothing is approved. */
    allows(change: Partial<Pick<PaymentFacts, 'amount' | 'time' | 'channel'>>): boolean {
        if (this.spent) return false;
        this.#decisions += this.layers.length;
        const changed = { ...this.asked, ...change };
        const known = layersFor(this.layers, this.asked, changed);
        const layers = change.time === undefined ? known?.map(layer => ({ ...layer, approvals: notGiven(layer.approvals) })) : known;
        return layers !== undefined && decidePayment(layers, changed).decision === 'ALLOW';
    }
}
