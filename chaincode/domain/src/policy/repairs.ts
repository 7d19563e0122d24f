// The smallest changes with which a refused payment would be allowed, each tried by the decision itself before it is answered.
import { byCodeUnits } from '../canonical/json';
import { formatInstant } from '../codec/calendar';
import type { CompiledMatch } from './compile';
import { countersOf, namedStripes, stripeRoom } from './counters';
import { decidePayment, type PolicyLayerInput } from './decide';
import { compileFacts, evaluateMatch } from './match';
import type { PaymentFacts } from './payment-facts';
import { localTime, periodBounds, type PolicyCalendar } from './periods';
import type { Amount, Channel } from './policy';
import type { PolicyReason } from './policy-decision';
import { RepairTrial } from './repair-trial';

/** A change with which a refused payment would be allowed. */
export type Repair =
    /** Pay at most `max`; `until` is the start of the next period, where waiting helps as well. */
    | { readonly change: 'amount'; readonly max: Amount; readonly until?: string }
    | { readonly change: 'time'; /** Instant. */ readonly from: string }
    | { readonly change: 'approval'; readonly roster: string; readonly missing: number }
    | { readonly change: 'channel'; readonly channel: Channel };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function matchesOf({ policy }: PolicyLayerInput): readonly CompiledMatch[] {
    return [...policy.allows.map(({ when }) => when), ...policy.denies.map(({ when }) => when),
        ...policy.limits.map(({ match }) => match), ...policy.approvals.map(({ match }) => match)];
}

/** Matches of a layer that can hold for the payment but for some of their clauses: no others matter where only these change. */
function matchesBut(layer: PolicyLayerInput, facts: PaymentFacts, changing: readonly (keyof CompiledMatch)[]): readonly CompiledMatch[] {
    const compiled = compileFacts(layer.policy.policy.calendar, facts);
    const without = (match: CompiledMatch): CompiledMatch =>
        Object.fromEntries(Object.entries(match).filter(([name]) => !changing.includes(name as keyof CompiledMatch)));
    return matchesOf(layer).filter(match => changing.some(name => match[name] !== undefined) && evaluateMatch(without(match), compiled) !== 'FALSE');
}

/** Amounts below the one asked up to which something may hold: between two of them nothing changes. */
function amountsOf(layer: PolicyLayerInput, facts: PaymentFacts): bigint[] {
    const { policy, usage } = layer;
    const used = (id: string): { readonly stripe: number; readonly used: bigint }[] =>
        [...Object.hasOwn(usage, id) ? usage[id] ?? [] : [{ stripe: 0, used: 0n }]];
    const ends = matchesBut(layer, facts, ['amount']).flatMap(({ amount }) => [(amount?.min ?? 0n) - 1n, amount?.max ?? 0n]);
    const rooms = policy.limits.filter(({ limit }) => limit.measure === 'amount').map(compiled => compiled.limit.period === 'tx'
        ? compiled.max : namedStripes(compiled, used(compiled.id)).reduce((sum, stripe) => sum + stripeRoom(compiled, stripe), 0n));
    const unapproved = policy.approvals.flatMap(({ id, above, cumulativeAbove }) =>
        [above, ...cumulativeAbove === undefined ? [] : [cumulativeAbove - used(id).reduce((sum, one) => sum + one.used, 0n)]]);
    return [...ends, ...rooms, ...unapproved];
}

function largestAmount(layers: readonly PolicyLayerInput[], facts: PaymentFacts, trial: RepairTrial): string | undefined {
    const asked = BigInt(facts.amount);
    const candidates = [...new Set(layers.flatMap(layer => amountsOf(layer, facts)))].filter(amount => amount > 0n && amount < asked);
    return candidates.sort((a, b) => a < b ? 1 : -1).map(String).find(amount => trial.allows({ amount }));
}

/** Instants after the payment at which a policy begins, a clause begins or ends to hold, or a counter begins anew. */
function instantsOf(layer: PolicyLayerInput, facts: PaymentFacts, matches: readonly CompiledMatch[]): number[] {
    const { policy } = layer;
    return [
        policy.notBefore,
        ...matches.flatMap(({ between }) => [between?.from ?? -Infinity, between?.until ?? -Infinity]),
        ...countersOf(policy, facts).map(({ period, index }) => periodBounds(policy.policy.calendar, period, index).end),
    ].filter(time => time > facts.time && time < Infinity);
}

