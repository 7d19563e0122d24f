// Milliseconds of CPU that the damage bound of the largest policies takes over a year: the first call of the process, median and most.
// node test/dist/benchmarks/damage-bounds.js [--repeats 30]
import { parseArgs } from 'node:util';
import { compilePolicy, damageBound, policyCodec, type Limit, type Match, type Period, type Policy } from '@carnet/domain';
import { VOUCHER } from '../policy/policies.js';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '30' } } });

const PERIODS: readonly Period[] = ['day', 'week', 'month', 'year', 'life'];
const ALWAYS = [1, 2, 3, 4, 5, 6, 7];

function times<T>(count: number, make: (n: number) => T): T[] {
    return Array.from({ length: count }, (_, n) => make(n));
}

function limit(n: number, match: Match, max: number, period: Period | undefined = PERIODS[n % 5], measure: Limit['measure'] = 'amount'): Limit {
    return { id: `l${n}`, match, measure, period: period ?? 'day', max: String(max), scope: 'wallet' };
}

const category = (n: number): Match => ({ categories: [[String(1000 + 10 * n), String(1009 + 10 * n)]] });
const country = (n: number): Match => ({ countries: [`A${String.fromCharCode(65 + n)}`] });
const hours = (n: number): Match => ({ window: { days: ALWAYS, fromMinute: 90 * n, toMinute: 90 * n + 90 } });

/** Of the second layer another dimension; but for the voucher, also another calendar. */
const POLICIES: Readonly<Record<string, (second: boolean) => Pick<Policy, 'rules' | 'limits' | 'approvals'>>> = {
    'a voucher: 50.00 a day, 400.00 a month, 150.00 a week without approval': () => ({
        rules: VOUCHER.rules, limits: [limit(0, {}, 5000), limit(2, {}, 40_000)],
        approvals: [{ id: 'large', match: {}, above: '4000', roster: 'board', cumulative: { period: 'week', above: '15000' } }],
    }),
    '16 limits that count everything, over days, weeks that begin on Monday and Sunday, months and years': () => ({
        rules: [{ id: 'all', effect: 'allow', when: {} }], approvals: [],
        limits: times(16, n => limit(n, {}, 1000 * 10 ** (n % 4) + 7 * n, PERIODS[n % 4], n % 5 === 4 ? 'count' : 'amount')),
    }),
    '16 categories by day, week and month, crossed with 16 countries': second => ({
        rules: times(16, n => ({ id: `r${n}`, effect: 'allow', when: second ? country(n) : category(n) })), approvals: [],
        limits: times(16, n => limit(n, second ? country(n) : category(n), 100_000 + 1000 * n, PERIODS[n % 3])),
    }),
    '64 rules and 16 limits on hours of the day': () => ({
        rules: times(64, n => ({
            id: `r${n}`, effect: n % 8 === 7 ? 'deny' : 'allow',
            when: { window: { days: [1 + n % 7, 1 + (n + 3) % 7], fromMinute: 37 * n % 1300, toMinute: 37 * n % 1300 + 100 } },
        })),
        limits: times(16, n => limit(n, hours(n), 100_000 + 1000 * n)), approvals: [],
    }),
    '64 rules on categories, countries, groups and amounts, 16 limits, 8 approvals': second => ({
        rules: times(64, n => ({
            id: `r${n}`, effect: n % 5 === 4 ? 'deny' : 'allow',
            when: {
                ...n % 2 === 0 ? category(7 * n % 31) : {}, ...n % 3 === 0 ? country(5 * n % 26) : {},
                ...n % 4 === 1 ? { payeeGroups: [`g${n % 9}`] } : {}, ...n % 7 === 2 ? { amount: { max: String(100 * n) } } : {},
            },
        })),
        limits: times(16, n => limit(n, n < 4 ? {} : second ? country(n) : category(n), 20_000 + 999 * n)),
        approvals: times(8, n => ({ id: `a${n}`, match: country(n), above: '500', roster: 'board', cumulative: { period: 'week', above: '9000' } })),
    }),
};

for (const [name, make] of Object.entries(POLICIES)) {
    const layers = [false, true].map(second => {
        const policy: Policy = {
            ...VOUCHER, calendar: second && !name.startsWith('a voucher') ? { utcOffsetMinutes: -300, weekStart: 7 } : VOUCHER.calendar,
            transfer: { holderToHolder: true, split: true }, ...make(second),
        };
        return { layer: second ? 'wallet' as const : 'programme' as const, policy: compilePolicy(policyCodec.decode(JSON.stringify(policy))), usage: {} };
    });
    const input = { layers, coins: [{ amount: 10n ** 15n, until: Infinity }], now: Date.parse('2026-01-01T05:00:00.000Z'), horizonDays: 366 };
    const taken = times(Number(values.repeats), () => {
        const before = process.cpuUsage();
        damageBound(input);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
    });
    const [first = 0, ...others] = taken;
    const sorted = others.sort((a, b) => a - b);
    const [median = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    const { exact } = damageBound(input);
    console.log(`${name}: first ${first.toFixed(0)} ms, median ${median.toFixed(0)} ms, most ${most.toFixed(0)} ms${exact ? '' : ', upper bound'}`);
}
