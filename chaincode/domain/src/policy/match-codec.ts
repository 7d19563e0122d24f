// The strict decoder of a match: which clauses it has, and which values each may hold.
import { distinct, identifier, instant, integer, list, object, oneOf, optional, refuseField, required, text, type Decoder } from '../codec/decoder';
import { amountOrZero } from './amount';
import { CHANNELS, POLICY_LIMITS, type Match } from './policy';

/** ISO 18245, four digits. */
export const category = text({ min: 4, max: 4, pattern: /^[0-9]{4}$/, described: 'Send a merchant category code of four digits.' });
/** ISO 3166-1 alpha-2. */
export const country = text({ max: 2, pattern: /^[A-Z]{2}$/, described: 'Send a country as two capital letters (ISO 3166-1).' });
/** ISO 3166-2. */
export const region = text({ max: 6, pattern: /^[A-Z]{2}-[A-Z0-9]{1,3}$/, described: 'Send a region as FR-75 (ISO 3166-2).' });

const SOME = { min: 1, max: POLICY_LIMITS.ranges };

const pair = list(category, { min: 2, max: 2 });

const categoryRange: Decoder<readonly [string, string]> = (value, field) => {
    const [low = '', high = ''] = pair(value, field);
    if (low > high) refuseField('INVALID_VALUE', field, 'Name the lower category first.');
    return [low, high];
};

const categoryRanges: Decoder<readonly (readonly [string, string])[]> = (value, field) => {
    const ranges = list(categoryRange, SOME)(value, field);
    const seen = new Set<string>();
    ranges.forEach((range, index) => {
        if (seen.has(range.join())) refuseField('INVALID_VALUE', `${field}[${index}]`, 'Name each range once.');
        seen.add(range.join());
    });
    return ranges;
};

const amountFields = object({ min: optional(amountOrZero), max: optional(amountOrZero) });

const amountRange: Decoder<NonNullable<Match['amount']>> = (value, field) => {
    const range = amountFields(value, field);
    if (range.min === undefined && range.max === undefined) refuseField('MISSING_FIELD', field, 'Give min, max or both.');
    if (range.min !== undefined && range.max !== undefined && BigInt(range.min) > BigInt(range.max)) {
        refuseField('INVALID_VALUE', `${field}.max`, 'The max of an amount is not below its min.');
    }
    return range;
};

const windowFields = object({
    days: required(distinct(integer(1, 7), { min: 1, max: 7 })),
    fromMinute: required(integer(0, 1439)),
    toMinute: required(integer(1, 1440)),
});

const window: Decoder<NonNullable<Match['window']>> = (value, field) => {
    const decoded = windowFields(value, field);
    if (decoded.toMinute <= decoded.fromMinute) {
        refuseField('INVALID_VALUE', `${field}.toMinute`, 'A window ends after it begins; write one over midnight as two rules.');
    }
    return decoded;
};

const betweenFields = object({ from: optional(instant), until: optional(instant) });

const between: Decoder<NonNullable<Match['between']>> = (value, field) => {
    const decoded = betweenFields(value, field);
    if (decoded.from === undefined && decoded.until === undefined) refuseField('MISSING_FIELD', field, 'Give from, until or both.');
    // Instants of this form compare as texts.
    if (decoded.from !== undefined && decoded.until !== undefined && decoded.until <= decoded.from) {
        refuseField('INVALID_VALUE', `${field}.until`, 'The time ends after it begins.');
    }
    return decoded;
};

/** @throws CarnetFailure naming the field */
export const match: Decoder<Match> = object({
    payees: optional(distinct(identifier, SOME)),
    payeeGroups: optional(distinct(identifier, SOME)),
    categories: optional(categoryRanges),
    countries: optional(distinct(country, SOME)),
    regions: optional(distinct(region, SOME)),
    channels: optional(distinct(oneOf(CHANNELS), { min: 1, max: CHANNELS.length })),
    amount: optional(amountRange),
    window: optional(window),
    between: optional(between),
});
