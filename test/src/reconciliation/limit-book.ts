// What limits have counted, added up from the payments themselves, and compared with the counters of the ledger.
import type { Period, Policy } from '@carnet/domain';
import { agree } from './discrepancy.js';
import { isTrueOf, type PaidFacts } from './purposes.js';
import type { Written } from './world-state.js';

/** What one payment took of one limit. */
interface Share {
    readonly counter: string;
    /** Those that have the limit, where coins of several versions paid. */
    readonly policies: readonly Policy[];
    readonly measure: 'amount' | 'count';
    readonly period: Exclude<Period, 'tx'>;
    readonly index: number;
    /** Not given back so far. */
    left: bigint;
}

/** A policy that was asked about a payment. */
export interface Asked { readonly layer: 'programme' | 'wallet'; readonly policy: Policy }

const DAY = 86_400_000;

/** Number of the calendar period of an instant, as the keys of counters have it. */
function indexOf({ calendar: { utcOffsetMinutes, weekStart } }: Policy, period: Exclude<Period, 'tx'>, time: number): number {
    const local = time + utcOffsetMinutes * 60_000;
    const date = new Date(local);
    const day = Math.floor(local / DAY);
    switch (period) {
    case 'day': return day;
    // Week 0 is that of 1970-01-01, a Thursday.
    case 'week': return Math.floor((day + (4 - weekStart + 7) % 7) / 7);
    case 'month': return date.getUTCFullYear() * 12 + date.getUTCMonth();
    case 'year': return date.getUTCFullYear();
    case 'life': return 0;
    }
}

export class LimitBook {
    readonly #used = new Map<string, bigint>();
    readonly #shares = new Map<string, Share[]>();
    /** The counters as the ledger has them, by their name and stripe. */
    readonly #counters = new Map<string, Map<string, bigint>>();
    readonly #changed = new Set<string>();

    /** @throws Discrepancy where a limit is exceeded by it */
    count(paymentId: string, programmeId: string, walletId: string, asked: readonly Asked[], facts: PaidFacts): void {
        const strictest = new Map<string, { readonly share: Share; readonly max: bigint | undefined }>();
        for (const { layer, policy } of asked) {
            const applies = ({ match }: { readonly match: Policy['rules'][number]['when'] }): boolean =>
                isTrueOf(match, facts, policy.calendar.utcOffsetMinutes) !== false;
            const add = (id: string, owner: string, period: Exclude<Period, 'tx'>, measure: Share['measure'], max?: bigint): void => {
                const index = indexOf(policy, period, facts.time);
                const counter = [programmeId, owner, layer, id, period, index].join('/');
                const known = strictest.get(counter);
                const policies = [...known?.share.policies ?? [], policy];
                const least = known?.max !== undefined && (max === undefined || known.max < max) ? known.max : max;
                strictest.set(counter, { max: least, share: { counter, policies, measure, period, index, left: measure === 'count' ? 1n : facts.amount } });
            };
            for (const limit of policy.limits.filter(applies)) {
                const { id, period, measure, scope, max } = limit;
                if (period === 'tx') {
                    agree((measure === 'count' ? 1n : facts.amount) <= BigInt(max), () => `payment ${paymentId} is above the limit ${id} of ${max}`);
                } else add(id, scope === 'programme' && layer === 'programme' ? '*' : walletId, period, measure, BigInt(max));
            }
            // A sum above which approval is needed is counted, and bounds nothing.
            for (const { id, cumulative } of policy.approvals.filter(applies)) {
                if (cumulative !== undefined) add(id, walletId, cumulative.period, 'amount');
            }
        }
        for (const { share: { counter, left }, max } of strictest.values()) {
            const used = (this.#used.get(counter) ?? 0n) + left;
            agree(max === undefined || used <= max, () => `payment ${paymentId} brings ${counter} to ${used}, above ${max}`);
            this.#used.set(counter, used);
            this.#changed.add(counter);
        }
        this.#shares.set(`${programmeId}/${paymentId}`, [...strictest.values()].map(({ share }) => share));
    }

    /** What comes back of a payment frees its share within the period, where all its policies say so. @param whole whether nothing is left of it */
    giveBack(programmeId: string, paymentId: string, amount: bigint, whole: boolean, time: number): void {
        for (const share of this.#shares.get(`${programmeId}/${paymentId}`) ?? []) {
            const givesBack = (policy: Policy): boolean =>
                policy.refund.restoreQuota === 'same-period' && indexOf(policy, share.period, time) === share.index;
            if (!share.policies.every(givesBack)) continue;
            const wanted = share.measure === 'amount' ? amount : whole ? 1n : 0n;
            const back = wanted < share.left ? wanted : share.left;
            share.left -= back;
            this.#used.set(share.counter, (this.#used.get(share.counter) ?? 0n) - back);
            this.#changed.add(share.counter);
        }
    }

    /** Notes the counters that a transaction wrote. */
    note(all: readonly Written[]): void {
        for (const { type, attributes, value } of all) {
            if (type !== 'used') continue;
            const counter = attributes.slice(0, -1).join('/');
            const stripes = this.#counters.get(counter) ?? new Map<string, bigint>();
            this.#counters.set(counter, stripes);
            stripes.set(attributes.at(-1) ?? '', BigInt(value as string));
            this.#changed.add(counter);
        }
    }

    /** @throws Discrepancy where a counter of the ledger, all its stripes together, says something else than the payments do */
    check(): void {
        for (const counter of this.#changed) {
            const counted = [...this.#counters.get(counter)?.values() ?? []].reduce((sum, used) => sum + used, 0n);
            const used = this.#used.get(counter) ?? 0n;
            agree(counted === used, () => `the counter ${counter} stands at ${counted}, and its payments make ${used}`);
        }
        this.#changed.clear();
    }
}
