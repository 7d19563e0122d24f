// A ledger of one policy in memory: decides payments, and counts those that are allowed on the counters of their periods.
import {
    compilePolicy, countersOf, decidePayment, policyCodec, spread,
    type Counter, type PaymentFacts, type Policy, type PolicyDecision, type StripeUsage, type Usage,
} from '@carnet/domain';
import { COFFEE } from './policies.js';

export class Counted {
    readonly #used = new Map<string, Map<number, bigint>>();

    /** @param stripes named for every limit that has more than one */
    pay(policy: Policy, facts: Partial<PaymentFacts> = {}, stripes: readonly number[] = [0]): PolicyDecision {
        const compiled = compilePolicy(policyCodec.decode(JSON.stringify(policy)));
        const payment = { ...COFFEE, ...facts };
        const counters = countersOf(compiled, payment);
        const usage: Usage = Object.fromEntries(counters.map(counter => [counter.id, this.#usage(counter, counter.stripes === 1 ? [0] : stripes)]));
        const decision = decidePayment([{ layer: 'programme', policy: compiled, usage, approvals: {} }], payment);
        if (decision.decision === 'ALLOW') for (const counter of counters) this.#count(counter, spread(counter, BigInt(payment.amount), usage[counter.id]));
        return decision;
    }

    /** What was counted for a limit, in all its periods and stripes. */
    used(id: string): bigint {
        return [...this.#used].filter(([key]) => key.startsWith(`${id}/`)).flatMap(([, stripes]) => [...stripes.values()]).reduce((a, b) => a + b, 0n);
    }

    #stripes({ id, period, index }: Counter): Map<number, bigint> {
        const key = `${id}/${period}/${index}`;
        const known = this.#used.get(key) ?? new Map<number, bigint>();
        this.#used.set(key, known);
        return known;
    }

    #usage(counter: Counter, stripes: readonly number[]): StripeUsage[] {
        const used = this.#stripes(counter);
        return stripes.map(stripe => ({ stripe, used: used.get(stripe) ?? 0n }));
    }

    #count(counter: Counter, additions: readonly StripeUsage[] = []): void {
        const used = this.#stripes(counter);
        for (const { stripe, used: added } of additions) used.set(stripe, (used.get(stripe) ?? 0n) + added);
    }
}
