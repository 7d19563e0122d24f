// The payments that a match is about, in words.
import { formatAmount } from './amount';
import type { Match, Policy } from './policy';
import type { SentenceWords } from './sentence-words';

/** Whether a payment counts where the payee lacks what is asked about: not for an allow rule, but for everything else. */
export type WhenUnknown = 'counts' | 'counts-not';

/** `a`, `a or b`, `a, b or c` */
export function enumerated(parts: readonly string[], joiner: string): string {
    const last = parts.at(-1) ?? '';
    return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${joiner} ${last}`;
}

/** `2026-03-04 11:00 UTC`, with seconds and milliseconds where they are not 0. */
export function instantPhrase(instant: string): string {
    return `${instant.replace(/(?::00)?\.000Z$/, '').replace('T', ' ').replace('Z', '')} UTC`;
}

function money(policy: Policy, words: SentenceWords): (amount: string) => string {
    return amount => `${formatAmount(amount, policy.currency.scale, words.decimalPoint)} ${policy.currency.code}`;
}

function amountPhrase({ min, max }: NonNullable<Match['amount']>, words: SentenceWords, written: (amount: string) => string): string {
    if (min === undefined) return words.atMost(written(max ?? '0'));
    if (max === undefined) return words.atLeast(written(min));
    return min === max ? words.exactly(written(min)) : words.fromTo(written(min), written(max));
}

/** The days in runs, as `Monday to Friday and Sunday`. */
function daysPhrase(days: readonly number[], words: SentenceWords): string {
    if (days.length === 7) return words.everyDay;
    const sorted = [...days].sort((a, b) => a - b);
    const runs: [number, number][] = [];
    for (const day of sorted) {
        const run = runs.at(-1);
        if (run !== undefined && run[1] === day - 1) run[1] = day;
        else runs.push([day, day]);
    }
    const name = (day: number): string => words.days[day - 1] ?? '';
    const named = runs.flatMap(([first, last]) => last - first < 2
        ? first === last ? [name(first)] : [name(first), name(last)] : [words.dayRange(name(first), name(last))]);
    return words.onDays(enumerated(named, words.and));
}

function clock(minute: number): string {
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function windowPhrase({ days, fromMinute, toMinute }: NonNullable<Match['window']>, words: SentenceWords): string {
    return `${daysPhrase(days, words)} ${words.minutes(clock(fromMinute), clock(toMinute))}`;
}

function payeePhrases({ payees, payeeGroups, categories, countries, regions }: Match, words: SentenceWords, unknown: WhenUnknown): string[] {
    const known = (names: readonly string[], other: string): string => enumerated(unknown === 'counts' ? [...names, other] : names, words.or);
    const phrases = [
        payees === undefined ? [] : [enumerated(payees, words.or)],
        payeeGroups === undefined ? [] : [words.groups(enumerated(payeeGroups, words.or))],
        categories === undefined ? [] : [
            words.categories(known(categories.map(([low, high]) => low === high ? low : words.range(low, high)), words.unknownCategory)),
        ],
        countries === undefined ? [] : [words.countries(known(countries, words.unknownCountry))],
        regions === undefined ? [] : [words.regions(known(regions, words.unknownRegion))],
    ].flat();
    return phrases.length === 0 ? [] : [words.atPayees, ...phrases];
}

/** As `payments of at most 50.00 EUR at payees of category 5411 to 5499 in FR, Monday to Friday 06:00–22:00`; `all payments` without clauses. */
export function matchPhrase(match: Match, policy: Policy, words: SentenceWords, unknown: WhenUnknown): string {
    const { amount, between, channels, window } = match;
    const what = [
        ...amount === undefined ? [] : [amountPhrase(amount, words, money(policy, words))],
        ...channels === undefined ? [] : [enumerated(channels.map(channel => words.channels[channel]), words.or)],
        ...payeePhrases(match, words, unknown),
    ];
    const when = [
        ...window === undefined ? [] : [windowPhrase(window, words)],
        ...between?.from === undefined ? [] : [words.from(instantPhrase(between.from))],
        ...between?.until === undefined ? [] : [words.until(instantPhrase(between.until))],
    ];
    if (what.length + when.length === 0) return words.allPayments;
    return [[words.payments, ...what].join(' '), ...when].join(', ');
}