/** Turns of windows after an instant and before another, within a week: then they come again. */
function turnsOf(calendar: PolicyCalendar, matches: readonly CompiledMatch[], after: number, before: number): number[] {
    const offset = calendar.utcOffsetMinutes * MINUTE;
    const { day } = localTime(calendar, after);
    const minutes = new Set(matches.flatMap(({ window }) => window === undefined ? [] : [window.fromMinute, window.toMinute]));
    const end = Math.min(before, after + 7 * DAY + MINUTE);
    return [0, 1, 2, 3, 4, 5, 6, 7].flatMap(days => [...minutes].map(minute => (day + days) * DAY + minute * MINUTE - offset))
        .filter(time => time > after && time < end);
}

function* later(layers: readonly PolicyLayerInput[], facts: PaymentFacts): Generator<number> {
    const parts = layers.map(layer => ({ layer, matches: matchesBut(layer, facts, ['between', 'window']) }));
    const instants = parts.flatMap(({ layer, matches }) => instantsOf(layer, facts, matches));
    const starts = [...new Set([facts.time, ...instants])].sort((a, b) => a - b);
    for (const [n, start] of starts.entries()) {
        if (n > 0) yield start;
        const turns = parts.flatMap(({ layer, matches }) => turnsOf(layer.policy.policy.calendar, matches, start, starts[n + 1] ?? Infinity));
        yield* [...new Set(turns)].sort((a, b) => a - b);
    }
}

function firstTime(layers: readonly PolicyLayerInput[], facts: PaymentFacts, trial: RepairTrial): number | undefined {
    for (const time of later(layers, facts)) {
        if (trial.spent) return undefined;
        if (trial.allows({ time })) return time;
    }
    return undefined;
}

/** How many approvals each roster still has to give; they are all that is missing. */
function approvalRepairs(reasons: readonly PolicyReason[]): Repair[] {
    const missing = new Map<string, number>();
    for (const { parameters: { roster, needed, given } } of reasons) {
        const name = String(roster);
        missing.set(name, Math.max(missing.get(name) ?? 0, Number(needed) - Number(given)));
    }
    return [...missing].sort(([a], [b]) => byCodeUnits(a, b)).map(([roster, count]) => ({ change: 'approval', roster, missing: count }));
}

/**
 * The smallest changes of one thing with which the policies would allow a payment, best first: approvals, where nothing else is missing (of several
 * rosters, all of them together); the largest smaller amount; the first later time; another channel. Each but the approvals was decided like a
 * payment before it is answered; one that hangs on a counter which the payment as asked does not move, and whose state is not known, is left out.
 * @param layers as the payment was decided by
 * @returns empty where it is allowed, and where no single change is known to help
 */
export function repairsOf(layers: readonly PolicyLayerInput[], facts: PaymentFacts): readonly Repair[] {
    const { decision, reasons } = decidePayment(layers, facts);
    if (decision === 'ALLOW' || layers.length === 0 || reasons.some(({ code }) => code === 'AMOUNT_INVALID')) return [];
    const trial = new RepairTrial(layers, facts);
    const channel = facts.channel === 'p2p' ? undefined : (['pos', 'online'] as const).find(one => one !== facts.channel && trial.allows({ channel: one }));
    const max = largestAmount(layers, facts, trial);
    const time = firstTime(layers, facts, trial);
    const from = time === undefined ? undefined : formatInstant(time);
    const limited = reasons.some(({ code }) => code === 'LIMIT_AMOUNT' || code === 'LIMIT_COUNT');
    return [
        ...decision === 'NEEDS_APPROVAL' ? approvalRepairs(reasons) : [],
        ...max === undefined ? [] : [{ change: 'amount' as const, max, ...limited && from !== undefined ? { until: from } : {} }],
        ...from === undefined ? [] : [{ change: 'time' as const, from }],
        ...channel === undefined ? [] : [{ change: 'channel' as const, channel }],
    ];
}
