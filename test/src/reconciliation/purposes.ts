// Whether a policy allows what was paid, written apart from the evaluator of the product: clause by clause, without compiling anything.
import type { Match, PayeeFacts, Policy } from '@carnet/domain';

/** A payment that stands on the ledger. */
export interface PaidFacts {
    readonly payee: PayeeFacts;
    readonly channel: string;
    readonly amount: bigint;
    /** Milliseconds since 1970-01-01 UTC. */
    readonly time: number;
}

/** undefined where the payee lacks what is asked about. */
type Answer = boolean | undefined;

function among(value: string | undefined, values: readonly string[]): Answer {
    return value === undefined ? undefined : values.includes(value);
}

function answers(match: Match, { payee, channel, amount, time }: PaidFacts, utcOffsetMinutes: number): Answer[] {
    const { payees, payeeGroups, categories, countries, regions, channels, amount: sum, window, between } = match;
    const local = new Date(time + utcOffsetMinutes * 60_000);
    const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
    const { category } = payee;
    const all: Answer[] = [];
    if (payees !== undefined) all.push(payees.includes(payee.id));
    if (payeeGroups !== undefined) all.push(payee.groups.some(group => payeeGroups.includes(group)));
    // Four digits each, so that their order as texts is that of the numbers.
    if (categories !== undefined) {
        all.push(category === undefined ? undefined : categories.some(([low, high]) => low <= category && category <= high));
    }
    if (countries !== undefined) all.push(among(payee.country, countries));
    if (regions !== undefined) all.push(among(payee.region, regions));
    if (channels !== undefined) all.push(among(channel, channels));
    if (sum !== undefined) all.push(amount >= BigInt(sum.min ?? '0') && (sum.max === undefined || amount <= BigInt(sum.max)));
    if (window !== undefined) {
        all.push(window.days.includes(local.getUTCDay() === 0 ? 7 : local.getUTCDay()) && minute >= window.fromMinute && minute < window.toMinute);
    }
    if (between !== undefined) {
        const { from, until } = between;
        all.push((from === undefined || time >= Date.parse(from)) && (until === undefined || time < Date.parse(until)));
    }
    return all;
}

/** AND of the clauses: one that is false decides, and without one an unknown one leaves it unknown. */
export function isTrueOf(match: Match, facts: PaidFacts, utcOffsetMinutes: number): Answer {
    const all = answers(match, facts, utcOffsetMinutes);
    if (all.includes(false)) return false;
    return all.includes(undefined) ? undefined : true;
}

/** Why the rules of a policy do not allow a payment; undefined where they do. Limits are counted apart. */
export function refusalBy({ validity, calendar: { utcOffsetMinutes }, transfer, rules }: Policy, facts: PaidFacts): string | undefined {
    if (facts.time < Date.parse(validity.notBefore) || facts.time >= Date.parse(validity.notAfter)) return 'outside the validity';
    if (facts.channel === 'p2p' && !transfer.holderToHolder) return 'from holder to holder';
    const denied = rules.find(({ effect, when }) => effect === 'deny' && isTrueOf(when, facts, utcOffsetMinutes) !== false);
    if (denied !== undefined) return `denied by ${denied.id}`;
    return rules.some(({ effect, when }) => effect === 'allow' && isTrueOf(when, facts, utcOffsetMinutes) === true) ? undefined : 'allowed by no rule';
}
