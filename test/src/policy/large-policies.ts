// Large policies: an employer's, one with as many rules as there may be, and such that their proof takes many steps.
import { CHANNELS, POLICY_LIMITS, type Assertion, type Match, type Policy, type Rule } from '@carnet/domain';
import { VOUCHER } from './policies.js';
import { randomNumbers } from './random-policies.js';

const WORKDAYS = [1, 2, 3, 4, 5];

/** Travel, fuel, tools and meals of an employer's staff, with what it forbids. */
export const EMPLOYER: Policy = {
    ...VOUCHER, id: 'staff-expenses',
    rules: [
        { id: 'meals', effect: 'allow', when: {
            categories: [['5811', '5814']], amount: { max: '6000' }, window: { days: WORKDAYS, fromMinute: 660, toMinute: 1320 },
        } },
        { id: 'hotels', effect: 'allow', when: { categories: [['3501', '3999'], ['7011', '7011']], amount: { max: '25000' } } },
        { id: 'trains', effect: 'allow', when: {
            categories: [['4111', '4112'], ['4121', '4131']], countries: ['BE', 'DE', 'ES', 'FR', 'IT', 'LU', 'NL'],
        } },
        { id: 'flights', effect: 'allow', when: { categories: [['3000', '3350'], ['4511', '4511']], channels: ['online'] } },
        { id: 'fuel', effect: 'allow', when: {
            categories: [['5541', '5542']], channels: ['pos'], window: { days: [...WORKDAYS, 6], fromMinute: 300, toMinute: 1380 },
        } },
        { id: 'tools', effect: 'allow', when: { payeeGroups: ['contracted'], amount: { max: '100000' } } },
        { id: 'parts', effect: 'allow', when: { payees: ['gearbox-shop', 'paint-shop', 'tyre-shop'], countries: ['FR'] } },
        { id: 'no-gambling', effect: 'deny', when: { categories: [['7800', '7802'], ['7995', '7995']] } },
        { id: 'no-cash', effect: 'deny', when: { categories: [['4829', '4829'], ['6010', '6012'], ['6050', '6051']] } },
        { id: 'no-bars-at-night', effect: 'deny', when: {
            categories: [['5813', '5813']], window: { days: WORKDAYS, fromMinute: 1200, toMinute: 1440 },
        } },
        { id: 'no-blocked', effect: 'deny', when: { payeeGroups: ['blocked'] } },
        { id: 'summer-break', effect: 'deny', when: {
            categories: [['3000', '3999']], between: { from: '2026-08-01T00:00:00.000Z', until: '2026-08-16T00:00:00.000Z' },
        } },
    ],
    limits: [
        { id: 'day', match: {}, measure: 'amount', period: 'day', max: '150000', scope: 'wallet' },
        { id: 'month', match: {}, measure: 'amount', period: 'month', max: '1000000', stripes: 16, scope: 'wallet' },
        { id: 'meals-day', match: { categories: [['5811', '5814']] }, measure: 'amount', period: 'day', max: '9000', scope: 'wallet' },
        { id: 'fuel-week', match: { categories: [['5541', '5542']] }, measure: 'count', period: 'week', max: '4', scope: 'wallet' },
    ],
    approvals: [{ id: 'large', match: {}, above: '50000', roster: 'board', cumulative: { period: 'month', above: '500000' } }],
    assertions: [
        { id: 'never-gambling', never: { categories: [['7995', '7995']] } },
        { id: 'never-blocked', never: { payeeGroups: ['blocked'] } },
    ],
};

function ofCountry(country: string, n: number): Rule[] {
    const base = 3000 + 60 * n;
    const code = (from: number): string => String(from).padStart(4, '0');
    return [
        { id: `${country}-hotels`, effect: 'allow', when: {
            countries: [country], categories: [[code(base), code(base + 80)]], amount: { max: String(10_000 + 500 * n) },
        } },
        { id: `${country}-meals`, effect: 'allow', when: {
            countries: [country], categories: [['5811', '5814']], window: { days: WORKDAYS, fromMinute: 600 + 15 * n, toMinute: 1200 + 15 * n },
        } },
        { id: `${country}-shops`, effect: 'allow', when: { countries: [country], payees: [`${country}-a`, `${country}-b`, `${country}-c`] } },
        { id: `${country}-closed`, effect: 'deny', when: {
            countries: [country], between: { from: `2026-0${n % 9 + 1}-10T00:00:00.000Z`, until: `2026-0${n % 9 + 1}-24T00:00:00.000Z` },
        } },
        { id: `${country}-small`, effect: 'deny', when: { countries: [country], channels: ['online'], amount: { min: String(8_000 + 300 * n) } } },
    ];
}

