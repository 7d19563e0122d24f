// Small thefts, at random: one or two small policies, a few coins, something used already, a few days.
import { compilePolicy, type Approval, type BoundLayer, type Limit, type Match, type Policy, type Rule } from '@carnet/domain';
import fc from 'fast-check';
import { VOUCHER } from './policies.js';
import type { Theft } from './exhaustive-thief.js';

const DAY = 86_400_000;
/** Saturday 2026-02-28: the end of a week that begins on Sunday, and of a month. */
const START = Date.parse('2026-02-28T00:00:00.000Z');

const small = (max: number): fc.Arbitrary<string> => fc.integer({ min: 1, max }).map(String);
const instant = fc.integer({ min: -1, max: 5 * 24 }).map(hours => new Date(START + hours * 3_600_000).toISOString());

/** Few clauses at a time: trying everything takes time that doubles with each. */
const clauses: readonly fc.Arbitrary<Match>[] = [
    fc.constantFrom<Match>({ categories: [['5411', '5411']] }, { categories: [['5812', '5812']] }, { categories: [['5411', '5411'], ['5812', '5812']] }),
    fc.constantFrom<Match>({ payees: ['baker'] }, { payees: ['butcher'] }),
    fc.constantFrom<Match>({ payeeGroups: ['local'] }, { payeeGroups: ['fair'] }, { payeeGroups: ['local', 'fair'] }),
    fc.constantFrom<Match>({ countries: ['FR'] }, { countries: ['DE'] }),
    fc.constantFrom<Match>({ regions: ['FR-75'] }),
    fc.constantFrom<Match>({ channels: ['pos'] }, { channels: ['online'] }, { channels: ['pos', 'p2p'] }),
    fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }))
        .map(([min, more]): Match => ({ amount: { min: String(min), max: String(min + more) } })),
    fc.constantFrom<Match>(
        { window: { days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1200 } }, { window: { days: [6, 7], fromMinute: 0, toMinute: 1440 } },
        { window: { days: [7, 1], fromMinute: 1380, toMinute: 1440 } },
    ),
    fc.tuple(instant, instant).filter(([from, until]) => from < until).map(([from, until]): Match => ({ between: { from, until } })),
];

const match = (used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Match> => fc.oneof(
    { weight: 2, arbitrary: fc.constant<Match>({}) },
    ...used.map(arbitrary => ({ weight: 3, arbitrary })),
    { weight: 1, arbitrary: fc.tuple(...used).map((all): Match => Object.assign({}, ...all) as Match) },
);

function withIds<T>(letter: string, things: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<readonly (T & { readonly id: string })[]> {
    return fc.array(things, { maxLength }).map(all => all.map((one, index) => ({ ...one, id: `${letter}${index + 1}` })));
}

const period = fc.constantFrom<Limit['period']>('tx', 'day', 'day', 'week', 'month', 'year', 'life');

const limit = (used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Omit<Limit, 'id'>> => fc.record({
    match: match(used), measure: fc.constantFrom<Limit['measure']>('amount', 'amount', 'count'), period, max: small(6),
    stripes: fc.constantFrom(1, 1, 2), scope: fc.constantFrom<Limit['scope']>('wallet', 'programme'),
}).map(one => ({ ...one, stripes: Math.min(one.stripes, Number(one.max)) }));

const approval = (used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Omit<Approval, 'id'>> => fc.record({
    match: match(used), above: small(5), roster: fc.constant('managers'),
    cumulative: fc.option(fc.record({ period: fc.constantFrom('day', 'week', 'life'), above: small(6) }), { nil: undefined }),
}).map(({ cumulative, ...one }) => cumulative === undefined ? one : { ...one, cumulative });

const rule = (used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Omit<Rule, 'id'>> => fc.record({
    when: match(used), effect: fc.constantFrom<Rule['effect']>('allow', 'allow', 'deny'),
});

function policy(used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Policy> {
    return fc.record({
        rules: fc.tuple(match(used), withIds('r', rule(used), 3)).map(([when, others]): Rule[] => [{ id: 'r0', effect: 'allow', when }, ...others]),
        limits: withIds('l', limit(used), 4),
        approvals: withIds('a', approval(used), 1),
        utcOffsetMinutes: fc.constantFrom(0, 0, 60, -300), weekStart: fc.constantFrom(1, 7),
        holderToHolder: fc.boolean(),
        notAfter: fc.constantFrom('2027-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2026-03-02T12:00:00.000Z'),
    }).map(({ rules, limits, approvals, utcOffsetMinutes, weekStart, holderToHolder, notAfter }): Policy => ({
        ...VOUCHER, rules, limits, approvals, calendar: { utcOffsetMinutes, weekStart }, transfer: { holderToHolder, split: true },
        validity: { ...VOUCHER.validity, notAfter },
    }));
}

/** What may be used now, on stripe 0. */
function layer(name: BoundLayer['layer'], used: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<BoundLayer> {
    return fc.tuple(policy(used), fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 })).map(([content, counts]): BoundLayer => ({
        layer: name, policy: compilePolicy(content),
        usage: Object.fromEntries([...content.limits, ...content.approvals].map(({ id }, index) =>
            [id, [{ stripe: 0, used: BigInt(counts[index] ?? 0) }]])),
    }));
}

export const theft: fc.Arbitrary<Theft> = fc.uniqueArray(fc.nat({ max: clauses.length - 1 }), { minLength: 1, maxLength: 2 }).chain(places => {
    const used = places.flatMap(place => clauses[place] ?? []);
    return fc.record({
        layers: fc.oneof(fc.tuple(layer('programme', used)), fc.tuple(layer('programme', used), layer('wallet', used))),
        coins: fc.array(fc.record({
            amount: fc.integer({ min: 1, max: 4 }).map(BigInt), until: fc.constantFrom(Infinity, Infinity, START + DAY, START + 1.5 * DAY),
        }), { minLength: 1, maxLength: 2 }),
        now: fc.constantFrom(0, 12, 23.9, 30).map(hours => START + hours * 3_600_000),
        horizonDays: fc.integer({ min: 0, max: 3 }),
    });
});
