// The questions of a policy's check answered the slow way: by the decision on one payment after another.
import {
    compileFacts, compileMatch, compilePolicy, decidePayment, evaluateMatch, parseInstant, type CompiledMatch, type CompiledPolicy, type Match,
    type PaymentFacts, type Policy, type StripeUsage, type Truth,
} from '@carnet/domain';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function matchesOf({ rules, limits, approvals, assertions }: Policy): Match[] {
    return [
        ...rules.map(({ when }) => when), ...limits.map(({ match }) => match), ...approvals.map(({ match }) => match),
        ...assertions.map(assertion => 'never' in assertion ? assertion.never : assertion.always),
    ];
}

function instant(text: string): number {
    return parseInstant(text) ?? NaN;
}

/** The first instant of the validity, every instant named, and every turn of a window in the week after each. */
function timesOf(policies: readonly Policy[], { notBefore, notAfter }: Policy['validity']): number[] {
    const inside = (time: number): boolean => time >= instant(notBefore) && time < instant(notAfter);
    const named = policies.flatMap(matchesOf).flatMap(({ between }) => [between?.from ?? notBefore, between?.until ?? notBefore]).map(instant);
    const starts = [...new Set([instant(notBefore), ...named])].filter(inside);
    const turns = policies.flatMap(policy => matchesOf(policy)
        .flatMap(({ window }) => window === undefined ? [] : [window.fromMinute, window.toMinute])
        .map(minute => minute - policy.calendar.utcOffsetMinutes));
    const days = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    const later = starts.flatMap(start => [...new Set(turns)].flatMap(minute =>
        days.map(day => (Math.floor(start / DAY) + day) * DAY + minute * MINUTE).filter(time => time > start)));
    return [...new Set([...starts, ...later])].filter(inside);
}

function subsets<T>(values: readonly T[]): T[][] {
    return values.reduce<T[][]>((all, value) => [...all, ...all.map(subset => [...subset, value])], [[]]);
}

function unique<T>(values: readonly T[]): T[] {
    return [...new Set(values)];
}

/** A payment for every way in which the matches of the policies can tell payments apart, and more. @param validity times outside it do not count */
export function* paymentsOf(policies: readonly Policy[], validity: Policy['validity']): Generator<PaymentFacts> {
    const matches = policies.flatMap(matchesOf);
    const named = (name: 'payees' | 'payeeGroups' | 'countries' | 'regions'): string[] =>
        unique(matches.flatMap(match => match[name] ?? []));
    const bounds = matches.flatMap(({ categories }) => categories ?? []).flatMap(([low, high]) => [Number(low), Number(high) + 1]);
    const categories = [undefined, ...unique([...bounds, 9999]).filter(code => code <= 9999).map(code => String(code).padStart(4, '0'))];
    const amountBounds = [
        1, ...matches.flatMap(({ amount }) => [Number(amount?.min ?? 1), Number(amount?.max ?? 0) + 1]),
        ...policies.flatMap(({ limits }) => limits.map(({ max }) => Number(max) + 1)),
        ...policies.flatMap(({ approvals }) => approvals.map(({ above }) => Number(above) + 1)),
    ];
    const amounts = unique(amountBounds).filter(amount => amount > 0).map(String);
    const times = timesOf(policies, validity);
    const payments = function* (channel: PaymentFacts['channel'], payee: PaymentFacts['payee']): Generator<PaymentFacts> {
        for (const amount of amounts) for (const time of times) yield { payee, channel, amount, time };
    };
    for (const id of [...named('payees'), 'somebody']) {
        yield* payments('p2p', { id, groups: [] });
        for (const category of bounds.length === 0 ? [undefined] : categories) {
            for (const country of unique([undefined, ...named('countries').flatMap(name => [name, 'CH'])])) {
                for (const region of unique([undefined, ...named('regions').flatMap(name => [name, 'CH-ZH'])])) {
                    for (const groups of subsets(named('payeeGroups'))) {
                        const payee = {
                            id, groups, ...category === undefined ? {} : { category }, ...country === undefined ? {} : { country },
                            ...region === undefined ? {} : { region },
                        };
                        yield* payments('pos', payee);
                        yield* payments('online', payee);
                    }
                }
            }
        }
    }
}

/** What one policy says of one payment, whatever its limits have counted. */
class Judged {
    readonly #facts;

    constructor(readonly policy: CompiledPolicy, readonly payment: PaymentFacts) {
        this.#facts = compileFacts(policy.policy.calendar, payment);
    }

