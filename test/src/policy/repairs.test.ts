// The smallest change that would be allowed: cases by name, and against trying every amount and every half hour.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    compilePolicy, decidePayment, formatInstant, parseInstant, periodIndex, policyCodec, repairsOf,
    type PaymentFacts, type Policy, type PolicyLayerInput, type Repair, type Usage,
} from '@carnet/domain';
import { COFFEE, NOON, VOUCHER } from './policies.js';
import { randomNumbers, randomPolicy } from './random-policies.js';

function layer(policy: Policy, usage: Usage = {}, approvals: PolicyLayerInput['approvals'] = {}): PolicyLayerInput {
    return { layer: 'programme', policy: compilePolicy(policyCodec.decode(JSON.stringify(policy))), usage, approvals };
}

const used = (sum: bigint): Usage => ({ day: [{ stripe: 0, used: sum }] });
const MIDNIGHT = '2026-03-04T23:00:00.000Z';
const weekdays = { days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 600 };
const [food, noCasino] = VOUCHER.rules;
if (food === undefined || noCasino === undefined) throw new Error('The voucher has two rules.');
const approved = { id: 'large', match: {}, above: '1000', roster: 'managers' };

const CASES: readonly [name: string, layers: readonly PolicyLayerInput[], facts: PaymentFacts, repairs: readonly Repair[]][] = [
    ['what is allowed needs none', [layer(VOUCHER)], COFFEE, []],
    ['what is left of the limit today, or all of it tomorrow', [layer(VOUCHER, used(4_900n))], COFFEE,
        [{ change: 'amount', max: '100', until: MIDNIGHT }, { change: 'time', from: MIDNIGHT }]],
    ['nothing is left of the limit: tomorrow', [layer(VOUCHER, used(5_000n))], COFFEE, [{ change: 'time', from: MIDNIGHT }]],
    ['more than a limit ever allows: less, whenever', [layer(VOUCHER)], { ...COFFEE, amount: '5001' }, [{ change: 'amount', max: '5000' }]],
    ['less of two layers counts', [layer(VOUCHER, used(4_000n)), { ...layer(VOUCHER, used(4_900n)), layer: 'wallet' }], { ...COFFEE, amount: '2000' },
        [{ change: 'amount', max: '100', until: MIDNIGHT }, { change: 'time', from: MIDNIGHT }]],
    ['the next window', [layer({ ...VOUCHER, rules: [{ ...food, when: { window: weekdays } }] })], COFFEE, [{ change: 'time', from: '2026-03-05T07:00:00.000Z' }]],
    ['a window after the weekend, once the limit has rolled', [layer({ ...VOUCHER, rules: [{ ...food, when: { window: weekdays } }] }, used(5_000n))],
        { ...COFFEE, time: NOON + 2 * 86_400_000 }, [{ change: 'time', from: '2026-03-09T07:00:00.000Z' }]],
    ['when the policy begins', [layer(VOUCHER)], { ...COFFEE, time: Date.parse('2025-06-01T00:00:00.000Z') }, [{ change: 'time', from: '2026-01-01T00:00:00.000Z' }]],
    ['nothing once it has ended', [layer(VOUCHER)], { ...COFFEE, time: Date.parse('2027-06-01T00:00:00.000Z') }, []],
    ['another channel', [layer({ ...VOUCHER, rules: [food, { id: 'no-online', effect: 'deny', when: { channels: ['online'] } }] })],
        { ...COFFEE, channel: 'online' }, [{ change: 'channel', channel: 'pos' }]],
    ['approvals that are missing, or an amount that needs none', [layer({ ...VOUCHER, approvals: [approved] }, {}, { large: { needed: 3, given: 1 } })],
        { ...COFFEE, amount: '1500' }, [{ change: 'approval', roster: 'managers', missing: 2 }, { change: 'amount', max: '1000' }]],
    ['what was approved is this amount and no other', [layer({ ...VOUCHER, approvals: [approved] }, used(3_000n), { large: { needed: 1, given: 1 } })],
        { ...COFFEE, amount: '2500' }, [{ change: 'amount', max: '1000', until: MIDNIGHT }, { change: 'time', from: MIDNIGHT }]],
    ['approvals of two rosters are both missing',
        [layer({ ...VOUCHER, approvals: [approved, { ...approved, id: 'other', roster: 'auditors' }] })],
        { ...COFFEE, amount: '1500' },
        [{ change: 'approval', roster: 'auditors', missing: 1 }, { change: 'approval', roster: 'managers', missing: 1 }, { change: 'amount', max: '1000' }]],
    ['approvals do not help where something else is missing', [layer({ ...VOUCHER, approvals: [{ ...approved, above: '0' }] }, used(5_000n))], COFFEE, []],
    ['no change of one thing helps at a casino', [layer(VOUCHER)], { ...COFFEE, payee: { id: 'casino', category: '7995', country: 'FR', groups: [] } }, []],
    ['a counter that nobody read is not taken to be empty', [layer({
        ...VOUCHER, rules: [food, { id: 'no-online', effect: 'deny', when: { channels: ['online'] } }],
        limits: [{ id: 'till', match: { channels: ['pos'] }, measure: 'amount', period: 'day', max: '1000', scope: 'wallet' }],
    })], { ...COFFEE, channel: 'online' }, []],
    ['stripes that are named hold less than the limit', [layer({ ...VOUCHER, limits: VOUCHER.limits.map(limit => ({ ...limit, stripes: 2 })) },
        { day: [{ stripe: 0, used: 2_400n }] })], COFFEE, [{ change: 'amount', max: '100' }, { change: 'time', from: MIDNIGHT }]],
    ['an amount that is none has no repair', [layer(VOUCHER)], { ...COFFEE, amount: '1e3' }, []],
    ['no policy, no repair', [], COFFEE, []],
];

