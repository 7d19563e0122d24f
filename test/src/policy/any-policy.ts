// Random policies and payments of one small vocabulary, with the values on either side of every bound, so that clauses meet often.
import fc, { type Arbitrary } from 'fast-check';
import { CHANNELS, PERIODS, type Approval, type Limit, type Match, type PaymentFacts, type Policy, type PolicyCalendar, type Rule, type Usage } from '@carnet/domain';
import { VOUCHER } from './policies.js';

const PAYEES = ['p1', 'p2', 'p3', 'P3', 'p-4_.x'];
const GROUPS = ['g1', 'g2', 'g3'];
const CATEGORIES = ['0000', '0742', '5410', '5411', '5499', '5500', '5812', '7995', '9999'];
const COUNTRIES = ['FR', 'DE', 'BE'];
const REGIONS = ['FR-75', 'FR-69', 'DE-BE'];
const BOUNDS = ['0', '1', '999', '1000', '1001', '5000', '9007199254740993', '500000000000000000', '999999999999999999'];
/** Beside those on the bounds; at most 15 digits that are not trailing zeros, which a JSON number of any reader keeps. */
const AMOUNTS = ['1', '2', '998', '999', '1000', '1001', '1002', '4999', '5000', '5001', '9007199254740990', '9007199254741000',
    '499999999999999000', '500000000000000000', '500000000000001000', '999999999999999000'];
const MINUTES = [0, 1, 359, 360, 361, 719, 720, 1319, 1320, 1438, 1439];
const YEAR_START = Date.parse('2026-01-01T00:00:00.000Z');
const DAY = 86_400_000;
const MINUTE = 60_000;
/** Offsets from 2026 in days: before, in and after the validity, beside ends of months, of the year and a leap day. */
const DAYS = [-1, 0, 1, 2, 3, 4, 5, 6, 30, 31, 58, 59, 60, 364, 365, 789, 790];

function some<T>(values: readonly T[], max = values.length): Arbitrary<T[]> {
    return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: max });
}

const instant = fc.record({ day: fc.constantFrom(...DAYS), minute: fc.constantFrom(...MINUTES), rest: fc.constantFrom(0, 1, 59_999) })
    .map(({ day, minute, rest }) => YEAR_START + day * DAY + minute * MINUTE + rest);

function ordered<T>(values: Arbitrary<T>, compare: (a: T, b: T) => number): Arbitrary<readonly [T, T]> {
    return fc.tuple(values, values).map(([a, b]) => compare(a, b) <= 0 ? [a, b] as const : [b, a] as const);
}

/** Ends of `between`. */
const ENDS = [0, 1, 59, 364].map(day => YEAR_START + day * DAY + 719 * MINUTE);

const byNumber = (a: bigint | number, b: bigint | number): number => a < b ? -1 : a > b ? 1 : 0;

/** Both of a pair, or one of them. */
function oneOrBoth<T, L extends string, H extends string>(pair: Arbitrary<readonly [T, T]>, low: L, high: H): Arbitrary<Partial<Record<L | H, T>>> {
    return fc.tuple(pair, fc.constantFrom('low', 'high', 'both')).map(([[a, b], which]) => ({
        ...which === 'high' ? {} : { [low]: a }, ...which === 'low' ? {} : { [high]: b },
    } as Partial<Record<L | H, T>>));
}

const categoryRange = ordered(fc.constantFrom(...CATEGORIES), (a, b) => a < b ? -1 : 1);

/** Clauses are mostly absent, or nothing would ever match. */
export const anyMatch: Arbitrary<Match> = fc.record({
    payees: some(PAYEES),
    payeeGroups: some(GROUPS, 2),
    categories: fc.uniqueArray(categoryRange, { minLength: 1, maxLength: 3, selector: range => range.join() }),
    countries: some(COUNTRIES),
    regions: some(REGIONS),
    channels: some(CHANNELS),
    amount: oneOrBoth(ordered(fc.constantFrom(...BOUNDS), (a, b) => byNumber(BigInt(a), BigInt(b))), 'min', 'max'),
    window: fc.record({ days: some([1, 2, 3, 4, 5, 6, 7]), minutes: ordered(fc.constantFrom(...MINUTES, 1440), byNumber) })
        .map(({ days, minutes: [from, to] }) => ({ days, fromMinute: Math.min(from, 1439), toMinute: to > from ? to : Math.min(from, 1439) + 1 })),
    between: oneOrBoth(ordered(fc.constantFrom(...ENDS), byNumber).map(([from, until]) =>
        [new Date(from).toISOString(), new Date(until === from ? until + 1 : until).toISOString()] as const), 'from', 'until'),
}, { requiredKeys: [] }).chain(clauses => fc.subarray(Object.keys(clauses), { maxLength: Math.min(3, Object.keys(clauses).length) })
    .map(kept => Object.fromEntries(Object.entries(clauses).filter(([name]) => kept.includes(name)))));

