// A thief who tries everything: payment after payment through decidePayment, with counters of his own. Independent of how the bound is computed.
import {
    countersOf, decidePayment, recipientFacts, spread,
    type BoundLayer, type Channel, type Match, type PayeeFacts, type PaymentFacts, type StripeUsage, type Usage,
} from '@carnet/domain';

const DAY = 86_400_000;
const MINUTE = 60_000;
const CHANNELS: readonly Channel[] = ['pos', 'online', 'p2p'];

export interface Theft {
    readonly layers: readonly BoundLayer[];
    /** Minor units, few; and when they expire. */
    readonly coins: readonly { readonly amount: bigint; readonly until: number }[];
    readonly now: number;
    readonly horizonDays: number;
}

function matchesOf({ layers }: Theft): Match[] {
    return layers.flatMap(({ policy: { policy } }) =>
        [...policy.rules.map(({ when }) => when), ...policy.limits.map(({ match }) => match), ...policy.approvals.map(({ match }) => match)]);
}

function subsets(values: readonly string[]): string[][] {
    return values.reduce<string[][]>((all, value) => [...all, ...all.map(one => [...one, value])], [[]]);
}

/** One payee of every kind that the policies can tell apart. */
function payees(matches: readonly Match[]): PayeeFacts[] {
    const named = (clause: 'payees' | 'payeeGroups' | 'countries' | 'regions'): string[] => [...new Set(matches.flatMap(match => match[clause] ?? []))];
    const fact = (name: 'category' | 'country' | 'region', values: readonly string[], another: string): Partial<PayeeFacts>[] =>
        values.length === 0 ? [{}] : [{}, ...[...values, another].map(value => ({ [name]: value }))];
    const categories = fact('category', [...new Set(matches.flatMap(({ categories: ranges = [] }) => ranges.flat()))], '0000');
    const countries = fact('country', named('countries'), 'ZZ');
    const regions = fact('region', named('regions'), 'ZZ-Z');
    return [...named('payees'), 'another'].flatMap(id => subsets(named('payeeGroups')).flatMap(groups =>
        categories.flatMap(category => countries.flatMap(country => regions.map(region => ({ id, groups, ...category, ...country, ...region }))))));
}

/** Every moment at which anything can change; until the next one nothing does, for all times have their beginning inside. */
function moments({ layers, coins, now, horizonDays }: Theft, matches: readonly Match[]): number[] {
    const end = now + horizonDays * DAY;
    const cuts = new Set<number>([now, end]);
    const cut = (at: number): void => {
        if (now <= at && at <= end) cuts.add(at);
    };
    for (const { policy: { policy } } of layers) {
        const offset = policy.calendar.utcOffsetMinutes * MINUTE;
        const minutes = new Set([0, ...matches.flatMap(({ window }) => window === undefined ? [] : [window.fromMinute, window.toMinute])]);
        for (let day = Math.floor((now + offset) / DAY); day * DAY - offset <= end; day++) {
            for (const minute of minutes) cut(day * DAY - offset + minute * MINUTE);
        }
        cut(Date.parse(policy.validity.notBefore));
        cut(Date.parse(policy.validity.notAfter));
    }
    for (const { between } of matches) for (const at of [between?.from, between?.until]) if (at !== undefined) cut(Date.parse(at));
    for (const { until } of coins) cut(until);
    return [...cuts].sort((a, b) => a - b);
}

/** What has been used: by layer, limit and period, for each stripe. */
type Counters = ReadonlyMap<string, readonly StripeUsage[]>;

interface Counted { readonly layer: number; readonly counter: ReturnType<typeof countersOf>[number]; readonly key: string }
interface Choice { readonly facts: PaymentFacts; readonly amount: number; readonly counted: readonly Counted[] }

function countedBy({ layers }: Theft, facts: PaymentFacts): Counted[] {
    return layers.flatMap(({ policy }, layer) => countersOf(policy, facts).map(counter => ({ layer, counter, key: `${layer} ${counter.id} ${counter.index}` })));
}

/** Of payments that are allowed before anything is used, one for each amount and set of counters. */
function choices(theft: Theft, kinds: readonly PayeeFacts[], time: number, most: number): Choice[] {
    const found = new Map<string, Choice>();
    const unused = theft.layers.map(({ layer, policy }) => ({ layer, policy, usage: everyStripe(policy.limits), approvals: {} }));
    for (const channel of CHANNELS) {
        for (const payee of channel === 'p2p' ? [recipientFacts({ channel, payeeId: 'another' }, { groups: [] })] : kinds) {
            for (let amount = 1; amount <= most; amount++) {
                const facts: PaymentFacts = { payee, channel, amount: String(amount), time };
                if (decidePayment(unused, facts).decision !== 'ALLOW') continue;
                const counted = countedBy(theft, facts);
                const key = `${amount} ${counted.map(one => one.key).join()}`;
                if (!found.has(key)) found.set(key, { facts, amount, counted });
            }
        }
    }
    return [...found.values()];
}

function everyStripe(limits: readonly { readonly id: string; readonly stripes: number }[]): Usage {
    return Object.fromEntries(limits.map(({ id, stripes }) => [id, Array.from({ length: stripes }, (_, stripe) => ({ stripe, used: 0n }))]));
}

