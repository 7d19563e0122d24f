// The strict decoder of a policy, and its hash.
import { canonicalHash } from '../canonical/hash';
import { flag, identifier, instant, integer, list, object, oneOf, optional, refuseField, required, sha256Text, text, type Decoder } from '../codec/decoder';
import type { JsonValue } from '../codec/json';
import { requestCodec } from '../codec/request';
import { amount, amountOrZero } from './amount';
import { currency } from './currency';
import { match } from './match-codec';
import { PERIODS, POLICY_LANGUAGE, POLICY_LIMITS, type Approval, type Assertion, type Limit, type Period, type Policy, type Rule } from './policy';

const SECONDS_PER_YEAR = 366 * 24 * 60 * 60;
const COUNTED_PERIODS = PERIODS.filter((period): period is Exclude<Period, 'tx'> => period !== 'tx');

/** A list of things with ids, each id once. */
function withIds<T extends { readonly id: string }>(element: Decoder<T>, max: number): Decoder<readonly T[]> {
    const whole = list(element, { max });
    return (value, field) => {
        const elements = whole(value, field);
        refuseRepeatedIds(elements, field, new Set());
        return elements;
    };
}

function refuseRepeatedIds(elements: readonly { readonly id: string }[], field: string, taken: Set<string>): void {
    elements.forEach(({ id }, index) => {
        if (taken.has(id)) refuseField('INVALID_VALUE', `${field}[${index}].id`, 'Use each id once.');
        taken.add(id);
    });
}

const rule: Decoder<Rule> = object({
    id: required(identifier),
    effect: required(oneOf(['allow', 'deny'])),
    when: required(match),
    note: optional(text({ max: 200 })),
});

const limitFields = object({
    id: required(identifier),
    match: required(match),
    measure: required(oneOf(['amount', 'count'])),
    period: required(oneOf(PERIODS)),
    max: required(amount),
    stripes: optional(integer(1, POLICY_LIMITS.stripes)),
    scope: required(oneOf(['wallet', 'programme'])),
});

const limit: Decoder<Limit> = (value, field) => {
    const decoded = limitFields(value, field);
    if (decoded.stripes !== undefined && BigInt(decoded.stripes) > BigInt(decoded.max)) {
        refuseField('OUT_OF_RANGE', `${field}.stripes`, 'A limit has at most as many stripes as its max.');
    }
    return decoded;
};

const approval: Decoder<Approval> = object({
    id: required(identifier),
    match: required(match),
    above: required(amountOrZero),
    roster: required(identifier),
    cumulative: optional(object({ period: required(oneOf(COUNTED_PERIODS)), above: required(amountOrZero) })),
});

const assertionFields = object({ id: required(identifier), never: optional(match), always: optional(match) });

const assertion: Decoder<Assertion> = (value, field) => {
    const { id, never, always } = assertionFields(value, field);
    if (never !== undefined && always !== undefined) refuseField('INVALID_VALUE', `${field}.always`, 'Assert either never or always; make it two assertions.');
    if (never !== undefined) return { id, never };
    if (always !== undefined) return { id, always };
    return refuseField('MISSING_FIELD', `${field}.never`, 'Give never or always.');
};

const noHash = (value: JsonValue, field: string): string | null => value === null ? null : sha256Text(value, field);

const validityFields = object({ notBefore: required(instant), notAfter: required(instant) });

const validity: Decoder<Policy['validity']> = (value, field) => {
    const decoded = validityFields(value, field);
    if (decoded.notAfter <= decoded.notBefore) refuseField('INVALID_VALUE', `${field}.notAfter`, 'The validity ends after it begins.');
    return decoded;
};

/** Of a calendar: from UTC−12:00 to UTC+14:00. */
export const utcOffsetMinutes = integer(-720, 840);

const policyFields = object({
    lang: required(oneOf<typeof POLICY_LANGUAGE>([POLICY_LANGUAGE])),
    id: required(identifier),
    version: required(integer(1, 2 ** 31 - 1)),
    previousHash: required(noHash),
    mode: required(oneOf(['full', 'tighten-only'])),
    currency: required(currency),
    validity: required(validity),
    calendar: required(object({ utcOffsetMinutes: required(utcOffsetMinutes), weekStart: required(integer(1, 7)) })),
    transfer: required(object({ holderToHolder: required(flag), split: required(flag) })),
    rules: required(withIds(rule, POLICY_LIMITS.rules)),
    limits: required(withIds(limit, POLICY_LIMITS.limits)),
    approvals: required(withIds(approval, POLICY_LIMITS.approvals)),
    refund: required(object({
        allowed: required(flag),
        withinSeconds: required(integer(0, 10 * SECONDS_PER_YEAR)),
        restoreQuota: required(oneOf(['never', 'same-period'])),
    })),
    expiry: required(object({
        action: required(oneOf(['return-to-issuer', 'block'])),
        graceSeconds: required(integer(0, SECONDS_PER_YEAR)),
    })),
    assertions: required(withIds(assertion, POLICY_LIMITS.assertions)),
});

const policy: Decoder<Policy> = (value, field) => {
    const decoded = policyFields(value, field);
    // Limits and approvals keep counters under their ids, side by side.
    refuseRepeatedIds(decoded.approvals, `${field}.approvals`, new Set(decoded.limits.map(({ id }) => id)));
    if (decoded.version === 1 && decoded.previousHash !== null) {
        refuseField('INVALID_VALUE', `${field}.previousHash`, 'Version 1 has no version before it: send null.');
    }
    if (decoded.version > 1 && decoded.previousHash === null) {
        refuseField('INVALID_VALUE', `${field}.previousHash`, 'Send the policy hash of the version before.');
    }
    if (decoded.mode === 'tighten-only' && decoded.previousHash === null) {
        refuseField('INVALID_VALUE', `${field}.mode`, 'The first version has nothing to tighten: send full.');
    }
    return decoded;
};

/** A policy as an argument. @throws CarnetFailure naming the field, as `policy.rules[2].when.categories[0]` */
export const policyCodec = requestCodec('policy', policy, POLICY_LIMITS.bytes);

/** What coins, wallets and later versions name: SHA-256 of the policy's canonical JSON, lower-case hex. */
export function policyHash(decoded: Policy): string {
    return canonicalHash(decoded);
}