/** 64 rules that somebody could have written: five for each of twelve countries, and four for all. */
export const SIXTY_FOUR: Policy = {
    ...EMPLOYER, id: 'group-expenses',
    rules: [
        ...['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'IT', 'LU', 'NL', 'PL', 'PT'].flatMap(ofCountry),
        ...EMPLOYER.rules.filter(({ id }) => ['trains', 'no-gambling', 'no-cash', 'no-blocked'].includes(id)),
    ],
};

/** Which clauses the rules of a random policy have, and of how many values. */
export interface Shape {
    readonly clauses: readonly (keyof Match)[];
    /** Probability of each clause, of a deny rule, and share of a dimension that a clause takes. */
    readonly density: number;
    readonly denying: number;
    readonly width: number;
    readonly values: number;
}

const CLAUSES: Readonly<Record<keyof Match, (random: () => number, shape: Shape) => NonNullable<Match[keyof Match]>>> = (() => {
    const whole = (random: () => number, below: number): number => Math.floor(random() * below);
    const some = <T>(random: () => number, all: readonly T[], share: number): T[] => {
        const chosen = all.filter(() => random() < share).slice(0, POLICY_LIMITS.ranges);
        return chosen.length === 0 ? [all[whole(random, all.length)] as T] : chosen;
    };
    const names = (values: number, name: (n: number) => string): string[] => Array.from({ length: Math.max(2, values) }, (_, n) => name(n));
    const letters = (n: number): string => String.fromCharCode(65 + Math.floor(n / 26) % 26, 65 + n % 26);
    const span = (random: () => number, length: number, width: number): [number, number] => {
        const from = whole(random, length);
        return [from, Math.min(length - 1, from + whole(random, Math.ceil(length * width)))];
    };
    const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 43_200_000).toISOString();
    return {
        payees: (random, { values, width }) => some(random, names(values, n => `p${n}`), width / 2),
        payeeGroups: (random, { values, width }) => some(random, names(values / 2, n => `g${n}`), width / 2),
        categories: (random, { width }) => {
            const [low, high] = span(random, 10_000, width);
            return [[String(low).padStart(4, '0'), String(high).padStart(4, '0')]];
        },
        countries: (random, { values, width }) => some(random, names(values, letters), width / 2),
        regions: (random, { values, width }) => some(random, names(values, n => `FR-${n}`), width / 2),
        channels: random => some(random, CHANNELS, 0.5),
        amount: (random, { width }) => {
            const [min, max] = span(random, 1_000, width);
            return { min: String(min), max: String(max) };
        },
        window: (random, { width }) => {
            const [fromMinute, last] = span(random, 1_440, width);
            return { days: some(random, [1, 2, 3, 4, 5, 6, 7], width), fromMinute, toMinute: last + 1 };
        },
        between: (random, { width }) => {
            const [from, until] = span(random, 700, width);
            return { from: day(from), until: day(until + 1) };
        },
    };
})();

function match(random: () => number, shape: Shape): Match {
    return Object.fromEntries(shape.clauses.filter(() => random() < shape.density).map(name => [name, CLAUSES[name](random, shape)]));
}

/** As many rules, limits, approvals and assertions of a shape as 16 KiB hold. */
export function fullPolicy(seed: number, shape: Shape): Policy {
    const random = randomNumbers(seed);
    const next = (): Match => match(random, shape);
    const counts = POLICY_LIMITS;
    const policy = {
        ...VOUCHER, id: 'full', transfer: { holderToHolder: true, split: true },
        rules: Array.from({ length: counts.rules }, (_, n): Rule => ({
            id: `r${n}`, effect: random() < shape.denying ? 'deny' : 'allow', when: next(),
        })),
        limits: Array.from({ length: counts.limits }, (_, n): Policy['limits'][number] => ({
            id: `l${n}`, match: next(), measure: 'amount', period: 'day', max: '9999', scope: 'wallet',
        })),
        approvals: Array.from({ length: counts.approvals }, (_, n) => ({ id: `a${n}`, match: next(), above: '500', roster: 'board' })),
        assertions: Array.from({ length: counts.assertions }, (_, n): Assertion =>
            n % 2 === 0 ? { id: `s${n}`, never: next() } : { id: `s${n}`, always: next() }),
    };
    for (const list of [policy.assertions, policy.approvals, policy.limits, policy.rules]) {
        while (list.length > 0 && JSON.stringify(policy).length > POLICY_LIMITS.bytes) list.pop();
    }
    return policy;
}

/** A shape by a seed. */
export function randomShape(seed: number): Shape {
    const random = randomNumbers(seed);
    const names = Object.keys(CLAUSES) as (keyof Match)[];
    const clauses = names.filter(() => random() < 0.6);
    return {
        clauses: clauses.length === 0 ? names : clauses,
        density: 0.2 + 0.8 * random(), denying: 0.3 + 0.6 * random(), width: 0.1 + 0.9 * random(), values: 2 + 40 * random(),
    };
}