/** Counters with the payment, or undefined where it is not allowed. */
function pay({ layers }: Theft, { facts, amount, counted }: Choice, counters: Counters): Counters | undefined {
    const usages = layers.map(({ policy }, layer) => {
        const usage: Record<string, readonly StripeUsage[]> = { ...everyStripe(policy.limits) };
        for (const { layer: of, counter: { id }, key } of counted) {
            if (of === layer) usage[id] = counters.get(key) ?? usage[id] ?? [{ stripe: 0, used: 0n }];
        }
        return usage;
    });
    const decided = decidePayment(layers.map(({ layer, policy }, index) => ({ layer, policy, usage: usages[index] ?? {}, approvals: {} })), facts);
    if (decided.decision !== 'ALLOW') return undefined;
    const after = new Map(counters);
    for (const { layer, counter, key } of counted) {
        const before = usages[layer]?.[counter.id] ?? [];
        const added = spread(counter, BigInt(amount), before) ?? [];
        after.set(key, before.map(({ stripe, used }) => ({ stripe, used: used + (added.find(one => one.stripe === stripe)?.used ?? 0n) })));
    }
    return after;
}

/** Expiring coins first. */
function spend(coins: readonly number[], untils: readonly number[], time: number, amount: number): number[] | undefined {
    let rest = amount;
    const left = coins.map((coin, index) => {
        const taken = time < (untils[index] ?? 0) ? Math.min(coin, rest) : 0;
        rest -= taken;
        return coin - taken;
    });
    return rest === 0 ? left : undefined;
}

function stateOf(counters: Counters, from: readonly Choice[]): string {
    const keys = new Set(from.flatMap(({ counted }) => counted.map(({ key }) => key)));
    return [...keys].map(key => counters.get(key)?.map(({ used }) => used).join('/') ?? '').join();
}

/** The most that any sequence of payments moves. */
export function mostByTrying(theft: Theft): bigint {
    const matches = matchesOf(theft);
    const kinds = payees(matches);
    const coins = [...theft.coins].sort((a, b) => a.until - b.until);
    const untils = coins.map(({ until }) => until);
    const amounts = coins.map(({ amount }) => Number(amount));
    const most = amounts.reduce((sum, amount) => sum + amount, 0);
    const seen = new Set<string>();
    // A moment that offers what the one before it offered offers nothing new.
    const steps = moments(theft, matches).map(time => ({ time, offered: choices(theft, kinds, time, most) })).filter(({ time, offered }) => {
        const kind = offered.map(({ amount, counted }) => `${amount} ${counted.map(one => one.key).join()}`).sort().join(';');
        const key = `${untils.filter(until => until <= time).length}:${kind}`;
        return offered.length > 0 && !seen.has(key) && seen.add(key);
    });
    const later = steps.map((_, index) => steps.slice(index).flatMap(({ offered }) => offered));

    const counters = new Map<string, readonly StripeUsage[]>();
    for (const { offered } of steps) {
        for (const { layer, counter, key } of offered.flatMap(({ counted }) => counted)) {
            const present = theft.layers[layer];
            if (present === undefined || periodKey(theft, layer, counter.id) !== key) continue;
            const used = present.usage[counter.id] ?? [];
            const usedOn = (stripe: number): bigint => used.find(one => one.stripe === stripe)?.used ?? 0n;
            counters.set(key, Array.from({ length: counter.stripes }, (_, stripe) => ({ stripe, used: usedOn(stripe) })));
        }
    }
    const known = new Map<string, number>();
    const best = (step: number, first: number, counted: Counters, left: readonly number[]): number => {
        const here = steps[step];
        const limit = left.reduce((sum, coin, index) => sum + ((untils[index] ?? 0) > (here?.time ?? Infinity) ? coin : 0), 0);
        if (here === undefined || limit === 0) return 0;
        const state = `${step} ${first} ${left.join()} ${stateOf(counted, later[step] ?? [])}`;
        const before = known.get(state);
        if (before !== undefined) return before;
        let found = best(step + 1, 0, counted, left);
        for (let index = first; index < here.offered.length && found < limit; index++) {
            const choice = here.offered[index];
            const rest = choice === undefined ? undefined : spend(left, untils, here.time, choice.amount);
            const after = choice === undefined || rest === undefined ? undefined : pay(theft, choice, counted);
            if (choice === undefined || rest === undefined || after === undefined) continue;
            found = Math.max(found, choice.amount + best(step, index, after, rest));
        }
        known.set(state, found);
        return found;
    };
    return BigInt(best(0, 0, counters, amounts));
}

/** The key of the counter in the period in which `now` falls. */
function periodKey(theft: Theft, layer: number, id: string): string | undefined {
    const policy = theft.layers[layer]?.policy;
    if (policy === undefined) return undefined;
    // A payment that every match may be true of, so that all counters are asked for.
    const always = <T>(one: T): T & { match: object } => ({ ...one, match: {} });
    const everything = { ...policy, limits: policy.limits.map(always), approvals: policy.approvals.map(always) };
    const facts: PaymentFacts = { payee: { id: 'any', groups: [] }, channel: 'pos', amount: '1', time: theft.now };
    const counter = countersOf(everything, facts).find(one => one.id === id);
    return counter === undefined ? undefined : `${layer} ${id} ${counter.index}`;
}