    truth(match: CompiledMatch): Truth {
        return evaluateMatch(match, this.#facts);
    }

    get allowing(): readonly string[] {
        return this.policy.allows.filter(({ when }) => this.truth(when) === 'TRUE').map(({ id }) => id);
    }

    get denying(): string[] {
        return this.policy.denies.filter(({ when }) => this.truth(when) !== 'FALSE').map(({ id }) => id);
    }

    get open(): boolean {
        return this.payment.channel !== 'p2p' || this.policy.policy.transfer.holderToHolder;
    }

    get fits(): boolean {
        return this.policy.limits.every(({ limit, match, max }) =>
            limit.measure === 'count' || this.#facts.amount <= max || this.truth(match) === 'FALSE');
    }

    counted(limit: string): boolean {
        return this.policy.limits.some(({ id, match }) => id === limit && this.truth(match) !== 'FALSE');
    }

    about(approval: string, ofAnyAmount = false): boolean {
        return this.policy.approvals.some(({ id, match: { amount, ...others } }) =>
            id === approval && this.truth(ofAnyAmount || amount === undefined ? others : { ...others, amount }) !== 'FALSE');
    }

    needs(approval: string): boolean {
        return this.policy.approvals.some(({ id, above, approval: { cumulative } }) =>
            id === approval && (cumulative !== undefined || this.#facts.amount > above) && this.about(approval));
    }

}

/** The decision on a payment with nothing used on any stripe and all approvals given. */
export function allows(policy: CompiledPolicy, payment: PaymentFacts): boolean {
    const unused = (stripes: number): StripeUsage[] => Array.from({ length: stripes }, (_, stripe) => ({ stripe, used: 0n }));
    const usage = Object.fromEntries(policy.limits.map(({ id, stripes }) => [id, unused(stripes)]));
    const approvals = Object.fromEntries(policy.approvals.map(({ id }) => [id, { needed: 1, given: 1 }]));
    return decidePayment([{ layer: 'programme', policy, usage, approvals }], payment).decision === 'ALLOW';
}

interface CompiledAssertion { readonly id: string; readonly never: boolean; readonly match: CompiledMatch }

/** What is seen of some payments, each a name: the answers of the check follow from which names were seen. */
function observe(seen: Set<string>, judged: Judged, assertions: readonly CompiledAssertion[], before: Judged | undefined): void {
    const { policy } = judged;
    for (const { id, when } of [...policy.allows, ...policy.denies]) if (judged.truth(when) === 'TRUE') seen.add(`holds ${id}`);
    const [allowing, denying, { open, fits }] = [judged.allowing, judged.denying, judged];
    const byRules = open && allowing.length > 0 && denying.length === 0;
    for (const { id, never, match } of assertions) {
        if (byRules === never && (never ? judged.truth(match) !== 'FALSE' : judged.truth(match) === 'TRUE')) seen.add(`fails ${id}`);
    }
    if (open && fits && allowing.length > 0 && denying.length === 1) seen.add(`effect ${denying[0] ?? ''}`);
    if (!(byRules && fits)) return;
    for (const id of allowing) seen.add(`allows ${id}`);
    if (allowing.length === 1) seen.add(`effect ${allowing[0] ?? ''}`);
    const counted = policy.limits.map(({ id }) => id).filter(id => judged.counted(id));
    for (const one of policy.limits.map(({ id }) => id)) {
        if (counted.includes(one)) seen.add(`counts ${one}`);
        for (const other of policy.limits.map(({ id }) => id)) {
            if (counted.includes(one)) seen.add(counted.includes(other) ? `both ${one} ${other}` : `only ${one} ${other}`);
        }
    }
    for (const { id } of policy.approvals) {
        if (judged.needs(id)) seen.add(`needs ${id}`);
        else if (judged.about(id, true)) seen.add(`escapes ${id}`);
    }
    if (before === undefined) return;
    if (!(before.open && before.allowing.length > 0 && before.denying.length === 0)) seen.add('wider');
    for (const { id } of before.policy.limits) if (before.counted(id) && !judged.counted(id)) seen.add(`uncounts ${id}`);
    for (const { id } of before.policy.approvals) if (before.needs(id) && !judged.about(id)) seen.add(`unapproves ${id}`);
}

/** A policy that tells more payments apart is left out: it would take as long as hundreds of others. */
const MOST_PAYMENTS = 2_000;

/** Everything that is true of some payment under a policy, and of the version before; undefined where there are too many to look at. */
export function observations(policy: Policy, older?: Policy): ReadonlySet<string> | undefined {
    const [compiled, before] = [compilePolicy(policy), older === undefined ? undefined : compilePolicy(older)];
    const assertions = policy.assertions.map((assertion): CompiledAssertion => 'never' in assertion
        ? { id: assertion.id, never: true, match: compileMatch(assertion.never) }
        : { id: assertion.id, never: false, match: compileMatch(assertion.always) });
    const seen = new Set<string>();
    let payments = 0;
    for (const payment of paymentsOf(older === undefined ? [policy] : [policy, older], policy.validity)) {
        if (++payments > MOST_PAYMENTS) return undefined;
        observe(seen, new Judged(compiled, payment), assertions, before === undefined ? undefined : new Judged(before, payment));
    }
    return seen;
}
