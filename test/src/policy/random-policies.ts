// Small policies by a seed: few values in few clauses, so that they overlap, exclude and contradict each other often.
import type { Approval, Assertion, Limit, Match, Policy, Rule } from '@carnet/domain';
import { VOUCHER } from './policies.js';

/** Numbers 0 ≤ x < 1 by a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Draws what a policy is made of. */
class Dice {
    readonly #next: () => number;

    constructor(seed: number) {
        this.#next = randomNumbers(seed);
    }

    chance(probability: number): boolean {
        return this.#next() < probability;
    }

    /** A whole number, `low` to `high`. */
    whole(low: number, high: number): number {
        return low + Math.floor(this.#next() * (high - low + 1));
    }

    one<T>(values: readonly T[]): T {
        return values[this.whole(0, values.length - 1)] as T;
    }

    some<T>(values: readonly T[]): T[] {
        const chosen = values.filter(() => this.chance(0.5));
        return chosen.length === 0 ? [this.one(values)] : chosen;
    }
}

const CUTS = ['2025-12-20T00:00:00.000Z', '2026-01-01T10:30:00.500Z', '2026-01-02T00:00:00.000Z', '2026-01-04T12:00:00.000Z', '2026-01-20T00:00:00.000Z', '2026-03-01T00:00:00.000Z'];

const ENDS = ['2026-01-03T08:00:00.000Z', '2026-01-06T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];

const CLAUSES: { readonly [K in keyof Match]-?: (dice: Dice) => NonNullable<Match[K]> } = {
    payees: dice => dice.some(['bakery', 'casino']),
    payeeGroups: dice => dice.some(['canteens', 'fair-trade', 'shops']),
    categories: dice => dice.some([['5411', '5499'], ['5490', '5812'], ['7995', '7995'], ['0000', '9999']]),
    countries: dice => dice.some(['FR', 'DE']),
    regions: dice => dice.some(['FR-75', 'FR-69']),
    channels: dice => dice.some(['pos', 'online', 'p2p']),
    amount: dice => {
        const min = String(dice.one([0, 1, 10, 20]));
        const max = String(dice.one([20, 25, 40]));
        return dice.chance(0.3) ? { min } : dice.chance(0.5) ? { max } : { min, max };
    },
    window: dice => {
        const fromMinute = dice.one([0, 480, 720]);
        return { days: dice.some([1, 3, 6, 7]), fromMinute, toMinute: fromMinute + dice.one([240, 720]) };
    },
    between: dice => {
        const first = dice.whole(0, CUTS.length - 2);
        const [from, until] = [CUTS[first] ?? '', CUTS[dice.whole(first + 1, CUTS.length - 1)] ?? ''];
        return dice.chance(0.3) ? { from } : dice.chance(0.5) ? { until } : { from, until };
    },
};

function match(dice: Dice, clauses: readonly (keyof Match)[], most: number): Match {
    const present = clauses.filter(() => dice.chance(0.5)).slice(0, most);
    return Object.fromEntries(present.map(name => [name, CLAUSES[name](dice)]));
}

function changed(dice: Dice, old: Match, clauses: readonly (keyof Match)[]): Match {
    return dice.chance(0.8) ? old : match(dice, clauses, 3);
}

/** A policy with up to 6 rules in up to 4 kinds of clauses. */
export function randomPolicy(seed: number): Policy {
    const dice = new Dice(seed);
    const names = Object.keys(CLAUSES) as (keyof Match)[];
    const clauses = [...new Set(Array.from({ length: dice.one([1, 2, 2, 3, 3, 3, 4]) }, () => dice.one(names)))];
    const list = <T>(most: number, make: (index: number) => T): T[] => Array.from({ length: dice.whole(0, most) }, (_, index) => make(index));
    const rules = Array.from({ length: dice.whole(1, 6) }, (_, n): Rule => ({
        id: `rule-${n}`, effect: dice.chance(0.6) ? 'allow' : 'deny', when: match(dice, clauses, 4),
    }));
    const limits = list(3, (n): Limit => ({
        id: `limit-${n}`, match: match(dice, clauses, 2), measure: dice.chance(0.8) ? 'amount' : 'count',
        period: dice.one(['tx', 'day', 'week', 'month']), max: dice.one(['5', '15', '30', '100']), scope: dice.one(['wallet', 'programme']),
    }));
    const approvals = list(2, (n): Approval => ({
        id: `approval-${n}`, match: match(dice, clauses, 2), above: dice.one(['0', '9', '15', '30']), roster: 'managers',
        ...dice.chance(0.5) ? { cumulative: { period: 'day', above: '50' } } : {},
    }));
    const assertions = list(3, (n): Assertion => dice.chance(0.5)
        ? { id: `assertion-${n}`, never: match(dice, clauses, 3) } : { id: `assertion-${n}`, always: match(dice, clauses, 3) });
    return {
        ...VOUCHER, id: 'random', rules, limits, approvals, assertions,
        validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: dice.one(ENDS) },
        calendar: { utcOffsetMinutes: dice.one([0, 60, -300]), weekStart: 1 },
        transfer: { holderToHolder: dice.chance(0.5), split: true },
    };
}

/** A version that differs a little from another: some of them tighten it and some do not. */
export function randomSuccessor(seed: number, older: Policy): Policy {
    const dice = new Dice(seed);
    const clauses = [...new Set(older.rules.flatMap(({ when }) => Object.keys(when)))] as (keyof Match)[];
    const extra: Rule[] = dice.chance(0.5) ? [{ id: 'extra', effect: dice.one(['allow', 'deny', 'deny']), when: match(dice, clauses, 3) }] : [];
    return {
        ...older, version: 2,
        rules: [...older.rules.filter(() => dice.chance(0.9)).map(rule => ({ ...rule, when: changed(dice, rule.when, clauses) })), ...extra],
        limits: older.limits.map(limit => ({ ...limit, match: changed(dice, limit.match, clauses) })),
        approvals: older.approvals.map(approval => ({ ...approval, match: changed(dice, approval.match, clauses) })),
        // With limits it is refused whatever the rules are.
        ...dice.chance(0.1) && older.limits.length + older.approvals.length === 0 ? { calendar: { utcOffsetMinutes: 120, weekStart: 1 } } : {},
    };
}
