// Cedar as the outside judge of decisions: the exported text, read by Cedar itself, must decide alike and for the same rules.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
    policySetTextToParts, policyToJson, preparsePolicySet, statefulIsAuthorized, validate, type EntityUidJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import {
    CEDAR_HOLDER_TO_HOLDER, CEDAR_SCHEMA, CEDAR_VALIDITY, cedarText, compilePolicy, decidePayment, localTime,
    type PaymentFacts, type Policy, type PolicyReason,
} from '@carnet/domain';

export interface Judged { readonly decision: 'ALLOW' | 'DENY'; /** Ids of the determining rules, sorted. */ readonly ids: readonly string[] }

const PRINCIPAL: EntityUidJson = { type: 'Wallet', id: 'w' };
const ACTION: EntityUidJson = { type: 'Action', id: 'Pay' };
const PARSED = 'policy of the test';

function sorted(ids: readonly string[]): string[] {
    return [...ids].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
}

/** The statements of a Cedar text by their `@id`, as a tool would read a file. */
function statements(text: string): Record<string, string> {
    const parts = policySetTextToParts(text);
    assert.ok(parts.type === 'success', JSON.stringify(parts));
    const byId: Record<string, string> = {};
    for (const part of parts.policies) {
        const json = policyToJson(part);
        const id = json.type === 'success' ? json.json.annotations?.['id'] : undefined;
        assert.ok(id !== undefined && !Object.hasOwn(byId, id), 'every statement has an id of its own');
        byId[id] = part;
    }
    return byId;
}

/** Refuses a text that Cedar's validator finds anything in, in its strict mode. */
export function validateStrictly(policy: Policy): void {
    const answer = validate({ schema: CEDAR_SCHEMA, policies: { staticPolicies: statements(cedarText(policy)) }, validationSettings: { mode: 'strict' } });
    assert.ok(answer.type === 'success', JSON.stringify(answer));
    assert.deepEqual(answer.validationErrors, []);
}

/** Cedar's decisions by the exported text. One policy at a time: Cedar keeps it under one name. */
export function cedarJudge(policy: Policy): (facts: PaymentFacts) => Judged {
    const parsed = preparsePolicySet(PARSED, { staticPolicies: statements(cedarText(policy)) });
    assert.equal(parsed.type, 'success', JSON.stringify(parsed));
    return ({ payee: { id, groups, category, country, region }, channel, amount, time }) => {
        const resource = { type: 'Payee', id };
        const answer = statefulIsAuthorized({
            principal: PRINCIPAL, action: ACTION, resource, preparsedPolicySetId: PARSED,
            context: {
                amount: Number(amount), channel, time: { __extn: { fn: 'datetime', arg: new Date(time).toISOString() } },
                weekday: localTime(policy.calendar, time).weekday,
            },
            entities: [{
                uid: resource, parents: groups.map(group => ({ type: 'PayeeGroup', id: group })),
                attrs: {
                    ...category === undefined ? {} : { category: Number(category) }, ...country === undefined ? {} : { country },
                    ...region === undefined ? {} : { region },
                },
            }],
        });
        assert.ok(answer.type === 'success', JSON.stringify(answer));
        assert.deepEqual(answer.response.diagnostics.errors, []);
        return { decision: answer.response.decision === 'allow' ? 'ALLOW' : 'DENY', ids: sorted(answer.response.diagnostics.reason) };
    };
}

function cedarId({ code, id }: PolicyReason): string[] {
    if (code === 'DENY_RULE' || code === 'DENY_UNKNOWN') return [id ?? CEDAR_HOLDER_TO_HOLDER];
    return code === 'POLICY_NOT_YET' || code === 'POLICY_EXPIRED' ? [CEDAR_VALIDITY] : [];
}

/** Our own decisions by the part of a policy that Cedar has: without limits and approvals. */
export function ownJudge(policy: Policy): (facts: PaymentFacts) => Judged {
    const compiled = compilePolicy({ ...policy, limits: [], approvals: [] });
    return facts => {
        const { decision, reasons, allowedBy } = decidePayment([{ layer: 'programme', policy: compiled, usage: {}, approvals: {} }], facts);
        assert.notEqual(decision, 'NEEDS_APPROVAL');
        return decision === 'ALLOW' ? { decision, ids: allowedBy.map(({ id }) => id) } : { decision: 'DENY', ids: sorted(reasons.flatMap(cedarId)) };
    };
}

/** Refuses a payment that the two decide differently, or for other rules. */
export function assertSame(ours: Judged, theirs: Judged, policy: Policy, facts: PaymentFacts): void {
    // The message is written only where there is a difference: it takes longer than the decision.
    if (!isDeepStrictEqual(ours, theirs)) assert.deepEqual(ours, theirs, JSON.stringify({ policy, facts }));
}
