// What the limits of a draft policy would have counted: the ledger's counters, kept in memory.
import {
    countersOf, periodIndex, quotaBack, spread, walletAccount,
    type CompiledPolicy, type Counter, type JournalRow, type PaymentFacts, type PaymentOrder, type PolicyLayer, type StripeUsage, type Usage,
} from '@carnet/domain';

/** Of one limit and owner, by period: what each stripe holds. */
type Periods = Map<number, readonly StripeUsage[]>;

/** What a payment added to a counter, and has not got back. */
interface Use {
    readonly counter: Counter;
    readonly periods: Periods;
    added: readonly StripeUsage[];
}

interface LivePayment {
    readonly walletId: string;
    readonly uses: readonly Use[];
    /** Minor units that have not come back. */
    rest: bigint;
}

function changed(held: readonly StripeUsage[], added: readonly StripeUsage[], sign: 1n | -1n): readonly StripeUsage[] {
    return held.map(({ stripe, used }) => ({ stripe, used: used + sign * (added.find(one => one.stripe === stripe)?.used ?? 0n) }));
}

/** Counts as the ledger does, on all stripes at once. */
export class ReplayCounters {
    readonly #policy: CompiledPolicy;
    readonly #layer: PolicyLayer;
    readonly #held = new Map<string, Periods>();
    /** Payments of which something may still be given back. */
    readonly #payments = new Map<string, LivePayment>();

    constructor(policy: CompiledPolicy, layer: PolicyLayer) {
        this.#policy = policy;
        this.#layer = layer;
    }

    /** What the counters of a payment hold before it. */
    usage(walletId: string, facts: PaymentFacts): Usage {
        const usage: Record<string, readonly StripeUsage[]> = {};
        for (const counter of countersOf(this.#policy, facts)) {
            Object.defineProperty(usage, counter.id, { value: this.#on(counter, this.#periods(counter, walletId)), enumerable: true });
        }
        return usage;
    }

    /** Adds a payment that was let through. */
    count({ paymentId, walletId, amount }: PaymentOrder, facts: PaymentFacts): void {
        const uses = countersOf(this.#policy, facts).map((counter): Use => {
            const periods = this.#periods(counter, walletId);
            const held = this.#on(counter, periods);
            const added = spread(counter, BigInt(amount), held) ?? [];
            // Periods before the last one are over, however much the clocks of the clients differ.
            for (const index of periods.keys()) if (index < counter.index - 1) periods.delete(index);
            periods.set(counter.index, changed(held, added, 1n));
            return { counter, periods, added };
        });
        if (this.#policy.policy.refund.restoreQuota !== 'same-period' || uses.length === 0) return;
        this.#forget(facts.time);
        this.#payments.set(paymentId, { walletId, uses, rest: BigInt(amount) });
    }

    /** Takes off what comes back of a payment, where the draft gives quota back and the period has not ended. */
    giveBack({ id, type, paymentId = id, legs }: JournalRow, time: number): void {
        const payment = type === 'REFUNDED' || type === 'CAPTURED' || type === 'RELEASED' ? this.#payments.get(paymentId) : undefined;
        if (payment === undefined) return;
        const account = walletAccount(payment.walletId);
        const back = legs.reduce((sum, leg) => leg.account === account ? sum + BigInt(leg.amount) : sum, 0n);
        payment.rest -= back;
        for (const use of payment.uses) this.#giveBack(use, back, payment.rest === 0n, time);
    }

    #giveBack(use: Use, back: bigint, whole: boolean, time: number): void {
        const { counter: { index, measure, period }, periods } = use;
        const held = periods.get(index);
        if (held === undefined || periodIndex(this.#policy.policy.calendar, period, time) !== index) return;
        const given = quotaBack({ measure, stripes: use.added }, back, whole);
        use.added = changed(use.added, given, -1n);
        periods.set(index, changed(held, given, -1n));
    }

    /** The oldest payments, as far as all periods in which they count have ended. */
    #forget(time: number): void {
        const { calendar } = this.#policy.policy;
        for (const [paymentId, { uses }] of this.#payments) {
            if (uses.some(({ counter: { index, period } }) => periodIndex(calendar, period, time) <= index + 1)) return;
            this.#payments.delete(paymentId);
        }
    }

    /** A limit of the programme may count all wallets together; a wallet's own policy counts its own payments alone. */
    #periods({ id, scope }: Counter, walletId: string): Periods {
        const key = `${id} ${scope === 'programme' && this.#layer === 'programme' ? '*' : walletId}`;
        const known = this.#held.get(key);
        if (known !== undefined) return known;
        const made: Periods = new Map();
        this.#held.set(key, made);
        return made;
    }

    #on({ index, stripes }: Counter, periods: Periods): readonly StripeUsage[] {
        return periods.get(index) ?? Array.from({ length: stripes }, (_, stripe) => ({ stripe, used: 0n }));
    }
}