/** @param denies of 100 */
function anyRule(denies: number): Arbitrary<Omit<Rule, 'id'>> {
    return fc.record({
        effect: fc.integer({ min: 0, max: 99 }).map(roll => roll < denies ? 'deny' : 'allow'), when: anyMatch,
        note: fc.constantFrom('', 'the "best" \\ rule', 'für später'),
    }).map(({ note, ...rule }) => note === '' ? rule : { ...rule, note });
}

const positive = BOUNDS.filter(bound => bound !== '0');

export const anyLimit: Arbitrary<Omit<Limit, 'id'>> = fc.record({
    match: anyMatch, measure: fc.constantFrom('amount', 'count'), period: fc.constantFrom(...PERIODS), max: fc.constantFrom(...positive),
    scope: fc.constantFrom('wallet', 'programme'), stripes: fc.constantFrom(1, 2, 3, 64),
}).map(limit => ({ ...limit, stripes: Number(limit.max) < limit.stripes ? 1 : limit.stripes }));

const counted = PERIODS.filter(period => period !== 'tx');

export const anyApproval: Arbitrary<Omit<Approval, 'id'>> = fc.record({
    match: anyMatch, above: fc.constantFrom(...BOUNDS), roster: fc.constantFrom('board', 'team'),
    cumulative: fc.option(fc.record({ period: fc.constantFrom(...counted), above: fc.constantFrom(...BOUNDS) }), { nil: undefined }),
}).map(({ cumulative, ...approval }) => cumulative === undefined ? approval : { ...approval, cumulative });

function named<T extends object>(prefix: string, elements: readonly T[]): (T & { readonly id: string })[] {
    return elements.map((element, index) => ({ ...element, id: `${prefix}${index}` }));
}

export const anyCalendar: Arbitrary<PolicyCalendar> = fc.record({
    utcOffsetMinutes: fc.constantFrom(-720, -300, -1, 0, 60, 345, 840), weekStart: fc.integer({ min: 1, max: 7 }),
});

export interface PolicySize { readonly rules: number; readonly limits: number; readonly approvals: number }

/** Valid policies of at most this size, most within the 16 KiB of a policy. */
export function anyPolicy(size: PolicySize = { rules: 8, limits: 4, approvals: 3 }, minRules = 0): Arbitrary<Policy> {
    return fc.record({
        calendar: anyCalendar,
        notAfter: fc.constantFrom('2027-01-01T00:00:00.000Z', '2029-01-01T00:00:00.000Z'),
        holderToHolder: fc.boolean(),
        // Many rules that deny leave little to be allowed.
        rules: fc.constantFrom(5, 40).chain(denies => fc.array(anyRule(denies), { minLength: minRules, maxLength: size.rules, size: 'max' })),
        limits: fc.array(anyLimit, { maxLength: size.limits, size: 'max' }),
        approvals: fc.array(anyApproval, { maxLength: size.approvals, size: 'max' }),
    }).map(({ calendar, notAfter, holderToHolder, rules, limits, approvals }) => ({
        ...VOUCHER, calendar, validity: { ...VOUCHER.validity, notAfter }, transfer: { holderToHolder, split: true },
        rules: named('r', rules), limits: named('l', limits), approvals: named('a', approvals),
    }));
}

/** Payments at payees of the vocabulary and others, who may lack each fact, at local times beside the bounds. */
export function anyFacts({ utcOffsetMinutes }: PolicyCalendar): Arbitrary<PaymentFacts> {
    return fc.record({
        payee: fc.record({
            id: fc.constantFrom(...PAYEES, 'other'), groups: fc.subarray([...GROUPS, 'other']),
            category: fc.constantFrom(...CATEGORIES, '5413'), country: fc.constantFrom(...COUNTRIES, 'XX'), region: fc.constantFrom(...REGIONS, 'XX-1'),
        }, { requiredKeys: ['id', 'groups'] }),
        channel: fc.constantFrom(...CHANNELS), amount: fc.constantFrom(...AMOUNTS),
        time: fc.oneof(
            { arbitrary: instant.map(local => local - utcOffsetMinutes * MINUTE), weight: 3 },
            { arbitrary: fc.tuple(fc.constantFrom(...ENDS), fc.constantFrom(-1, 0, 1)).map(([end, beside]) => end + beside), weight: 1 },
        ),
    });
}

/** What the counters of a policy hold, on some of their stripes, in the order in which they are named; some are not there. */
export function anyUsage(policy: Policy): Arbitrary<Usage> {
    const used = fc.constantFrom(0n, 1n, 15n, 500n, 999n, 1000n, 4_999n, 10n ** 15n);
    const counters = [...policy.limits.map(({ id, stripes = 1 }) => ({ id, stripes })), ...policy.approvals.map(({ id }) => ({ id, stripes: 1 }))];
    return fc.tuple(...counters.map(({ id, stripes }) => fc.record({
        id: fc.constant(id), there: fc.boolean(),
        named: fc.uniqueArray(fc.record({ stripe: fc.integer({ min: 0, max: stripes - 1 }), used }),
            { minLength: 1, maxLength: 4, selector: ({ stripe }) => stripe }),
    }))).map(all => Object.fromEntries(all.filter(({ there }) => there).map(({ id, named }) => [id, named])));
}