for (const [name, layers, facts, repairs] of CASES) test(name, () => assert.deepEqual(repairsOf(layers, facts), repairs));

/** The layer at another time: what it has used counts in the same period only. */
function at(asked: PaymentFacts, { policy, usage, ...rest }: PolicyLayerInput, time: number): PolicyLayerInput {
    const { calendar, limits } = policy.policy;
    const kept = limits.filter(({ period }) => period !== 'tx' && periodIndex(calendar, period, time) === periodIndex(calendar, period, asked.time));
    return { ...rest, policy, usage: Object.fromEntries(kept.map(({ id }) => [id, usage[id] ?? []])) };
}

test('for 200 random policies the amount is the largest and the time the first that is allowed, of all that there are', () => {
    const found = { amount: 0, time: 0 };
    for (let seed = 1; seed <= 200; seed++) {
        const random = randomNumbers(seed);
        const drawn = randomPolicy(seed);
        // Every payment moves every counter, so that all are known.
        const limits = drawn.limits.map(limit => ({ ...limit, match: {} }));
        const policy = { ...drawn, limits, approvals: [], validity: { ...drawn.validity, notAfter: '2026-01-17T00:00:00.000Z' } };
        const usedOf = (max: string): bigint => BigInt(Math.floor(random() * Number(max)));
        const only = layer(policy, Object.fromEntries(limits.map(({ id, max }) => [id, [{ stripe: 0, used: usedOf(max) }]])));
        const begin = Date.parse('2025-12-31T00:00:00.000Z');
        const asked: PaymentFacts = {
            payee: { id: 'bakery', category: '5411', country: 'FR', region: 'FR-75', groups: ['shops'] },
            channel: random() < 0.5 ? 'pos' : 'online', amount: String(1 + Math.floor(random() * 50)), time: begin + Math.floor(random() * 10 * 86_400_000),
        };
        const allows = (facts: PaymentFacts): boolean => decidePayment([at(asked, only, facts.time)], facts).decision === 'ALLOW';
        const repairs = repairsOf([only], asked);
        const amounts = Array.from({ length: Number(asked.amount) - 1 }, (_, n) => String(n + 1)).filter(amount => allows({ ...asked, amount }));
        const halfHours = Array.from({ length: 18 * 48 }, (_, n) => begin + n * 1_800_000);
        const times = [...halfHours, ...halfHours.map(time => time + 500)].filter(time => time > asked.time).sort((a, b) => a - b);
        const first = times.find(time => allows({ ...asked, time }));
        const wanted = allows(asked) ? [undefined, undefined] : [amounts.at(-1), first === undefined ? undefined : formatInstant(first)];
        const amount = repairs.find(repair => repair.change === 'amount')?.max;
        const time = repairs.find(repair => repair.change === 'time')?.from;
        assert.deepEqual([amount, time], wanted, `seed ${seed}`);
        if (amount !== undefined) found.amount += 1;
        if (time !== undefined) {
            found.time += 1;
            assert.ok(allows({ ...asked, time: parseInstant(time) ?? NaN }));
        }
    }
    assert.ok(found.amount > 10 && found.time > 10, JSON.stringify(found));
});
