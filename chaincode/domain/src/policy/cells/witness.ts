// A real payment of a cell: what people see of a proof that fails, and what tests put to the decision itself.
import { byCodeUnits } from '../../canonical/json';
import { present } from '../../canonical/present';
import type { PaymentFacts } from '../payment-facts';
import { CHANNELS } from '../policy';
import type { NameClass, Pieces } from './cut';
import type { TimeCut } from './time-cut';

export interface Classes {
    readonly payees: readonly NameClass[];
    readonly categories: readonly (Pieces<number> | 'unknown')[];
    readonly countries: readonly NameClass[];
    readonly regions: readonly NameClass[];
    readonly amounts: readonly Pieces<bigint>[];
    readonly groups: readonly NameClass[];
    readonly time: TimeCut;
}

const LETTERS = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n));
/** Codes that ISO 3166-1 leaves to its users come first: they show that any other country is meant. */
const COUNTRIES = ['ZZ', ...LETTERS.map(letter => `X${letter}`), ...LETTERS.flatMap(first => LETTERS.map(second => first + second))];

/** The first candidate that no match names. @throws RangeError where all are named */
function unnamed(classes: readonly NameClass[], candidates: Iterable<string>): string {
    const named = new Set(classes.filter(one => one !== 'other' && one !== 'unknown').flat());
    for (const candidate of candidates) if (!named.has(candidate)) return candidate;
    throw new RangeError('Every name is taken.');
}

/** 1, 2, … Z, 10 …: three places are more regions than a policy can name. */
function* numbered(prefix: string): Generator<string> {
    for (let n = 1; ; n++) yield `${prefix}${n.toString(36).toUpperCase()}`;
}

function nameOf(classes: readonly NameClass[], index: number, candidates: Iterable<string>): string | undefined {
    const found = classes[index];
    if (found === undefined || found === 'unknown') return undefined;
    return found === 'other' ? unnamed(classes, candidates) : found[0];
}

/** @param cell class by dimension; @param groups classes of groups that the payee is in */
export function witnessOf(classes: Classes, cell: readonly number[], groups: readonly number[]): PaymentFacts {
    const [payee = 0, category = 0, country = 0, region = 0, channel = 0, amount = 0, span = 0, minute = 0] = cell;
    const codes = classes.categories[category];
    const countryName = nameOf(classes.countries, country, COUNTRIES);
    const regionName = nameOf(classes.regions, region, numbered(`${countryName ?? 'ZZ'}-`));
    return {
        payee: {
            id: nameOf(classes.payees, payee, numbered('payee-')) ?? '',
            ...(codes === undefined || codes === 'unknown' ? {} : { category: String(codes[0]?.[0] ?? 0).padStart(4, '0') }),
            ...present({ country: countryName, region: regionName }),
            groups: [...new Set(groups.map(group => nameOf(classes.groups, group, []) ?? ''))].sort(byCodeUnits),
        },
        channel: CHANNELS[channel] ?? 'pos',
        amount: String(classes.amounts[amount]?.[0]?.[0] ?? 1n),
        time: classes.time.first(span, minute),
    };
}
