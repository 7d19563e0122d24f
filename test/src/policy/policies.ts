// Policies and a payment that tests change: one that allows everything, a voucher for food, and a coffee at a payee of that kind.
import { compilePolicy, decidePayment, policyCodec, type PaymentFacts, type Policy, type PolicyDecision, type Usage } from '@carnet/domain';

/** Allows every payment, everywhere and to everybody. */
export const ANYTHING: Policy = {
    lang: 'carnet-policy/1', id: 'purpose', version: 1, previousHash: null, mode: 'full',
    currency: { code: 'EUR', scale: 2 },
    validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2030-01-01T00:00:00.000Z' },
    calendar: { utcOffsetMinutes: 0, weekStart: 1 },
    transfer: { holderToHolder: true, split: true },
    rules: [{ id: 'any', effect: 'allow', when: {} }],
    limits: [],
    approvals: [],
    refund: { allowed: true, withinSeconds: 30 * 86_400, restoreQuota: 'never' },
    expiry: { action: 'return-to-issuer', graceSeconds: 0 },
    assertions: [],
};

/** Mondays to Fridays, food in France, 50.00 a day. */
export const VOUCHER: Policy = {
    lang: 'carnet-policy/1', id: 'meal-voucher', version: 1, previousHash: null, mode: 'full',
    currency: { code: 'EUR', scale: 2 },
    validity: { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z' },
    calendar: { utcOffsetMinutes: 60, weekStart: 1 },
    transfer: { holderToHolder: false, split: true },
    rules: [
        { id: 'food', effect: 'allow', when: { categories: [['5411', '5499'], ['5812', '5814']], countries: ['FR'] } },
        { id: 'no-casino', effect: 'deny', when: { categories: [['7995', '7995']] } },
    ],
    limits: [{ id: 'day', match: {}, measure: 'amount', period: 'day', max: '5000', scope: 'wallet' }],
    approvals: [],
    refund: { allowed: true, withinSeconds: 1_209_600, restoreQuota: 'never' },
    expiry: { action: 'return-to-issuer', graceSeconds: 0 },
    assertions: [],
};

/** Wednesday 2026-03-04 12:00 local time. */
export const NOON = Date.parse('2026-03-04T11:00:00.000Z');

export const COFFEE: PaymentFacts = {
    payee: { id: 'cafe', category: '5814', country: 'FR', region: 'FR-75', groups: [] }, channel: 'pos', amount: '250', time: NOON,
};

/** The decision of one programme policy. */
export function decided(
    policy: Policy, facts: PaymentFacts = COFFEE, usage: Usage = {}, approvals: Readonly<Record<string, { needed: number; given: number }>> = {},
): PolicyDecision {
    return decidePayment([{ layer: 'programme', policy: compilePolicy(policyCodec.decode(JSON.stringify(policy))), usage, approvals }], facts);
}
