// What limits and cumulative approvals have counted: read for a payment, and written with it.
import {
    CarnetFailure, countersOf, spread, type CompiledPolicy, type Counter, type PaymentFacts, type PolicyLayer, type StripeUsage, type Usage,
} from '@carnet/domain';
import type { LedgerContext } from '../ledger/ledger-context';
import { COUNTER_TYPE, counters } from './money-state';
import type { CountedUse } from './payment-record';

/** Stripes of all counters together that one payment reads: each is a read, of 100 ms in all. */
export const STRIPES_PER_PAYMENT = 96;

/** Which stripes of a limit are read: those that the payer names, or all. */
export type StripeChoice = Readonly<Record<string, readonly number[]>> | 'all';

/** A counter that a payment moves, and what it holds on the stripes that were read. */
interface CounterUse {
    readonly layer: PolicyLayer;
    readonly policyHash: string;
    readonly counter: Counter;
    readonly owner: string;
    readonly usage: readonly StripeUsage[];
}

/** The key but for the stripe. */
export type CounterName = readonly [programmeId: string, owner: string, layer: PolicyLayer, id: string, period: string, index: string];

/** What the payments of all wallets together are counted under; the policy of a wallet cannot ask for that. */
export const ALL_WALLETS = '*';

/** What the stripes of a counter hold, those of them that were ever used. For evaluated functions. */
export async function readStripes(context: LedgerContext, name: CounterName): Promise<readonly StripeUsage[]> {
    const { rows } = await context.state.page<string>(COUNTER_TYPE, name, 100, '');
    return rows.map(({ rest, value }) => ({ stripe: Number(rest[0]), used: BigInt(value) }));
}

function strictestFirst({ counter: one }: CounterUse, { counter: other }: CounterUse): number {
    return one.max < other.max ? -1 : one.max > other.max ? 1 : 0;
}

/** What counters hold, each key read once, and what a payment adds to them. */
export class CounterUses {
    readonly #uses: CounterUse[] = [];
    readonly #known = new Map<string, readonly StripeUsage[]>();
    #stripes = 0;

    constructor(
        private readonly context: LedgerContext, private readonly programmeId: string, private readonly walletId: string,
        private readonly choice: StripeChoice,
    ) {}

    #nameOf({ layer, counter, owner }: Pick<CounterUse, 'layer' | 'counter' | 'owner'>): CounterName {
        return [this.programmeId, owner, layer, counter.id, counter.period, String(counter.index)];
    }

    #ownerOf({ scope }: Counter): string {
        return scope === 'programme' ? ALL_WALLETS : this.walletId;
    }

    /** What `read` reads, where single stripes are named. */
    keys(layer: PolicyLayer, policy: CompiledPolicy, facts: PaymentFacts): readonly string[] {
        return countersOf(policy, facts).flatMap(counter => {
            const name = this.#nameOf({ layer, counter, owner: this.#ownerOf(counter) });
            return this.#stripesNamed(layer, counter).map(stripe => counters(this.context).key(...name, String(stripe)));
        });
    }

    /** Reads what one policy counts of a payment. @throws CarnetFailure OUT_OF_RANGE for too many stripes */
    async read(layer: PolicyLayer, policy: CompiledPolicy, facts: PaymentFacts): Promise<Usage> {
        const usage: Record<string, readonly StripeUsage[]> = {};
        for (const counter of countersOf(policy, facts)) {
            const owner = this.#ownerOf(counter);
            const held = await this.#held({ layer, counter, owner });
            this.#uses.push({ layer, policyHash: policy.hash, counter, owner, usage: held });
            Object.defineProperty(usage, counter.id, { value: held, enumerable: true });
        }
        return usage;
    }

    async #held(use: Pick<CounterUse, 'layer' | 'counter' | 'owner'>): Promise<readonly StripeUsage[]> {
        const name = this.#nameOf(use);
        const known = this.#known.get(name.join('/'));
        if (known !== undefined) return known;
        const held = this.choice === 'all' ? this.#everyStripe(use.counter, await readStripes(this.context, name)) : await this.#named(use, name);
        this.#known.set(name.join('/'), held);
        return held;
    }

    #everyStripe({ stripes }: Counter, stored: readonly StripeUsage[]): readonly StripeUsage[] {
        return Array.from({ length: stripes }, (_, stripe) => stored.find(one => one.stripe === stripe) ?? { stripe, used: 0n });
    }

    /** None where all are asked for, by a range. */
    #stripesNamed(layer: PolicyLayer, counter: Counter): readonly number[] {
        if (this.choice === 'all') return [];
        const limit = `${layer}/${counter.id}`;
        // The sum above which approval is needed has one counter: whoever could name another would leave unread what he spent.
        const named = counter.use === 'limit' && Object.hasOwn(this.choice, limit) ? this.choice[limit] ?? [] : [0];
        return named.filter(number => number < counter.stripes);
    }

    async #named({ layer, counter }: Pick<CounterUse, 'layer' | 'counter'>, name: CounterName): Promise<readonly StripeUsage[]> {
        const held: StripeUsage[] = [];
        for (const stripe of this.#stripesNamed(layer, counter)) {
            this.#stripes += 1;
            if (this.#stripes > STRIPES_PER_PAYMENT) {
                throw new CarnetFailure('OUT_OF_RANGE', `A payment counts on at most ${STRIPES_PER_PAYMENT} stripes.`, { field: this.context.fieldOf('stripes'), limit: STRIPES_PER_PAYMENT });
            }
            held.push({ stripe, used: BigInt(await counters(this.context).read(...name, String(stripe)) ?? '0') });
        }
        return held;
    }

    /** Adds an allowed payment to the counters. Where policies of several lots have the same limit, it is counted once, by the strictest. */
    async count(amount: bigint): Promise<readonly CountedUse[]> {
        const alike = new Map<string, readonly CounterUse[]>();
        for (const use of this.#uses) {
            const name = this.#nameOf(use).join('/');
            alike.set(name, [...alike.get(name) ?? [], use].sort(strictestFirst));
        }
        const counted: CountedUse[] = [];
        for (const [strictest, ...others] of alike.values()) {
            if (strictest !== undefined) counted.push(...await this.#add(strictest, others.map(({ policyHash }) => policyHash), amount));
        }
        return counted;
    }

    async #add(use: CounterUse, furtherPolicies: readonly string[], amount: bigint): Promise<readonly CountedUse[]> {
        const { layer, policyHash, counter, owner, usage } = use;
        const additions = spread(counter, amount, usage);
        if (additions === undefined) throw new Error(`The limit ${counter.id} allowed what it has no room for.`);
        for (const { stripe, used: added } of additions) {
            const held = usage.find(one => one.stripe === stripe);
            if (held === undefined) throw new Error(`Stripe ${stripe} of ${counter.id} would be written without having been read.`);
            await counters(this.context).write(String(held.used + added), ...this.#nameOf(use), String(stripe));
        }
        const { id: limit, measure, period, index } = counter;
        return additions.map(({ stripe, used: added }) => ({
            layer, limit, policyHash,
            ...furtherPolicies.length === 0 ? {} : { furtherPolicies }, measure, period, index, owner, stripe, amount: String(added),
        }));
    }
}
