// A policy and a request in files, for people who write policies: decided as on the ledger, which would take the same facts from its records.
import { canonicalJson } from '../canonical/json';
import { parseInstant } from '../codec/calendar';
import { identifier, integer, list, object, oneOf, optional, refuseField, required, type Decoder } from '../codec/decoder';
import { readJson, type JsonValue } from '../codec/json';
import { describePath } from '../codec/path';
import { requestCodec } from '../codec/request';
import { amount, amountOrZero } from './amount';
import { compilePolicy, type CompiledPolicy } from './compile';
import { stripeShare } from './counters';
import { currencyCode } from './currency';
import { combineReasons, decidePayment } from './decide';
import type { Approvals } from './layer-reasons';
import { category, country, region } from './match-codec';
import type { StripeUsage, Usage } from './payment-facts';
import { CHANNELS, type Policy } from './policy';
import { policyCodec } from './policy-codec';
import type { PolicyDecision } from './policy-decision';

/** UTF-8 bytes of a file: one that people lay out has spaces beside the 16 KiB of the policy itself. */
export const POLICY_FILE_MAX_BYTES = 256 * 1024;
const REQUEST_MAX_BYTES = 64 * 1024;
const MAX_GROUPS = 64;

/**
 * A policy as a file holds it, in any layout.
 * @throws CarnetFailure TOO_LARGE (also where its canonical JSON is above 16 KiB), MALFORMED_JSON and those of the decoders, naming the field
 */
export function decodePolicyFile(json: string): Policy {
    return policyCodec.decode(canonicalJson(readJson(json, { name: 'policy', maxBytes: POLICY_FILE_MAX_BYTES })));
}

/** Seconds and milliseconds may be left out. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z$/;

/** An instant in UTC, as milliseconds since 1970-01-01. @throws WRONG_TYPE, INVALID_DATE */
export const time: Decoder<number> = (value, field) => {
    if (typeof value !== 'string') return refuseField('WRONG_TYPE', field, 'Send a text.');
    const [, minutes = '', seconds = '00', fraction = ''] = (value.length <= 24 ? INSTANT.exec(value) : null) ?? [];
    return parseInstant(`${minutes}:${seconds}.${fraction.padEnd(3, '0')}Z`)
        ?? refuseField('INVALID_DATE', field, 'Send an instant of the calendar, in UTC, as YYYY-MM-DDTHH:MM:SSZ.');
};

/** An object whose fields are ids. */
export function byId<T>(element: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
    return (value, field) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField('WRONG_TYPE', field, 'Send an object.');
        return Object.fromEntries(Object.entries(value as Readonly<Record<string, JsonValue>>)
            .map(([id, sent]) => [id, element(sent, describePath(field, [id]))]));
    };
}

const counts = object({ needed: required(integer(1, 64)), given: required(integer(0, 64)) });

/** How many there are: the roster, which says how many are needed, is on the ledger. */
const approvalsGiven: Decoder<{ readonly needed: number; readonly given: number }> = (value, field) =>
    typeof value === 'number' ? { needed: 1, given: integer(0, 64)(value, field) } : counts(value, field);

const requestCodecOfFile = requestCodec('request', object({
    payee: required(object({
        id: required(identifier), category: optional(category), country: optional(country), region: optional(region),
        groups: optional(list(identifier, { max: MAX_GROUPS })),
    })),
    channel: required(oneOf(CHANNELS)),
    amount: required(amount),
    currency: optional(currencyCode),
    time: required(time),
    used: optional(byId(amountOrZero)),
    approvals: optional(byId(approvalsGiven)),
}), REQUEST_MAX_BYTES);

/** What is used in all, laid on all stripes, so that what is left is the maximum less it. */
function laidOut(counter: { readonly max: bigint; readonly stripes: number }, used: bigint): StripeUsage[] {
    let rest = used;
    return Array.from({ length: counter.stripes }, (_, stripe) => {
        const share = stripeShare(counter, stripe);
        const here = rest < share || stripe === counter.stripes - 1 ? rest : share;
        rest -= here;
        return { stripe, used: here };
    });
}

/** @param used by id of a limit or cumulative approval; @param field where that stands, for errors. @throws UNKNOWN_FIELD */
export function usageOf(policy: CompiledPolicy, used: Readonly<Record<string, string>>, field: string): Usage {
    // Entries, not assignments: `__proto__` is an id like any other.
    const usedOf = (id: string): bigint => BigInt(Object.hasOwn(used, id) ? used[id] ?? 0 : 0);
    const usage: Usage = Object.fromEntries<readonly StripeUsage[]>([
        ...policy.limits.filter(({ limit }) => limit.period !== 'tx').map(limit => [limit.id, laidOut(limit, usedOf(limit.id))] as const),
        ...policy.approvals.filter(({ approval }) => approval.cumulative !== undefined)
            .map(({ id }) => [id, [{ stripe: 0, used: usedOf(id) }]] as const),
    ]);
    refuseUnknown(used, new Set(Object.keys(usage)), field, 'The policy has no limit with a period, and no cumulative approval, of this id.');
    return usage;
}

function approvalsOf(policy: CompiledPolicy, given: Approvals): Approvals {
    refuseUnknown(given, new Set(policy.approvals.map(({ id }) => id)), 'request.approvals', 'The policy has no approval of this id.');
    return given;
}

function refuseUnknown(named: object, known: ReadonlySet<string>, field: string, sentence: string): void {
    for (const id of Object.keys(named)) if (!known.has(id)) refuseField('UNKNOWN_FIELD', describePath(field, [id]), sentence);
}

/**
 * Decides a payment by one policy, which answers as the layer `programme`.
 * @param requestJson `{payee: {id, category?, country?, region?, groups?}, channel, amount, currency?, time, used?, approvals?}`; `time` is an
 *   instant in UTC; `used` is, by id of a limit or cumulative approval, what it has counted in the period of the payment, on all stripes;
 *   `approvals` is, by id, `{needed, given}` or the number given, of which one is needed
 * @throws CarnetFailure as `decodePolicyFile`, for both files; UNKNOWN_FIELD for an id that the policy does not have
 */
export function decidePolicyFile(policyJson: string, requestJson: string): PolicyDecision {
    const policy = compilePolicy(decodePolicyFile(policyJson));
    const { payee, channel, amount: asked, currency, time: at, used = {}, approvals = {} } = requestCodecOfFile.decode(requestJson);
    const { reasons, allowedBy } = decidePayment(
        [{ layer: 'programme', policy, usage: usageOf(policy, used, 'request.used'), approvals: approvalsOf(policy, approvals) }],
        { payee: { ...payee, groups: payee.groups ?? [] }, channel, amount: asked, time: at },
    );
    const expected = policy.policy.currency.code;
    return currency === undefined || currency === expected
        ? combineReasons(reasons, allowedBy)
        : combineReasons([{ code: 'CURRENCY_MISMATCH', parameters: { currency: expected, asked: currency } }, ...reasons], allowedBy);
}
