// Whether a match is true of a payment: three-valued, since a payee may lack what a clause asks about.
import type { CompiledMatch } from './compile';
import type { PayeeFacts, PaymentFacts } from './payment-facts';
import { localTime, type PolicyCalendar } from './periods';
import type { Channel } from './policy';

/** UNKNOWN counts against the payer: a deny rule denies, an allow rule does not allow, limits and approvals apply. */
export type Truth = 'TRUE' | 'FALSE' | 'UNKNOWN';

/** Names of the clauses, sorted, as a match has them and as reasons name them. */
export const CLAUSES = [
    'amount', 'between', 'categories', 'channels', 'countries', 'payeeGroups', 'payees', 'regions', 'window',
] as const satisfies readonly (keyof CompiledMatch)[];
export type Clause = typeof CLAUSES[number];

/** A payment as the clauses of one policy see it. */
export interface CompiledFacts {
    readonly payee: PayeeFacts;
    readonly category?: number;
    readonly channel: Channel;
    readonly amount: bigint;
    /** Milliseconds since 1970-01-01 UTC. */
    readonly time: number;
    /** ISO weekday and minute of the local day. */
    readonly weekday: number;
    readonly minute: number;
}

/** @param facts with an amount that is one (`isAmount`) */
export function compileFacts(calendar: PolicyCalendar, facts: PaymentFacts): CompiledFacts {
    const { weekday, minute } = localTime(calendar, facts.time);
    return {
        payee: facts.payee,
        ...(facts.payee.category === undefined ? {} : { category: Number(facts.payee.category) }),
        channel: facts.channel, amount: BigInt(facts.amount), time: facts.time, weekday, minute,
    };
}

function truth(condition: boolean): Truth {
    return condition ? 'TRUE' : 'FALSE';
}

function isAmong(value: string | undefined, values: ReadonlySet<string>): Truth {
    return value === undefined ? 'UNKNOWN' : truth(values.has(value));
}

const TESTS: { readonly [K in Clause]: (clause: NonNullable<CompiledMatch[K]>, facts: CompiledFacts) => Truth } = {
    amount: ({ min, max }, { amount }) => truth((min === undefined || amount >= min) && (max === undefined || amount <= max)),
    between: ({ from, until }, { time }) => truth((from === undefined || time >= from) && (until === undefined || time < until)),
    categories: (ranges, { category }) => category === undefined
        ? 'UNKNOWN' : truth(ranges.some(([low, high]) => low <= category && category <= high)),
    channels: (channels, { channel }) => truth(channels.has(channel)),
    countries: (countries, { payee }) => isAmong(payee.country, countries),
    payeeGroups: (groups, { payee }) => truth(payee.groups.some(group => groups.has(group))),
    payees: (payees, { payee }) => truth(payees.has(payee.id)),
    regions: (regions, { payee }) => isAmong(payee.region, regions),
    window: ({ days, fromMinute, toMinute }, { weekday, minute }) => truth(days.has(weekday) && fromMinute <= minute && minute < toMinute),
};

function test(name: Clause, match: CompiledMatch, facts: CompiledFacts): Truth {
    const clause = match[name];
    // The clause is of this name, which the compiler cannot follow through the union of names.
    return clause === undefined ? 'TRUE' : TESTS[name](clause as never, facts);
}

/** AND of the clauses: FALSE wins over UNKNOWN, UNKNOWN over TRUE; a match without clauses is TRUE. */
export function evaluateMatch(match: CompiledMatch, facts: CompiledFacts): Truth {
    let result: Truth = 'TRUE';
    for (const name of CLAUSES) {
        const found = test(name, match, facts);
        if (found === 'FALSE') return 'FALSE';
        if (found === 'UNKNOWN') result = 'UNKNOWN';
    }
    return result;
}

/** Names of the clauses that are not true of the payment, sorted: those that are FALSE and UNKNOWN, or UNKNOWN alone. */
export function clausesNotTrue(match: CompiledMatch, facts: CompiledFacts, which: 'any' | 'unknown'): Clause[] {
    return CLAUSES.filter(name => {
        const found = test(name, match, facts);
        return found === 'UNKNOWN' || (which === 'any' && found === 'FALSE');
    });
}
